"""Setting a community up (社区启用): base data, grids, teams, publicity, each with what is lacking.

Nothing is ticked by hand: every figure is counted from what is on record at this moment.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from wangge.areas.checks import House
from wangge.areas.models import Area
from wangge.areas.settings import read_once, setting
from wangge.kernel.codes import below
from wangge.people.models import Household
from wangge.places.models import Dwelling
from wangge.posts.staffing import Seat, Seats, seats
from wangge.prints.divided import Divided, Unplaced, divided
from wangge.prints.staffing import required
from wangge.publicity.tally import Tally, tally

STEPS = {"base": "基础数据", "grids": "划分网格", "teams": "组建团队", "publicity": "公示上墙"}
LABELS = {
    "buildings": _("登记了楼栋"),
    "places": _("楼栋有位置"),
    "dwellings": _("登记了住房"),
    "homes": _("登记了住户"),
    "housed": _("住户对上住房"),
    "outline": _("社区边界已画"),
    "grids": _("划分了网格"),
    "drawn": _("网格边界已画"),
    "checked": _("边界检查通过"),
    "band": _("户数在规定以内"),
    "placed": _("住户归到网格"),
    "post": _("每格有%(post)s"),
    "one": _("每格一名责任人"),
    "stand_in": _("责任人有 B 岗"),
    "phone": _("社区服务电话"),
    "boards": _("楼栋有公示牌"),
    "cards": _("住户有联系卡"),
    "maps": _("张挂了网格图谱"),
}
NEARLY = 0.9
"""Homes come and go: nine in ten is as complete as a living register of them gets."""
EXAMPLES = 8
SIZES = ("below", "above", "homeless")
NONE, PART, DONE = "none", "part", "done"
STATES = {NONE: "未开始", PART: "进行中", DONE: "已完成"}
RULES = ("grid_households", "grid_posts", "service_phone")


@dataclass(frozen=True)
class Point:
    """One thing that a step needs: how much of it there is; `lacking` are the grids without."""

    key: str
    done: int
    whole: int = 1
    enough: float = 1.0
    lacking: tuple[Area, ...] = ()
    post: str = ""

    @property
    def label(self) -> str:
        return str(LABELS[self.key]) % {"post": self.post}

    @property
    def share(self) -> float:
        return min(self.done / self.whole, 1.0) if self.whole else 0.0

    @property
    def is_done(self) -> bool:
        return self.whole > 0 and self.share >= self.enough

    @property
    def is_counted(self) -> bool:
        """Whether it is a share of several rather than there or not."""
        return self.whole > 1

    @property
    def missing(self) -> int:
        return max(self.whole - self.done, 0)


@dataclass(frozen=True)
class Step:
    """One of `STEPS` with its points."""

    key: str
    points: tuple[Point, ...]

    @property
    def name(self) -> str:
        return STEPS[self.key]

    @cached_property
    def share(self) -> float:
        """How far it is, in percent: the mean of its points, each as far as it has to be."""
        reached = (1.0 if point.is_done else point.share for point in self.points)
        return 100 * sum(reached) / len(self.points)

    @cached_property
    def state(self) -> str:
        if all(point.is_done for point in self.points):
            return DONE
        return PART if any(point.done for point in self.points) else NONE

    @property
    def state_name(self) -> str:
        return STATES[self.state]

    @property
    def lacks(self) -> list[Point]:
        return [point for point in self.points if not point.is_done]


@dataclass(frozen=True)
class Opening:
    """A community on its way: its steps in their order."""

    area: Area
    grids: int
    steps: tuple[Step, ...]
    unplaced: list[Unplaced] = field(default_factory=list)  # the first buildings nobody has located

    @cached_property
    def share(self) -> float:
        """How far the whole is, in percent."""
        return sum(step.share for step in self.steps) / len(self.steps)

    @cached_property
    def state(self) -> str:
        states = {step.state for step in self.steps}
        return next(iter(states)) if len(states) == 1 else PART

    @property
    def state_name(self) -> str:
        return STATES[self.state]

    @property
    def next(self) -> Step | None:
        """The step to go on with: the first that is not done."""
        return next((step for step in self.steps if step.state != DONE), None)


@dataclass(frozen=True)
class _Counted:
    """Everything counted once for the whole area, by the code of grid or community."""

    homes: Counter[int]
    housed: Counter[int]
    doors: Counter[int]
    given: Tally
    held: Seats = field(default_factory=dict)


def openings(area: Area) -> list[Opening]:
    """Every community at or below `area`; the queries do not grow."""
    ground, counted = divided(area), _count(area)
    with read_once(*RULES):
        return [_opening(row, ground, counted) for row in ground.communities]


def _count(area: Area) -> _Counted:
    codes = below(area.code)
    inside = {"area_id__gte": codes.start, "area_id__lt": codes.stop}
    homes: Counter[int] = Counter()
    housed: Counter[int] = Counter()
    rows = Household.objects.filter(**inside, until=None).order_by().values_list("area_id")
    for code, n, with_home in rows.annotate(n=Count("pk"), housed=Count("dwelling")):
        homes[code], housed[code] = n, with_home
    doors = Dwelling.objects.filter(**inside).order_by().values_list("area_id")
    return _Counted(
        homes,
        housed,
        Counter(dict(doors.annotate(n=Count("pk")))),
        tally(area),
        seats(area, with_beside=False),
    )


def _opening(community: Area, ground: Divided, counted: _Counted) -> Opening:
    grids = ground.grids.get(community.code, [])
    houses = ground.houses.get(community.code, [])
    codes = [community.code, *(grid.code for grid in grids)]
    steps = (
        Step("base", _base(codes, houses, counted)),
        Step("grids", _grids(community, grids, ground, counted)),
        Step("teams", _teams(community, grids, counted.held)),
        Step("publicity", _publicity(community, grids, houses, counted)),
    )
    unplaced = ground.unplaced.get(community.code, [])
    return Opening(community, len(grids), steps, unplaced[:EXAMPLES])


def _base(codes: Iterable[int], houses: Sequence[House], counted: _Counted) -> tuple[Point, ...]:
    placed = sum(house.lon is not None and house.lat is not None for house in houses)
    homes, housed, doors = (
        sum(rows[code] for code in codes) for rows in (counted.homes, counted.housed, counted.doors)
    )
    return (
        Point("buildings", int(bool(houses))),
        Point("places", placed, len(houses), NEARLY),
        Point("dwellings", int(bool(doors))),
        Point("homes", int(bool(homes))),
        Point("housed", housed, homes, NEARLY),
    )


def _grids(
    community: Area, grids: Sequence[Area], ground: Divided, counted: _Counted
) -> tuple[Point, ...]:
    faults, _band = ground.judged(community, counted.homes) if grids else ([], (0, 0))
    wrong = {code for fault in faults if fault.kind not in SIZES for code in fault.grids}
    uneven = {code for fault in faults if fault.kind in SIZES for code in fault.grids}
    ordinary = [grid for grid in grids if grid.kind == Area.Kind.ORDINARY]
    inside = sum(counted.homes[grid.code] for grid in grids)
    return (
        Point("outline", int(bool(community.boundary))),
        Point("grids", int(bool(grids))),
        _each("drawn", grids, lambda grid: bool(grid.boundary)),
        _each("checked", grids, lambda grid: grid.code not in wrong),
        _each("band", ordinary, lambda grid: grid.code not in uneven),
        Point("placed", inside, inside + counted.homes[community.code], NEARLY),
    )


def _teams(
    community: Area, grids: Sequence[Area], held: Mapping[int, list[Seat]]
) -> tuple[Point, ...]:
    def holds(name: str) -> Callable[[Area], bool]:
        return lambda grid: any(
            seat.is_holder and seat.post.name == name for seat in held.get(grid.code, ())
        )

    def answered(grid: Area) -> bool:
        rows = held.get(grid.code, ())
        return len({seat.user for seat in rows if seat.is_worker and seat.is_holder}) == 1

    def backed(grid: Area) -> bool:
        return any(seat.is_worker and not seat.is_holder for seat in held.get(grid.code, ()))

    return (
        *(_each("post", grids, holds(name), name) for name in required(community.code)),
        _each("one", grids, answered),
        _each("stand_in", grids, backed),
    )


def _publicity(
    community: Area, grids: Sequence[Area], houses: Sequence[House], counted: _Counted
) -> tuple[Point, ...]:
    given = counted.given
    standing = Counter(house.area for house in houses)
    boards = sum(min(given.boards[grid.code], standing[grid.code]) for grid in grids)
    cards = sum(min(given.cards[grid.code], counted.homes[grid.code]) for grid in grids)
    bare = [grid for grid in grids if given.boards[grid.code] < standing[grid.code]]
    few = [grid for grid in grids if given.cards[grid.code] < counted.homes[grid.code]]
    phone = str(setting("service_phone", community.code)).strip()
    return (
        Point("phone", int(bool(phone))),
        Point("boards", boards, len(houses), NEARLY, tuple(bare)),
        Point(
            "cards", cards, sum(counted.homes[grid.code] for grid in grids),
            NEARLY, tuple(few),
        ),
        _each("maps", grids, lambda grid: given.maps[grid.code] > 0),
    )  # fmt: skip


def _each(key: str, grids: Sequence[Area], is_so: Callable[[Area], bool], post: str = "") -> Point:
    lacking = tuple(grid for grid in grids if not is_so(grid))
    return Point(key, len(grids) - len(lacking), len(grids), lacking=lacking, post=post)


def without_home(community: Area) -> list[Household]:
    """The first households that have no dwelling on record."""
    codes = below(community.code)
    rows = Household.objects.filter(
        area_id__gte=codes.start, area_id__lt=codes.stop, until=None, dwelling=None
    )
    return list(rows.select_related("area").defer("area__boundary").order_by("pk")[:EXAMPLES])
