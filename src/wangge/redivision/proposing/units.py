"""The units of a community: its buildings with who lives in them and what there is to do today."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet

from wangge.areas.geometry import Position, in_china
from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.people.models import Household, Person, PersonLabel
from wangge.places.models import Building, Dwelling
from wangge.premises.models import Premises

LOADS = {
    "people": "人口",
    "key_people": "重点人员",
    "premises": "单位场所",
    "incidents": "近 90 天事件",
}
STAIR = "#"  # between a building's uid and its stairwell
Door = tuple[int, str]  # building, stairwell
Counts = Counter[Door]


@dataclass(frozen=True)
class Unit:
    """A building, or one stairwell (单元) of a building too large for a grid.

    `loads` holds people, key people and premises; `grid` is the area it belongs to today.
    """

    key: str
    name: str
    address: str
    estate: str  # uid, "" where none
    estate_name: str
    households: int
    loads: tuple[int, ...]
    grid: int
    at: Position | None

    @property
    def building(self) -> str:
        """The uid of the building."""
        return self.key.partition(STAIR)[0]


@dataclass(frozen=True)
class Ledger:
    """What the ledger says of a community's buildings, and how many households live in none."""

    units: list[Unit]
    homeless: int
    notes: list[str]


def read_units(community: Area, most: int) -> Ledger:
    """The buildings of the community; one with more than `most` households by its stairwells."""
    within = Q(area_id__gte=community.codes.start, area_id__lt=community.codes.stop)
    rows = list(
        Building.objects.filter(within)
        .select_related("estate")
        .only("uid", "name", "address", "area_id", "lon", "lat", "estate__uid", "estate__name")
        .order_by("address", "name", "pk")
    )
    here = Building.objects.filter(within).values("pk")
    homes = _households(here)
    loads = [_people(here), _key_people(here), _premises(here)]
    doors = _doors(here)
    names = _names(rows)
    units: list[Unit] = []
    notes: list[str] = []
    for row in rows:
        whole = _whole(row, names[row.pk], homes, loads)
        stairs = doors[row.pk] if whole.households > most else {}
        if len(stairs) > 1:
            units += [
                _stair(whole, (row.pk, at), homes, loads, stairs[at]) for at in sorted(stairs)
            ]
            notes.append(f"{whole.name}有 {whole.households} 户，已按 {len(stairs)} 个单元门拆开。")
        else:
            units.append(whole)
    lost = Household.objects.filter(within, until=None, dwelling=None).count()
    return Ledger(units, lost, notes)


def _whole(row: Building, name: str, homes: Counts, loads: list[Counts]) -> Unit:
    return Unit(
        key=str(row.uid),
        name=name,
        address=row.address,
        estate=str(row.estate.uid) if row.estate else "",
        estate_name=row.estate.name if row.estate else "",
        households=_sum(homes, row.pk),
        loads=tuple(_sum(load, row.pk) for load in loads),
        grid=row.area_id,
        at=_position(row),
    )


def _stair(
    whole: Unit, door: Door, homes: Counts, loads: list[Counts], grids: Counter[int]
) -> Unit:
    stair = door[1]
    return replace(
        whole,
        key=f"{whole.key}{STAIR}{stair}",
        name=f"{whole.name}{stair or '（无单元号）'}",
        households=homes[door],
        loads=tuple(load[door] for load in loads),
        grid=min(grids.items(), key=lambda pair: (-pair[1], pair[0]))[0],
    )


def _position(row: Building) -> Position | None:
    if row.lon is None or row.lat is None or not in_china(row.lon, row.lat):
        return None
    return row.lon, row.lat


def _names(rows: Iterable[Building]) -> dict[int, str]:
    """What people call each building; the same name twice gets a number behind."""
    seen: Counter[str] = Counter()
    names = {}
    for row in rows:
        name = str(row)
        seen[name] += 1
        names[row.pk] = name if seen[name] == 1 else f"{name}（{seen[name]}）"
    return names


def _sum(counts: Counts, building: int) -> int:
    return counts[building, "*"]


def _counted(rows: "QuerySet[Any]", building: str, stair: str, many: Any) -> Counts:
    """By stairwell, and for the whole building under `*`."""
    told: Counts = Counter()
    for where, which, number in rows.order_by().values_list(building, stair).annotate(many=many):
        told[where, which or ""] += number
        told[where, "*"] += number
    return told


def _households(here: "QuerySet[Any]") -> Counts:
    living = Household.objects.filter(until=None, dwelling__building__in=here)
    return _counted(living, "dwelling__building_id", "dwelling__unit", Count("pk"))


def _people(here: "QuerySet[Any]") -> Counts:
    there = Person.objects.filter(
        hidden="", status=Person.Status.PRESENT, household__dwelling__building__in=here
    )
    return _counted(
        there, "household__dwelling__building_id", "household__dwelling__unit", Count("pk")
    )


def _key_people(here: "QuerySet[Any]") -> Counts:
    """Residents whom the worker calls on regularly, whatever label says so."""
    held = PersonLabel.objects.filter(
        until=None,
        person__hidden="",
        person__status=Person.Status.PRESENT,
        person__household__dwelling__building__in=here,
    ).exclude(label__must_visit="")
    return _counted(
        held,
        "person__household__dwelling__building_id",
        "person__household__dwelling__unit",
        Count("person", distinct=True),
    )


def _premises(here: "QuerySet[Any]") -> Counts:
    today = clock.today()
    open_now = Premises.objects.filter(Q(closed_on=None) | Q(closed_on__gt=today))
    return _counted(
        open_now.filter(building__in=here), "building_id", "dwelling__unit", Count("pk")
    )


def _doors(here: "QuerySet[Any]") -> dict[int, dict[str, Counter[int]]]:
    """The stairwells of each building, and to which grid how many of its homes belong."""
    told: dict[int, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    homes = Dwelling.objects.filter(building__in=here).order_by()
    for building, stair, area, number in homes.values_list(
        "building_id", "unit", "area_id"
    ).annotate(many=Count("pk")):
        told[building][stair][area] += number
    return told
