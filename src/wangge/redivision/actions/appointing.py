"""Postings when a plan takes effect: those of closed grids end, planned ones begin."""

from collections.abc import Iterable

from django.db.models import Q

from wangge.accounts.models import User
from wangge.kernel import clock
from wangge.posts.actions import appoint, end
from wangge.posts.models import Posting
from wangge.redivision.models import PlannedGrid, PlannedPosting


def end_postings(closed: Iterable[int], actor: User) -> int:
    """Whoever worked in a grid that is no more does so no longer; how many postings ended."""
    later = Q(until=None) | Q(until__gt=clock.now())
    rows = Posting.objects.filter(later, area__in=list(closed), group=None)
    return _end(list(rows.order_by("pk")), actor)


def appoint_planned(grids: list[PlannedGrid], actor: User) -> tuple[int, int]:
    """Who is planned holds the post from now on; how many began, and how many made way.

    Who is planned for a post and slot of a grid takes it over from those who held it there.
    """
    planned = list(
        PlannedPosting.objects.filter(grid__in=[grid.pk for grid in grids])
        .select_related("grid__made", "user", "post")
        .order_by("grid__number", "post__order", "slot", "pk")
    )
    replaced = _end(_in_the_way(planned), actor)
    started = 0
    for row in planned:
        if row.grid.made and row.user.is_active:
            held = Posting.objects.at(clock.now()).filter(
                user=row.user, post=row.post, area=row.grid.made, slot=row.slot, group=None
            )
            started += not held.exists()
            appoint(row.user, row.post, row.grid.made, actor=actor, slot=row.slot)
    return started, replaced


def _in_the_way(planned: list[PlannedPosting]) -> list[Posting]:
    """Postings of today in a post and slot for which others are planned."""
    wanted: dict[tuple[int | None, int, str], set[int]] = {}
    for each in planned:
        wanted.setdefault((each.grid.made_id, each.post_id, each.slot), set()).add(each.user_id)
    areas = {area for area, _post, _slot in wanted}
    rows = Posting.objects.at(clock.now()).filter(area__in=areas, group=None, unit=None)
    found = []
    for row in rows.order_by("pk"):
        users = wanted.get((row.area_id, row.post_id, row.slot))
        other = wanted.get((row.area_id, row.post_id, "B" if row.slot == "A" else "A"), set())
        if (users and row.user_id not in users) or row.user_id in other:
            found.append(row)
    return found


def _end(rows: list[Posting], actor: User) -> int:
    moment = clock.now()
    for row in rows:
        if row.since > moment:  # it never began
            row.since = moment
            row.save(update_fields=["since"])
        end(row, actor=actor)
    return len(rows)
