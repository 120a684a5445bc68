"""The register of units given out, edited and brought back: its changes, and writing them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from wangge.areas.models import Area
from wangge.audit.actions import record
from wangge.dictionary import values as reading
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Field
from wangge.exchange.columns import Gate
from wangge.kernel.errors import Missing
from wangge.people.exports import gate_of
from wangge.people.imports import Result, area_of, mend_path
from wangge.people.parsing.phones import read_phones
from wangge.people.round_trip.comparing import Comparer, compared
from wangge.people.round_trip.judging import RowChange
from wangge.people.round_trip.outcome import Comparison
from wangge.people.round_trip.writing import add, written
from wangge.places.facts import CLEAR
from wangge.places.models import PlaceChange
from wangge.places.writing import Author
from wangge.premises import access
from wangge.premises.actions import units
from wangge.premises.cells import PLACE, Reader, fields
from wangge.premises.fields import COLUMNS, CONTACTS
from wangge.premises.imports import import_premises, write_reports
from wangge.premises.meanings import Meanings
from wangge.premises.models import Premises
from wangge.premises.parsing import CONVERTED
from wangge.privacy.masks import STAR, mask_name

if TYPE_CHECKING:
    from wangge.posts.access import Staff

VERB = "premises.round_trip"
_ELSEWHERE = "所属网格请在单位页面调整"
_KEYS = {column: key for key, column in COLUMNS.items()}
_BOTH = {"contact.legal": "legal", "contact.manager": "manager"}
_MANAGER = "manager_name"


class UnitComparer(Comparer):
    """Holds the rows of a workbook against the units of an area, as far as one sees them."""

    @property
    def synonyms(self) -> Mapping[str, str]:
        return Meanings(self.dictionary).synonyms

    @property
    def fields(self) -> list[Field]:
        return [_locked(what) for what in fields(self.dictionary)]

    def fetch(self, uids: Sequence[UUID]) -> Iterable[Any]:
        if self.staff:
            inside = access.visible(self.staff)
        else:
            codes = self.area.codes
            rows = Premises.objects.filter(area_id__gte=codes.start, area_id__lt=codes.stop)
            inside = rows.select_related("area").defer("area__boundary")
        return inside.filter(uid__in=uids).prefetch_related("contacts")

    def reader(self, rows: Collection[Any]) -> Reader:
        del rows  # they bring with them what is read
        return Reader()

    def changed(self, moved: Sequence[Any]) -> dict[int, dict[str, str]]:
        pks = {row.uid: row.pk for row in moved}
        rows = PlaceChange.objects.filter(subject__in=list(pks), at__gte=self.found.origin.at)
        found: dict[int, dict[str, str]] = {}
        told = rows.order_by("at", "pk").values_list("subject", "field", "old")
        for subject, field, old in told:
            for key, value in _before(field, old):
                found.setdefault(pks[subject], {}).setdefault(key, value)
        return found

    def is_near(self, row: Any) -> bool:
        return self.staff is None or access.is_close(self.staff, row.area_id)

    def name_of(self, row: Any) -> str:
        return str(row.name)

    def shown(self, what: Field, text: str, row: Any) -> str:
        if what.key in COLUMNS or what.key in PLACE:
            return text
        if gate_of(what) is Gate.SENSITIVE:
            return STAR * 3 if text else ""
        if what.key == _MANAGER:
            return text if self.is_near(row) else mask_name(text)
        return super().shown(what, text, row)


def _locked(what: Field) -> Field:
    return replace(what, elsewhere=_ELSEWHERE) if what.key in PLACE else what


def _before(field: str, old: str) -> Iterable[tuple[str, str]]:
    """The fields that a line of the history is about, with what each was."""
    role = _BOTH.get(field)
    if role is None:
        yield _KEYS.get(field, field), old
        return
    name, _blank, number = old.rpartition(" ") if "*" in old else (old, "", "")
    for key, (whose, what) in CONTACTS.items():
        if whose == role:
            yield key, name if what == "name" else number


def compare(
    source: Path | bytes, name: str, area: Area, *, staff: "Staff | None" = None
) -> Comparison:
    """The changes in a workbook of units; raises `Refused` if it is none of ours."""
    return compared(source, name, area, staff, UnitComparer)


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
    """Write the changes; of the conflicts only those `taken` (unit, field) from the sheet."""
    author = Author(
        staff.user if staff else None, f"导入 {found.name}"[:80], cause or found.origin.uid
    )

    def put(row: RowChange, values: Mapping[str, str]) -> bool:
        return _put(staff, area, row, values, author)

    result = written(found, taken, put)
    add(found, result, lambda content, name: import_premises(content, name, area, staff=staff))
    record(
        VERB, f"area:{area.code}", actor=author.user, area=area.code, file=found.name,
        export=str(found.origin.uid or ""), **result.as_json(),
    )  # fmt: skip
    if dry_run:
        transaction.set_rollback(True)
    return result


def import_back(
    path: Path, *, code: str = "", dry_run: bool = False, report: Path | None = None
) -> Result:
    """The command `wangge import premises` with a workbook of ours: conflicts are returned."""
    area = area_of(code)
    result = write(compare(path, path.name, area), area, dry_run=dry_run)
    if report:
        write_reports(result, area, path.name, report, mend_path(report))
    return result


def _put(
    staff: "Staff | None", area: Area, row: RowChange, values: Mapping[str, str], author: Author
) -> bool:
    columns: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    contacts: dict[str, dict[str, str]] = {}
    kept = _unit(staff, area, row.uid)
    known = {what.key: what for what in fields_of(kept)}
    for key, text in values.items():
        what = known.get(key)
        if key in CONTACTS:
            role, part = CONTACTS[key]
            contacts.setdefault(role, {})[part] = text if part == "name" else _number(text)
        elif key in COLUMNS and what:
            stored = reading.read(what, text)
            columns[COLUMNS[key]] = CONVERTED.get(key, lambda same: same)(stored)
        else:
            facts[key] = text or CLEAR
    after = units.rewrite(
        staff, kept, version=row.version, given=facts, contacts=contacts, author=author, **columns
    )
    return after.version != row.version


def fields_of(row: Premises) -> list[Field]:
    """The fields of a unit where it stands."""
    return fields(dictionary_at(row.area_id))


def _unit(staff: "Staff | None", area: Area, uid: UUID) -> Premises:
    if staff:
        return access.fetch(staff, uid)
    row = Premises.objects.select_related("area").filter(uid=uid).first()
    if row is None or row.area_id not in area.codes:
        raise Missing
    return row


def _number(text: str) -> str:
    """The number of a cell; an emptied cell takes the number on record away."""
    numbers = read_phones(text).numbers
    return numbers[0] if numbers else text or CLEAR
