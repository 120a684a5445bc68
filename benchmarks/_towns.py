"""Towns to divide: drawn by lot in any size, and real ones from a folder of OpenStreetMap extracts."""

import itertools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from wangge.division.barriers import Barriers, barriers_of
from wangge.division.reading import units_of
from wangge.division.town import Town, town_of
from wangge.division.units import Plane, Units

HOME = 110.0  # square metres of floor to a household
APART = (50.0, 140.0)  # metres between streets
STOREY = 3.2  # metres
LIVED_IN = 0.6  # of the floors; the rest is shops, offices, schools
LARGEST = 100  # households of one unit; larger buildings are split by their stairwells


def generated(count: int, seed: int = 1) -> Town:
    """Buildings some 35 metres apart with 4 to 49 households each, between crooked streets."""
    lot = np.random.default_rng(seed)
    wide = math.sqrt(count) * 35
    points = lot.uniform(0, wide, (count, 2))
    for _ in range(2):
        whole = shapely.voronoi_polygons(shapely.multipoints(points), ordered=True)
        cells = shapely.intersection(shapely.get_parts(whole), shapely.box(0, 0, wide, wide))
        points = shapely.get_coordinates(shapely.centroid(cells))
    units = Units(
        names=list(range(count)),
        households=lot.integers(4, 50, count),
        estates=[""] * count,
        locks=[""] * count,
        extra=np.zeros((count, 0)),
        attributes=[],
        shapes=shapely.points(points),
        points=True,
        plane=Plane(),
    )
    return town_of(units, _streets(wide, lot), outer=shapely.box(0, 0, wide, wide))


def _streets(wide: float, lot: np.random.Generator) -> Barriers:
    """Streets both ways, 50 to 140 metres apart, with a corner at each crossing."""
    across, along = (_spaced(wide, lot) for _ in range(2))
    spots = np.stack(np.meshgrid(across, along, indexing="ij"), axis=-1)
    inner = spots[1:-1, 1:-1]
    inner += lot.normal(0, 12, inner.shape)
    lines = [*spots[1:-1], *spots[:, 1:-1].transpose(1, 0, 2)]
    rows = [
        {
            "type": "Feature",
            "properties": {"kind": "street", "name": f"{at + 1}路"},
            "geometry": {"type": "LineString", "coordinates": line.tolist()},
        }
        for at, line in enumerate(lines)
    ]
    return barriers_of(rows, Plane())


def _spaced(wide: float, lot: np.random.Generator) -> np.ndarray:
    marks = np.cumsum(lot.uniform(*APART, int(wide / APART[0]) + 2))
    return np.array([-1.0, *marks[marks < wide - APART[0] / 2], wide + 1.0])


def real(folder: Path) -> list[tuple[str, Town]]:
    """The towns of `NAME_buildings.geojson`, with `NAME_roads` and `NAME_water` beside them."""
    found = sorted(folder.glob("*_buildings.geojson"))
    return [(path.name.split("_")[0], _real(folder, path.name.split("_")[0])) for path in found]


def _real(folder: Path, name: str) -> Town:
    units = units_of(_houses(_rows(folder / f"{name}_buildings.geojson")))
    roads = [
        row
        for row in _rows(folder / f"{name}_roads.geojson")
        if row["properties"].get("kind") not in {"rail", "ferry"}
    ]
    water = [
        {**row, "properties": {**row["properties"], "kind": "river"}}
        for row in _rows(folder / f"{name}_water.geojson")
        if row["geometry"]["type"] != "Point"
    ]
    west, south, east, north = shapely.total_bounds(units.shapes)
    outer = shapely.box(west - 50, south - 50, east + 50, north + 50)
    return town_of(units, barriers_of([*roads, *water], units.plane), outer=outer)


def _rows(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_bytes())["features"] if path.is_file() else []


def _houses(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Buildings with households by their floor area, the largest piece where tiles cut one."""
    best: dict[Any, tuple[float, Any, dict[str, Any]]] = {}
    for row in rows:
        told, drawn = row["properties"], shape(row["geometry"])
        if told.get("kind") != "building" or drawn.geom_type == "Point" or not drawn.is_valid:
            continue
        if told["id"] not in best or drawn.area > best[told["id"]][0]:
            best[told["id"]] = (drawn.area, drawn, told)
    houses = []
    for name, (area, drawn, told) in best.items():
        metres = area * 111_320.0**2 * math.cos(math.radians(drawn.centroid.y))
        floors = max(1.0, float(told.get("height") or 3 * STOREY) / STOREY)
        number = round(metres * floors * LIVED_IN / HOME)
        parts = _stairwells(drawn, -(-number // LARGEST))
        for at, part in enumerate(parts):
            held = number * (at + 1) // len(parts) - number * at // len(parts)
            properties = {"id": f"{name}-{at + 1}", "households": held}
            geometry = part.__geo_interface__
            houses.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return houses


def _stairwells(drawn: Any, count: int) -> list[Any]:
    """The building cut across its length into so many parts."""
    if count <= 1:
        return [drawn]
    corners = shapely.get_coordinates(shapely.oriented_envelope(drawn))[:4]
    if np.hypot(*(corners[1] - corners[0])) < np.hypot(*(corners[2] - corners[1])):
        corners = np.roll(corners, -1, axis=0)
    length, wide = corners[1] - corners[0], corners[3] - corners[0]
    start = corners[0] - 0.01 * (length + wide)
    steps = [start + 1.02 * length * at / count for at in range(count + 1)]
    strips = [
        shapely.polygons([a, b, b + 1.02 * wide, a + 1.02 * wide])
        for a, b in itertools.pairwise(steps)
    ]
    parts = [shapely.intersection(drawn, strip) for strip in strips]
    return [part for part in parts if part.geom_type in {"Polygon", "MultiPolygon"}]
