"""A plan as GeoJSON: one feature for each grid, in the coordinates of the units' file."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from wangge.division.board import Floats
from wangge.division.neighbours import side
from wangge.division.plan import Plan
from wangge.division.town import TOLERANCE, Town
from wangge.division.units import Shapes
from wangge.division.wishes import Wish

DIGITS = 9


def grid_features(town: Town, plan: Plan, wish: Wish) -> list[dict[str, Any]]:
    """The grids with their numbers and units."""
    units, told = town.units, []
    for at, name in enumerate(plan.names):
        members = np.flatnonzero(plan.part == at)
        shape = _union(units.shapes[members], points=units.points)
        held = int(units.households[members].sum())
        properties = {
            "id": name,
            "households": held,
            "units": [units.names[member] for member in members],
            "in_band": wish.low <= held <= wish.high,
            "compactness": round(_roundness(shape), 4),
        }
        for which, key in enumerate(units.attributes):
            properties[key] = float(units.extra[members, which].sum())
        moved = shapely.transform(shape, lambda xy: _rounded(units.plane.degrees(xy)))
        told.append({"type": "Feature", "properties": properties, "geometry": mapping(moved)})
    return told


def write_plan(path: Path, town: Town, plan: Plan, wish: Wish) -> None:
    """The file, written whole or not at all."""
    told = {"type": "FeatureCollection", "features": grid_features(town, plan, wish)}
    beside = path.with_name(path.name + ".part")
    beside.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


def _union(shapes: Shapes, *, points: bool) -> shapely.Geometry:
    """One outline; noise between neighbours inside it is closed."""
    try:
        shape = shapely.union_all(shapes) if points else shapely.coverage_union_all(shapes)
    except shapely.errors.GEOSException:
        shape = shapely.union_all(shapes)
    if not shape.is_valid or shape.geom_type != "Polygon":
        shape = shapely.union_all(shapes)
    if shape.geom_type == "MultiPolygon":
        noise = min(TOLERANCE, side(shapes) / 100)
        closed = shape.buffer(noise, join_style="mitre").buffer(-noise, join_style="mitre")
        shape = closed if closed.geom_type == "Polygon" else shape
    return shape


def _rounded(positions: Floats) -> Floats:
    return np.round(positions, DIGITS)


def _roundness(shape: shapely.Geometry) -> float:
    return float(min(4 * np.pi * shape.area / shape.length**2, 1.0)) if shape.length else 0.0
