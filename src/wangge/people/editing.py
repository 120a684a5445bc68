"""Changing what is on record about a person or household, field by field, all or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.audit.actions import record
from wangge.dictionary.access import may_see
from wangge.dictionary.codes import HEAD
from wangge.dictionary.queries import Dictionary, dictionary_at
from wangge.dictionary.shape import Subject
from wangge.dictionary.values import BETWEEN, Value, read, show
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused, Stale
from wangge.people import access, contradictions
from wangge.people.facts import (
    CITIZEN,
    HOUSEHOLD_COLUMNS,
    PERSON_COLUMNS,
    values_of,
    values_of_household,
)
from wangge.people.finding import tokens
from wangge.people.intake.writing import PHONE, phones_of
from wangge.people.models import Household, HouseholdChange, Person, PersonChange, Phone
from wangge.people.rules import UNKNOWN_SEX
from wangge.posts.access import Staff
from wangge.privacy.sealing import blind, blinds, seal

_SOURCE, _WORDS = 80, 240
_NEVER_EMPTY = frozenset({"name", "residence", "household_kind"})
_SEALED_COLUMNS = frozenset({"id_number", "phone"})


@dataclass(frozen=True)
class Edit:
    """A change asked for: by whom, from what, and the fields it may touch.

    Nobody (`None`) is the command line: it may touch every field.
    """

    staff: Staff | None
    dictionary: Dictionary
    subject: Subject
    area: int
    source: str
    cause: UUID | None

    @property
    def actor(self) -> User | None:
        return self.staff.user if self.staff else None

    def read(self, given: Mapping[str, Any]) -> dict[str, Value]:
        """The stored forms; `Invalid` names every field that is unknown, locked or wrong."""
        values: dict[str, Value] = {}
        faults: list[FieldFault] = []
        for key, raw in given.items():
            got = self._read(key, raw)
            if isinstance(got, FieldFault):
                faults.append(got)
            else:
                values[key] = got
        refuse(faults)
        return values

    def _read(self, key: str, raw: Any) -> Value | FieldFault:
        field = self.dictionary.by_key.get(key)
        if (
            field is None
            or field.subject is not self.subject
            or not (self.staff is None or may_see(self.staff, field, self.area))
        ):
            return FieldFault(key, _("没有“%(key)s”这一项。") % {"key": key})
        if field.elsewhere:
            told = _("“%(label)s”不在这里修改：%(where)s。")
            return FieldFault(key, told % {"label": field.label, "where": field.elsewhere})
        got = read(field, raw)
        if got == "" and key in _NEVER_EMPTY:
            return FieldFault(key, _("“%(label)s”不能清空。") % {"label": field.label})
        return got

    def told(self, key: str, value: Value) -> str:
        """The value as the history keeps it: codes as they are, numbers masked."""
        field = self.dictionary.by_key[key]
        if field.is_sealed or isinstance(value, list):
            return show(field, value)[:_WORDS]
        return str(value)[:_WORDS]

    @staticmethod
    def facts(
        kept: Mapping[str, Any], changed: Mapping[str, Value], columns: Mapping[str, str]
    ) -> dict[str, Any]:
        """The facts with the changed ones in them; emptied ones are gone."""
        facts = dict(kept)
        for key, value in changed.items():
            if key in columns or key in _SEALED_COLUMNS:
                continue
            facts.pop(key, None)
            if value:
                facts[key] = value
        return facts


def refuse(faults: list[FieldFault]) -> None:
    """`Invalid` with these faults, when there are any."""
    if faults:
        told = "；".join(fault.detail.rstrip("。") for fault in faults)
        raise Invalid("ledger.values", _("没有保存——%(told)s。") % {"told": told}, tuple(faults))


@transaction.atomic
def change_person(
    staff: Staff | None,
    uid: UUID,
    *,
    version: int,
    values: Mapping[str, Any],
    source: str,
    cause: UUID | None = None,
) -> Person:
    """Write these fields of a resident: all of them, or none when one is wrong.

    An empty value empties its field. The same values again change nothing and need no version.
    Raises `Missing` outside one's reach, `Refused` without the duty to collect there, `Invalid`
    with every fault, `Stale` when somebody else was first.
    """
    person = access.fetch(staff, uid) if staff else access.fetch_on_server(uid)
    edit = _edit(staff, Subject.PERSON, person.area_id, source, cause)
    given = edit.read(values)
    before = values_of(person, opened=True)
    changed = {key: value for key, value in given.items() if before.get(key, "") != value}
    if not changed:
        return person
    _require(person, version)
    after = {key: value for key, value in {**before, **changed}.items() if value}
    refuse(
        contradictions.of_person(after, changed, clock.today()) + _others(person, after, changed)
    )
    _write_person(edit, person, after, changed)
    rows = [
        PersonChange(
            person=person, field=key, old=edit.told(key, before.get(key, "")),
            new=edit.told(key, value), version=version + 1,
            source=edit.source, cause=cause, actor=edit.actor,
        )
        for key, value in changed.items()
    ]  # fmt: skip
    PersonChange.objects.bulk_create(rows)
    record(
        "person.change", f"person:{uid}", actor=edit.actor, area=person.area_id,
        fields=sorted(changed), source=edit.source,
    )  # fmt: skip
    person.refresh_from_db()
    return person


@transaction.atomic
def change_household(
    staff: Staff,
    uid: UUID,
    *,
    version: int,
    values: Mapping[str, Any],
    source: str,
    cause: UUID | None = None,
) -> Household:
    """Write these fields of a household; like `change_person`."""
    household = fetch_household(staff, uid)
    edit = _edit(staff, Subject.HOUSEHOLD, household.area_id, source, cause)
    given = edit.read(values)
    before = values_of_household(household, opened=True)
    changed = {key: value for key, value in given.items() if before.get(key, "") != value}
    if not changed:
        return household
    _require(household, version)
    refuse(contradictions.of_household({**before, **changed}, changed))
    columns = {HOUSEHOLD_COLUMNS[key]: v for key, v in changed.items() if key in HOUSEHOLD_COLUMNS}
    facts = edit.facts(household.facts, changed, HOUSEHOLD_COLUMNS)
    _update(
        Household.objects.filter(pk=household.pk, version=version),
        household,
        {**columns, "facts": facts},
    )
    rows = [
        HouseholdChange(
            household=household, field=key, old=edit.told(key, before.get(key, "")),
            new=edit.told(key, value), version=version + 1,
            source=edit.source, cause=cause, actor=staff.user,
        )
        for key, value in changed.items()
    ]  # fmt: skip
    HouseholdChange.objects.bulk_create(rows)
    record(
        "household.change", f"household:{uid}", actor=staff.user, area=household.area_id,
        fields=sorted(changed), source=edit.source,
    )  # fmt: skip
    household.refresh_from_db()
    return household


def fetch_household(staff: Staff, uid: UUID) -> Household:
    """The household, or `Missing` when there is none for this person."""
    rows = Household.objects.select_related("area").defer("area__boundary")
    row = rows.filter(staff.reach("area_id", *access.SEEING), uid=uid).first()
    if row is None:
        raise Missing
    return row


def _edit(
    staff: Staff | None, subject: Subject, area: int, source: str, cause: UUID | None
) -> Edit:
    if staff is not None and staff.find("collect", area) is None:
        raise Refused("ledger.collect", _("您的岗位可以查看这里的台账，但没有采集职责，不能修改。"))
    return Edit(staff, dictionary_at(area), subject, area, source[:_SOURCE], cause)


def _require(row: Person | Household, version: int) -> None:
    if row.version != version:
        raise Stale("ledger.stale", _("别人刚改过这条记录，请核对最新内容后再保存。"), row.version)


def _update(rows: Any, row: Person | Household, columns: Mapping[str, Any]) -> None:
    if not rows.update(**columns, version=F("version") + 1):
        raise Stale("ledger.stale", _("别人刚改过这条记录，请核对最新内容后再保存。"), row.version)


def _others(
    person: Person, after: Mapping[str, Value], changed: Mapping[str, Value]
) -> list[FieldFault]:
    """What the records of other people say against the change."""
    faults = []
    if changed.get("relation") == HEAD and person.household_id:
        heads = Person.objects.filter(household=person.household_id, relation=HEAD, hidden="")
        if heads.filter(status=Person.Status.PRESENT).exclude(pk=person.pk).exists():
            faults.append(FieldFault("relation", _("这一户已有户主；换户主请在“人口变动”页办理。")))
    if changed.get("id_number"):
        indexes = blinds(str(after["id_number"]), "id_number")
        others = Person.objects.filter(id_index__in=indexes).exclude(pk=person.pk)
        if others.exclude(hidden=Person.Hidden.ERASED).exists():
            faults.append(
                FieldFault("id_number", _("这个证件号码已登记在另一人名下，请核对或办理合并。"))
            )
    return faults


def _write_person(
    edit: Edit, person: Person, after: Mapping[str, Value], changed: Mapping[str, Value]
) -> None:
    columns: dict[str, Any] = {
        column: _column(key, changed[key])
        for key, column in PERSON_COLUMNS.items()
        if key in changed
    }
    if "id_number" in changed:
        number = str(changed["id_number"])
        state = Person.IdState.VALID if number else Person.IdState.MISSING
        columns |= {
            "id_sealed": seal(number, f"person:{person.uid}:id_number"),
            "id_index": blind(number, "id_number"),
            "id_state": state,
        }
    if "phone" in changed:
        _write_phones(person, [n for n in str(changed["phone"]).split(BETWEEN) if n])
    if {"name", "living_address"} & changed.keys():
        columns["search"] = tokens(str(after["name"]), str(after.get("living_address", "")))
    columns |= {
        "facts": edit.facts(person.facts, changed, PERSON_COLUMNS), "changed_at": clock.now(),
    }  # fmt: skip
    _update(Person.objects.filter(pk=person.pk, version=person.version), person, columns)


_COLUMNS: Mapping[str, Callable[[str], Any]] = {
    "birth_date": lambda text: date.fromisoformat(text) if text else None,
    "sex": lambda text: text or UNKNOWN_SEX,
    "id_type": lambda text: text or CITIZEN,
}


def _column(key: str, value: Value) -> Any:
    return _COLUMNS.get(key, str)(str(value))


def _write_phones(person: Person, numbers: list[str]) -> None:
    """The phones become exactly these, the first one to call first."""
    person.phones.all().delete()
    made = phones_of(person.pk, person.uid, numbers)
    names = [f"{name}_id" if name == "person" else name for name in PHONE]
    Phone.objects.bulk_create([Phone(**dict(zip(names, row, strict=True))) for row in made])
