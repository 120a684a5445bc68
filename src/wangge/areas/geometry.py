"""Places on the ground: which grid holds a point, datums (坐标系), and positions that cannot be.

Everything stored is CGCS2000 longitude and latitude; maps of Amap and Tencent use GCJ-02, maps
of Baidu BD-09, up to a kilometre away from it, and are converted at the edge.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

import shapely
from shapely.geometry import shape

from wangge.kernel.errors import Invalid

Position = tuple[float, float]  # longitude, latitude in degrees

# China with its islands and some 50 km around, drawn once from the outlines of 天地图.
_CHINA = shapely.Polygon(
    [
        (72.6, 39.6), (79.1, 42.7), (79.3, 45.5), (86.7, 50.0), (90.4, 48.7), (92.3, 46.2),
        (97.1, 43.7), (105.0, 42.7), (109.9, 43.5), (111.5, 45.8), (114.4, 46.3), (116.1, 50.5),
        (118.4, 50.8), (120.7, 54.2), (126.0, 53.9), (128.7, 50.5), (136.0, 48.6), (131.2, 41.7),
        (125.2, 39.6), (121.3, 35.3), (123.7, 31.0), (122.8, 27.5), (125.5, 25.7), (123.5, 24.3),
        (119.2, 10.7), (112.0, 2.7), (107.6, 6.0), (108.8, 16.7), (107.4, 20.6), (105.1, 21.9),
        (101.9, 20.3), (99.8, 20.7), (96.7, 23.6), (96.3, 27.1), (88.8, 26.3), (78.7, 30.2),
        (77.5, 34.1), (73.9, 36.4),
    ]
)  # fmt: skip
shapely.prepare(_CHINA)
_AREAL = ("Polygon", "MultiPolygon")
_NOWHERE = 0.01
MAX_POINTS = 20_000


class Datum(StrEnum):
    """Which system a pair of coordinates is given in."""

    CGCS2000 = "cgcs2000"  # the national one; WGS84 within centimetres
    GCJ02 = "gcj02"
    BD09 = "bd09"


def in_china(lon: float, lat: float) -> bool:
    """Whether a position lies in China or close to its border."""
    return bool(shapely.contains_xy(_CHINA, lon, lat))


def check_position(lon: float, lat: float) -> None:
    """Refuse a position that cannot be in China, saying what is wrong with it."""
    if in_china(lon, lat):
        return
    given = f"经度 {lon}、纬度 {lat}"
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise Invalid("position.number", f"坐标不是数字（{given}），请重新定位。")
    if abs(lon) < _NOWHERE and abs(lat) < _NOWHERE:
        raise Invalid(
            "position.zero", f"坐标为 0（{given}），设备没有取得定位；请重新定位或在地图上选点。"
        )
    if in_china(lat, lon):
        raise Invalid(
            "position.swapped", f"经度和纬度写反了（{given}）；应为经度 {lat}、纬度 {lon}。"
        )
    raise Invalid("position.outside", f"坐标不在中国境内（{given}），请核对坐标或重新选点。")


def polygon(geojson: Mapping[str, Any]) -> shapely.Geometry:
    """Read a boundary (a GeoJSON Polygon or MultiPolygon, alone or in a Feature)."""
    if geojson.get("type") == "Feature":
        geojson = geojson.get("geometry") or {}
    if geojson.get("type") not in _AREAL:
        raise Invalid("boundary.type", "边界应为面（Polygon 或 MultiPolygon）。")
    try:
        area = shapely.force_2d(shape(geojson))
        size = shapely.make_valid(area).area  # a figure of eight has none unless mended
    except (ValueError, TypeError, LookupError, AttributeError, shapely.errors.ShapelyError):
        raise Invalid(
            "boundary.broken", "边界的坐标不完整，每一圈至少要有四个点并且首尾相接。"
        ) from None
    if not size > 0:
        raise Invalid("boundary.empty", "边界围成的面积为 0，请重新画。")
    return area


def checked_boundary(geojson: Mapping[str, Any]) -> dict[str, Any]:
    """Give a drawn boundary as it is stored, or refuse it, saying where it is wrong."""
    area = polygon(geojson)
    points = shapely.get_num_coordinates(area)
    if points > MAX_POINTS:
        raise Invalid("boundary.size", f"边界有 {points} 个点，最多 {MAX_POINTS} 个，请先简化。")
    for lon, lat in shapely.get_coordinates(area).tolist():
        check_position(lon, lat)
    if not area.is_valid:
        where = shapely.is_valid_reason(area).partition("[")[2].rstrip("]").replace(" ", ", ")
        raise Invalid("boundary.crossing", f"边界自相交（{where} 附近），请把交叉处改开后再存。")
    stored: dict[str, Any] = json.loads(shapely.to_geojson(area))
    return stored


class GridIndex:
    """Which grid holds a point: a county's boundaries, indexed once and held in memory."""

    def __init__(self, grids: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
        # The smallest comes first: a special grid (专属网格) lies inside an ordinary one.
        areas = sorted(
            ((shapely.make_valid(polygon(geojson)), code) for code, geojson in grids),
            key=lambda pair: (pair[0].area, pair[1]),
        )
        self._codes = [code for _, code in areas]
        self._tree = shapely.STRtree([area for area, _ in areas])

    def __len__(self) -> int:
        return len(self._codes)

    def locate(self, lon: float, lat: float) -> int | None:
        """Find the grid at a point, on its edge too; the smallest where several overlap."""
        found = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self._codes[min(found)] if len(found) else None


def convert(lon: float, lat: float, source: Datum, target: Datum) -> Position:
    """Give a position in another datum, exact to the millimetre both ways."""
    if source is target:
        return lon, lat
    if source is Datum.BD09:
        lon, lat = _inverse(_gcj_to_bd, lon, lat)
    elif source is Datum.CGCS2000:
        lon, lat = _to_gcj(lon, lat)
    if target is Datum.BD09:
        return _gcj_to_bd(lon, lat)
    return _from_gcj(lon, lat) if target is Datum.CGCS2000 else (lon, lat)


def to_cgcs2000(lon: float, lat: float, datum: Datum) -> Position:
    """Give the position as it is stored."""
    return convert(lon, lat, datum, Datum.CGCS2000)


def from_cgcs2000(lon: float, lat: float, datum: Datum) -> Position:
    """Give a stored position as a map in `datum` shows it."""
    return convert(lon, lat, Datum.CGCS2000, datum)


# GCJ-02 as it became known: the Krasovsky ellipsoid and a sum of sines around 105° E, 35° N.
_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323
_ORIGIN_LON, _ORIGIN_LAT = 105.0, 35.0
_BD_TURN = math.pi * 3000 / 180
_BD_LON, _BD_LAT = 0.0065, 0.006
_ROUNDS, _CLOSE = 30, 1e-11
_RIM = 0.05  # degrees; no place is shown farther away than that


def _waves(value: float, *terms: tuple[float, float]) -> float:
    return 2 / 3 * sum(size * math.sin(value * math.pi * often) for size, often in terms)


def _to_gcj(lon: float, lat: float) -> Position:
    return _shifted(lon, lat) if in_china(lon, lat) else (lon, lat)


def _from_gcj(lon: float, lat: float) -> Position:
    # At the rim a place inside is shown outside: what counts is where the place itself lies.
    if not in_china(lon, lat) and _CHINA.distance(shapely.Point(lon, lat)) > _RIM:
        return lon, lat
    found = _inverse(_shifted, lon, lat)
    return found if in_china(*found) else (lon, lat)


def _shifted(lon: float, lat: float) -> Position:
    x, y = lon - _ORIGIN_LON, lat - _ORIGIN_LAT
    common = _waves(x, (20, 6), (20, 2)) + 0.1 * x * y
    root = math.sqrt(abs(x))
    north = common - 100 + 2 * x + 3 * y + 0.2 * y * y + 0.2 * root
    north += _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))
    east = common + 300 + x + 2 * y + 0.1 * x * x + 0.1 * root
    east += _waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))
    phi = math.radians(lat)
    flat = 1 - _ECCENTRICITY * math.sin(phi) ** 2
    per_lat = math.radians(_AXIS * (1 - _ECCENTRICITY) / flat**1.5)
    per_lon = math.radians(_AXIS / math.sqrt(flat) * math.cos(phi))
    return lon + east / per_lon, lat + north / per_lat


def _gcj_to_bd(lon: float, lat: float) -> Position:
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BD_TURN)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BD_TURN)
    return radius * math.cos(angle) + _BD_LON, radius * math.sin(angle) + _BD_LAT


def _inverse(forward: Callable[[float, float], Position], lon: float, lat: float) -> Position:
    """Find the position that `forward` brings to this one, by walking back the error."""
    x, y = lon, lat
    for _ in range(_ROUNDS):
        there = forward(x, y)
        dx, dy = there[0] - lon, there[1] - lat
        x, y = x - dx, y - dy
        if abs(dx) < _CLOSE and abs(dy) < _CLOSE:
            break
    return x, y
