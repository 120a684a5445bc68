"""Grids that go on within other borders, grids that end, and what of one went into another."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from wangge.areas import geometry
from wangge.areas.models import Area, AreaVersion, GridGroup, Setting, Succession
from wangge.audit.actions import record

if TYPE_CHECKING:
    from wangge.accounts.models import User

Shares = Mapping[int, Mapping[int, int]]
"""Grid that was -> grid that is -> how many households went there."""


def carry_on(
    grid: Area,
    *,
    name: str,
    boundary: dict[str, Any] | None,
    since: date,
    actor: "User | None",
    reason: str,
) -> Area:
    """The grid keeps its code within another border, under another name perhaps.

    In the caller's transaction, which also sees to it that no two grids have one name.
    """
    drawn = geometry.checked_boundary(boundary) if boundary else None
    if (grid.name, grid.boundary) == (name, drawn):
        return grid
    grid.full_name = grid.full_name.removesuffix(grid.name) + name
    grid.name, grid.boundary = name, drawn
    grid.save(update_fields=["name", "full_name", "boundary"])
    AreaVersion.objects.create(area=grid, name=name, boundary=drawn, since=since, reason=reason)
    record("area.carry_on", f"area:{grid.code}", actor=actor, area=grid.code, name=name)
    return grid


def end(grid: Area, *, since: date, actor: "User | None", reason: str) -> None:
    """The grid is no more from a day on; its code is never used again."""
    grid.valid_to = since
    grid.save(update_fields=["valid_to"])
    record("area.close", f"area:{grid.code}", actor=actor, area=grid.code, reason=reason)


def link(shares: Shares, *, since: date) -> None:
    """Put on record what of each grid went into another one."""
    Succession.objects.bulk_create(
        Succession(before_id=before, after_id=after, since=since, households=households)
        for before, into in shares.items()
        for after, households in into.items()
        if before != after
    )


def heir(area: Area) -> Area:
    """The grid of today that most of a closed grid went into; itself where nothing followed."""
    seen = {area.code}
    while area.valid_to is not None:
        rows = Succession.objects.filter(before=area, since__gte=area.valid_to)
        link = rows.select_related("after").order_by("-households", "after").first()
        if link is None or link.after_id in seen:
            break
        area = link.after
        seen.add(area.code)
    return area


def went_into(grids: Collection[int], *, since: date) -> dict[int, list[int]]:
    """Grid -> what it went into from a day on, step by step where that was cut again."""
    links = Succession.objects.filter(since__gte=since).order_by("since", "pk")
    into: dict[int, list[int]] = {grid: [] for grid in grids}
    for before, after in links.values_list("before_id", "after_id"):
        for grid, reached in into.items():
            if (before == grid or before in reached) and after not in {grid, *reached}:
                reached.append(after)
    return into


def last_change(ranges: Iterable[tuple[int, int]]) -> int:
    """Stands for the last time that something went into or out of a grid of these code ranges."""
    concerned = Q(pk__in=[])
    for start, stop in ranges:
        concerned |= Q(before_id__gte=start, before_id__lt=stop)
        concerned |= Q(after_id__gte=start, after_id__lt=stop)
    rows = Succession.objects.filter(concerned).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def code_today(code: int) -> int:
    """The code of the grid that took over from the one with this code; itself where it still is."""
    area = Area.objects.filter(code=code).defer("boundary").first()
    return heir(area).code if area else code


def copy_settings(closed: Iterable[int], heirs: Mapping[int, Iterable[int]], *, source: str) -> int:
    """The local rules of closed grids hold in their successors that have none; how many rows."""
    newest: dict[tuple[int, str], Setting] = {}
    for row in Setting.objects.filter(area__in=list(closed)).order_by("since", "pk"):
        newest[row.area_id, row.key] = row
    wanted = {code for codes in heirs.values() for code in codes}
    known = set(Setting.objects.filter(area__in=wanted).values_list("area_id", "key"))
    fresh: dict[tuple[int, str], Setting] = {}
    for (code, key), row in newest.items():
        for into in heirs.get(code, ()):
            if (into, key) not in known and (into, key) not in fresh:
                fresh[into, key] = Setting(
                    key=key, area_id=into, value=row.value, source=source[:200], set_by=row.set_by
                )
    Setting.objects.bulk_create(fresh.values())
    return len(fresh)


def swap_members(
    community: int, heirs: Mapping[int, int], origins: Mapping[int, int], *, actor: "User | None"
) -> int:
    """In the groups new grids take the places of closed ones; how many groups changed.

    `heirs` names the grid that most of a closed one went into, `origins` the one that gave most to
    a new one. A group of which nothing would be left gets the heirs.
    """
    changed = 0
    for group in GridGroup.objects.filter(community=community, valid_to=None).order_by("pk"):
        before = set(group.grids.values_list("code", flat=True))
        after = before - heirs.keys() | {new for new, old in origins.items() if old in before}
        after = after or {heirs[code] for code in before if code in heirs}
        if after != before:
            group.grids.set(after)
            codes = sorted(after)
            record("group.save", f"group:{group.pk}", actor=actor, area=community, grids=codes)
            changed += 1
    return changed
