"""Grid map posters (网格图谱): the community with its grids, and one grid with its buildings."""

from collections.abc import Iterable

from django.conf import settings

from wangge.areas.models import Area
from wangge.places.models import Building
from wangge.prints.basemap import Ground, laid, nothing
from wangge.prints.drawings import Dot, Zone, chart
from wangge.prints.faces import Row, frame, grid_face
from wangge.prints.typesetting import font
from wangge.publicity.showing import Face

SIZE = (1000.0, 854.0)
TINTS = ("#d9ecf7", "#e3f2df", "#fdf0d5", "#f5e1e6", "#e6e2f3", "#dff1ef", "#f6e8da", "#e8edd8")
MINE, OTHER = "#cfe6f5", "#f4f5f6"


def content(
    face: Face,
    grid: Area | None,
    buildings: Iterable[Building],
    origin: str,
    *,
    ground: Ground = nothing,
) -> Row:
    """What the layout `poster` is filled with; without `grid` the whole community."""
    grids = list(face.grids.values())
    zones = [_zone(n, each, grid) for n, each in enumerate(grids)]
    zones.sort(key=lambda zone: zone.fill == MINE)  # its border lies over its neighbours'
    dots = [
        Dot(b.lon, b.lat, b.name if grid else "")
        for b in buildings
        if b.lon is not None and b.lat is not None
    ]
    shown = [grid] if grid else grids
    focus = [_zone(0, grid, grid)] if grid and grid.boundary else []
    return {
        **frame(face, f"{face.community.name}{grid.name if grid else '网格'}图谱"),
        "chart": chart(zones, dots, size=SIZE, font=font(), focus=focus, base=laid(ground, font())),
        "grids": [
            {**grid_face(face, each, origin, photos=False), "tint": _tint(face, each, grid)}
            for each in shown
        ],
        "duties": face.duties if grid else [],
        "credit": settings.MAP_CREDIT,
    }


def _zone(number: int, each: Area, grid: Area | None) -> Zone:
    if grid is None:
        return Zone(each.name, each.boundary, TINTS[number % len(TINTS)])
    if each.code == grid.code:
        return Zone("", each.boundary, MINE, "#0b5a91", 4)
    return Zone(each.name, each.boundary, OTHER, "#b3bdc6", 1)


def _tint(face: Face, each: Area, grid: Area | None) -> str:
    return MINE if grid else TINTS[list(face.grids).index(each.code) % len(TINTS)]
