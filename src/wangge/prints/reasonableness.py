"""Is the division reasonable (划分合理性): figures of every grid, and what is wrong where."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Count, Model, QuerySet

from wangge.areas.faults import KINDS, Fault
from wangge.areas.measures import balance, compactness, loads, similarity
from wangge.areas.models import Area
from wangge.areas.settings import read_once
from wangge.incidents.models import Incident
from wangge.kernel.codes import below
from wangge.people.models import Household, Person, PersonLabel
from wangge.premises.models import Premises
from wangge.prints.divided import Divided, divided
from wangge.visits.queries.load import monthly
from wangge.visits.rules import EVERYBODY, GROUPS

WEIGHTS = {"households": 0.35, "key": 0.2, "visits": 0.15, "premises": 0.15, "incidents": 0.15}
"""How much each kind of work counts in a grid's load; a kind nobody has counts not."""
LABELS = {
    "households": "户数",
    "key": "重点人群",
    "visits": "月应走访",
    "premises": "单位场所",
    "incidents": "未结事项",
}
RULES = ("grid_households", EVERYBODY, *GROUPS.values())
GONE = (Person.Status.DECEASED, Person.Status.MOVED)
Counts = Mapping[int, int]
Shares = Mapping[int, float]
Bordering = Callable[[Sequence[Area]], Shares]


@dataclass(frozen=True)
class GridReport:
    """One grid with its figures; `load` is its work as a multiple of the mean."""

    area: Area
    work: dict[str, int]
    load: float
    compactness: float | None
    similarity: float
    band: tuple[int, int]
    faults: list[Fault] = field(default_factory=list)
    people: int = 0
    on_streets: float | None = None  # percent of the border; None without streets to compare

    @property
    def households(self) -> int:
        return self.work["households"]


@dataclass(frozen=True)
class CommunityReport:
    """One community: its grids, the balance among them, and its faults."""

    area: Area
    grids: list[GridReport]
    faults: list[Fault]
    balance: float
    band: tuple[int, int]

    def count(self, kind: str) -> int:
        """How many faults of a kind it has."""
        return sum(fault.kind == kind for fault in self.faults)

    @property
    def below(self) -> int:
        return self.count("below")

    @property
    def above(self) -> int:
        return self.count("above")

    @property
    def others(self) -> int:
        """Faults that are not of size."""
        return len(self.faults) - self.below - self.above


@dataclass(frozen=True)
class Report:
    """What was found under an area, community by community."""

    area: Area
    communities: list[CommunityReport]

    @cached_property
    def faults(self) -> list[tuple[CommunityReport, Fault]]:
        return [(each, fault) for each in self.communities for fault in each.faults]

    @property
    def grids(self) -> int:
        return sum(len(each.grids) for each in self.communities)

    @property
    def below(self) -> int:
        return sum(each.below for each in self.communities)

    @property
    def above(self) -> int:
        return sum(each.above for each in self.communities)

    @property
    def others(self) -> int:
        return sum(each.others for each in self.communities)

    @property
    def balance(self) -> float:
        """The mean of the communities' indices: work is shared inside a community."""
        found = [each.balance for each in self.communities if each.grids]
        return sum(found) / len(found) if found else 100.0

    def kinds(self) -> list[tuple[str, int]]:
        """How often each kind of fault was found, in the order of the rules."""
        found = Counter(fault.kind for _, fault in self.faults)
        return [(KINDS[kind][0], found[kind]) for kind in KINDS if found[kind]]


@dataclass(frozen=True)
class _Found:
    """Everything counted once for the whole area, by area code."""

    work: dict[str, Counter[int]]
    kinds: dict[int, Counter[str]]


def report(area: Area, *, bordering: Bordering = lambda _areas: {}) -> Report:
    """The report of a community, town or county that has grids; the queries do not grow.

    `bordering` tells which part of each grid's border runs along streets, from the base map.
    """
    ground, found = divided(area), _count(area)
    with read_once(*RULES):
        found.work["visits"] = _visits(area, found.work["households"])
        judged = [
            _judge(row, ground, found) for row in ground.communities if row.code in ground.grids
        ]
    streets = bordering([grid.area for each in judged for grid in each.grids])
    return Report(area, [_on_streets(each, streets) for each in judged])


def _on_streets(found: CommunityReport, streets: Shares) -> CommunityReport:
    grids = [replace(grid, on_streets=streets.get(grid.area.code)) for grid in found.grids]
    return replace(found, grids=grids)


def _visits(area: Area, homes: Counts) -> Counter[int]:
    return Counter({code: round(calls) for code, calls in monthly(area, homes).items()})


def _count(area: Area) -> _Found:
    codes = below(area.code)
    inside = {"area_id__gte": codes.start, "area_id__lt": codes.stop}
    people = Person.objects.filter(**inside, hidden="").exclude(status__in=GONE)
    key = PersonLabel.objects.filter(person__in=people, until=None).exclude(label__must_visit="")
    work = {
        "households": _by_area(Household.objects.filter(**inside, until=None)),
        "key": Counter(
            dict(
                key.values_list("person__area_id")
                .annotate(n=Count("person_id", distinct=True))
                .order_by()
            )
        ),
        "premises": _by_area(Premises.objects.filter(**inside, closed_on=None)),
        "incidents": _by_area(Incident.objects.filter(**inside, closed_at=None)),
    }
    kinds: dict[int, Counter[str]] = defaultdict(Counter)
    for code, residence, n in (
        people.values_list("area_id", "residence").annotate(n=Count("pk")).order_by()
    ):
        kinds[code][residence] = n
    return _Found(work, kinds)


def _by_area(rows: "QuerySet[Model]") -> Counter[int]:
    return Counter(dict(rows.values_list("area_id").annotate(n=Count("pk")).order_by()))


def _judge(community: Area, ground: Divided, found: _Found) -> CommunityReport:
    grids = ground.grids[community.code]
    told, band = ground.judged(community, found.work["households"])
    work = [{key: found.work[key][grid.code] for key in WEIGHTS} for grid in grids]
    shares = loads(work, WEIGHTS)
    whole: Counter[str] = sum((found.kinds[grid.code] for grid in grids), Counter())
    judged = [
        GridReport(
            grid,
            rows,
            share,
            compactness(grid.boundary),
            similarity(found.kinds[grid.code], whole),
            band,
            [fault for fault in told if grid.code in fault.grids],
            people=found.kinds[grid.code].total(),
        )
        for grid, rows, share in zip(grids, work, shares, strict=True)
    ]
    return CommunityReport(community, judged, told, balance(shares), band)


def weighing() -> str:
    """How the load is made up, in words: 户数 35%、重点人群 20%……"""
    return "、".join(f"{LABELS[key]} {weight:.0%}" for key, weight in WEIGHTS.items())
