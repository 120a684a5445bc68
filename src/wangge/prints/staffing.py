"""Are the grids staffed (人员配备): who answers for each, what is vacant, who carries how much."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count
from django.utils.translation import gettext as _

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.areas.settings import read_once, setting
from wangge.kernel.codes import Level, ancestor, below
from wangge.people.models import Household
from wangge.posts.staffing import Seat, grid_posts, seats
from wangge.publicity.rules import percent

PAUSE = "、"
FAULTS = {
    "nobody": "没有责任人",
    "several": "责任人不止一名",
    "vacant": "岗位空缺",
    "alone": "没有 B 岗",
}
"""What can be wrong with a grid's staff; only the last is no breach."""
TASKS = ("patrol_frequency", "visit_days_household")
RULES = ("grid_posts", "grid_duties", "grid_households", *TASKS)


@dataclass(frozen=True)
class GridStaff:
    """One grid: who answers for it, who stands in, what is vacant, what is laid down for it."""

    area: Area
    seats: Sequence[Seat]
    vacant: Sequence[str]
    households: int
    has_duties: bool
    has_tasks: bool

    @property
    def responsible(self) -> list[Seat]:
        """网格责任人: one is right."""
        return [seat for seat in self.seats if seat.is_worker and seat.is_holder]

    @property
    def leaders(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.is_leader and seat.is_holder]

    @property
    def stand_ins(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.is_worker and not seat.is_holder]

    @property
    def others(self) -> list[Seat]:
        """协管员, 信息员 and whoever else helps."""
        return [seat for seat in self.seats if not seat.is_worker and not seat.is_leader]

    @property
    def faults(self) -> list[str]:
        """What is wrong, by the keys of `FAULTS`."""
        people = {seat.user for seat in self.responsible}
        wrong = {
            "nobody": not people,
            "several": len(people) > 1,
            "vacant": bool(self.vacant),
            "alone": bool(people) and not self.stand_ins,
        }
        return [key for key, is_so in wrong.items() if is_so]

    @property
    def told(self) -> list[tuple[str, str]]:
        """The faults in words, each with its key; the vacant posts by name."""
        names = FAULTS | {"vacant": _("缺%(posts)s") % {"posts": PAUSE.join(self.vacant)}}
        return [(key, names[key]) for key in self.faults]

    @property
    def three(self) -> tuple[bool, bool, bool]:
        """三落实: a person named, duties laid down, tasks set."""
        return bool(self.responsible), self.has_duties, self.has_tasks


@dataclass(frozen=True)
class Load:
    """One responsible person with all grids that are theirs."""

    user: int
    name: str
    grids: list[Area]
    households: int
    limit: int
    beside: tuple[str, ...]

    @property
    def is_several(self) -> bool:
        """Not 专人专格: the rule is one person for one grid."""
        return len(self.grids) > 1

    @property
    def is_overloaded(self) -> bool:
        """More households than one grid may have."""
        return self.households > self.limit


@dataclass(frozen=True)
class Rate:
    """How far one kind of post is filled."""

    name: str
    is_required: bool
    filled: int
    grids: int
    people: int

    @property
    def share(self) -> float | None:
        return percent(self.filled, self.grids)


@dataclass(frozen=True)
class Staffing:
    """What was found under an area."""

    area: Area
    grids: list[GridStaff]
    loads: list[Load]
    rates: list[Rate]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many grids have each fault."""
        return Counter(key for grid in self.grids for key in grid.faults)

    @property
    def staffed(self) -> int:
        return len(self.grids) - self.counts["nobody"]

    @property
    def coverage(self) -> float | None:
        """Grids with somebody who answers for them ÷ grids, in percent (配备覆盖率)."""
        return percent(self.staffed, len(self.grids))

    @property
    def own(self) -> int:
        """Grids with a person who has no other grid (专人专格)."""
        single = {load.user for load in self.loads if not load.is_several}
        return sum(bool({seat.user for seat in grid.responsible} & single) for grid in self.grids)

    @property
    def gap(self) -> int:
        """People wanting until each grid has one of its own (缺口)."""
        return max(len(self.grids) - len(self.loads), 0)

    @property
    def full_time(self) -> int:
        """Responsible people without a post above the grid (专职)."""
        return sum(not load.beside for load in self.loads)

    @property
    def flagged(self) -> list[Load]:
        """Whoever has several grids, too many households, or another post: allowed, but listed."""
        return [load for load in self.loads if load.is_several or load.is_overloaded or load.beside]

    @property
    def wanting(self) -> list[GridStaff]:
        """Grids where something is wrong, or not all three points are settled."""
        return [grid for grid in self.grids if grid.faults or not all(grid.three)]

    def by_community(self) -> list[tuple[int, int, Counter[str]]]:
        """Code, grids and faults of each community that has grids."""
        found: dict[int, list[GridStaff]] = defaultdict(list)
        for grid in self.grids:
            found[ancestor(grid.area.code, Level.COMMUNITY)].append(grid)
        return [
            (code, len(rows), Counter(key for row in rows for key in row.faults))
            for code, rows in sorted(found.items())
        ]


def staffing(area: Area) -> Staffing:
    """The staff of all live grids of an area; the queries do not grow."""
    rows = list(areas.listed(under=area.code, level=Level.GRID).defer("boundary"))
    held = seats(area)
    homes = _homes(area)
    with read_once(*RULES):
        grids = [_grid(row, held.get(row.code, []), homes[row.code]) for row in rows]
        loads = _loads(grids)
        rates = _rates(rows, held, required(area.code))
    return Staffing(area, grids, loads, rates)


def required(code: int) -> list[str]:
    """The posts that every grid at `code` must have filled, by name."""
    return [name.strip() for name in str(setting("grid_posts", code)).split(PAUSE) if name.strip()]


def vacant(held: Iterable[Seat], names: Iterable[str]) -> list[str]:
    """Which of the posts nobody holds."""
    filled = {seat.post.name for seat in held if seat.is_holder}
    return [name for name in names if name not in filled]


def _grid(area: Area, held: Sequence[Seat], households: int) -> GridStaff:
    return GridStaff(
        area,
        held,
        vacant(held, required(area.code)),
        households,
        bool(str(setting("grid_duties", area.code)).strip()),
        any(int(setting(key, area.code)) > 0 for key in TASKS),
    )


def _homes(area: Area) -> Counter[int]:
    codes = below(area.code)
    rows = Household.objects.filter(area_id__gte=codes.start, area_id__lt=codes.stop, until=None)
    return Counter(dict(rows.values_list("area_id").annotate(n=Count("pk")).order_by()))


def _loads(grids: Iterable[GridStaff]) -> list[Load]:
    held: dict[int, dict[int, GridStaff]] = defaultdict(dict)
    people: dict[int, Seat] = {}
    for grid in grids:
        for seat in grid.responsible:
            held[seat.user][grid.area.code] = grid
            people[seat.user] = seat
    return [
        Load(
            user,
            people[user].name,
            [grid.area for grid in theirs.values()],
            sum(grid.households for grid in theirs.values()),
            max(int(setting("grid_households", code)[1]) for code in theirs),
            people[user].beside,
        )
        for user, theirs in held.items()
    ]


def _rates(rows: Sequence[Area], held: Mapping[int, list[Seat]], names: list[str]) -> list[Rate]:
    """The posts that are required or held by anybody, in their order."""
    filled: Counter[str] = Counter()
    people: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        holders = [seat for seat in held.get(row.code, []) if seat.is_holder]
        filled.update({seat.post.name for seat in holders})
        for seat in holders:
            people[seat.post.name].add(seat.user)
    known = [post.name for post in grid_posts()]
    listed = [*known, *(name for name in names if name not in known)]
    return [
        Rate(name, name in names, filled[name], len(rows), len(people[name]))
        for name in listed
        if name in names or people[name]
    ]
