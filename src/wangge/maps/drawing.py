"""A boundary while it is drawn: what lies around it, what is wrong with it, how it is mended."""

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry import shape

from wangge.areas import boundaries, queries
from wangge.areas.boundaries import Finding, Neighbour, as_feature, collection
from wangge.areas.models import Area
from wangge.kernel.codes import Level, ancestor
from wangge.maps import ground

AROUND = 0.004  # degrees: some 400 m on every side
SNAPPING = "streets"


def community_of(area: Area) -> Neighbour | None:
    """The community that a grid must lie in, where its outline is known."""
    if area.level != Level.GRID:
        return None
    row = queries.fetch(ancestor(area.code, Level.COMMUNITY))
    return Neighbour(row.code, row.name, row.boundary) if row.boundary else None


def neighbours_of(area: Area) -> list[Neighbour]:
    """The areas that must not overlap with it: a special grid (专属网格) lies inside others."""
    rows = queries.drawn(Level(area.level)).exclude(code=area.code).filter(kind=area.kind)
    return [Neighbour(row.code, row.full_name, row.boundary) for row in rows if row.boundary]


def judge(area: Area, boundary: dict[str, Any]) -> list[Finding]:
    """What is wrong with a new boundary of `area`, in words and square metres."""
    return boundaries.findings(
        boundary, community_of(area), neighbours_of(area), before=area.boundary
    )


def cut(area: Area, boundary: dict[str, Any]) -> dict[str, Any]:
    """The new boundary without what belongs to neighbours or another community."""
    return boundaries.cut(boundary, community_of(area), neighbours_of(area))


def around(area: Area) -> dict[str, Any]:
    """What a new border can follow: the neighbours' outlines and the streets nearby."""
    inside = frame_of(area)
    if inside is None:
        return collection([])
    west, south, east, north = inside
    frame = (west - AROUND, south - AROUND, east + AROUND, north + AROUND)
    seen = shapely.box(*frame)
    near = [one for one in neighbours_of(area) if seen.intersects(shape(one.boundary))]
    own = community_of(area)
    shown = [as_feature({"role": "neighbour", "name": one.name}, one.boundary) for one in near]
    if own:
        shown.append(as_feature({"role": "community", "name": own.name}, own.boundary))
    streets = ground.layer(SNAPPING, frame)["features"] if SNAPPING in ground.present() else []
    shown += [as_feature({"role": "street"}, row["geometry"]) for row in streets]
    return collection(shown)


def frame_of(area: Area) -> list[float] | None:
    """Where to look: the area's own outline, else its community's, else its siblings'."""
    own = community_of(area)
    known: Sequence[Any] = [area.boundary] if area.boundary else [own.boundary] if own else []
    if not known:
        codes = (ancestor(area.code, level) for level in (Level.COMMUNITY, Level.TOWN))
        parent = next(code for code in codes if code != area.code)
        rows = queries.drawn(Level(area.level)).under(parent)
        known = [row.boundary for row in rows]
    return boundaries.frame(known)
