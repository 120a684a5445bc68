"""Where a reported matter lies."""

from django.utils.translation import gettext as _

from wangge.areas import queries as areas
from wangge.areas.geometry import check_position
from wangge.areas.models import Area
from wangge.areas.succeeding import heir
from wangge.kernel import clock
from wangge.kernel.codes import Level, ancestor, level_of, parse_code
from wangge.kernel.errors import FieldFault, Invalid, Missing
from wangge.places import queries as places
from wangge.posts.access import Staff


def locate(
    *, lon: float | None, lat: float | None, grid: str, address: str, staff: Staff | None
) -> Area:
    """The grid at the point where one is drawn there, else the one named, else by the address.

    Falls back on the reporter's own only grid. Raises `Invalid` when nothing tells.
    """
    code = _by_point(lon, lat) or _by_code(grid) or places.area_of_address(address)
    if code is None and staff is not None:
        own = {duty.area for duty in staff.duties if "collect" in duty.abilities}
        code = own.pop() if len(own) == 1 else None
    if code is None:
        raise Invalid(
            "incident.place",
            _("看不出在哪个网格:请打开定位、选择社区或网格,或写出小区和楼栋。"),
            (FieldFault("grid", _("请选择")),),
        )
    area = areas.fetch_plain(code)
    _check_reach(area, staff, named=bool(grid) and lon is None)
    return area


def _by_point(lon: float | None, lat: float | None) -> int | None:
    if lon is None and lat is None:
        return None
    if lon is None or lat is None:
        raise Invalid("incident.point", _("经度和纬度要一起填写。"))
    check_position(lon, lat)
    return areas.grid_at(lon, lat)


def _by_code(grid: str) -> int | None:
    if not grid:
        return None
    try:
        code = parse_code(grid)
    except ValueError as fault:
        raise Invalid("incident.grid", str(fault), (FieldFault("grid", str(fault)),)) from fault
    if level_of(code) < Level.COMMUNITY:
        told = _("请选择社区或网格，不能只写县或镇街")
        raise Invalid("incident.grid", told + "。", (FieldFault("grid", told),))
    area = heir(areas.fetch_plain(code))  # a phone may not know yet that the borders changed
    if area.valid_to and area.valid_to <= clock.today():
        raise Invalid(
            "incident.grid_closed",
            _("网格“%(name)s”已撤销,请选择现有网格。") % {"name": area.full_name},
        )
    return area.code


def _check_reach(area: Area, staff: Staff | None, *, named: bool) -> None:
    """Staff report for their own community; a named place elsewhere does not exist for them."""
    if staff is None:
        return
    community = ancestor(area.code, Level.COMMUNITY)
    for duty in staff.duties:
        near = ancestor(duty.area, Level.COMMUNITY) == community
        if "collect" in duty.abilities and (duty.covers(area.code) or near):
            return
    if named:
        raise Missing
    raise Invalid("incident.outside", _("这个位置不在您所在的社区,请核对位置,或请居民在网页上报。"))
