"""Areas to choose from, grouped so that the same name in two towns is told apart."""

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.kernel.codes import Level, ancestor
from wangge.posts.access import Staff

Choice = tuple[str, str]
Groups = list[tuple[str, list[Choice]]]


def communities() -> Groups:
    """Every community under its town, for residents."""
    rows = areas.listed().filter(level__in=(Level.TOWN, Level.COMMUNITY))
    return _grouped(rows, Level.TOWN, entries=Level.COMMUNITY)


def own(staff: Staff, *abilities: str, whole: bool = False) -> Groups:
    """The places in reach: communities for a county, grids below; `whole` adds the larger ones."""
    rows = list(areas.within(staff.ranges(*abilities)))
    if not rows:
        return []
    top = min(row.level for row in rows)
    if top == Level.COUNTY:
        return _grouped(
            [row for row in rows if Level.COUNTY < row.level < Level.GRID],
            Level.TOWN,
            entries=Level.COMMUNITY,
            whole=_("整个镇街") if whole else "",
        )
    return _grouped(rows, Level.COMMUNITY, entries=Level.GRID, whole=_("整个社区（网格不详）"))


def _grouped(rows: Iterable[Area], by: Level, *, entries: Level, whole: str = "") -> Groups:
    """Areas of level `entries` under the name of their ancestor of level `by`."""
    found: Groups = []
    inside = [row for row in rows if row.level >= by]
    for code, members in groupby(inside, key=lambda row: ancestor(row.code, by)):
        below = list(members)
        head = next((row for row in below if row.code == code and row.level == by), None)
        choices = [(head.number, whole)] if head and whole else []
        choices += [(row.number, row.name) for row in below if row.level == entries]
        if choices:
            found.append((head.name if head else _("我的网格"), choices))
    return found
