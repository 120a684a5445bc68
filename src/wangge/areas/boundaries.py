"""What is wrong with a boundary beside its neighbours', in square metres, and how to mend it."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import mapping, shape

from wangge.areas.geometry import polygon
from wangge.kernel.errors import Refused

DIGITS = 7
SLIVER = 5.0  # square metres: less is the width of a drawn line
_AXIS, _ECCENTRICITY = 6_378_137.0, 0.00669438002290
GeoJson = Mapping[str, Any]


@dataclass(frozen=True)
class Neighbour:
    """An area that a boundary is compared with."""

    code: int
    name: str
    boundary: GeoJson


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be: in words, how large, and where."""

    kind: str  # overlap, outside, gap, pieces
    text: str
    square_metres: float
    where: dict[str, Any]


def square_metres(area: shapely.Geometry) -> float:
    """The area of a figure in degrees, to one in a thousand for anything up to a county."""
    if area.is_empty:
        return 0.0
    phi = math.radians(area.centroid.y)
    flat = 1 - _ECCENTRICITY * math.sin(phi) ** 2
    per_lat = math.radians(_AXIS * (1 - _ECCENTRICITY) / flat**1.5)
    per_lon = math.radians(_AXIS / math.sqrt(flat) * math.cos(phi))
    return float(area.area * per_lat * per_lon)


def area_of(boundary: GeoJson) -> float:
    """Square metres inside a stored boundary."""
    return square_metres(shapely.make_valid(polygon(boundary)))


def findings(
    drawn: GeoJson,
    community: Neighbour | None,
    neighbours: Sequence[Neighbour],
    before: GeoJson | None = None,
) -> list[Finding]:
    """Overlaps with neighbours, parts outside the community, pieces lying apart, ground given up.

    `before` is the boundary that holds now: what is in neither the new one nor a neighbour's is a
    gap (空白) that was none.
    """
    area = polygon(drawn)
    found = [
        Finding("overlap", f"与“{other.name}”重叠 {_in_words(size)}", size, _geojson(shared))
        for other, shared in _shared(area, neighbours)
        if (size := square_metres(shared)) > SLIVER
    ]
    if community is not None:
        outside = shapely.difference(area, _read(community))
        if (size := square_metres(outside)) > SLIVER:
            text = f"超出“{community.name}”范围 {_in_words(size)}"
            found.append(Finding("outside", text, size, _geojson(outside)))
    if before is not None:
        found += _given_up(area, neighbours, before)
    pieces = shapely.get_num_geometries(area)
    if pieces > 1:
        least = min(shapely.get_parts(area), key=square_metres)
        text = f"分成互不相连的 {pieces} 块，最小的一块 {_in_words(square_metres(least))}"
        found.append(Finding("pieces", text, square_metres(least), _geojson(least)))
    return found


def _given_up(
    area: shapely.Geometry, neighbours: Sequence[Neighbour], before: GeoJson
) -> list[Finding]:
    held = shapely.make_valid(polygon(before))
    taken = [outline for _other, outline in _near(held, neighbours)]
    gap = shapely.difference(held, shapely.union_all([area, *taken]))
    size = square_metres(gap)
    if size <= SLIVER:
        return []
    text = f"原来属于本网格的 {_in_words(size)} 不再属于任何网格"
    return [Finding("gap", text, size, _geojson(gap))]


def cut(
    drawn: GeoJson, community: Neighbour | None, neighbours: Sequence[Neighbour]
) -> dict[str, Any]:
    """The boundary without what belongs to neighbours or lies outside the community."""
    area = polygon(drawn)
    taken = [_read(other) for other, _part in _shared(area, neighbours)]
    left = shapely.difference(area, shapely.union_all(taken)) if taken else area
    if community is not None:
        left = shapely.intersection(left, _read(community))
    parts = [part for part in shapely.get_parts(left) if square_metres(part) > SLIVER]
    if not parts:
        raise Refused("boundary.nothing_left", "这块地方全部属于相邻网格，裁剪后什么也不剩。")
    return _geojson(shapely.union_all(parts))


def _shared(
    area: shapely.Geometry, neighbours: Sequence[Neighbour]
) -> list[tuple[Neighbour, shapely.Geometry]]:
    near = _near(area, neighbours)
    return [(other, shapely.intersection(area, outline)) for other, outline in near]


def _near(
    area: shapely.Geometry, neighbours: Sequence[Neighbour]
) -> list[tuple[Neighbour, shapely.Geometry]]:
    shapely.prepare(area)
    shapes = [(other, _read(other)) for other in neighbours]
    return [(other, outline) for other, outline in shapes if area.intersects(outline)]


def _read(other: Neighbour) -> shapely.Geometry:
    return shapely.make_valid(polygon(other.boundary))


def _geojson(area: shapely.Geometry) -> dict[str, Any]:
    """Surfaces only: where two borders touch there are lines and points as well."""
    surfaces = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    whole = surfaces[0] if len(surfaces) == 1 else shapely.MultiPolygon(surfaces)
    result: dict[str, Any] = json.loads(shapely.to_geojson(whole))
    return result


def _in_words(size: float) -> str:
    return f"{size:,.0f} 平方米"


def middle(boundary: GeoJson) -> tuple[float, float]:
    """A point inside the boundary, where its name goes."""
    point = shapely.point_on_surface(shapely.make_valid(polygon(boundary)))
    return round(point.x, DIGITS), round(point.y, DIGITS)


def frame(boundaries: Sequence[GeoJson]) -> list[float] | None:
    """West, south, east, north of all the boundaries."""
    if not boundaries:
        return None
    shapes = [shape(one) for one in boundaries]
    return [round(edge, DIGITS) for edge in shapely.total_bounds(shapes).tolist()]


def as_feature(properties: Mapping[str, Any], geometry: GeoJson | None) -> dict[str, Any]:
    """One GeoJSON Feature."""
    return {"type": "Feature", "properties": dict(properties), "geometry": geometry}


def collection(features: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A GeoJSON FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features)}


def read_coordinates(text: str) -> dict[str, Any]:
    """A boundary out of lines of `longitude, latitude`, one point a line, or out of GeoJSON."""
    plain = text.strip()
    if plain.startswith("{"):
        return _of_json(plain)
    points = [_point(line, number) for number, line in enumerate(plain.splitlines(), 1) if line]
    if points and points[0] != points[-1]:
        points.append(points[0])
    return mapping(shapely.Polygon(points)) if len(points) > 3 else _too_few(len(points))  # noqa: PLR2004


def _too_few(points: int) -> dict[str, Any]:
    raise Refused(
        "boundary.points", f"一圈边界至少要有 3 个不同的点，现在只有 {max(points - 1, 0)} 个。"
    )


def _of_json(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        raise Refused("boundary.json", "GeoJSON 不完整，请检查括号和逗号。") from None
    if read.get("type") == "FeatureCollection":
        features = read.get("features") or [{}]
        if len(features) != 1:
            raise Refused("boundary.many", f"这里有 {len(features)} 个面，只能放一个网格的边界。")
        read = features[0]
    if read.get("type") == "Feature":
        read = read.get("geometry") or {}
    result: dict[str, Any] = read
    return result


def _point(line: str, number: int) -> tuple[float, float]:
    parts = line.replace("，", ",").replace("\t", ",").split(",")
    words = [word for part in parts for word in part.split()]
    try:
        lon, lat = (float(word) for word in words)
    except ValueError:
        raise Refused(
            "boundary.line", f"第 {number} 行“{line[:40]}”不是“经度, 纬度”，请每行写一个点。"
        ) from None
    return lon, lat


def as_lines(boundary: GeoJson) -> str:
    """The points of a simple boundary, one a line; GeoJSON where there are holes or pieces."""
    if boundary.get("type") == "Polygon" and len(boundary["coordinates"]) == 1:
        return "\n".join(f"{lon}, {lat}" for lon, lat, *_ in boundary["coordinates"][0][:-1])
    return json.dumps(boundary, ensure_ascii=False)
