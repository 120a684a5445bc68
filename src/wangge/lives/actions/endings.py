"""Somebody dies, leaves, is out of reach, or comes back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.kernel.errors import FieldFault, Invalid
from wangge.kernel.text import tidy
from wangge.lives import rules
from wangge.lives.actions.goals import Goal, bring
from wangge.lives.actions.partners import partner
from wangge.lives.actions.pen import Pen
from wangge.lives.actions.seats import Seats
from wangge.people.models import Person

ADDRESS = 120


@dataclass(frozen=True, kw_only=True)
class Death(Seats):
    """The person died (死亡): membership, stay and labels end, the spouse is widowed."""

    kind: ClassVar[str] = rules.DEATH

    def plan(self, pen: Pen, person: Person) -> None:
        widowed = partner(pen, person)
        if widowed and widowed.facts.get("marital") in {*rules.IN_MARRIAGE, None, ""}:
            pen.put_fact(widowed, "marital", rules.WIDOWED)
        if person.status != Person.Status.MOVED:
            pen.stay_ends(person)
        pen.leave(person)
        pen.end_labels(person)
        pen.put(person, status=Person.Status.DECEASED)
        pen.put_fact(person, "death_date", pen.on.isoformat())


@dataclass(frozen=True, kw_only=True)
class MoveOut(Seats):
    """The person leaves the county (迁出), perhaps with others of the household."""

    kind: ClassVar[str] = rules.MOVE_OUT
    to: str
    others: tuple[UUID, ...] = ()

    def plan(self, pen: Pen, person: Person) -> None:
        if not tidy(self.to):
            told = _("请写明迁往何处（省、市、县即可）")
            raise Invalid("lives.to", told, (FieldFault("to", told),))
        for row in together(pen, person, self.others):
            pen.stay_ends(row)
            pen.leave(row)
            pen.put(row, status=Person.Status.MOVED, living_address=tidy(self.to)[:ADDRESS])
            pen.put_fact(row, "moved_out_on", pen.on.isoformat())
            pen.put_fact(row, "moved_out_to", tidy(self.to)[:ADDRESS])


@dataclass(frozen=True, kw_only=True)
class Return(Seats):
    """Somebody who had moved out is back (返回)."""

    kind: ClassVar[str] = rules.RETURN
    goal: Goal
    residence: str = ""

    def plan(self, pen: Pen, person: Person) -> None:
        come_back(pen, person, self.goal, self, self.residence)


def come_back(pen: Pen, person: Person, goal: Goal, seats: Seats, residence: str) -> None:
    """A known person lives here again, in the household or home that `goal` names."""
    _check_return(pen, person)
    spot = goal.find(pen)
    pen.staff.require("collect", spot.area)
    kind = residence if residence in Person.Residence.values else person.residence
    bring(pen, [person], spot, seats, residence=kind)
    pen.put(person, status=Person.Status.PRESENT)
    for key in ("moved_out_on", "moved_out_to"):
        pen.put_fact(person, key, "")


def _check_return(pen: Pen, person: Person) -> None:
    last = person.past_stays.first()
    if last and last.until > pen.on:
        told = _("%(name)s %(day)s 才迁出，返回日期不能更早") % {
            "name": person.name,
            "day": last.until,
        }
        raise Invalid("lives.date", told, (FieldFault("on", told),))


@dataclass(frozen=True, kw_only=True)
class Lost(Seats):
    """Nobody can reach the person any more (失联); the place in the household stays."""

    kind: ClassVar[str] = rules.LOST

    def plan(self, pen: Pen, person: Person) -> None:
        pen.put(person, status=Person.Status.LOST)


@dataclass(frozen=True, kw_only=True)
class Found(Seats):
    """The person is in contact again (恢复联系)."""

    kind: ClassVar[str] = rules.FOUND

    def plan(self, pen: Pen, person: Person) -> None:
        pen.put(person, status=Person.Status.PRESENT)


def together(pen: Pen, person: Person, others: Iterable[UUID]) -> list[Person]:
    """The person and the named others of the household, each once; anybody else is named."""
    found = [person]
    for uid in others:
        row = pen.person(uid)
        if row.household_id != person.household_id or row.household_id is None:
            told = _("%(name)s不是本户成员，不能一并办理") % {"name": row.name}
            raise Invalid("lives.others", told, (FieldFault("others", told),))
        if row not in found:
            found.append(row)
    for row in found:
        fault = rules.date_fault(pen.on, pen.on, row.birth_date, row.joined_on)
        if fault:
            told = f"{row.name}：{fault}"
            raise Invalid("lives.date", told, (FieldFault("on", told),))
    return found
