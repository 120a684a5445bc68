"""What the map page needs to begin: where to look, which layers there are, whose tiles may load."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from wangge.areas.boundaries import frame, middle
from wangge.areas.models import Area
from wangge.areas.queries import county
from wangge.kernel.errors import Missing
from wangge.maps import ground, layers
from wangge.posts.access import Staff

SPREAD = "01234567"  # the hosts that `{s}` stands for


@dataclass(frozen=True)
class Line:
    """One area in the list beside the map."""

    area: Area
    households: int | None
    band: str
    band_label: str
    limits: list[int]
    matters: int
    workers: list[str]
    at: tuple[float, float] | None
    frame: list[float] | None


def lines(staff: Staff, code: int | None = None) -> list[Line]:
    """The areas in reach with their figures, or one of them."""
    rows = layers.in_reach(staff)
    if code is not None:
        rows = rows.filter(code=code)
    found = list(rows)
    if code is not None and not found:
        raise Missing
    facts = layers.grid_facts(staff, found)
    held = layers.workers(area.code for area in found)
    return [_line(area, facts[area.code], held.get(area.code, [])) for area in found]


def _line(area: Area, facts: dict[str, Any], workers: list[str]) -> Line:
    drawn = area.boundary
    return Line(
        area=area,
        households=facts["households"],
        band=facts["band"],
        band_label=layers.BANDS[facts["band"]],
        limits=facts["limits"],
        matters=facts["matters"],
        workers=workers,
        at=middle(drawn) if drawn else None,
        frame=frame([drawn]) if drawn else None,
    )


def whole(rows: list[Line]) -> list[float] | None:
    """The frame that holds all of them; the county's own where none is drawn."""
    drawn = [line.area.boundary for line in rows if line.area.boundary]
    top = county()
    if not drawn and top and top.boundary:
        drawn = [top.boundary]
    return frame(drawn)


def raster_tiles() -> list[list[str]]:
    """Layers of picture tiles that the setting names, the lowest first, each with its hosts."""
    return [
        [template.replace("{s}", one) for one in SPREAD] if "{s}" in template else [template]
        for template in settings.MAP_XYZ
    ]


def foreign_hosts() -> list[str]:
    """The servers that the page must be allowed to ask for tiles: none unless set."""
    addresses = (urlsplit(one) for layer in raster_tiles() for one in layer)
    return sorted({f"{one.scheme}://{one.netloc}" for one in addresses if one.netloc})


def settled() -> dict[str, Any]:
    """The base map as the page's script takes it."""
    return {
        "layers": ground.present(),
        "tiles": ground.tiles() is not None,
        "rasters": raster_tiles(),
        "credit": settings.MAP_CREDIT,
    }
