"""A workbook given out, edited and brought back: looked at as a list of changes, then written.

A cell that is as it was when the workbook was made is left alone, also when the ledger has moved
on since. What was edited on both sides is a conflict for a person to decide. Rows without a key
are new people and go the way of every other ledger; rows that are gone from the sheet say nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from wangge.areas.models import Area
from wangge.dictionary.access import may_see
from wangge.dictionary.queries import Dictionary, dictionary_at
from wangge.dictionary.shape import Field, Mask
from wangge.exchange.columns import Gate
from wangge.exchange.findings import Finding, Kind, ReturnedRow
from wangge.exchange.lines import Line, LineKind, plain
from wangge.exchange.models import Export
from wangge.exchange.sheets import letter, open_book
from wangge.exchange.tables import Table, tables
from wangge.exchange.watermarks import Key, Origin, read_key, recognise
from wangge.exchange.workbooks import KEY_HEADING
from wangge.kernel.errors import Refused
from wangge.people import access
from wangge.people.cells import Reader, fields, mask
from wangge.people.exports import gate_of
from wangge.people.intake.chunks import chunks
from wangge.people.models import Person, PersonChange
from wangge.people.parsing.texts import show
from wangge.people.round_trip import judging
from wangge.people.round_trip.judging import CellChange, RowChange, Since, Verdict, judge, since_of
from wangge.privacy.masks import STAR, mask_name

if TYPE_CHECKING:
    from wangge.posts.access import Staff

ABILITY = "collect"
_RUN = 500
_SAID = {judging.CELL_WRONG, judging.CELL_LOCKED}  # these say why instead of what stands there
_NEAR = {Mask.NAME, Mask.ADDRESS}  # whole for the people of one's own grid and community


class Added(NamedTuple):
    """A row without a key: somebody new."""

    sheet: str
    row: int
    headings: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass
class Comparison:
    """What a workbook that came back would change."""

    origin: Origin
    name: str
    rows_read: int = 0
    untouched: int = 0
    missing: int = 0
    changes: list[RowChange] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    returned: list[ReturnedRow] = field(default_factory=list)
    refused: int = 0

    @property
    def conflicts(self) -> int:
        return sum(len(row.clashes) for row in self.changes)

    @property
    def edits(self) -> int:
        return sum(len(row.edits) for row in self.changes) - self.conflicts

    @property
    def faults(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for finding in self.findings:
            counts[finding.kind.key] = counts.get(finding.kind.key, 0) + 1
        return dict(sorted(counts.items()))


class _Read(NamedTuple):
    """A row with a key, as it stands in the sheet."""

    key: Key
    table: Table
    line: Line


def compare(
    source: Path | bytes, name: str, area: Area, *, staff: "Staff | None" = None
) -> Comparison:
    """The changes in a workbook that was given out; raises `Refused` if it is none of ours."""
    if staff:
        staff.require(ABILITY, area.code)
    origin = recognise(source, name)
    if origin is None:
        raise Refused("export.unknown", "这不是从本系统导出的工作簿，请按普通台账导入。")
    found = Comparison(origin, name)
    seen: set[UUID] = set()
    comparer = _Comparer(found, area, staff)
    for run in chunks(_keyed(source, name, comparer.dictionary, found), _RUN):
        comparer.compare([row for row in run if _once(row, seen, found)])
    _count_missing(found, len(seen))
    return found


def _keyed(
    source: Path | bytes, name: str, dictionary: Dictionary, found: Comparison
) -> Iterator[_Read]:
    """The rows with a key; rows without one are put aside as new people."""
    for sheet in open_book(source, name):
        for table in tables(sheet, dictionary.synonyms):
            at = next((c.index for c in table.columns if plain(c.heading) == KEY_HEADING), None)
            if at is None:
                continue
            for line in table.lines:
                if line.kind is not LineKind.DATA:
                    continue
                found.rows_read += 1
                cell = line.cells[at] if at < len(line.cells) else ""
                key = read_key(cell)
                if key:
                    yield _Read(key, table, line)
                else:
                    _put_aside(found, table, line, at)


def _put_aside(found: Comparison, table: Table, line: Line, at: int) -> None:
    cells = [show(cell) for cell in line.cells]
    if at < len(cells):
        cells[at] = ""
    headings = tuple(column.heading for column in table.columns)
    found.added.append(Added(table.sheet, line.number, headings, tuple(cells)))


def _once(row: _Read, seen: set[UUID], found: Comparison) -> bool:
    if row.key.uid in seen:
        _refuse(found, row, judging.ROW_TWICE)
        return False
    seen.add(row.key.uid)
    return True


class _Comparer:
    """Holds the rows of a workbook against the residents of an area, as far as one sees them."""

    def __init__(self, found: Comparison, area: Area, staff: "Staff | None") -> None:
        self.dictionary = dictionary_at(area.code, below_too=True)
        self._found = found
        self._area = area
        self._staff = staff

    def compare(self, rows: Sequence[_Read]) -> None:
        """One run of rows, in a fixed number of queries."""
        people = {person.uid: person for person in self._people(rows)}
        reader = Reader(people.values())
        known = self._found.origin.at is not None
        changed = _changed_since(rows, people, self._found.origin) if known else {}
        for row in rows:
            person = people.get(row.key.uid)
            if person is None:
                _refuse(self._found, row, judging.ROW_UNKNOWN)
                continue
            since = since_of(person, row.key, changed, known=known)
            self._row(row, person, reader, since)

    def _people(self, rows: Sequence[_Read]) -> list[Person]:
        uids = [row.key.uid for row in rows]
        if self._staff:
            inside = access.visible(self._staff)
        else:
            codes = self._area.codes
            inside = Person.objects.filter(
                area_id__gte=codes.start, area_id__lt=codes.stop, hidden=""
            )
        return list(inside.filter(uid__in=uids))

    def _row(self, row: _Read, person: Person, reader: Reader, since: Since) -> None:
        staff = self._staff
        near = staff is None or access.is_close(staff, person)
        change = _change_of(row, person, near=near)
        for index, what in _columns(row.table, self.dictionary):
            if staff is not None and not may_see(staff, what, person.area_id):
                continue
            cell = row.line.cells[index] if index < len(row.line.cells) else ""
            verdict = judge(reader, person, what, cell, since)
            if verdict is not None:
                if verdict.kind not in _SAID:
                    verdict = verdict._replace(old=_shown(what, verdict.old, near=near))
                self._keep(change, what, index, verdict)
        if change.wrong:
            self._found.returned.append(change.returned("；".join(change.wrong)))
        if change.edits:
            self._found.changes.append(change)
        else:
            self._found.untouched += 1

    def _keep(self, change: RowChange, what: Field, index: int, verdict: Verdict) -> None:
        conflict = verdict.kind is judging.CELL_CONFLICT
        column, old, new = letter(index), verdict.old, verdict.new
        if verdict.kind is not None:
            finding = Finding(change.sheet, change.row, column, what.label, new, verdict.kind, old)
            self._found.findings.append(finding)
            if verdict.kind is judging.CELL_WRONG:
                change.wrong.append(f"{what.label}：{finding.what}")
        if verdict.kind is None or conflict:
            change.edits.append(CellChange(what.key, what.label, column, old, new, conflict))


def _changed_since(
    rows: Sequence[_Read], people: Mapping[UUID, Person], origin: Origin
) -> dict[int, dict[str, str]]:
    """Person -> field -> what it was when the workbook was made, for those changed since."""
    versions = {row.key.uid: row.key.version for row in rows}
    moved = [p.pk for uid, p in people.items() if p.version != versions[uid]]
    found: dict[int, dict[str, str]] = {}
    changes = PersonChange.objects.filter(person__in=moved, at__gte=origin.at).order_by("at", "pk")
    for pk, key, old in changes.values_list("person_id", "field", "old"):
        found.setdefault(pk, {}).setdefault(key, old)
    return found


def _columns(table: Table, dictionary: Dictionary) -> list[tuple[int, Field]]:
    known = fields(dictionary)
    by_label = {plain(what.label): what for what in known}
    by_key = {what.key: what for what in known}
    found: dict[str, tuple[int, Field]] = {}
    for column in table.columns:
        word = plain(column.heading)
        what = by_label.get(word) or by_key.get(dictionary.synonyms.get(word, ""))
        if what:
            found.setdefault(what.key, (column.index, what))
    return list(found.values())


def _shown(what: Field, text: str, *, near: bool) -> str:
    """What stands in the ledger, as a list shows it: a workbook must not ask the masks away."""
    if gate_of(what) is Gate.SENSITIVE:
        return STAR * 3 if text else ""
    return text if near and what.mask in _NEAR else mask(what, text)


def _change_of(row: _Read, person: Person, *, near: bool) -> RowChange:
    return RowChange(
        person.uid,
        person.version,
        person.name if near else mask_name(person.name),
        row.table.sheet,
        row.line.number,
        [column.heading for column in row.table.columns],
        [show(cell) for cell in row.line.cells],
    )


def _refuse(found: Comparison, row: _Read, kind: Kind, detail: str = "") -> None:
    line = row.line
    finding = Finding(row.table.sheet, line.number, "", "", "", kind, detail)
    found.findings.append(finding)
    found.refused += 1
    found.returned.append(
        ReturnedRow(
            row.table.sheet, line.number, tuple(c.heading for c in row.table.columns),
            tuple(show(cell) for cell in line.cells), f"{finding.what}。{finding.how}",
        )
    )  # fmt: skip


def _count_missing(found: Comparison, present: int) -> None:
    export = Export.objects.filter(uid=found.origin.uid).first() if found.origin.uid else None
    if export and export.rows > present:
        found.missing = export.rows - present
        kind = judging.ROWS_MISSING
        found.findings.append(Finding("", 0, "", "", "", kind, str(found.missing)))
