"""The map that goes into a grid worker's pocket: the county's own layers cut to the worker's grids.

Made to be small: lines and rings are runs of whole numbers, each point told by its steps from the
one before, in millionths of a degree (a tenth of a metre) from the map's corner.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

import shapely
from django.db.models import Q
from shapely.geometry import shape

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.kernel.codes import Level
from wangge.maps import ground
from wangge.places import access as places
from wangge.places.models import Building
from wangge.posts.access import Staff

MICRO = 1_000_000
AROUND = 0.0012  # degrees: so much is shown beyond the border, 120 m
MOST = 6_000  # features of one layer
WHOLE = frozenset({"houses"})  # these are not cut at the border
Ranges = Iterable[tuple[int, int]]


def pocket(staff: Staff, ranges: Ranges) -> dict[str, Any]:
    """Borders, layers and building points of the grids in `ranges`; `digest` tells two apart."""
    inside = tuple(ranges)
    grids = list(areas.within(inside).filter(level=Level.GRID))
    points = _points(staff, inside)
    around = _around(grids, points)
    if around is None:
        told: dict[str, Any] = {"corner": None, "grids": [], "layers": {}, "buildings": []}
    else:
        told = _drawn(grids, points, around)
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return {**told, "digest": sha256(text.encode()).hexdigest()[:16]}


def _drawn(
    grids: Sequence[Area], points: Sequence[Building], around: shapely.Geometry
) -> dict[str, Any]:
    west, south, *_rest = around.bounds
    corner = (round(west * MICRO), round(south * MICRO))
    return {
        "corner": corner,
        "grids": [
            {"code": grid.number, "name": grid.name, "rings": _runs(shape(grid.boundary), corner)}
            for grid in grids
            if grid.boundary
        ],
        "layers": {name: _layer(name, around, corner) for name in ground.present()},
        "buildings": [
            {"id": str(row.uid), "name": f"{row.address}{row.name}", "at": _at(row, corner)}
            for row in points
        ],
    }


def _points(staff: Staff, ranges: Sequence[tuple[int, int]]) -> list[Building]:
    within = Q(pk__in=[])
    for start, stop in ranges:
        within |= Q(area_id__gte=start, area_id__lt=stop)
    rows = places.buildings(staff).filter(within).exclude(lon=None).exclude(lat=None)
    return list(rows.order_by("pk"))


def _around(grids: Sequence[Area], points: Sequence[Building]) -> shapely.Geometry | None:
    drawn = [shape(grid.boundary) for grid in grids if grid.boundary]
    drawn += [shapely.Point(row.lon, row.lat) for row in points]
    return shapely.union_all(drawn).buffer(AROUND, quad_segs=4) if drawn else None


def _layer(name: str, around: shapely.Geometry, corner: tuple[int, int]) -> list[dict[str, Any]]:
    found = []
    for feature in ground.layer(name, around.bounds)["features"][:MOST]:
        drawn = shape(feature["geometry"])
        if not drawn.intersects(around):
            continue
        runs = _runs(drawn if name in WHOLE else drawn.intersection(around), corner)
        told = feature.get("properties") or {}
        if runs:
            found.append({"kind": told.get("kind", ""), "name": told.get("name", ""), "runs": runs})
    return found


def _runs(drawn: shapely.Geometry, corner: tuple[int, int]) -> list[list[int]]:
    return [run for line in _lines(drawn) if len(run := _run(line.coords, corner)) > 2]  # noqa: PLR2004


def _lines(drawn: shapely.Geometry) -> Iterator[Any]:
    """The lines and rings of a figure of any kind; single points are left out."""
    if isinstance(drawn, shapely.Polygon):
        yield drawn.exterior
        yield from drawn.interiors
    elif isinstance(drawn, shapely.LineString):
        yield drawn
    elif hasattr(drawn, "geoms"):
        for part in drawn.geoms:
            yield from _lines(part)


def _run(coords: Iterable[Sequence[float]], corner: tuple[int, int]) -> list[int]:
    run: list[int] = []
    x, y = corner
    for lon, lat, *_height in coords:
        across, up = round(lon * MICRO) - x, round(lat * MICRO) - y
        if run and not across and not up:
            continue
        run += (across, up)
        x, y = x + across, y + up
    return run


def _at(row: Building, corner: tuple[int, int]) -> list[int]:
    return [
        round((row.lon or 0) * MICRO) - corner[0],
        round((row.lat or 0) * MICRO) - corner[1],
    ]
