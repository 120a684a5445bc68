"""A workbook given out, edited and brought back: looked at as a list of changes, then written.

A cell that is as it was when the workbook was made is left alone, also when the ledger has moved
on since. What was edited on both sides is a conflict for a person to decide. Rows without a key
are new people and go the way of every other ledger; rows that are gone from the sheet say nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from wangge.areas.models import Area
from wangge.dictionary.access import may_see
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Field, Mask
from wangge.exchange.columns import Gate
from wangge.exchange.findings import Finding, Kind, ReturnedRow
from wangge.exchange.lines import Line, LineKind, plain
from wangge.exchange.models import Export
from wangge.exchange.sheets import letter, open_book
from wangge.exchange.tables import Table, tables
from wangge.exchange.watermarks import Key, read_key, recognise
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
from wangge.people.round_trip.outcome import Added, Comparison
from wangge.privacy.masks import STAR, mask_name

if TYPE_CHECKING:
    from wangge.posts.access import Staff

ABILITY = "collect"
_RUN = 500
_SAID = {judging.CELL_WRONG, judging.CELL_LOCKED}  # these say why instead of what stands there
_NEAR = {Mask.NAME, Mask.ADDRESS}  # whole for the people of one's own grid and community


class Read(NamedTuple):
    """A row with a key, as it stands in the sheet."""

    key: Key
    table: Table
    line: Line


def compare(
    source: Path | bytes, name: str, area: Area, *, staff: "Staff | None" = None
) -> Comparison:
    """The changes in a workbook that was given out; raises `Refused` if it is none of ours."""
    return compared(source, name, area, staff, Comparer)


def compared(
    source: Path | bytes, name: str, area: Area, staff: "Staff | None", comparer: "type[Comparer]"
) -> Comparison:
    """The changes in a workbook of the kind of ledger that `comparer` holds it against."""
    if staff:
        staff.require(ABILITY, area.code)
    origin = recognise(source, name)
    if origin is None:
        raise Refused("export.unknown", "这不是从本系统导出的工作簿，请按普通台账导入。")
    found = Comparison(origin, name)
    seen: set[UUID] = set()
    holder = comparer(found, area, staff)
    for run in chunks(_keyed(source, name, holder.synonyms, found), _RUN):
        holder.compare([row for row in run if _once(row, seen, found)])
    _count_missing(found, len(seen))
    return found


def _keyed(
    source: Path | bytes, name: str, synonyms: Mapping[str, str], found: Comparison
) -> Iterator[Read]:
    """The rows with a key; rows without one are put aside as new ones."""
    for sheet in open_book(source, name):
        for table in tables(sheet, synonyms):
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
                    yield Read(key, table, line)
                else:
                    _put_aside(found, table, line, at)


def _put_aside(found: Comparison, table: Table, line: Line, at: int) -> None:
    cells = [show(cell) for cell in line.cells]
    if at < len(cells):
        cells[at] = ""
    headings = tuple(column.heading for column in table.columns)
    found.added.append(Added(table.sheet, line.number, headings, tuple(cells)))


def _once(row: Read, seen: set[UUID], found: Comparison) -> bool:
    if row.key.uid in seen:
        _refuse(found, row, judging.ROW_TWICE)
        return False
    seen.add(row.key.uid)
    return True


class Comparer:
    """Holds the rows of a workbook against the residents of an area, as far as one sees them.

    Other ledgers say in a class of their own what differs: how rows are found, read and named.
    """

    def __init__(self, found: Comparison, area: Area, staff: "Staff | None") -> None:
        self.dictionary = dictionary_at(area.code, below_too=True)
        self.found = found
        self.area = area
        self.staff = staff

    @property
    def synonyms(self) -> Mapping[str, str]:
        """The headings of a sheet, and the fields they mean."""
        return self.dictionary.synonyms

    @property
    def fields(self) -> list[Field]:
        """The fields that a workbook can hold."""
        return fields(self.dictionary)

    def fetch(self, uids: Sequence[UUID]) -> Iterable[Any]:
        """The rows of the ledger with these ids, as far as one sees them."""
        if self.staff:
            inside = access.visible(self.staff)
        else:
            codes = self.area.codes
            inside = Person.objects.filter(
                area_id__gte=codes.start, area_id__lt=codes.stop, hidden=""
            )
        return inside.filter(uid__in=uids)

    def reader(self, rows: Collection[Any]) -> Any:
        """Reads the fields of these rows."""
        return Reader(rows)

    def changed(self, moved: Sequence[Any]) -> dict[int, dict[str, str]]:
        """Row -> field -> what it was when the workbook was made, for those changed since."""
        found: dict[int, dict[str, str]] = {}
        changes = PersonChange.objects.filter(person__in=moved, at__gte=self.found.origin.at)
        values = changes.order_by("at", "pk").values_list("person_id", "field", "old")
        for pk, key, old in values:
            found.setdefault(pk, {}).setdefault(key, old)
        return found

    def is_near(self, row: Any) -> bool:
        """Whether names and addresses are shown whole."""
        return self.staff is None or access.is_close(self.staff, row)

    def name_of(self, row: Any) -> str:
        """What the row is called on the page."""
        return str(row.name if self.is_near(row) else mask_name(row.name))

    def shown(self, what: Field, text: str, row: Any) -> str:
        """What stands in the ledger, as a list shows it: no workbook asks the masks away."""
        if gate_of(what) is Gate.SENSITIVE:
            return STAR * 3 if text else ""
        return text if what.mask in _NEAR and self.is_near(row) else mask(what, text)

    def compare(self, rows: Sequence[Read]) -> None:
        """One run of rows, in a fixed number of queries."""
        known_rows = {row.uid: row for row in self.fetch([row.key.uid for row in rows])}
        reader = self.reader(known_rows.values())
        known = self.found.origin.at is not None
        versions = {row.key.uid: row.key.version for row in rows}
        moved = [row for uid, row in known_rows.items() if row.version != versions[uid]]
        changed = self.changed(moved) if known else {}
        for row in rows:
            kept = known_rows.get(row.key.uid)
            if kept is None:
                _refuse(self.found, row, judging.ROW_UNKNOWN)
                continue
            self._row(row, kept, reader, since_of(kept, row.key, changed, known=known))

    def _row(self, row: Read, kept: Any, reader: Any, since: Since) -> None:
        change = _change_of(row, kept, self.name_of(kept))
        for index, what in _columns(row.table, self.fields, self.synonyms):
            if self.staff is not None and not may_see(self.staff, what, kept.area_id):
                continue
            cell = row.line.cells[index] if index < len(row.line.cells) else ""
            verdict = judge(reader, kept, what, cell, since)
            if verdict is not None:
                if verdict.kind not in _SAID:
                    verdict = verdict._replace(old=self.shown(what, verdict.old, kept))
                self._keep(change, what, index, verdict)
        if change.wrong:
            self.found.returned.append(change.returned("；".join(change.wrong)))
        if change.edits:
            self.found.changes.append(change)
        else:
            self.found.untouched += 1

    def _keep(self, change: RowChange, what: Field, index: int, verdict: Verdict) -> None:
        conflict = verdict.kind is judging.CELL_CONFLICT
        column, old, new = letter(index), verdict.old, verdict.new
        if verdict.kind is not None:
            finding = Finding(change.sheet, change.row, column, what.label, new, verdict.kind, old)
            self.found.findings.append(finding)
            if verdict.kind is judging.CELL_WRONG:
                change.wrong.append(f"{what.label}：{finding.what}")
        if verdict.kind is None or conflict:
            change.edits.append(CellChange(what.key, what.label, column, old, new, conflict))


def _columns(
    table: Table, known: Sequence[Field], synonyms: Mapping[str, str]
) -> list[tuple[int, Field]]:
    by_label = {plain(what.label): what for what in known}
    by_key = {what.key: what for what in known}
    found: dict[str, tuple[int, Field]] = {}
    for column in table.columns:
        word = plain(column.heading)
        what = by_label.get(word) or by_key.get(synonyms.get(word, ""))
        if what:
            found.setdefault(what.key, (column.index, what))
    return list(found.values())


def _change_of(row: Read, kept: Any, name: str) -> RowChange:
    return RowChange(
        kept.uid,
        kept.version,
        name,
        row.table.sheet,
        row.line.number,
        [column.heading for column in row.table.columns],
        [show(cell) for cell in row.line.cells],
    )


def _refuse(found: Comparison, row: Read, kind: Kind, detail: str = "") -> None:
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
