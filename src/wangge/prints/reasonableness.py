"""Is the division reasonable (划分合理性): figures of every grid, and what is wrong where."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Model, QuerySet

from wangge.areas import checks
from wangge.areas.faults import KINDS, Fault
from wangge.areas.measures import balance, compactness, loads, similarity
from wangge.areas.models import Area
from wangge.areas.settings import read_once, setting
from wangge.incidents.models import Incident
from wangge.kernel.codes import Level, ancestor, below
from wangge.people.models import Household, Person, PersonLabel
from wangge.places.models import Building
from wangge.premises.models import Premises

WEIGHTS = {"households": 0.4, "key": 0.3, "premises": 0.15, "incidents": 0.15}
"""How much each kind of work counts in a grid's load; a kind nobody has counts not."""
LABELS = {"households": "户数", "key": "重点人群", "premises": "单位场所", "incidents": "未结事项"}
GONE = (Person.Status.DECEASED, Person.Status.MOVED)
Counts = Mapping[int, int]


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
    houses: dict[int, list[checks.House]]


def report(area: Area) -> Report:
    """The report of a community, town or county that has grids; the queries do not grow."""
    rows = list(Area.objects.current().under(area.code).filter(level__gte=Level.COMMUNITY))
    grids: dict[int, list[Area]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.code):
        if row.level == Level.GRID:
            grids[ancestor(row.code, Level.COMMUNITY)].append(row)
    found = _count(area)
    with read_once():
        judged = [
            _judge(row, grids[row.code], found)
            for row in sorted(rows, key=lambda row: row.code)
            if row.level == Level.COMMUNITY and row.code in grids
        ]
    return Report(area, judged)


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
    return _Found(work, kinds, _houses(inside))


def _by_area(rows: "QuerySet[Model]") -> Counter[int]:
    return Counter(dict(rows.values_list("area_id").annotate(n=Count("pk")).order_by()))


def _houses(inside: dict[str, int]) -> dict[int, list[checks.House]]:
    found: dict[int, list[checks.House]] = defaultdict(list)
    rows = Building.objects.filter(**inside).values_list(
        "address", "name", "area_id", "estate__name", "lon", "lat"
    )
    for address, name, code, estate, lon, lat in rows.order_by("address", "name", "pk"):
        house = checks.House(f"{address}{name}", code, estate or "", lon, lat)
        found[ancestor(code, Level.COMMUNITY)].append(house)
    return found


def _judge(community: Area, grids: list[Area], found: _Found) -> CommunityReport:
    low, high = setting("grid_households", community.code)
    homes = found.work["households"]
    told = checks.faults(
        checks.Community(
            community.name,
            community.boundary,
            [_grid(grid, homes) for grid in grids],
            found.houses.get(community.code, []),
            (low, high),
            homes[community.code],
        )
    )
    work = [{key: counted[grid.code] for key, counted in found.work.items()} for grid in grids]
    shares = loads(work, WEIGHTS)
    whole: Counter[str] = sum((found.kinds[grid.code] for grid in grids), Counter())
    judged = [
        GridReport(
            grid,
            rows,
            share,
            compactness(grid.boundary),
            similarity(found.kinds[grid.code], whole),
            (low, high),
            [fault for fault in told if grid.code in fault.grids],
        )
        for grid, rows, share in zip(grids, work, shares, strict=True)
    ]
    return CommunityReport(community, judged, told, balance(shares), (low, high))


def _grid(area: Area, homes: Counts) -> checks.Grid:
    is_ordinary = area.kind == Area.Kind.ORDINARY
    return checks.Grid(area.code, area.name, area.boundary, homes[area.code], is_ordinary)
