"""Taking a ledger in: look at it first, then write what is good and return what is not."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.audit import jobs
from wangge.audit.actions import record
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Field, Subject
from wangge.exchange.findings import Finding, ReturnedRow
from wangge.exchange.memory import Mappings, remember, remembered
from wangge.exchange.reports import write_mend, write_report
from wangge.kernel import clock
from wangge.kernel.codes import parse_code
from wangge.kernel.errors import Invalid
from wangge.people.intake import households, matching
from wangge.people.intake.bulk import no_collection, settled
from wangge.people.intake.grids import Grids
from wangge.people.intake.homes import Homes
from wangge.people.intake.writing import Entry, Writer
from wangge.people.parsing import kinds
from wangge.people.parsing.drafts import Draft
from wangge.people.parsing.ledger import Ledger, ReadTable, read_ledger, returned_rows

if TYPE_CHECKING:
    from wangge.accounts.models import User
    from wangge.posts.access import Staff

KIND = "people"
VERB = "people.import"
IMPORTED = "people.imported"  # the job of those who look at what came in
ABILITY = "collect"
SHOWN = 200


@dataclass(frozen=True)
class Preview:
    """How a file was understood, before anything is written."""

    name: str
    area: Area
    tables: list[ReadTable]
    rows_read: int
    people: int
    refused: int
    merged: int
    faults: dict[str, int]
    findings: list[Finding]
    total_findings: int
    returned: int


@dataclass
class Result:
    """What came of an import."""

    rows_read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    merged: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    returned: list[ReturnedRow] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The figures, as the command line prints them."""
        return {
            "rows_read": self.rows_read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "merged": self.merged,
            "faults": self.faults,
        }


def preview(
    source: Path | bytes,
    name: str,
    area: Area,
    *,
    staff: "Staff | None" = None,
    mappings: Mappings | None = None,
) -> Preview:
    """How the file would be read: its tables with their meanings, and every fault."""
    ledger = _read(source, name, area, staff, mappings)
    return Preview(
        name=name,
        area=area,
        tables=ledger.tables,
        rows_read=ledger.rows_read,
        people=len(ledger.drafts),
        refused=ledger.refused,
        merged=ledger.merged,
        faults=ledger.faults,
        findings=ledger.findings[:SHOWN],
        total_findings=len(ledger.findings),
        returned=len(ledger.returned),
    )


def import_people(
    source: Path | bytes,
    name: str,
    area: Area,
    *,
    staff: "Staff | None" = None,
    mappings: Mappings | None = None,
    dry_run: bool = False,
) -> Result:
    """Write the good rows of a ledger of `area`; `staff` is None on the command line.

    `mappings` are those the user confirmed; they are remembered for files with the same headings.
    Importing the same file again changes nothing. A dry run answers the same figures and writes
    nothing.
    """
    ledger = _read(source, name, area, staff, mappings)
    with settled(), transaction.atomic():
        Area.objects.select_for_update().get(pk=area.pk)  # one import of an area at a time
        result = _write(ledger, source, name, area, staff.user if staff else None)
        if mappings:
            remember(KIND, mappings)
        record(
            VERB,
            f"area:{area.code}",
            actor=staff.user if staff else None,
            area=area.code,
            file=name,
            **result.as_json(),
        )
        if result.created or result.updated:
            jobs.put(IMPORTED, str(area.code))
        if dry_run:
            transaction.set_rollback(True)
    return result


def import_file(
    path: Path, *, code: str = "", dry_run: bool = False, report: Path | None = None
) -> Result:
    """The command `wangge import people`: into the area of `code`, else into the whole county.

    With `report`, writes the report there and the rows to mend beside it (`…-待修改.xlsx`).
    """
    area = area_of(code)
    result = import_people(path, path.name, area, dry_run=dry_run)
    if report:
        write_reports(result, area, path.name, report, mend_path(report))
    return result


def mend_path(report: Path) -> Path:
    """Where the rows to mend go, beside the report."""
    return report.with_name(f"{report.stem}-待修改.xlsx")


def write_reports(result: Result, area: Area, name: str, report: Path, mend: Path) -> None:
    """The report workbook and the workbook of rows to mend."""
    totals: dict[str, str | int] = {
        "文件": name,
        "导入到": area.full_name,
        "时间": f"{clock.now().astimezone(clock.BEIJING):%Y-%m-%d %H:%M}",
        "读取行数": result.rows_read,
        "新增人员": result.created,
        "更新人员": result.updated,
        "没有变化": result.unchanged,
        "合并的重复行": result.merged,
        "未导入的行": result.refused,
        "待修改的行": len(result.returned),
        "问题处数": len(result.findings),
    }
    write_report(report, totals, result.findings)
    write_mend(mend, result.returned)


def area_of(code: str) -> Area:
    """The area with this code as typed; without one the whole county."""
    if not code:
        county = areas.county()
        if county is None:
            raise Invalid(
                "county.missing", _("还没有装入县区。请先运行 wangge init --county 代码。")
            )
        return county
    try:
        return areas.fetch(parse_code(code))
    except ValueError as error:
        raise Invalid("area.code", str(error)) from error


def _read(
    source: Path | bytes,
    name: str,
    area: Area,
    staff: "Staff | None",
    mappings: Mappings | None,
) -> Ledger:
    if staff:
        staff.require(ABILITY, area.code)
    confirmed = {**remembered(KIND), **(mappings or {})}
    with no_collection():
        return read_ledger(
            source, name, today=clock.today(), confirmed=confirmed, local=_local(area)
        )


def _local(area: Area) -> list[Field]:
    fields = dictionary_at(area.code).of(Subject.PERSON)
    return [field for field in fields if field.local]


def _write(
    ledger: Ledger, source: Path | bytes, name: str, area: Area, actor: "User | None"
) -> Result:
    drafts = ledger.drafts
    homes_of = Homes(area)
    index = matching.indexes(drafts)
    known = matching.match(drafts, index, area, homes_of.even)
    away = [at for at, row in enumerate(known) if row and row.area not in area.codes]
    if away:
        _return_away(ledger, source, name, [drafts[at] for at in away])
        kept = sorted(set(range(len(drafts))) - set(away))
        drafts = [drafts[at] for at in kept]
        index, known = [index[at] for at in kept], [known[at] for at in kept]
    homes = homes_of.settle(drafts, Grids(area).settle(drafts, ledger.findings))
    settled = households.settle(drafts, homes, known)
    writer = Writer(name, actor)
    writer.write(
        [
            Entry(draft, home, household, value, row.pk if row else None)
            for draft, home, household, value, row in zip(
                drafts, homes, settled, index, known, strict=True
            )
        ]
    )
    return Result(
        rows_read=ledger.rows_read,
        created=writer.created,
        updated=writer.updated,
        unchanged=writer.unchanged,
        refused=ledger.refused,
        merged=ledger.merged,
        faults=ledger.faults,
        findings=ledger.findings,
        returned=ledger.returned,
    )


def _return_away(ledger: Ledger, source: Path | bytes, name: str, away: list[Draft]) -> None:
    """People on record elsewhere are not moved by a ledger: whoever imports may not see them."""
    for draft in away:
        ledger.findings.append(
            Finding(draft.sheet, draft.row, "", "", draft.name, kinds.PERSON_ELSEWHERE)
        )
    ledger.refused += len(away)
    known = {(row.sheet, row.row) for row in ledger.returned}
    wanted = {(draft.sheet, draft.row) for draft in away} - known
    ledger.returned += returned_rows(source, name, wanted, kinds.PERSON_ELSEWHERE)
