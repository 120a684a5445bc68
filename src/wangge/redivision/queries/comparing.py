"""A variant beside today: how large, how even, who moves, whose worker stays."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wangge.areas.models import Area
from wangge.areas.settings import setting
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.posts.models import Posting
from wangge.redivision import rules
from wangge.redivision.models import DivisionPlan, PlannedGrid, Variant
from wangge.redivision.queries.goals import Goals, goals_of, parts_of
from wangge.redivision.queries.ground import Ground, read_ground

Crews = Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class GridLine:
    """One grid of the variant: `now` and `band_now` are those of the grid it continues.

    `change` is new, changed or kept; `came` tells from which grids of today its households come. The
    band is below, inside or above; kept for special grids (专属网格), to which it does not apply.
    """

    number: int
    name: str
    continues: Area | None
    change: str
    now: int | None
    after: int
    band_now: str
    band: str
    came: list[tuple[Area, int]]
    moved: int  # households that come from another grid


@dataclass(frozen=True)
class ClosedLine:
    """A grid of today that the variant gives up, and where its households go."""

    area: Area
    households: int
    band: str
    into: list[tuple[str, int]]


@dataclass(frozen=True)
class Side:
    """Figures of today or of the variant."""

    grids: int
    in_band: int
    least: int
    greatest: int
    balance: float
    deviation: float

    @property
    def share_in_band(self) -> float:
        """Grids inside the band, in percent."""
        return 100 * self.in_band / self.grids if self.grids else 0.0


@dataclass(frozen=True)
class Comparison:
    """A variant beside today; shares are percentages."""

    low: int
    high: int
    lines: list[GridLine]
    closed: list[ClosedLine]
    today: Side
    then: Side
    households: int
    moved: int
    keep_worker: int

    @property
    def moved_share(self) -> float:
        """Households whose grid changes."""
        return 100 * self.moved / self.households if self.households else 0.0

    @property
    def keep_worker_share(self) -> float:
        """Households whose worker stays the same person."""
        return 100 * self.keep_worker / self.households if self.households else 0.0

    def count(self, change: str) -> int:
        """How many grids are new, changed or kept."""
        return sum(line.change == change for line in self.lines)


@dataclass(frozen=True)
class _Case:
    """What the lines are drawn from."""

    ground: Ground
    goals: Goals
    now: Counter[int]
    then: Counter[int]
    low: int
    high: int

    def band(self, households: int, area: int | None = None) -> str:
        if area in self.ground.apart:
            return "kept"
        return rules.band_of(households, self.low, self.high)


def compare(plan: DivisionPlan, variant: Variant) -> Comparison:
    """The variant beside today; a fixed number of queries, however large the community is."""
    grids = list(
        variant.grids.select_related("continues")
        .defer("continues__boundary")
        .prefetch_related("postings__post")
    )
    case = _case(plan, variant, grids)
    ground, goals = case.ground, case.goals
    same = {grid.number: grid.continues_id for grid in grids}
    return Comparison(
        case.low,
        case.high,
        [_line(grid, case) for grid in grids],
        _closed(case, grids),
        _side([case.now[code] for code in ground.grids], case.low, case.high),
        _side(
            [case.then[grid.number] for grid in grids if grid.continues_id not in ground.apart],
            case.low,
            case.high,
        ),
        goals.households.total(),
        sum(n for (area, number), n in goals.households.items() if same.get(number) != area),
        _kept(goals, crews_today(plan.community), grids),
    )


def _case(plan: DivisionPlan, variant: Variant, grids: list[PlannedGrid]) -> _Case:
    ground = read_ground(plan.community)
    goals = goals_of(ground, parts_of(variant), grids)
    low, high = _band(plan)
    then: Counter[int] = Counter()
    for (_from, number), homes in goals.households.items():
        then[number] += homes
    now = Counter(home.area for home in ground.homes)
    return _Case(ground, goals, now, then, low, high)


def _band(plan: DivisionPlan) -> tuple[int, int]:
    """What the plan asks for, else what holds at the community."""
    low, high = setting("grid_households", plan.community_id)
    return int(plan.wish.get("low") or low), int(plan.wish.get("high") or high)


def _line(grid: PlannedGrid, case: _Case) -> GridLine:
    before, number = grid.continues_id, grid.number
    came = {area: n for (area, into), n in case.goals.households.items() if into == number}
    flows = {*case.goals.households, *case.goals.buildings}
    differs = any((area == before) != (into == number) for area, into in flows)
    change = "new" if before is None else "changed" if differs else "kept"
    return GridLine(
        number,
        grid.name,
        grid.continues,
        change,
        None if before is None else case.now[before],
        case.then[number],
        "" if before is None else case.band(case.now[before], before),
        case.band(case.then[number], before),
        [(_area(case.ground, area), n) for area, n in _largest(came)],
        sum(n for area, n in came.items() if area != before),
    )


def _area(ground: Ground, code: int) -> Area:
    """A grid of today; rows that lie in none stand under the community."""
    return ground.grids.get(code) or ground.apart.get(code, ground.community)


def _closed(case: _Case, grids: list[PlannedGrid]) -> list[ClosedLine]:
    names = {grid.number: grid.name for grid in grids}
    continued = {grid.continues_id for grid in grids}
    lines = []
    for code, area in case.ground.grids.items():
        if code not in continued:
            went = {into: n for (at, into), n in case.goals.households.items() if at == code}
            into = [(names.get(number, ""), n) for number, n in _largest(went)]
            lines.append(ClosedLine(area, case.now[code], case.band(case.now[code]), into))
    return lines


def _largest(counted: Mapping[int, int]) -> list[tuple[int, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _side(sizes: list[int], low: int, high: int) -> Side:
    return Side(
        len(sizes),
        sum(low <= size <= high for size in sizes),
        min(sizes, default=0),
        max(sizes, default=0),
        rules.balance(sizes),
        100 * rules.largest_deviation(sizes),
    )


def crews_today(community: Area) -> Crews:
    """Who holds the worker's post in each grid today: posts that handle, not those that confirm."""
    return _workers(_held(community, slot=Posting.Slot.A))


def hands_today(community: Area) -> Crews:
    """Everybody who handles matters in each grid today, A or B, worker or leader."""
    found: dict[int, set[int]] = defaultdict(set)
    for grid, user, abilities in _held(community):
        if "handle" in abilities:
            found[grid].add(user)
    return {grid: frozenset(users) for grid, users in found.items()}


def _held(community: Area, **more: str) -> Iterable[tuple[int, int, list[str]]]:
    rows = Posting.objects.at(clock.now()).filter(
        area_id__gte=community.codes.start,
        area_id__lt=community.codes.stop,
        group=None,
        unit=None,
        post__level=Level.GRID,
        user__is_active=True,
        **more,
    )
    return rows.values_list("area_id", "user_id", "post__abilities")


def _workers(held: Iterable[tuple[int, int, list[str]]]) -> Crews:
    """Grid -> its workers; its leaders where it has no worker of its own."""
    workers: dict[int, set[int]] = defaultdict(set)
    leaders: dict[int, set[int]] = defaultdict(set)
    for grid, user, abilities in held:
        if "handle" in abilities:
            (leaders if "confirm" in abilities else workers)[grid].add(user)
    return {grid: frozenset(workers[grid] or leaders[grid]) for grid in {*workers, *leaders}}


def crews_then(grids: Iterable[PlannedGrid], today: Crews) -> Crews:
    """Number of a planned grid -> its workers: those planned, else those of the grid it continues."""
    planned = _workers(
        (grid.number, posting.user_id, posting.post.abilities)
        for grid in grids
        for posting in grid.postings.all()
        if posting.slot == Posting.Slot.A
    )
    nobody: frozenset[int] = frozenset()
    return {
        grid.number: planned.get(grid.number) or today.get(grid.continues_id or 0, nobody)
        for grid in grids
    }


def _kept(goals: Goals, today: Crews, grids: list[PlannedGrid]) -> int:
    then = crews_then(grids, today)
    nobody: frozenset[int] = frozenset()
    return sum(
        n
        for (area, number), n in goals.households.items()
        if today.get(area, nobody) & then.get(number, nobody)
    )
