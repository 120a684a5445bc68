"""Where at the desk what a community still lacks is put right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.posts.access import Staff
from wangge.prints.opening import Point
from wangge.redivision.access import may_draft
from wangge.redivision.rules import FRESH, MEND


@dataclass(frozen=True)
class Way:
    """A page, and what one does there."""

    url: str
    label: str


def ways(staff: Staff, community: Area, point: Point) -> list[Way]:
    """The pages that complete this point, those first that do most; none for who may not."""
    made = _WAYS[point.key](staff, community)
    return [way for way in made if way.url]


def grid_page(point: Point, grid: Area) -> str:
    """The page on which one grid is put right."""
    if point.key == "drawn":
        return reverse("console:draw_boundary", args=[grid.code])
    if point.key in {"boards", "cards", "maps"}:
        return reverse("console:publicity_grid", args=[grid.code])
    return reverse("console:area", args=[grid.code])


def dividing(staff: Staff, community: Area, aim: str = FRESH) -> str:
    """Where grids are proposed, for those who may ask for it."""
    if not may_draft(staff, community.code):
        return ""
    asked = {"under": community.code, "aim": aim}
    return f"{reverse('console:new_plan')}?{urlencode(asked)}"


def _within(name: str, community: Area) -> str:
    return f"{reverse(name)}?{urlencode({'under': community.code})}"


def _administered(staff: Staff, community: Area, url: str) -> str:
    return url if staff.find("administer", community.code) else ""


def _imports(staff: Staff, _community: Area) -> Way:
    taking_in = {"collect", "confirm", "classify"} & staff.abilities
    return Way(reverse("console:imports") if taking_in else "", _("导入台账"))


def _homes(staff: Staff, community: Area) -> list[Way]:
    return [
        Way(_within("console:homes", community), _("到房屋登记")),
        _imports(staff, community),
    ]


def _people(staff: Staff, community: Area) -> list[Way]:
    return [
        _imports(staff, community),
        Way(_within("console:people", community), _("到人口台账")),
    ]


def _grids(staff: Staff, community: Area) -> list[Way]:
    return [
        Way(dividing(staff, community), _("自动划分")),
        Way(reverse("console:area", args=[community.code]), _("手工新建网格")),
    ]


def _drawing(_staff: Staff, community: Area) -> list[Way]:
    draw = reverse("console:draw_boundary", args=[community.code])
    on_map = f"{reverse('console:map')}?{urlencode({'at': community.code})}"
    return [Way(draw, _("画边界")), Way(on_map, _("看地图"))]


def _checking(staff: Staff, community: Area) -> list[Way]:
    checks = reverse("console:grid_check", args=[community.code])
    return [Way(checks, _("看检查结果")), Way(dividing(staff, community, MEND), _("调整划分"))]


def _teams(staff: Staff, community: Area) -> list[Way]:
    appoint = _administered(staff, community, reverse("console:accounts"))
    found = reverse("console:staffing", args=[community.code])
    return [Way(appoint, _("任命")), Way(found, _("看人员配备"))]


def _phone(staff: Staff, community: Area) -> list[Way]:
    rule = reverse("console:put_setting", args=["service_phone"])
    return [Way(_administered(staff, community, rule), _("填服务电话"))]


def _publicity(_staff: Staff, community: Area) -> list[Way]:
    return [Way(_within("console:publicity", community), _("打印和登记"))]


_WAYS: Mapping[str, Callable[[Staff, Area], list[Way]]] = {
    "buildings": _homes,
    "places": _homes,
    "dwellings": _homes,
    "homes": _people,
    "housed": _people,
    "outline": _drawing,
    "grids": _grids,
    "drawn": _drawing,
    "checked": _checking,
    "band": _checking,
    "placed": _homes,
    "post": _teams,
    "one": _teams,
    "stand_in": _teams,
    "phone": _phone,
    "boards": _publicity,
    "cards": _publicity,
    "maps": _publicity,
}
