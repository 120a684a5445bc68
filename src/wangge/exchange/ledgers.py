"""The kinds of ledgers that come in at the desk, and their one way: upload, look, carry out.

A workbook that was given out here is known again and shown as a list of changes; every other file
is shown with the meanings of its headings. Each kind is added by the app that holds its rows.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.exchange import runs
from wangge.exchange.catalog import kind_of
from wangge.exchange.findings import Kind as Finding
from wangge.exchange.memory import Mappings
from wangge.exchange.models import Export, ImportRun
from wangge.exchange.watermarks import recognise
from wangge.kernel.errors import Missing, Refused

if TYPE_CHECKING:
    from wangge.areas.models import Area
    from wangge.posts.access import Staff

_BACK = ".export"  # ends the kind of a run whose file was given out here


@dataclass(frozen=True)
class Ledger:
    """A kind of ledger (台账种类).

    `needed` is the heading no ledger can do without, `unit` counts its rows. `choices` answers what
    a column can mean at an area, by section; `faults` are all findings that there can be. The
    functions take what their namesakes in people.imports and people.round_trip take.
    """

    key: str
    title: str
    needed: str
    unit: str
    ability: str
    choices: Callable[[int], Mapping[Any, Sequence[Any]]]
    faults: tuple[Finding, ...]
    preview: Callable[..., Any]
    take: Callable[..., Any]
    compare: Callable[..., Any]
    write: Callable[..., Any]
    write_reports: Callable[..., None]


_ledgers: dict[str, Ledger] = {}


def register(ledger: Ledger) -> None:
    """Add a kind; the same key again replaces it."""
    _ledgers[ledger.key] = ledger


def ledgers() -> list[Ledger]:
    """All kinds, in the order they were added."""
    return list(_ledgers.values())


def ledger_of(kind: str) -> Ledger:
    """The kind of ledger of a run or a choice, or `Missing`."""
    found = _ledgers.get(kind.removesuffix(_BACK))
    if found is None:
        raise Missing
    return found


def came_back(run: ImportRun) -> bool:
    """Whether the file of a run was given out here."""
    return run.kind.endswith(_BACK)


def upload(staff: "Staff", kind: str, content: bytes, name: str, area: "Area") -> ImportRun:
    """Keep a file for `area`; refused outright when it cannot be read at all.

    A workbook of ours says itself what it holds, whatever was chosen.
    """
    origin = recognise(content, name)
    if origin is not None:
        kind = _kind_of_origin(origin.uid) or kind
    ledger = ledger_of(kind)
    staff.require(ledger.ability, area.code)
    if origin is not None:
        return runs.start(ledger.key + _BACK, content, name, area=area, owner=staff.user)
    ledger.preview(content, name, area, staff=staff)
    return runs.start(ledger.key, content, name, area=area, owner=staff.user)


def _kind_of_origin(uid: UUID | None) -> str:
    """What the workbook held when it was given out; empty where nobody knows any more."""
    kind = Export.objects.filter(uid=uid).values_list("kind", flat=True).first() if uid else None
    if kind and kind not in _ledgers:
        told = _("这是“%(list)s”的导出表，只供查看，不能导入；要改请到对应的页面办理。")
        raise Refused("import.only_to_read", told % {"list": kind_of(kind).title})
    return kind or ""


def look(staff: "Staff", run: ImportRun, mappings: Mappings | None = None) -> Any:
    """How the file would be read, with the headings as the user has set them so far."""
    ledger = ledger_of(run.kind)
    return ledger.preview(runs.content(run), run.name, run.area, staff=staff, mappings=mappings)


def changes(staff: "Staff", run: ImportRun) -> Any:
    """What a workbook that came back would change now."""
    ledger = ledger_of(run.kind)
    return ledger.compare(runs.content(run), run.name, run.area, staff=staff)


def carry_out(staff: "Staff", run: ImportRun, mappings: Mappings) -> ImportRun:
    """Take the ledger in, once; keep the report and the rows to mend."""
    ledger = ledger_of(run.kind)

    def take() -> Any:
        return ledger.take(runs.content(run), run.name, run.area, staff=staff, mappings=mappings)

    kept = {signature: dict(columns) for signature, columns in mappings.items()}
    return _carry_out(run, ledger, kept, take)


def write_changes(staff: "Staff", run: ImportRun, taken: Collection[tuple[UUID, str]]) -> ImportRun:
    """Write the changes of a workbook that came back, once; `taken` are the decided conflicts."""
    ledger = ledger_of(run.kind)

    def take() -> Any:
        found = changes(staff, run)
        return ledger.write(found, run.area, staff=staff, taken=taken, cause=run.uid)

    return _carry_out(run, ledger, {"taken": [f"{uid}:{key}" for uid, key in taken]}, take)


def _carry_out(
    run: ImportRun, ledger: Ledger, decided: Mapping[str, Any], take: Callable[[], Any]
) -> ImportRun:
    runs.claim(run, decided)
    try:
        result = take()
        with TemporaryDirectory() as folder:
            report, mend = Path(folder, "report.xlsx"), Path(folder, "mend.xlsx")
            ledger.write_reports(result, run.area, run.name, report, mend)
            returned = mend.read_bytes() if result.returned else b""
            return runs.finish(run, result.as_json(), report=report.read_bytes(), mend=returned)
    except BaseException:
        runs.release(run)
        raise
