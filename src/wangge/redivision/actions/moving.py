"""Everything that lies in a grid now goes where the plan says; what was, stays where it was.

Past visits, journals, printings, life events, files, closed matters and their figures keep the code
under which they happened. `FOLLOWS` and `STAYS` name every model that has an area.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Model, QuerySet

from wangge.accounts.models import User
from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.people import guarding, homes
from wangge.people.homes import Ink
from wangge.people.intake.chunks import chunks
from wangge.people.models import Person
from wangge.places.models import Building, Dwelling, PlaceChange
from wangge.premises.models import Facility, Premises, Rental
from wangge.redivision.models import DivisionPlan, PlannedGrid
from wangge.redivision.queries.goals import Goals, located
from wangge.redivision.queries.ground import Ground, House

CHUNK = 500
_LONGEST = 240
_STEM = 54  # of a name of 60, with room for a number behind


@dataclass(frozen=True)
class Case:
    """A plan that takes effect: where things lie, where they go, which grid each number became."""

    plan: DivisionPlan
    actor: User
    ground: Ground
    goals: Goals
    grids: list[PlannedGrid]
    areas: Mapping[int, Area]

    @property
    def ink(self) -> Ink:
        """What the changes on record say."""
        return Ink(self.actor, f"网格调整：{self.plan.name}", self.plan.uid)

    def at(self, number: int | None) -> Area | None:
        """The grid that the number became."""
        return None if number is None else self.areas[number]

    def main(self, area: int) -> Area | None:
        """Where most of an area of today went."""
        return self.at(self.goals.main.get(area)) if self.ground.is_ours(area) else None


def move_ledger(case: Case) -> Counter[str]:
    """Buildings, dwellings, households, people, what is guarded, units, rentals, facilities."""
    told: Counter[str] = Counter()
    told["buildings"] = _buildings(case)
    told["dwellings"] = put(Dwelling, _areas(case, case.goals.doors), version=True)
    households = _areas(case, case.goals.homes)
    told["households"], told["people"] = homes.rehome(households, _people(case), case.ink)
    told["guarded"] = guarding.settle(case.ground.community.codes)
    told["premises"] = put(Premises, _premises(case), version=True, stamp=True)
    told["rentals"] = put(Rental, _rentals(case), version=True, stamp=True)
    told["facilities"] = put(Facility, _facilities(case), version=True)
    return told


def put(
    model: type[Model], goals: Mapping[int, Area], *, version: bool = False, stamp: bool = False
) -> int:
    """Let rows belong to these areas; how many were elsewhere."""
    also: dict[str, Any] = {"version": F("version") + 1} if version else {}
    also |= {"changed_at": clock.now()} if stamp else {}
    moved = 0
    order = sorted(goals, key=lambda pk: (goals[pk].code, pk))
    for code, keys in groupby(order, key=lambda pk: goals[pk].code):
        for chunk in chunks(keys, CHUNK):
            rows = model._base_manager.filter(pk__in=chunk).exclude(area=code)  # noqa: SLF001 -- Django's name for it
            moved += rows.update(area=code, **also)
    return moved


def inside(rows: "QuerySet[Any]", case: Case) -> "QuerySet[Any]":
    """Those of the community's areas."""
    codes = case.ground.community.codes
    return rows.filter(area_id__gte=codes.start, area_id__lt=codes.stop)


def _areas(case: Case, numbers: Mapping[int, int]) -> dict[int, Area]:
    return {pk: case.areas[number] for pk, number in numbers.items()}


def _buildings(case: Case) -> int:
    """Buildings with their changes on record; two of one name may come to lie in one grid."""
    goals = _areas(case, case.goals.houses)
    codes = case.ground.community.codes
    names = dict(Area.objects.under(codes.start).values_list("code", "full_name"))
    moved = [house for house in case.ground.houses if _moves(house, goals)]
    _make_room(case, goals)
    put(Building, goals, version=True)
    PlaceChange.objects.bulk_create(
        [
            PlaceChange(
                subject=each.uid,
                field="area_id",
                old=names.get(each.area, "")[:_LONGEST],
                new=goals[each.pk].full_name[:_LONGEST],
                source=case.ink.source[:80],
                cause=case.plan.uid,
                actor=case.actor,
            )
            for each in moved
        ],
        batch_size=CHUNK,
    )
    return len(moved)


def _make_room(case: Case, goals: Mapping[int, Area]) -> None:
    """Of two buildings with one address and name only one keeps it where both come together."""
    rows = Building.objects.filter(pk__in=list(goals)).order_by("pk")
    named: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pk, address, name in rows.values_list("pk", "address", "name"):
        named[address, name].append(pk)
    moving = {house.pk for house in case.ground.houses if _moves(house, goals)}
    parked: dict[int, str] = {}
    for (_address, name), twins in named.items():
        if len(twins) > 1 and moving.intersection(twins):
            seen: Counter[int] = Counter()
            for pk in twins:
                seen[goals[pk].code] += 1
                n = seen[goals[pk].code]
                parked[pk] = name if n == 1 else f"{name[:_STEM]}（{n}）"
    for pk in parked:
        Building.objects.filter(pk=pk).update(
            area=goals[pk], name=f"#{pk}", version=F("version") + 1
        )
    for pk, name in parked.items():
        Building.objects.filter(pk=pk).update(name=name)


def _moves(house: House, goals: Mapping[int, Area]) -> bool:
    return house.pk in goals and house.area != goals[house.pk].code


def _people(case: Case) -> dict[int, Area]:
    """People go with their household, those without one with most of their grid."""
    goals: dict[int, Area] = {}
    rows = inside(Person.objects.order_by("pk"), case)
    for pk, area, home in rows.values_list("pk", "area_id", "household_id"):
        if case.ground.is_ours(area):
            goal = case.at(case.goals.homes.get(home)) or case.main(area)
            goals |= {pk: goal} if goal else {}
    return goals


def _premises(case: Case) -> dict[int, Area]:
    rows = inside(Premises.objects.order_by("pk"), case)
    return _by_place(case, rows.values_list("pk", "area_id", "building_id", "dwelling_id"))


def _rentals(case: Case) -> dict[int, Area]:
    rows = inside(Rental.objects.order_by("pk"), case)
    return _by_place(
        case, rows.values_list("pk", "area_id", "dwelling__building_id", "dwelling_id")
    )


def _by_place(
    case: Case, rows: Iterable[tuple[int, int, int | None, int | None]]
) -> dict[int, Area]:
    """Rows with a dwelling or building go with it, the others with most of their grid."""
    goals: dict[int, Area] = {}
    for pk, area, building, dwelling in rows:
        if case.ground.is_ours(area):
            number = case.goals.doors.get(dwelling or 0, case.goals.houses.get(building or 0))
            goal = case.at(number) or case.main(area)
            goals |= {pk: goal} if goal else {}
    return goals


def _facilities(case: Case) -> dict[int, Area]:
    rows = inside(Facility.objects.order_by("pk"), case)
    return by_point(case, rows.values_list("pk", "area_id", "lon", "lat"))


def by_point(
    case: Case, rows: Iterable[tuple[int, int, float | None, float | None]]
) -> dict[int, Area]:
    """Rows with a position go to the grid drawn there, the others with most of their grid."""
    index = located(case.grids)
    goals: dict[int, Area] = {}
    for pk, area, lon, lat in rows:
        if case.ground.is_ours(area):
            number = index.locate(lon, lat) if lon is not None and lat is not None else None
            goal = case.at(number) or case.main(area)
            goals |= {pk: goal} if goal else {}
    return goals


FOLLOWS = {
    "places.Building", "places.Dwelling", "people.Household", "people.Person",
    "guarded.GuardedRecord", "premises.Premises", "premises.Rental", "premises.Facility",
    "incidents.Incident", "sync.SyncConflict", "filings.CollectionTask", "lives.HandOver",
    "rights.DataRequest", "publicity.Board", "exchange.ImportRun", "dictionary.LocalField",
    "posts.Posting", "areas.Setting",
}  # fmt: skip
STAYS = {
    "areas.AreaVersion", "areas.Succession", "areas.GridGroup", "people.PastStay",
    "lives.LifeEvent", "visits.Visit", "visits.Patrol", "visits.Journal", "visits.Information",
    "publicity.Printing",
    "publicity.CardIssue", "exchange.Export", "filings.FormKind", "filings.Filing",
    "places.Estate", "posts.Unit", "redivision.DivisionPlan", "redivision.PlannedGrid",
}  # fmt: skip
"""What tells of the past, of the community, or of plans; groups swap their members."""
