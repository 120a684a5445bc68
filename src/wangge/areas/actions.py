"""Changing the division tree."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas import divisions, geometry
from wangge.areas.hanging import hanging_on
from wangge.areas.models import Area, AreaVersion, GridGroup, Setting
from wangge.areas.queries import newest_version
from wangge.areas.settings import DEFINITIONS
from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.codes import Level, below, parse_code
from wangge.kernel.errors import FieldFault, Invalid, Refused, Stale
from wangge.kernel.text import tidy

if TYPE_CHECKING:
    from wangge.accounts.models import User

# Official codes are taken as in force since the list's own date.
LIST_DATE = date(2023, 6, 30)
MAX_NAME = 60


@transaction.atomic
def init_county(code6: str) -> Area:
    """The county with its official towns and communities; repeating it adds nothing."""
    county = divisions.county(code6)
    root = parse_code(str(county.code)[:6])
    other = Area.objects.filter(level=Level.COUNTY).exclude(code=root).first()
    if other:
        raise Refused(
            "county.other",
            _("本系统已装入“%(name)s”,一套系统只装一个县;请换一个数据目录。")
            % {"name": other.full_name},
        )
    rows = [_official(root, Level.COUNTY, county.name, county.full_name)]
    for town in county.towns:
        town_code = parse_code(str(town.code)[:9])
        rows.append(_official(town_code, Level.TOWN, town.name, town.name))
        rows += [
            _official(parse_code(str(code)[:12]), Level.COMMUNITY, name, f"{town.name}{name}")
            for code, name in town.communities
        ]
    known = set(Area.objects.values_list("code", flat=True))
    fresh = [row for row in rows if row.code not in known]
    Area.objects.bulk_create(fresh)
    AreaVersion.objects.bulk_create(
        [AreaVersion(area=row, name=row.name, since=LIST_DATE) for row in fresh]
    )
    if fresh:
        record("county.init", f"area:{root}", actor=None, area=root, areas=len(fresh))
    return Area.objects.get(code=root)


def _official(code: int, level: Level, name: str, full_name: str) -> Area:
    return Area(code=code, level=level, name=name, full_name=full_name, valid_from=LIST_DATE)


@transaction.atomic
def create_grid(
    community: Area,
    *,
    name: str,
    actor: "User | None",
    number: int | None = None,
    kind: str = Area.Kind.ORDINARY,
    boundary: dict[str, Any] | None = None,
    since: date | None = None,
) -> Area:
    """A new grid of `community`; the next number that was never used unless one is given."""
    if community.level != Level.COMMUNITY:
        raise Invalid("area.level", _("网格只能建在社区之下。"))
    name = _checked_name(community, name)
    used = set(
        Area.objects.under(community.code).filter(level=Level.GRID).values_list("code", flat=True)
    )
    code = community.code + (number or max((c % 1000 for c in used), default=0) + 1)
    if code in used or code not in below(community.code):
        raise Invalid("area.number", _("网格编号须为 1 到 999,且从未用过(撤销的编号也不再使用)。"))
    grid = Area(
        code=code,
        level=Level.GRID,
        name=name,
        full_name=f"{community.full_name}{name}",
        kind=kind,
        boundary=geometry.checked_boundary(boundary) if boundary else None,
        valid_from=since or clock.today(),
    )
    grid.save(force_insert=True)
    AreaVersion.objects.create(area=grid, name=name, boundary=grid.boundary, since=grid.valid_from)
    record("area.create", f"area:{code}", actor=actor, area=code, name=name)
    return grid


@transaction.atomic
def rename(area: Area, *, name: str, actor: "User", reason: str = "") -> Area:
    """A new name from today; the old one stays in the history."""
    parent_name = area.full_name.removesuffix(area.name)
    area.name = _checked_name(area, name)
    area.full_name = parent_name + area.name
    area.save(update_fields=["name", "full_name"])
    AreaVersion.objects.create(
        area=area, name=area.name, boundary=area.boundary, since=clock.today(), reason=reason
    )
    record("area.rename", f"area:{area.code}", actor=actor, area=area.code, name=area.name)
    return area


@transaction.atomic
def draw(
    area: Area,
    *,
    boundary: dict[str, Any],
    actor: "User | None",
    reason: str = "",
    seen: int | None = None,
) -> Area:
    """A new boundary (GeoJSON, CGCS2000) from today.

    `seen` is the version it was drawn over (`queries.newest_version`); a newer one is not lost.
    """
    checked = geometry.checked_boundary(boundary)
    Area.objects.select_for_update().only("code").get(code=area.code)
    newest = newest_version(area.code)
    if seen is not None and newest != seen:
        raise Stale(
            "area.stale",
            _("“%(name)s”刚刚被别人改过，请打开新的边界再改。") % {"name": area.name},
            newest,
        )
    area.boundary = checked
    area.save(update_fields=["boundary"])
    AreaVersion.objects.create(
        area=area, name=area.name, boundary=area.boundary, since=clock.today(), reason=reason
    )
    record("area.draw", f"area:{area.code}", actor=actor, area=area.code)
    return area


@transaction.atomic
def close_grid(grid: Area, *, actor: "User", reason: str) -> Area:
    """Close a grid from today; refused while anything or anybody still hangs on it."""
    if grid.level != Level.GRID:
        raise Invalid("area.level", _("只能撤销网格;社区、镇街以国家区划为准。"))
    if grid.valid_to:
        return grid
    people, matters = grid.people.count(), grid.incidents.filter(closed_at=None).count()
    held = [_("%d 名居民") % people] if people else []
    held += [_("%d 件未结事项") % matters] if matters else []
    held += hanging_on(grid)
    if held:
        raise Refused(
            "area.in_use",
            _("“%(name)s”还有 %(held)s,请先转到其他网格再撤销。")
            % {"name": grid.name, "held": "、".join(held)},
        )
    grid.valid_to = clock.today()
    grid.save(update_fields=["valid_to"])
    record("area.close", f"area:{grid.code}", actor=actor, area=grid.code, reason=reason)
    return grid


@transaction.atomic
def save_group(
    community: Area, *, name: str, grids: Iterable[int], actor: "User | None"
) -> GridGroup:
    """A group of the community's grids, made or given these grids."""
    chosen = list(
        Area.objects.current().under(community.code).filter(level=Level.GRID, code__in=list(grids))
    )
    if not chosen:
        raise Invalid("group.empty", _("请至少选择本社区的一个网格。"))
    name = _checked_name(community, name, among_grids=False)
    group, _made = GridGroup.objects.get_or_create(community=community, name=name, valid_to=None)
    group.grids.set(chosen)
    codes = sorted(grid.code for grid in chosen)
    record("group.save", f"group:{group.pk}", actor=actor, area=community.code, grids=codes)
    return group


@transaction.atomic
def put_setting(
    key: str, area: Area, value: Any, *, actor: "User | None", source: str = ""
) -> Setting:
    """A local rule from now on."""
    if key not in DEFINITIONS:
        raise Invalid("setting.unknown", _("没有名为“%(key)s”的规则。") % {"key": key})
    row = Setting.objects.create(key=key, area=area, value=value, source=source, set_by=actor)
    record("setting.put", f"setting:{key}", actor=actor, area=area.code, value=value)
    return row


def _checked_name(area: Area, name: str, *, among_grids: bool = True) -> str:
    name = tidy(name)
    if not name or len(name) > MAX_NAME:
        raise Invalid(
            "area.name",
            _("名称须为 1 到 %(max)d 个字。") % {"max": MAX_NAME},
            (FieldFault("name", _("长度不对")),),
        )
    if among_grids:
        community = area.code - area.code % 1000 if area.level >= Level.COMMUNITY else area.code
        twins = Area.objects.current().under(community).filter(name=name, level=Level.GRID)
        if twins.exclude(code=area.code).exists():
            raise Invalid(
                "area.name_taken",
                _("本社区已有名为“%(name)s”的网格,请换一个名称。") % {"name": name},
                (FieldFault("name", _("已被使用")),),
            )
    return name
