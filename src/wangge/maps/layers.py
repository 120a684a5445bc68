"""What the map shows of the working data, as GeoJSON, and only within a person's reach."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count

from wangge.areas import queries as areas
from wangge.areas.boundaries import as_feature, collection, middle
from wangge.areas.models import Area
from wangge.areas.settings import read_once, setting
from wangge.incidents.access import reach as incidents_in_reach
from wangge.incidents.models import Incident
from wangge.incidents.queries import overdue
from wangge.incidents.rules import OPEN
from wangge.kernel import clock
from wangge.kernel.codes import Level, ancestor
from wangge.people.models import Household
from wangge.places import access as places
from wangge.posts.access import Staff
from wangge.posts.models import Posting
from wangge.posts.rules import ABILITIES

MOST_POINTS = 20_000
DIGITS = 6  # a tenth of a metre
BANDS = {"below": "户数偏少", "within": "规模适中", "above": "户数偏多", "none": "没有住户"}


def in_reach(staff: Staff) -> Any:
    """The communities and grids of today that the person's posts are for."""
    rows = areas.within(staff.ranges(*ABILITIES))
    return rows.filter(level__in=(Level.COMMUNITY, Level.GRID))


def households(staff: Staff) -> Counter[int]:
    """How many households each grid in reach has today."""
    rows = Household.objects.filter(staff.reach("area_id"), until=None).order_by()
    counted = rows.values_list("area_id").annotate(many=Count("pk"))
    return Counter(dict(counted))


def band(number: int, limits: Any) -> str:
    """Whether a grid is below, within or above the size that holds at its place."""
    least, most = limits
    if not number:
        return "none"
    return "below" if number < least else "above" if number > most else "within"


def workers(codes: Iterable[int]) -> dict[int, list[str]]:
    """Who holds a post in each of the grids, A posts before B."""
    rows = (
        Posting.objects.at(clock.now())
        .filter(area_id__in=list(codes), group=None, unit=None, user__is_active=True)
        .order_by("area_id", "post__order", "slot", "pk")
        .values_list("area_id", "user__name", "post__name")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for code, name, post in rows:
        found[code].append(f"{name}（{post}）")
    return found


def grid_facts(staff: Staff, rows: list[Area]) -> dict[int, dict[str, Any]]:
    """Per area: households, size band with its limits, open incidents."""
    homes, matters = households(staff), open_matters(staff)
    working = staff.ranges()
    facts = {}
    with read_once():
        for area in rows:
            limits = setting("grid_households", area.code)
            seen = any(start <= area.code < stop for start, stop in working)
            number = _within(homes, area) if seen else None
            facts[area.code] = {
                "households": number,
                "band": band(number, limits) if number is not None else "none",
                "limits": list(limits),
                "matters": _within(matters, area),
            }
    return facts


def _within(counts: Counter[int], area: Area) -> int:
    if area.level == Level.GRID:
        return counts[area.code]
    return sum(many for code, many in counts.items() if code in area.codes)


def open_matters(staff: Staff) -> Counter[int]:
    """How many open incidents each area in reach has."""
    rows = Incident.objects.filter(incidents_in_reach(staff), state__in=OPEN).order_by()
    return Counter(dict(rows.values_list("area_id").annotate(many=Count("pk", distinct=True))))


def boundaries(staff: Staff) -> dict[str, Any]:
    """Boundaries of communities and grids with what colours and labels them."""
    rows = [area for area in in_reach(staff) if area.boundary]
    facts = grid_facts(staff, rows)
    shapes = [
        as_feature(
            {
                "code": str(area.code),
                "level": area.level,
                "name": area.name,
                "community": str(ancestor(area.code, Level.COMMUNITY)),
                "kind": area.kind,
                "at": middle(area.boundary),
                **facts[area.code],
            },
            area.boundary,
        )
        for area in rows
    ]
    return collection(shapes)


def buildings(staff: Staff) -> dict[str, Any]:
    """The buildings that have a position, as points."""
    rows = (
        places.buildings(staff)
        .exclude(lon=None)
        .exclude(lat=None)
        .annotate(doors=Count("dwellings"))
        .order_by("pk")
        .values_list("uid", "address", "name", "doors", "lon", "lat")[:MOST_POINTS]
    )
    return collection(
        [
            _point({"id": str(uid), "name": f"{address}{name}", "doors": doors}, lon, lat)
            for uid, address, name, doors, lon, lat in rows
        ]
    )


def incidents(staff: Staff) -> dict[str, Any]:
    """Open incidents that have a position, as points."""
    late = set(
        Incident.objects.filter(incidents_in_reach(staff))
        .filter(overdue(clock.now()))
        .values_list("pk", flat=True)
    )
    rows = (
        Incident.objects.filter(incidents_in_reach(staff), state__in=OPEN)
        .exclude(lon=None)
        .exclude(lat=None)
        .order_by("-pk")
        .values_list("pk", "uid", "number", "title", "lon", "lat")
        .distinct()[:MOST_POINTS]
    )
    return collection(
        [
            _point({"id": str(uid), "number": number, "title": title, "late": pk in late}, lon, lat)
            for pk, uid, number, title, lon, lat in rows
        ]
    )


def _point(properties: dict[str, Any], lon: float | None, lat: float | None) -> dict[str, Any]:
    position = [round(lon or 0, DIGITS), round(lat or 0, DIGITS)]
    return as_feature(properties, {"type": "Point", "coordinates": position})
