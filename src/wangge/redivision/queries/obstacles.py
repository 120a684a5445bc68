"""Why a variant cannot be approved: broken coverage, what it misses, what changed since."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import shapely
from django.utils.translation import gettext as _

from wangge.areas.boundaries import square_metres
from wangge.areas.geometry import checked_boundary, polygon
from wangge.areas.models import Area
from wangge.kernel.errors import Invalid
from wangge.places.models import Building
from wangge.redivision.models import DivisionPlan, PlannedGrid, Variant
from wangge.redivision.queries.goals import Parts, parts_of
from wangge.redivision.queries.ground import Ground, House, read_ground

NAMED = 5  # of a list of buildings
MOST_GRIDS = 999
SLACK = 0.001  # of the ground: the width of drawn lines


def obstacles(plan: DivisionPlan, variant: Variant) -> list[str]:
    """What stands against approving the variant now, in words; nothing if it may be approved."""
    grids = list(variant.grids.select_related("continues"))
    if not grids or not variant.part:
        return [_("这种划法还没有网格，请先计算或手工划分。")]
    ground = read_ground(plan.community)
    parts = parts_of(variant)
    return [
        *_numbers(grids, variant, ground),
        *_names(grids, ground),
        *_codes(grids, ground),
        *_ledger(ground, parts),
        *_borders(grids, ground),
    ]


def _numbers(grids: list[PlannedGrid], variant: Variant, ground: Ground) -> Iterable[str]:
    used = {int(number) for number in variant.part.values()}
    known = {grid.number: grid.name for grid in grids}
    special = {grid.number for grid in grids if grid.continues_id in ground.apart}
    empty = [name for number, name in known.items() if number not in used | special]
    if empty:
        yield _("%(names)s没有任何楼栋，请并入相邻网格。") % {"names": "、".join(empty)}
    lost = sum(int(number) not in known for number in variant.part.values())
    if lost:
        yield _("%(n)d 个楼栋（单元）没有划入任何网格，请重新计算。") % {"n": lost}


def _names(grids: list[PlannedGrid], ground: Ground) -> Iterable[str]:
    continued = {grid.continues_id for grid in grids}
    others = [area.name for code, area in ground.apart.items() if code not in continued]
    counted = Counter([*(grid.name for grid in grids), *others])
    twice = sorted(name for name, n in counted.items() if n > 1)
    if twice:
        yield _("网格名称重复：%(names)s，请改名。") % {"names": "、".join(twice)}


def _codes(grids: list[PlannedGrid], ground: Ground) -> Iterable[str]:
    continued = Counter(grid.continues_id for grid in grids if grid.continues_id)
    today = ground.grids | ground.apart
    for grid in grids:
        if grid.continues and grid.continues_id not in today:
            yield _("“%(grid)s”要沿用的“%(area)s”已不是本社区现有的网格，请重新计算。") % {
                "grid": grid.name,
                "area": grid.continues.name,
            }
    if twice := [code for code, n in continued.items() if n > 1]:
        names = "、".join(today[code].name for code in twice if code in today)
        yield _("现有网格%(names)s被两个新网格沿用，一个编号只能用于一个网格。") % {"names": names}
    numbers = Area.objects.under(ground.community.code).values_list("code", flat=True)
    highest = max((code % 1000 for code in numbers), default=0)
    if highest + len(grids) - continued.total() > MOST_GRIDS:
        yield _("本社区的网格编号已用到 %(n)d，编号不重复使用，不够新设这么多网格。") % {
            "n": highest
        }


def _ledger(ground: Ground, parts: Parts) -> Iterable[str]:
    """Buildings that came or went since the variant was made, and households it misses."""
    ours = {house.uid: house for house in ground.houses if ground.is_ours(house.area)}
    special = {house.uid for house in ground.houses if house.area in ground.apart}
    homes = _households(ground)
    known = parts.buildings
    placed = {(ours[uid].lon, ours[uid].lat) for uid in known if uid in ours}
    missed = [house for uid, house in ours.items() if uid not in known and homes[house.pk]]
    came = [
        house
        for uid, house in ours.items()
        if uid not in known
        and not homes[house.pk]
        and house.lon is not None
        and (house.lon, house.lat) not in placed
    ]
    if missed:
        yield _("有 %(n)d 户不在方案里，住在%(names)s：请补上楼栋位置后重新计算。") % {
            "n": sum(homes[house.pk] for house in missed),
            "names": _listed(missed),
        }
    if came:
        yield _("方案做好后新增了楼栋：%(names)s，请重新计算。") % {"names": _listed(came)}
    if gone := known - set(ours) - special:
        yield _("方案里的 %(n)d 栋楼已不在本社区的普通网格里%(names)s，请重新计算。") % {
            "n": len(gone),
            "names": _gone(gone),
        }


def _households(ground: Ground) -> Counter[int]:
    lived = ground.homes_by_door
    counted: Counter[int] = Counter()
    for door in ground.doors:
        counted[door.building] += lived.get(door.pk, 0)
    return counted


def _listed(houses: list[House]) -> str:
    told = "、".join(house.name for house in houses[:NAMED])
    return (
        told
        if len(houses) <= NAMED
        else _("%(told)s等 %(n)d 栋")
        % {
            "told": told,
            "n": len(houses),
        }
    )


def _gone(uids: set[str]) -> str:
    rows = Building.objects.filter(uid__in=sorted(uids)).order_by("pk")[:NAMED]
    names = [str(row) for row in rows]
    return f"（{'、'.join(names)}）" if names else ""


def _borders(grids: list[PlannedGrid], ground: Ground) -> Iterable[str]:
    drawn = [grid for grid in grids if grid.boundary]
    if not drawn:
        return
    if bare := [grid.name for grid in grids if not grid.boundary]:
        yield _("%(names)s没有边界，请重新计算。") % {"names": "、".join(bare)}
        return
    try:
        shapes = [polygon(checked_boundary(grid.boundary or {})) for grid in drawn]
    except Invalid as fault:
        yield _("网格边界有误：%(told)s") % {"told": fault.message}
        return
    yield from _coverage(shapes, ground)


def _coverage(shapes: list[Any], ground: Ground) -> Iterable[str]:
    union = shapely.union_all(shapes)
    total = sum(square_metres(shape) for shape in shapes)
    covered = square_metres(union)
    if total - covered > SLACK * total:
        yield _("网格边界互相重叠 %(n)d 平方米，请重新计算。") % {"n": total - covered}
    if not ground.community.boundary:
        return
    outline = shapely.make_valid(polygon(ground.community.boundary))
    apart = Area.objects.filter(code__in=list(ground.apart), boundary__isnull=False)
    others = [shapely.make_valid(polygon(area.boundary or {})) for area in apart]
    gap = square_metres(shapely.difference(outline, shapely.union_all([union, *others])))
    if gap > SLACK * square_metres(outline):
        yield _("社区里还有 %(n)d 平方米不属于任何网格，请重新计算。") % {"n": gap}
    beyond = square_metres(shapely.difference(union, outline))
    if beyond > SLACK * square_metres(outline):
        yield _("网格边界超出社区范围 %(n)d 平方米，请重新计算。") % {"n": beyond}
