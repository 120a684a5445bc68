"""Reading posts and postings."""

from django.db.models import Q, QuerySet

from wangge.kernel import clock
from wangge.kernel.codes import Level, ancestor
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


def postings_under(code: int) -> "QuerySet[Posting]":
    """Postings in force for areas at or below `code`, with everything a list shows."""
    from wangge.kernel.codes import below

    codes = below(code)
    return (
        Posting.objects.at(clock.now())
        .filter(area_id__gte=codes.start, area_id__lt=codes.stop)
        .select_related("user", "post", "area", "group", "unit")
        .order_by("area_id", "post__order", "slot", "pk")
    )


def units(code: int | None = None) -> "QuerySet[Unit]":
    """Units that work for `code`: those of its own level and above."""
    rows = Unit.objects.select_related("area").order_by("area_id", "name")
    return rows if code is None else rows.filter(area__in=above(code))
