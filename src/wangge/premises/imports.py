"""Taking a ledger of units in: the same file again changes nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from wangge.areas.models import Area
from wangge.audit.actions import record
from wangge.dictionary.queries import dictionary_at
from wangge.exchange.memory import Mappings, remember, remembered
from wangge.exchange.reports import write_mend, write_report
from wangge.kernel import clock
from wangge.kernel.text import tidy
from wangge.people.imports import SHOWN, Preview, Result, area_of, mend_path
from wangge.people.intake.chunks import chunks
from wangge.people.intake.grids import Grids
from wangge.places.models import Building
from wangge.places.writing import Author
from wangge.premises.actions import units
from wangge.premises.fields import premises_fields
from wangge.premises.models import Premises, PremisesContact
from wangge.premises.parsing import Draft, Units, read_units
from wangge.premises.placing import Places
from wangge.privacy.masks import mask_phone
from wangge.privacy.sealing import blind, seal

if TYPE_CHECKING:
    from wangge.posts.access import Staff

KIND = "premises"
VERB = "premises.import"
ABILITY = "collect"
_BATCH = 1_000


def preview(
    source: Path | bytes,
    name: str,
    area: Area,
    *,
    staff: "Staff | None" = None,
    mappings: Mappings | None = None,
) -> Preview:
    """How the file would be read: its tables with their meanings, and every fault."""
    found = _read(source, name, area, staff, mappings)
    return Preview(
        name=name,
        area=area,
        tables=found.tables,
        rows_read=found.rows_read,
        people=len(found.drafts),
        refused=found.refused,
        merged=found.merged,
        faults=found.faults,
        findings=found.findings[:SHOWN],
        total_findings=len(found.findings),
        returned=len(found.returned),
    )


def import_premises(
    source: Path | bytes,
    name: str,
    area: Area,
    *,
    staff: "Staff | None" = None,
    mappings: Mappings | None = None,
    dry_run: bool = False,
) -> Result:
    """Write the good rows of a ledger of units of `area`; `staff` is None on the command line.

    Units are known again by a right credit code, else by name and address. `mappings` are those
    the user confirmed; they are remembered. A dry run answers the same figures and writes nothing.
    """
    found = _read(source, name, area, staff, mappings)
    with transaction.atomic():
        Area.objects.select_for_update().get(pk=area.pk)  # one import of an area at a time
        author = Author(staff.user if staff else None, name)
        result = _write(found, area, author)
        if mappings:
            remember(KIND, mappings)
        record(
            VERB,
            f"area:{area.code}",
            actor=author.user,
            area=area.code,
            file=name,
            **result.as_json(),
        )
        if dry_run:
            transaction.set_rollback(True)
    return result


def _read(
    source: Path | bytes,
    name: str,
    area: Area,
    staff: "Staff | None",
    mappings: Mappings | None,
) -> Units:
    if staff:
        staff.require(ABILITY, area.code)
    confirmed = {**remembered(KIND), **(mappings or {})}
    return read_units(source, name, dictionary_at(area.code, below_too=True), confirmed)


def import_file(
    path: Path, *, code: str = "", dry_run: bool = False, report: Path | None = None
) -> Result:
    """The command `wangge import premises`: into the area of `code`, else into the whole county."""
    area = area_of(code)
    result = import_premises(path, path.name, area, dry_run=dry_run)
    if report:
        write_reports(result, area, path.name, report, mend_path(report))
    return result


def write_reports(result: Result, area: Area, name: str, report: Path, mend: Path) -> None:
    """The report workbook and the workbook of rows to mend."""
    totals: dict[str, str | int] = {
        "文件": name,
        "导入到": area.full_name,
        "时间": f"{clock.now().astimezone(clock.BEIJING):%Y-%m-%d %H:%M}",
        "读取行数": result.rows_read,
        "新增单位": result.created,
        "更新单位": result.updated,
        "没有变化": result.unchanged,
        "合并的重复行": result.merged,
        "未导入的行": result.refused,
        "问题处数": len(result.findings),
    }
    write_report(report, totals, result.findings)
    write_mend(mend, result.returned)


def _write(found: Units, area: Area, author: Author) -> Result:
    result = Result(
        rows_read=found.rows_read,
        refused=found.refused,
        merged=found.merged,
        findings=found.findings,
        returned=found.returned,
    )
    drafts: Any = found.drafts
    grids = Grids(area).settle(drafts, found.findings)
    result.faults = found.faults
    places = _Places(area, found.drafts)
    known = _Known(area)
    fresh: list[tuple[Premises, Draft]] = []
    for draft, grid in zip(found.drafts, grids, strict=True):
        row = known.find(draft)
        if row is None:
            fresh.append((_made(draft, places.of(draft, grid)), draft))
        elif _update(row, draft, places.of(draft, grid), author, area):
            result.updated += 1
        else:
            result.unchanged += 1
    _insert(fresh)
    result.created = len(fresh)
    return result


class _Known:
    """The units on record in an area."""

    def __init__(self, area: Area) -> None:
        codes = area.codes
        rows = Premises.objects.filter(area_id__gte=codes.start, area_id__lt=codes.stop)
        self._by_code: dict[str, list[Premises]] = {}
        self._by_name: dict[tuple[str, str], Premises] = {}
        for row in rows.prefetch_related("contacts").order_by("pk"):
            self._by_name.setdefault((row.name, row.address), row)
            if row.credit_code:
                self._by_code.setdefault(row.credit_code, []).append(row)

    def find(self, draft: Draft) -> Premises | None:
        """The unit a draft is about: by its code, of several the one of the same name."""
        code, name = draft.keys
        same = self._by_code.get(code, []) if code else []
        if same:
            return next((row for row in same if row.name == draft.name), same[0])
        row = self._by_name.get(name)
        # Two right codes of the same name and address are two units.
        return None if row and code and row.credit_code and not row.code_doubt else row


class _Places:
    """Where units stand: the grid told by the sheet, else the building's of the same address."""

    def __init__(self, area: Area, drafts: Sequence[Draft]) -> None:
        codes = area.codes
        inside = {"area_id__gte": codes.start, "area_id__lt": codes.stop}
        known = Places(Building.objects.filter(**inside), area)
        wanted = {str(draft.columns.get("address", "")) for draft in drafts} - {""}
        self._found = known.settle(sorted(wanted))

    def of(self, draft: Draft, grid: int) -> dict[str, Any]:
        """The columns that say where the unit is."""
        building, home = self._found.get(str(draft.columns.get("address", "")), (None, None))
        at: dict[str, Any] = {}
        if building:
            at["building_id"] = building.pk
        if home:
            at["dwelling_id"] = home.pk
        told = draft.grid_code or draft.grid_name
        stands = home.area_id if home else building.area_id if building else grid
        return at | {"area_id": grid if told and grid % 1000 else stands}


def _made(draft: Draft, at: dict[str, Any]) -> Premises:
    row = Premises(**draft.columns, **at, facts=draft.facts)
    row.search = units.search_of(row)
    return row


def _insert(fresh: Sequence[tuple[Premises, Draft]]) -> None:
    for chunk in chunks(fresh, _BATCH):
        Premises.objects.bulk_create(row for row, _draft in chunk)
        PremisesContact.objects.bulk_create(
            _contact(row, role, told)
            for row, draft in chunk
            for role, told in draft.contacts.items()
            if any(told.values())
        )


def _contact(row: Premises, role: str, told: dict[str, str]) -> PremisesContact:
    phone = told.get("phone", "")
    return PremisesContact(
        premises=row,
        role=role,
        name=tidy(told.get("name", ""))[:100],
        sealed=seal(phone, f"premises:{row.uid}:{role}"),
        index=blind(phone, "phone"),
        hint=mask_phone(phone)[:20] if phone else "",
    )


def _update(row: Premises, draft: Draft, at: dict[str, Any], author: Author, area: Area) -> bool:
    """Put what the sheet tells into the record; an empty cell never empties a field."""
    new = {name: value for name, value in draft.columns.items() if value not in ("", None)}
    if "credit_code" in draft.columns:
        new["code_doubt"] = draft.columns["code_doubt"]
    if not row.code_doubt and draft.columns.get("code_doubt"):
        new = {n: v for n, v in new.items() if n not in ("credit_code", "code_doubt")}
    told = {name: value for name, value in at.items() if value and value != area.code}
    if row.area_id % 1000:
        told.pop("area_id", None)  # a sheet moves no unit that has its grid
    new |= told | {"facts": row.facts | draft.facts}
    fields = premises_fields(row.area_id)
    return bool(units.write(row, row.version, new, author, draft.contacts, fields))
