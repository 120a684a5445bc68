"""Residents and households that the ledger does not know yet, under ids the phone made."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from wangge.areas.succeeding import code_today
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Subject
from wangge.dictionary.values import BETWEEN, Value
from wangge.kernel import clock
from wangge.kernel.codes import parse_code
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.lives.actions.arrival import MoveIn
from wangge.lives.actions.goals import Goal
from wangge.lives.actions.opening import NewHome, open_household
from wangge.lives.actions.recording import Told, lock, record
from wangge.people import access
from wangge.people.editing import change_household, change_person, fetch_household
from wangge.people.models import Household, Person
from wangge.people.rules import UNKNOWN_SEX
from wangge.privacy.sealing import blinds
from wangge.sync import rules
from wangge.sync.entities import ledger
from wangge.sync.entities.fields import read_fields
from wangge.sync.entities.shape import Outcome, Sender, flag, listed, text, uuid
from wangge.sync.rules import Operation

TOLD_BY = "上门走访"
MOST = 20
_FRAME = frozenset({"household", "on", "source", "not_same", "sure"})
_HOME_FRAME = frozenset({"grid", "address", "not_same", "sure"})
_OF_ARRIVAL = frozenset(
    {"name", "sex", "birth_date", "id_number", "phone", "relation", "residence",
     "registered_address"}
)  # fmt: skip
_NAMED = 3


def person(sender: Sender, op: Operation, *, final: bool) -> Outcome:
    """A new resident when nobody has that id and a household is told; else fields of a known one."""
    if "household" not in op.fields or Person.objects.filter(uid=op.key).exists():
        return ledger.person(sender, op, final=final)
    return _arrive(sender, op)


def household(sender: Sender, op: Operation, *, final: bool) -> Outcome:
    """A new household when nobody has that id and an address is told; else fields of a known one."""
    if "address" not in op.fields or Household.objects.filter(uid=op.key).exists():
        return ledger.household(sender, op, final=final)
    return _open(sender, op)


def _arrive(sender: Sender, op: Operation) -> Outcome:
    staff = sender.staff
    lock()  # two phones may meet the same newcomer
    home = _home(sender, _required(op.fields, "household"))
    known = _values(sender, Subject.PERSON, home.area_id, op.fields, _FRAME)
    apart = _apart(op.fields)
    if not flag(op.fields, "sure"):
        _refuse_double(sender, home, known, apart)
    told = Told(
        uid=op.id,
        on=_day(op.fields),
        source=text(op.fields, "source") or TOLD_BY,
        sure=flag(op.fields, "sure") or bool(apart),
    )
    record(staff, told, None, _move_in(op.key, home, known))
    rest = {key: op.fields[key] for key in known if key not in _OF_ARRIVAL}
    if rest:
        made = access.fetch(staff, op.key)
        change_person(
            staff, op.key, version=made.version, values=rest, source=ledger.SOURCE, cause=op.id
        )
    return Outcome(rules.APPLIED)


def _home(sender: Sender, uid: UUID) -> Household:
    try:
        return fetch_household(sender.staff, uid)
    except Missing:
        raise Refused(
            "person.home",
            _("这一户还没有登记成功，或已不在您的网格；先办好那一户，这一条再传一次。"),
        ) from None


def _move_in(uid: UUID, home: Household, known: Mapping[str, Value]) -> MoveIn:
    told = {key: str(known.get(key, "")) for key in _OF_ARRIVAL}
    return MoveIn(
        uid=uid,
        goal=Goal(household=home.uid),
        name=told["name"],
        sex=told["sex"] or UNKNOWN_SEX,
        birth_date=date.fromisoformat(told["birth_date"]) if told["birth_date"] else None,
        id_number=told["id_number"],
        phone=told["phone"],
        relation=told["relation"],
        residence=told["residence"] or Person.Residence.FLOATING.value,
        registered_address=told["registered_address"],
    )


def _open(sender: Sender, op: Operation) -> Outcome:
    try:
        grid = code_today(parse_code(text(op.fields, "grid")))
    except ValueError as fault:
        raise Invalid("household.grid", str(fault), (FieldFault("grid", str(fault)),)) from None
    values = _values(sender, Subject.HOUSEHOLD, grid, op.fields, _HOME_FRAME)
    told = NewHome(
        uid=op.key,
        grid=grid,
        address=text(op.fields, "address"),
        kind=str(values.get("household_kind", "")) or Household.Kind.FAMILY.value,
        apart=_apart(op.fields),
        sure=flag(op.fields, "sure"),
    )
    home = open_household(sender.staff, told, source=ledger.SOURCE, cause=op.id)
    rest = {key: op.fields[key] for key in values if key != "household_kind"}
    if rest:
        change_household(
            sender.staff, home.uid, version=home.version, values=rest, source=ledger.SOURCE,
            cause=op.id,
        )  # fmt: skip
    return Outcome(rules.APPLIED)


def _values(
    sender: Sender, subject: Subject, area: int, fields: Mapping[str, Any], frame: frozenset[str]
) -> dict[str, Value]:
    told = {key: value for key, value in fields.items() if key not in frame}
    return read_fields(sender.staff, dictionary_at(area), subject, area, told)


def _refuse_double(
    sender: Sender, home: Household, known: Mapping[str, Value], apart: frozenset[UUID]
) -> None:
    """`Refused` naming who may be the same: of that name, and born or living so, or with that phone."""
    born = str(known.get("birth_date", ""))
    numbers = [n for n in str(known.get("phone", "")).split(BETWEEN) if n]
    near = Q(household=home.pk) | Q(birth_date=None)
    near |= Q(birth_date=born) if born else Q()
    if home.dwelling_id:
        near |= Q(household__dwelling=home.dwelling_id)
    if numbers:
        near |= Q(phones__index__in=[key for n in numbers for key in blinds(n, "phone")])
    rows = Person.objects.filter(sender.staff.reach("area_id", "collect"), hidden="")
    rows = rows.filter(name=str(known.get("name", ""))).exclude(uid__in=apart)
    rows = rows.exclude(status=Person.Status.DECEASED)
    if born:
        rows = rows.filter(near)
    if known.get("id_number"):  # who has a number has another one, or is found by it
        rows = rows.filter(id_index=b"")
    found = list(rows.distinct().order_by("pk")[:_NAMED])
    if found:
        raise Refused("person.duplicate", _double(found))


def _double(found: list[Person]) -> str:
    each = [
        _("%(name)s（%(born)s，%(address)s）")
        % {
            "name": row.name,
            "born": f"{row.birth_date} 出生" if row.birth_date else _("出生日期不详"),
            "address": row.living_address or _("住址不详"),
        }
        for row in found
    ]
    told = _("可能已经登记过：%(who)s。是同一人请在原来的档案上改；不是同一人再登记。")
    return told % {"who": "；".join(each)}


def _apart(fields: Mapping[str, Any]) -> frozenset[UUID]:
    """Those whom the worker looked at and found to be others."""
    given = listed(fields, "not_same", MOST)
    found = (uuid({"not_same": each}, "not_same") for each in given)
    return frozenset(each for each in found if each)


def _required(fields: Mapping[str, Any], name: str) -> UUID:
    found = uuid(fields, name)
    if found is None:
        told = _("请写明是哪一户。")
        raise Invalid("person.household", told, (FieldFault(name, told),))
    return found


def _day(fields: Mapping[str, Any]) -> date:
    told = text(fields, "on")[:10]
    if not told:
        return clock.today()
    try:
        return date.fromisoformat(told)
    except ValueError:
        wrong = _("日期应写作 2026-01-31。")
        raise Invalid("person.on", wrong, (FieldFault("on", wrong),)) from None
