"""Writing what was changed in a workbook that came back."""

import csv
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from wangge.areas.models import Area
from wangge.audit import jobs
from wangge.audit.actions import record
from wangge.exchange.findings import Finding
from wangge.kernel.errors import Missing, Refused
from wangge.people.editing import change_person
from wangge.people.imports import IMPORTED, Result, area_of, import_people, mend_path, write_reports
from wangge.people.round_trip import judging
from wangge.people.round_trip.comparing import compare
from wangge.people.round_trip.judging import CellChange, RowChange
from wangge.people.round_trip.outcome import Added, Comparison

if TYPE_CHECKING:
    from wangge.posts.access import Staff

VERB = "people.round_trip"
Put = Callable[[RowChange, Mapping[str, str]], bool]
"""Writes the new values of a row; whether anything changed. May be refused."""
Take = Callable[[bytes, str], Result]
"""Takes a table of new rows in, as its own ledger would be: content and name."""
_SOURCE = 80


@transaction.atomic
def write(
    found: Comparison,
    area: Area,
    *,
    staff: "Staff | None" = None,
    taken: Collection[tuple[UUID, str]] = (),
    cause: UUID | None = None,
    dry_run: bool = False,
) -> Result:
    """Write the changes; of the conflicts only those `taken` (resident, field) from the sheet."""

    def put(row: RowChange, values: Mapping[str, str]) -> bool:
        after = change_person(
            staff, row.uid, version=row.version, values=values,
            source=f"导入 {found.name}"[:_SOURCE], cause=cause or found.origin.uid,
        )  # fmt: skip
        return after.version != row.version

    result = written(found, taken, put)
    if result.updated:
        jobs.put(IMPORTED, str(area.code))
    add(found, result, lambda content, name: import_people(content, name, area, staff=staff))
    record(
        VERB, f"area:{area.code}", actor=staff.user if staff else None, area=area.code,
        file=found.name, export=str(found.origin.uid or ""), **result.as_json(),
    )  # fmt: skip
    if dry_run:
        transaction.set_rollback(True)
    return result


def import_back(
    path: Path, *, code: str = "", dry_run: bool = False, report: Path | None = None
) -> Result:
    """The command `wangge import people` with a workbook of ours: conflicts are returned."""
    area = area_of(code)
    result = write(compare(path, path.name, area), area, dry_run=dry_run)
    if report:
        write_reports(result, area, path.name, report, mend_path(report))
    return result


def written(found: Comparison, taken: Collection[tuple[UUID, str]], put: Put) -> Result:
    """The changes, written row by row; of the conflicts those taken from the sheet."""
    result = Result(
        rows_read=found.rows_read, unchanged=found.untouched, refused=found.refused,
        faults=found.faults, findings=list(found.findings), returned=list(found.returned),
    )  # fmt: skip
    _forget(result, found, taken)
    writer = _Writer(result, frozenset(taken), put)
    for row in found.changes:
        writer.row(row)
    return result


@dataclass
class _Writer:
    """Writes row by row: one that is refused leaves the others."""

    result: Result
    taken: frozenset[tuple[UUID, str]]
    put: Put

    def row(self, row: RowChange) -> None:
        """The edits of one row; conflicts that were not decided for the sheet go back."""
        values = {
            edit.key: edit.new
            for edit in row.edits
            if not edit.conflict or (row.uid, edit.key) in self.taken
        }
        left = [edit for edit in row.clashes if edit.key not in values]
        if left:
            self._return(row, "；".join(map(_clash, left)))
        if not values:
            self.result.unchanged += 1
            return
        try:
            with transaction.atomic():
                changed = self.put(row, values)
        except (Refused, Missing) as refused:
            self._refuse(row, getattr(refused, "message", judging.ROW_UNKNOWN.what))
            return
        self.result.updated += changed
        self.result.unchanged += not changed

    def _refuse(self, row: RowChange, told: str) -> None:
        kind = judging.ROW_REFUSED
        self.result.findings.append(Finding(row.sheet, row.row, "", "", "", kind, told))
        _count(self.result, {kind.key: 1})
        self.result.refused += 1
        self._return(row, told)

    def _return(self, row: RowChange, told: str) -> None:
        self.result.returned.append(row.returned(told))


def _forget(result: Result, found: Comparison, taken: Collection[tuple[UUID, str]]) -> None:
    """Conflicts that were decided for the sheet are no faults."""
    cells = {
        (row.sheet, row.row, edit.column)
        for row in found.changes
        for edit in row.clashes
        if (row.uid, edit.key) in taken
    }
    if not cells:
        return
    kind = judging.CELL_CONFLICT
    result.findings = [
        each
        for each in result.findings
        if each.kind is not kind or (each.sheet, each.row, each.column) not in cells
    ]
    _count(result, {kind.key: -len(cells)})
    result.faults = {key: count for key, count in result.faults.items() if count}


def _clash(edit: CellChange) -> str:
    what = judging.CELL_CONFLICT.what.format(raw=edit.new, detail=edit.old)
    return f"{edit.heading}：{what}"


def _count(result: Result, faults: dict[str, int]) -> None:
    for key, count in faults.items():
        result.faults = {**result.faults, key: result.faults.get(key, 0) + count}


def add(found: Comparison, result: Result, take: Take) -> None:
    """New rows go through the import of every ledger: one table for each sheet of the file."""
    by_sheet: dict[tuple[str, tuple[str, ...]], list[Added]] = {}
    for row in found.added:
        by_sheet.setdefault((row.sheet, row.headings), []).append(row)
    for (sheet, headings), rows in by_sheet.items():
        text = StringIO()
        csv.writer(text).writerows([headings, *(row.cells for row in rows)])
        content = text.getvalue().encode("utf-8-sig")
        part = take(content, f"{sheet}.csv")
        numbers = {at: row.row for at, row in enumerate(rows, 2)}
        result.created += part.created
        result.updated += part.updated
        result.unchanged += part.unchanged
        result.refused += part.refused
        result.merged += part.merged
        _count(result, part.faults)
        result.findings += [
            each._replace(sheet=sheet, row=numbers.get(each.row, each.row))
            for each in part.findings
        ]
        result.returned += [
            replace(each, sheet=sheet, row=numbers.get(each.row, each.row))
            for each in part.returned
        ]
