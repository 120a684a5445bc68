"""A ledger uploaded at the desk: looked at, its headings confirmed, then taken in."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from wangge.exchange import runs
from wangge.exchange.models import ImportRun
from wangge.people.imports import (
    ABILITY,
    KIND,
    Mappings,
    Preview,
    import_people,
    preview,
    write_reports,
)

if TYPE_CHECKING:
    from wangge.areas.models import Area
    from wangge.posts.access import Staff


def upload(staff: "Staff", content: bytes, name: str, area: "Area") -> ImportRun:
    """Keep a file for `area`; refused outright when it cannot be read at all."""
    staff.require(ABILITY, area.code)
    preview(content, name, area, staff=staff)
    return runs.start(KIND, content, name, area=area, owner=staff.user)


def look(staff: "Staff", run: ImportRun, mappings: Mappings | None = None) -> Preview:
    """How the file would be read, with the headings as the user has set them so far."""
    return preview(runs.content(run), run.name, run.area, staff=staff, mappings=mappings)


def carry_out(staff: "Staff", run: ImportRun, mappings: Mappings) -> ImportRun:
    """Take the ledger in, once; keep the report and the rows to mend."""
    runs.claim(run, {signature: dict(columns) for signature, columns in mappings.items()})
    try:
        result = import_people(
            runs.content(run), run.name, run.area, staff=staff, mappings=mappings
        )
        with TemporaryDirectory() as folder:
            report, mend = Path(folder, "report.xlsx"), Path(folder, "mend.xlsx")
            write_reports(result, run.area, run.name, report, mend)
            returned = mend.read_bytes() if result.returned else b""
            return runs.finish(run, result.as_json(), report=report.read_bytes(), mend=returned)
    except BaseException:
        runs.release(run)
        raise
