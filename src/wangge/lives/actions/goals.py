"""Where people go by an event: into a household, or to an address where they found one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.dictionary.codes import HEAD
from wangge.kernel.codes import Level
from wangge.kernel.errors import FieldFault, Invalid
from wangge.kernel.text import tidy
from wangge.lives.actions.pen import Pen, as_member
from wangge.lives.actions.seats import Seats, seat
from wangge.lives.homes import dwelling_at
from wangge.lives.kinship import Member, through
from wangge.people.models import Household, Person
from wangge.places.models import Dwelling

FAMILY, COLLECTIVE = Household.Kind.FAMILY, Household.Kind.COLLECTIVE


@dataclass(frozen=True)
class Spot:
    """A goal found on record: where it is, and the household there if one was named."""

    home: Household | None
    dwelling: Dwelling | None
    area: int
    address: str
    collective: bool = False


@dataclass(frozen=True)
class Goal:
    """A household of today (`household`), or an address in a grid where a new one is opened."""

    household: UUID | None = None
    grid: int | None = None
    address: str = ""
    collective: bool = False

    def find(self, pen: Pen) -> Spot:
        """The goal on record; `Invalid` when it is not told whole."""
        if self.household is not None:
            home = pen.household_of(self.household)
            return Spot(home, home.dwelling, home.area_id, _address_of(pen, home))
        address = tidy(self.address).replace(" ", "")
        area = self._area()
        if area is None or not address:
            need = FieldFault("address", _("请写明住址并选择所在网格"))
            raise Invalid("lives.goal", need.detail, (need,))
        mine = pen.staff.find("collect", area.code) is not None
        dwelling = dwelling_at(address, area, make=mine)
        if dwelling is None and mine:
            pen.doubts.append(
                _("住址“%(address)s”没有写到门牌室号，无法关联到房屋") % {"address": address}
            )
        code = dwelling.area_id if dwelling else area.code
        shown = dwelling.address if dwelling else address
        return Spot(None, dwelling, code, shown, self.collective)

    def _area(self) -> Area | None:
        levels = (Level.GRID, Level.COMMUNITY)
        rows = Area.objects.current().filter(code=self.grid or 0, level__in=levels)
        return rows.defer("boundary").first()


def _address_of(pen: Pen, home: Household) -> str:
    if home.dwelling:
        return home.dwelling.address
    return next((row.living_address for row in pen.members(home.pk) if row.living_address), "")


def bring(
    pen: Pen, people: Sequence[Person], spot: Spot, seats: Seats, *, residence: str = ""
) -> None:
    """The people go to the spot: into its household, or into a new one that they open."""
    before = {row.pk: as_member(row) for row in people}
    for row in people:
        pen.leave(row)
    if spot.home is None:
        _open(pen, people, spot, seats, before)
    else:
        _join(pen, people, spot.home, seats, before)
    for row in people:
        if (row.area_id, row.living_address) != (
            spot.area,
            spot.address,
        ) or row.status != "present":
            pen.settle(row, spot.area, spot.address, residence)


def _open(
    pen: Pen, people: Sequence[Person], spot: Spot, seats: Seats, before: dict[int, Member]
) -> None:
    kind = COLLECTIVE if spot.collective else FAMILY
    home = pen.open_household(spot.dwelling, spot.area, kind)
    for row in people:
        pen.enter(row, home, before[row.pk].relation)
    if kind == FAMILY and sum(row.relation == HEAD for row in people) != 1:
        seat(pen, people, seats)


def _join(
    pen: Pen, people: Sequence[Person], home: Household, seats: Seats, before: dict[int, Member]
) -> None:
    lead = next((row for row in people if before[row.pk].relation == HEAD), people[0])
    as_lead = seats.relations.get(lead.uid, "")
    for row in people:
        told = Member(as_lead, lead.sex, lead.birth_date)
        derived = None
        if row is not lead and as_lead and before[lead.pk].relation == HEAD:
            derived = through(told, before[row.pk])
        if home.kind == COLLECTIVE:
            derived = derived or "99"
        pen.enter(row, home, seats.of(pen, row, as_lead if row is lead and as_lead else derived))
