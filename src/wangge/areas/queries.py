"""Reading the division tree."""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import BigIntegerField, Q, QuerySet

from wangge.areas.geometry import GridIndex
from wangge.areas.models import Area, AreaQuerySet, AreaVersion, GridGroup, Setting
from wangge.kernel.codes import HANDLING_LEVELS, Level, ancestor
from wangge.kernel.errors import Missing
from wangge.sql.prepared import Prepared

_WITHOUT_BOUNDARY = Prepared(
    lambda code: Area.objects.filter(code=code).defer("boundary"), code=BigIntegerField()
)


def county() -> Area | None:
    """The county of this installation; None before it is set up."""
    return Area.objects.filter(level=Level.COUNTY).order_by("code").first()


def county_name() -> str:
    """The county's name for page headers."""
    found = county()
    return found.name if found else ""


def fetch(code: int) -> Area:
    """The area with this code, whether it still exists or not."""
    area = Area.objects.filter(code=code).first()
    if area is None:
        raise Missing
    return area


def fetch_plain(code: int) -> Area:
    """The same without the boundary: hundreds of points that only maps need."""
    area = _WITHOUT_BOUNDARY.first(code=code)
    if area is None:
        raise Missing
    return area


def children(code: int, level: Level) -> AreaQuerySet:
    """Today's areas one level below `code`."""
    steps = list(HANDLING_LEVELS)
    below = steps[steps.index(level) - 1]
    return Area.objects.current().under(code).filter(level=below).order_by("code")


def listed(*, under: int | None = None, level: Level | None = None) -> AreaQuerySet:
    """Today's areas in code order."""
    rows = Area.objects.current()
    if under is not None:
        rows = rows.under(under)
    if level is not None:
        rows = rows.filter(level=level)
    return rows.order_by("code")


def within(ranges: Iterable[tuple[int, int]]) -> AreaQuerySet:
    """Today's areas in any of the code ranges, in code order."""
    inside = Q(pk__in=[])
    for start, stop in ranges:
        inside |= Q(code__gte=start, code__lt=stop)
    return Area.objects.current().filter(inside).order_by("code")


def parents(code: int) -> list[Area]:
    """The areas above `code`, the county first."""
    codes = {ancestor(code, level) for level in (Level.COUNTY, Level.TOWN, Level.COMMUNITY)}
    return list(Area.objects.filter(code__in=codes - {code}).order_by("code"))


def groups(community: int | None = None) -> "QuerySet[GridGroup]":
    """Today's grid groups of a community, or all of them."""
    rows = GridGroup.objects.filter(valid_to=None).select_related("community")
    if community is not None:
        rows = rows.filter(community=community)
    return rows.order_by("community", "pk").prefetch_related("grids")


def settings_history() -> "QuerySet[Setting]":
    """Every local rule ever put, the newest first."""
    return Setting.objects.select_related("area", "set_by").order_by("-since", "-pk")


def grid_at(lon: float, lat: float) -> int | None:
    """The grid whose boundary holds the point (CGCS2000 degrees), if one is drawn there."""
    grids = Area.objects.current().filter(level=Level.GRID).filter(boundary__isnull=False)
    stamp = (grids.count(), _newest_version())
    return _index(stamp).locate(lon, lat)


def newest_version(code: int) -> int:
    """The number of the area's latest version; 0 where it has none."""
    rows = AreaVersion.objects.filter(area=code).order_by("-pk").values_list("pk", flat=True)
    return rows.first() or 0


def drawn(level: Level) -> AreaQuerySet:
    """Today's areas of a level that have a boundary."""
    return Area.objects.current().filter(level=level, boundary__isnull=False)


def _newest_version() -> int:
    return AreaVersion.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@lru_cache(maxsize=1)
def _index(_stamp: tuple[int, int]) -> GridIndex:
    rows = Area.objects.current().filter(level=Level.GRID).filter(boundary__isnull=False)
    drawn = rows.values_list("code", "boundary")
    return GridIndex([(code, boundary) for code, boundary in drawn if boundary])
