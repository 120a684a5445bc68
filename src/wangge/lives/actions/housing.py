"""Households move, divide, come together, and change their head."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.dictionary.codes import HEAD
from wangge.kernel.errors import FieldFault, Invalid, Refused
from wangge.kernel.text import tidy
from wangge.lives import rules
from wangge.lives.actions.endings import together
from wangge.lives.actions.goals import Goal, Spot, bring
from wangge.lives.actions.pen import Pen, as_member
from wangge.lives.actions.seats import Seats
from wangge.lives.kinship import seen_from
from wangge.people.models import Household, Person


@dataclass(frozen=True, kw_only=True)
class Rehouse(Seats):
    """The person, perhaps with others, moves to another home of the county (迁居).

    When all of a household go to a home of their own, the household goes with them.
    """

    kind: ClassVar[str] = rules.REHOUSE
    goal: Goal
    others: tuple[UUID, ...] = ()

    def plan(self, pen: Pen, person: Person) -> None:
        movers = together(pen, person, self.others)
        spot = self.goal.find(pen)
        if (spot.area, spot.address) == (person.area_id, person.living_address):
            told = _("新住址与现住址相同")
            raise Invalid("lives.goal", told, (FieldFault("address", told),))
        for row in movers:
            pen.stay_ends(row)
        home = pen.household(person.household_id) if person.household_id else None
        if home and spot.home is None and len(movers) == len(pen.members(home.pk)):
            pen.move_household(home, spot.dwelling, spot.area)
            for row in movers:
                pen.settle(row, spot.area, spot.address)
        else:
            bring(pen, movers, spot, self)


@dataclass(frozen=True, kw_only=True)
class Split(Seats):
    """Some of a household keep house on their own from now on (分户), in the same home.

    `head` heads the new household; `new_head` the old one where its head goes.
    """

    kind: ClassVar[str] = rules.SPLIT
    head: UUID | None = None
    others: tuple[UUID, ...] = ()

    def plan(self, pen: Pen, person: Person) -> None:
        movers = together(pen, person, self.others)
        if person.household_id is None or len(movers) == len(pen.members(person.household_id)):
            told = _("分户至少要留一人在原户；整户搬走请登记迁居")
            raise Invalid("lives.split", told, (FieldFault("others", told),))
        home = pen.household(person.household_id)
        spot = Spot(None, home.dwelling, home.area_id, person.living_address)
        lead = self.head if self.head in {row.uid for row in movers} else person.uid
        old = {row.uid: as_member(row) for row in movers}
        codes = {
            uid: HEAD if uid == lead else seen_from(old[lead], member) or ""
            for uid, member in old.items()
        }
        told_too = {**codes, **{uid: code for uid, code in self.relations.items() if uid != lead}}
        _open(pen, movers, spot, told_too, self)


def _open(
    pen: Pen, movers: Sequence[Person], spot: Spot, codes: dict[UUID, str], seats: Seats
) -> None:
    for row in movers:
        pen.leave(row)
    fresh = pen.open_household(spot.dwelling, spot.area, Household.Kind.FAMILY)
    for row in movers:
        code = codes.get(row.uid) or None
        pen.enter(row, fresh, code if code == HEAD else seats.of(pen, row, code))


@dataclass(frozen=True, kw_only=True)
class Join(Seats):
    """The person, perhaps with others, joins another household (并户)."""

    kind: ClassVar[str] = rules.JOIN
    household: UUID
    others: tuple[UUID, ...] = ()

    def plan(self, pen: Pen, person: Person) -> None:
        movers = together(pen, person, self.others)
        spot = Goal(household=self.household).find(pen)
        if spot.home and spot.home.pk == person.household_id:
            told = _("已经在这一户")
            raise Invalid("lives.join", told, (FieldFault("household", told),))
        for row in movers:
            if (row.area_id, row.living_address) != (spot.area, spot.address):
                pen.stay_ends(row)
        bring(pen, movers, spot, self)


@dataclass(frozen=True, kw_only=True)
class HeadChange(Seats):
    """The person heads the household from now on (户主变更); relations are worked out anew."""

    kind: ClassVar[str] = rules.HEAD

    def plan(self, pen: Pen, person: Person) -> None:
        if person.household_id is None or person.relation == HEAD:
            raise Refused(
                "lives.head",
                _("%(name)s已经是户主，或还没有归入任何一户。") % {"name": person.name},
            )
        members = pen.members(person.household_id)
        head = as_member(person)
        derived = [seen_from(head, as_member(row)) for row in members]
        for row, code in zip(members, derived, strict=True):
            pen.put(row, relation=HEAD if row is person else self.of(pen, row, code))


@dataclass(frozen=True, kw_only=True)
class Register(Seats):
    """The person is registered elsewhere now, or as something else (户籍变更)."""

    kind: ClassVar[str] = rules.REGISTER
    registered_address: str
    residence: str = ""

    def plan(self, pen: Pen, person: Person) -> None:
        address = tidy(self.registered_address).replace(" ", "")
        kind = self.residence or person.residence
        if not address or kind not in Person.Residence.values:
            told = _("请写明新的户籍地址和居住类型")
            raise Invalid("lives.register", told, (FieldFault("registered_address", told),))
        kept = str(person.facts.get("apart", ""))
        old = (person.registered_address, person.living_address)
        pen.stay_ends(person)
        pen.put(person, registered_address=address, residence=kind, residence_since=pen.on)
        pen.put_apart(person, kept, old)
