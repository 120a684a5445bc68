"""Which areas a person may choose from."""

from typing import Any

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.kernel.codes import Level
from wangge.posts.access import Staff
from wangge.posts.rules import ABILITIES

NEXT = {
    Level.COUNTY: (Level.TOWN, Level.COMMUNITY),
    Level.TOWN: (Level.COMMUNITY, Level.GRID),
    Level.COMMUNITY: (Level.GRID,),
    Level.GRID: (),
}


def roots(staff: Staff, *abilities: str) -> list[Area]:
    """The areas the person's posts are for."""
    starts = {start for start, _stop in staff.ranges(*(abilities or ABILITIES))}
    return list(areas.listed().filter(code__in=starts))


def area_choices(staff: Staff, *abilities: str, whole: str = "") -> list[tuple[Any, Any]]:
    """Choices for a select: the roots and up to two levels below, grouped, in code order."""
    found: list[tuple[Any, Any]] = [("", whole)] if whole else []
    for root in roots(staff, *abilities):
        levels = NEXT[Level(root.level)]
        found.append((root.code, root.full_name))
        if levels:
            found += _grouped(list(areas.listed(under=root.code).filter(level__in=levels)), levels)
    return found


def _grouped(rows: list[Area], levels: tuple[Level, ...]) -> list[tuple[Any, Any]]:
    if len(levels) == 1:
        return [(row.code, row.name) for row in rows]
    groups: list[tuple[str, list[tuple[int, str]]]] = []
    for row in rows:
        if row.level == levels[0]:
            groups.append((row.name, [(row.code, row.name)]))
        elif groups:
            groups[-1][1].append((row.code, f"　{row.name}"))
    return list(groups)
