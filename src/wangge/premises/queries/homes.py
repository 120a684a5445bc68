"""The register of homes: how far it is complete, a building door by door."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.dictionary.access import seen
from wangge.kernel.codes import below
from wangge.people import homes
from wangge.people.models import Household
from wangge.people.queries import masked
from wangge.people.queries import with_details as people_with_details
from wangge.places import access as places
from wangge.places import facts
from wangge.places.fields import NOT_LIVED_IN, OCCUPANCY, RENTED, VACANT, dwelling_fields
from wangge.places.models import Building, Dwelling
from wangge.places.queries import in_order
from wangge.places.rules import floor_of
from wangge.posts.access import Staff
from wangge.premises.models import Premises, Rental
from wangge.premises.queries.units import within

OCCUPIED, LET, BUSINESS, EMPTY, UNKNOWN = "occupied", "rented", "business", "empty", "unknown"
STATES = {
    OCCUPIED: "有人住",
    LET: "出租",
    BUSINESS: "经营办公",
    EMPTY: "空置",
    UNKNOWN: "没有登记",
}


class Coverage(NamedTuple):
    """How complete the register of a grid is (覆盖率).

    `rate` = dwellings with a household on record ÷ known dwellings that are lived in, in per cent;
    those known to be empty or used otherwise are no gap.
    """

    area: Area
    known: int
    recorded: int
    not_lived_in: int
    missing: int
    rate: float | None


@dataclass(frozen=True)
class Door:
    """One door of a plan."""

    id: UUID
    room: str
    state: str
    people: int

    @property
    def label(self) -> str:
        return STATES[self.state]


@dataclass(frozen=True)
class Stair:
    """A unit of a building: its floors from the top down, each with its doors."""

    name: str
    floors: list[tuple[str, list[Door]]]


def coverage(staff: Staff, under: Area) -> list[Coverage]:
    """The coverage of every area below `under` in which dwellings are known, grid by grid."""
    codes = below(under.code)
    inside = places.dwellings(staff).filter(area_id__gte=codes.start, area_id__lt=codes.stop)
    known = _counted(inside)
    if not known:
        return []
    idle = _counted(_without_household(inside).filter(**{f"facts__{OCCUPANCY}__in": NOT_LIVED_IN}))
    recorded = homes.recorded(codes)
    rows = areas.listed(under=under.code).defer("boundary").filter(code__in=list(known))
    return [
        _coverage(row, known[row.code], recorded.get(row.code, 0), idle.get(row.code, 0))
        for row in rows
    ]


def total(under: Area, rows: Iterable[Coverage]) -> Coverage:
    """The sum of the rows."""
    found = list(rows)
    sums = [sum(getattr(row, name) for row in found) for name in Coverage._fields[1:4]]
    return _coverage(under, *sums)


def _coverage(area: Area, known: int, recorded: int, idle: int) -> Coverage:
    lived_in = known - idle
    rate = round(100 * recorded / lived_in, 1) if lived_in else None
    return Coverage(area, known, recorded, idle, max(lived_in - recorded, 0), rate)


def _counted(rows: "QuerySet[Dwelling]") -> dict[int, int]:
    counted = rows.order_by().values("area_id").annotate(n=Count("pk"))
    return {row["area_id"]: row["n"] for row in counted}


def without_record(staff: Staff, under: int | None = None) -> "QuerySet[Dwelling]":
    """Known dwellings that nobody is registered in and that are not known to be empty."""
    rows = _without_household(within(places.dwellings(staff), under))
    use = f"facts__{OCCUPANCY}"
    unknown = Q(**{f"{use}__isnull": True}) | ~Q(**{f"{use}__in": NOT_LIVED_IN})
    return rows.filter(unknown).order_by("address", "pk")


def _without_household(rows: "QuerySet[Dwelling]") -> "QuerySet[Dwelling]":
    households = Household.objects.filter(dwelling=OuterRef("pk"), until=None)
    return rows.filter(~Exists(households))


def plan(building: Building) -> tuple[list[Stair], dict[str, int]]:
    """The building door by door, unit by unit; and how many doors are in each state."""
    people = homes.lived_in(building)
    let = set(_open_rentals(building).values_list("dwelling", flat=True))
    used = set(
        Premises.objects.filter(dwelling__building=building, closed_on=None).values_list(
            "dwelling", flat=True
        )
    )
    counts = dict.fromkeys(STATES, 0)
    doors = []
    for row in in_order(list(building.dwellings.all())):
        door = Door(row.uid, row.room, _state(row, people, let, used), people.get(row.pk, 0))
        counts[door.state] += 1
        doors.append((row.unit, door))
    stairs = [
        Stair(unit, _floors([door for _unit, door in group]))
        for unit, group in groupby(doors, key=lambda pair: pair[0])
    ]
    return stairs, counts


def _open_rentals(building: Building) -> "QuerySet[Rental]":
    return Rental.objects.filter(dwelling__building=building, ended_on=None)


def _state(row: Dwelling, people: dict[int, int], let: set[int], used: set[int]) -> str:
    use = row.facts.get(OCCUPANCY, "")
    if row.pk in let or use == RENTED:
        return LET
    if people.get(row.pk):
        return OCCUPIED
    if row.pk in used or use == "other":
        return BUSINESS
    return EMPTY if use == VACANT else UNKNOWN


def _floors(doors: list[Door]) -> list[tuple[str, list[Door]]]:
    by_floor: dict[int | None, list[Door]] = {}
    for door in doors:
        by_floor.setdefault(floor_of(door.room), []).append(door)
    order = sorted(by_floor, key=lambda floor: -1 if floor is None else floor, reverse=True)
    return [(f"{floor}" if floor is not None else "", by_floor[floor]) for floor in order]


def dwelling_detail(staff: Staff, row: Dwelling) -> dict[str, Any]:
    """A dwelling as its own page shows it: facts, households with their people, rentals, units."""
    close = places.is_close(staff, row.area_id)
    people = people_with_details(homes.residents(staff, row))
    rentals = Rental.objects.filter(dwelling=row).order_by("ended_on", "-pk")
    premises = Premises.objects.filter(dwelling=row).order_by("closed_on", "pk")
    return {
        "facts": facts.shown(
            seen(staff, dwelling_fields(row.area_id), row.area_id), row.facts, close=close
        ),
        "people": [masked(staff, person) for person in people.order_by("household", "relation")],
        "rentals": [rental for rental in rentals if rental.ended_on is None],
        "past_rentals": [rental for rental in rentals if rental.ended_on],
        "premises": list(premises),
    }


def doors_of(building: Building) -> "QuerySet[Dwelling]":
    """The dwellings of a building, for lists."""
    return building.dwellings.select_related("building", "area").defer("area__boundary")
