"""Who works the grids of an area today: every seat with the other posts of the person in it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from wangge.areas.models import Area, GridGroup
from wangge.kernel import clock
from wangge.kernel.codes import Level, below
from wangge.posts.models import Post, Posting


@dataclass(frozen=True)
class Seat:
    """Somebody in a post of a grid; `beside` are the posts the person holds above the grid."""

    posting: int
    user: int
    name: str
    post: Post
    slot: str
    beside: tuple[str, ...] = ()

    @property
    def is_holder(self) -> bool:
        return self.slot == Posting.Slot.A

    @property
    def is_leader(self) -> bool:
        """Leads grids (网格长): confirms what others report."""
        return "confirm" in self.post.abilities

    @property
    def is_worker(self) -> bool:
        """Answers for the grid (网格责任人): handles what comes up there."""
        return "handle" in self.post.abilities and not self.is_leader


Seats = dict[int, list[Seat]]


def seats(area: Area, *, with_beside: bool = True) -> Seats:
    """The seats of each grid at or below `area`; a group's leader sits in each of its grids."""
    codes = below(area.code)
    inside = Q(group=None, area_id__gte=codes.start, area_id__lt=codes.stop)
    in_group = Q(group__community__gte=codes.start, group__community__lt=codes.stop)
    rows = (
        Posting.objects.at(clock.now())
        .filter(inside | in_group, unit=None, user__is_active=True, post__level=Level.GRID)
        .select_related("user", "post")
        .order_by("post__order", "slot", "pk")
    )
    beside = _beside(rows) if with_beside else {}
    grids = _grids_of_groups(codes)
    found: Seats = defaultdict(list)
    for row in rows:
        seat = Seat(
            row.pk, row.user_id, row.user.name, row.post, row.slot, beside.get(row.user_id, ())
        )
        for code in grids[row.group_id] if row.group_id else [row.area_id]:
            found[code].append(seat)
    return found


def grid_posts() -> list[Post]:
    """The kinds of posts that work in grids, in their order."""
    return list(Post.objects.filter(level=Level.GRID, of_unit=False).order_by("order", "pk"))


def _beside(rows: "QuerySet[Posting]") -> dict[int, tuple[str, ...]]:
    """The posts that these people hold above the grid: 两委兼任 and the like."""
    above = (
        Posting.objects.at(clock.now())
        .filter(user__in=rows.order_by().values("user"), post__level__lt=Level.GRID)
        .order_by("post__order", "pk")
        .values_list("user_id", "area__name", "post__name")
    )
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for user, area, post in above:
        found[user] = (*found[user], f"{area}{post}")
    return found


def _grids_of_groups(codes: range) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    links = GridGroup.grids.through.objects.filter(area_id__gte=codes.start, area_id__lt=codes.stop)
    for group, grid in links.values_list("gridgroup_id", "area_id"):
        found[group].append(grid)
    return found
