"""Where everything of a community lies once a variant holds: each row gets the number of a grid."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wangge.areas.geometry import GridIndex
from wangge.redivision.models import PlannedGrid, Variant
from wangge.redivision.queries.ground import Ground, House

STAIR = "#"  # between a building's uid and its stairwell, in `Variant.part`
Numbers = dict[int, int]
Flow = tuple[int, int]  # area of today, number of the planned grid


@dataclass(frozen=True)
class Parts:
    """`Variant.part` taken apart: whole buildings, and buildings cut by stairwells."""

    whole: dict[str, int]
    stairs: dict[str, dict[str, int]]

    @property
    def buildings(self) -> set[str]:
        """The uids of all buildings that have a place in the variant."""
        return set(self.whole) | set(self.stairs)


@dataclass(frozen=True)
class Goals:
    """Keys of rows -> the number of the grid they come to; what lies in special grids is absent.

    `main` is where most of a grid of today goes: whatever has neither home nor position follows.
    """

    houses: Numbers
    doors: Numbers
    homes: Numbers
    main: Numbers
    households: Counter[Flow]
    buildings: Counter[Flow]
    unplanned: list[House] = field(default_factory=list)


def parts_of(variant: Variant) -> Parts:
    """The units of a variant by building and stairwell."""
    whole: dict[str, int] = {}
    stairs: dict[str, dict[str, int]] = defaultdict(dict)
    for key, number in variant.part.items():
        uid, cut, stair = str(key).partition(STAIR)
        if cut:
            stairs[uid][stair] = int(number)
        else:
            whole[uid] = int(number)
    return Parts(whole, dict(stairs))


def located(grids: Iterable[PlannedGrid]) -> GridIndex:
    """Which planned grid holds a point."""
    return GridIndex([(grid.number, grid.boundary) for grid in grids if grid.boundary])


def goals_of(ground: Ground, parts: Parts, grids: list[PlannedGrid]) -> Goals:
    """Where each building, dwelling and household comes to.

    What the variant says goes first; buildings it does not know go by their position, and what has
    none follows the greater part of its grid.
    """
    doors, houses = _planned(ground, parts)
    index = located(grids)
    unplanned = [
        house for house in ground.houses if house.pk not in houses and ground.is_ours(house.area)
    ]
    for house in unplanned:
        number = None
        if house.lon is not None and house.lat is not None:
            number = index.locate(house.lon, house.lat)
        if number is not None:
            houses[house.pk] = number
    main = _main(ground, doors, houses, grids)
    for house in unplanned:
        if house.pk not in houses and house.area in main:
            houses[house.pk] = main[house.area]
    for door in ground.doors:
        if door.pk not in doors and ground.is_ours(door.area):
            number = houses.get(door.building, main.get(door.area))
            doors |= {} if number is None else {door.pk: number}
    homes = _homes(ground, doors, main)
    stay = {grid.continues_id: grid.number for grid in grids if grid.continues_id in ground.apart}
    return Goals(
        houses, doors, homes, main,
        _flows(((home.area, homes.get(home.pk)) for home in ground.homes), stay),
        _flows(((house.area, houses.get(house.pk)) for house in ground.houses), stay),
        unplanned,
    )  # fmt: skip


def _flows(rows: Iterable[tuple[int, int | None]], stay: Numbers) -> Counter[Flow]:
    """How many go from where to where; what lies in a special grid stays in it."""
    found = ((area, stay.get(area) if number is None else number) for area, number in rows)
    return Counter((area, number) for area, number in found if number is not None)


def _planned(ground: Ground, parts: Parts) -> tuple[Numbers, Numbers]:
    """What the variant says itself; a building cut by stairwells goes with most of its homes."""
    named = {house.pk: house for house in ground.houses if ground.is_ours(house.area)}
    lived = ground.homes_by_door
    doors: Numbers = {}
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for door in ground.doors:
        house = named.get(door.building)
        if house is None or not ground.is_ours(door.area):
            continue
        stairs = parts.stairs.get(house.uid, {})
        number = stairs.get(door.stair, parts.whole.get(house.uid))
        if number is not None:
            doors[door.pk] = number
            votes[house.pk][number] += 1 + 1000 * lived.get(door.pk, 0)
    houses: Numbers = {}
    for pk, house in named.items():
        if house.uid in parts.whole:
            houses[pk] = parts.whole[house.uid]
        elif votes[pk]:
            houses[pk] = _most(votes[pk])
        elif house.uid in parts.stairs:
            houses[pk] = min(parts.stairs[house.uid].values())
    return doors, houses


def _main(ground: Ground, doors: Numbers, houses: Numbers, grids: list[PlannedGrid]) -> Numbers:
    """The grid that most households of each grid of today go to, else most buildings."""
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    lies = {door.pk: doors.get(door.pk, houses.get(door.building)) for door in ground.doors}
    for home in ground.homes:
        number = lies.get(home.dwelling) if home.dwelling else None
        if number is not None and ground.is_ours(home.area):
            votes[home.area][number] += len(ground.houses) + 1  # a household outweighs buildings
    for house in ground.houses:
        if house.pk in houses:
            votes[house.area][houses[house.pk]] += 1
    codes = {house.area for house in ground.houses} | {home.area for home in ground.homes}
    codes |= set(ground.grids) | {door.area for door in ground.doors}
    codes.discard(ground.community.code)
    same = {grid.continues_id: grid.number for grid in grids if grid.continues_id}
    rest = min((grid.number for grid in grids), default=0)
    return {
        code: _most(votes[code]) if votes[code] else same.get(code, rest)
        for code in codes
        if ground.is_ours(code)
    }


def _homes(ground: Ground, doors: Numbers, main: Numbers) -> Numbers:
    homes: Numbers = {}
    for home in ground.homes:
        if not ground.is_ours(home.area):
            continue
        number = doors.get(home.dwelling) if home.dwelling else None
        number = main.get(home.area) if number is None else number
        if number is not None:
            homes[home.pk] = number
    return homes


def _most(votes: Mapping[int, int]) -> int:
    return min(votes, key=lambda number: (-votes[number], number))
