"""Whole geometries from one datum (坐标系) to another, and metres of a survey to degrees.

Positions are converted one by one in `geometry`; here are GeoJSON objects, the Gauss-Krüger
projection (高斯-克吕格) that surveyors deliver boundaries in, and which datum a layer is in by looks.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wangge.areas.geometry import Datum, Position, convert

DIGITS = 7  # a centimetre
LABELS = {
    Datum.CGCS2000: "CGCS2000（国家、天地图、GPS）",
    Datum.GCJ02: "GCJ-02（高德、腾讯地图）",
    Datum.BD09: "BD-09（百度地图）",
}


def moved(geojson: Mapping[str, Any], move: Callable[[float, float], Position]) -> dict[str, Any]:
    """The geometry with every position moved; heights are left out."""
    if geojson.get("type") == "GeometryCollection":
        parts = [moved(part, move) for part in geojson.get("geometries", [])]
        return {"type": "GeometryCollection", "geometries": parts}
    return {"type": geojson.get("type"), "coordinates": _moved(geojson.get("coordinates"), move)}


def _moved(coordinates: Any, move: Callable[[float, float], Position]) -> Any:
    if not isinstance(coordinates, Sequence) or isinstance(coordinates, str):
        return coordinates
    if coordinates and isinstance(coordinates[0], int | float):
        lon, lat = move(float(coordinates[0]), float(coordinates[1]))
        return [round(lon, DIGITS), round(lat, DIGITS)]
    return [_moved(part, move) for part in coordinates]


def converted(geojson: Mapping[str, Any], source: Datum, target: Datum) -> dict[str, Any]:
    """The geometry in another datum."""
    if source is target:
        return dict(geojson)
    return moved(geojson, lambda lon, lat: convert(lon, lat, source, target))


@dataclass(frozen=True)
class Projection:
    """A Gauss-Krüger zone: its central meridian in degrees, its false easting in metres."""

    meridian: float
    easting: float = 500_000.0
    axis: float = 6_378_137.0
    flattening: float = 1 / 298.257222101  # CGCS2000

    def degrees(self, east: float, north: float) -> Position:
        """Longitude and latitude of a point in metres, by Krüger's series to the fourth order."""
        n = self.flattening / (2 - self.flattening)
        radius = self.axis / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
        xi, eta = north / radius, (east - self.easting) / radius
        back = (
            n / 2 - 2 / 3 * n**2 + 37 / 96 * n**3 - n**4 / 360,
            n**2 / 48 + n**3 / 15 - 437 / 1440 * n**4,
            17 / 480 * n**3 - 37 / 840 * n**4,
            4397 / 161280 * n**4,
        )
        x = xi - sum(b * math.sin(k * xi) * math.cosh(k * eta) for k, b in _even(back))
        y = eta - sum(b * math.cos(k * xi) * math.sinh(k * eta) for k, b in _even(back))
        conformal = math.asin(math.sin(x) / math.cosh(y))
        forth = (
            2 * n - 2 / 3 * n**2 - 2 * n**3 + 116 / 45 * n**4,
            7 / 3 * n**2 - 8 / 5 * n**3 - 227 / 45 * n**4,
            56 / 15 * n**3 - 136 / 35 * n**4,
            4279 / 630 * n**4,
        )
        lat = conformal + sum(d * math.sin(k * conformal) for k, d in _even(forth))
        return self.meridian + math.degrees(math.atan2(math.sinh(y), math.cos(x))), math.degrees(
            lat
        )


def _even(terms: Sequence[float]) -> list[tuple[int, float]]:
    return [(2 * order, term) for order, term in enumerate(terms, 1)]


# A zone's number written before the easting: 39 500 000 is 3° zone 39 (central meridian 117° E).
_NUMBERED = 10**6
_WIDE_ZONES = range(13, 24)  # 6° zones of China; 3° zones are 25 to 45
_NARROW_ZONES = range(25, 46)


def numbered_zone(east: float) -> Projection | None:
    """The zone whose number stands before the easting, if one does."""
    zone = int(east // _NUMBERED)
    if zone in _NARROW_ZONES:
        return Projection(zone * 3.0, zone * _NUMBERED + 500_000.0)
    if zone in _WIDE_ZONES:
        return Projection(zone * 6.0 - 3, zone * _NUMBERED + 500_000.0)
    return None


def likely(pairs: Sequence[tuple[Position, Position]]) -> Datum | None:
    """The datum in which the first positions come closest to where the second say they are.

    For the middles of areas that are known already; None where no datum brings them near.
    """
    if not pairs:
        return None
    misses = {
        datum: sum(_apart(convert(*given, datum, Datum.CGCS2000), known) for given, known in pairs)
        / len(pairs)
        for datum in Datum
    }
    best = min(misses, key=lambda datum: misses[datum])
    return best if misses[best] < _NEAR else None


_NEAR = 150.0  # metres: less than a third of what two datums differ by
_DEGREE = 111_320.0


def _apart(one: Position, other: Position) -> float:
    east = (one[0] - other[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east, one[1] - other[1]) * _DEGREE
