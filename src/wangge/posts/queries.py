"""Reading posts and postings."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from wangge.accounts.models import User
from wangge.kernel import clock
from wangge.kernel.codes import Level, ancestor, below
from wangge.kernel.errors import Missing
from wangge.posts.models import Leave, Post, Posting, Unit


def posts() -> "QuerySet[Post]":
    """All kinds of posts."""
    return Post.objects.order_by("order", "pk")


def above(code: int) -> list[int]:
    """`code` and the codes of everything above it, up to the county."""
    levels = (Level.GRID, Level.COMMUNITY, Level.TOWN, Level.COUNTY)
    return sorted({ancestor(code, level) for level in levels})


def holders(ability: str, code: int, *, level: Level | None = None) -> list[Posting]:
    """Postings in force that give `ability` at `code`, A before B, nearest first, absent ones last.

    Department posts are not among them: their reach is what they were given.
    """
    kinds = [
        post.pk
        for post in Post.objects.filter(of_unit=False)
        if ability in post.abilities and level in {None, post.level}
    ]
    moment = clock.now()
    place = Q(area__in=above(code), group=None) | Q(group__grids=code)
    rows = (
        Posting.objects.at(moment)
        .filter(place, post__in=kinds, user__is_active=True)
        .select_related("user", "post")
    )
    away = set(
        Leave.objects.filter(since__lte=moment, until__gt=moment, posting__in=rows).values_list(
            "posting", flat=True
        )
    )
    return sorted(rows, key=lambda row: (row.pk in away, -row.area_id % 10**15, row.slot, row.pk))


def grid_workers(code: int) -> list[Posting]:
    """Who works the grids at or below `code` today: the holders, and who stands in for one away."""
    inside = below(code)
    moment = clock.now()
    away = Leave.objects.filter(since__lte=moment, until__gt=moment).values("posting")
    rows = (
        Posting.objects.at(moment)
        .filter(area_id__gte=inside.start, area_id__lt=inside.stop, group=None, unit=None)
        .filter(post__level=Level.GRID, user__is_active=True)
        .exclude(pk__in=away)
        .select_related("user", "post", "area")
        .order_by("area_id", "post__order", "slot", "pk")
    )
    found = [row for row in rows if "handle" in row.post.abilities]
    present = {(row.area_id, row.post_id) for row in found if row.slot == Posting.Slot.A}
    return [
        row
        for row in found
        if row.slot == Posting.Slot.A or (row.area_id, row.post_id) not in present
    ]


def postings_under(code: int) -> "QuerySet[Posting]":
    """Postings in force for areas at or below `code`, with everything a list shows."""
    codes = below(code)
    return (
        Posting.objects.at(clock.now())
        .filter(area_id__gte=codes.start, area_id__lt=codes.stop)
        .select_related("user", "post", "area", "group", "unit")
        .order_by("area_id", "post__order", "slot", "pk")
    )


def roster(*, area: int | None = None, user: int | None = None) -> "QuerySet[Posting]":
    """Postings in force at exactly `area`, or of `user`, with the leave under way in `away`."""
    moment = clock.now()
    leave = Leave.objects.filter(since__lte=moment, until__gt=moment)
    rows = Posting.objects.at(moment)
    if area is not None:
        rows = rows.filter(area=area)
    if user is not None:
        rows = rows.filter(user=user)
    return (
        rows.select_related("user", "post", "area", "group", "unit")
        .prefetch_related(Prefetch("leaves", queryset=leave, to_attr="away"))
        .order_by("area_id", "post__order", "slot", "pk")
    )


def held_by(users: Iterable[User]) -> dict[int, list[Posting]]:
    """The postings in force of each of these users, by key, in one query."""
    held: dict[int, list[Posting]] = {user.pk: [] for user in users}
    rows = Posting.objects.at(clock.now()).filter(user__in=held)
    for row in rows.select_related("post", "area", "group", "unit").order_by("post__order", "pk"):
        held[row.user_id].append(row)
    return held


def past(user: int) -> "QuerySet[Posting]":
    """Postings of `user` that have ended, the latest first."""
    rows = Posting.objects.filter(user=user, until__lte=clock.now())
    return rows.select_related("post", "area", "group", "unit").order_by("-until")


def fetch_posting(pk: int) -> Posting:
    """The posting with this key."""
    row = Posting.objects.select_related("post", "area", "user").filter(pk=pk).first()
    if row is None:
        raise Missing
    return row


def units(code: int | None = None) -> "QuerySet[Unit]":
    """Units that work for `code`: those of its own level and above."""
    rows = Unit.objects.select_related("area").order_by("area_id", "name")
    return rows if code is None else rows.filter(area__in=above(code))
