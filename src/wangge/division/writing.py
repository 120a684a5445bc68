"""A plan as GeoJSON: one feature for each grid, in the coordinates of the units' file."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from wangge.division.board import Floats
from wangge.division.plan import Plan
from wangge.division.planar import merged
from wangge.division.town import Town
from wangge.division.units import Shapes
from wangge.division.wishes import Wish
from wangge.division.wording import grid_limits

DIGITS = 12  # of a degree: a corner stays on the line it was found on


def grid_features(town: Town, plan: Plan, wish: Wish) -> list[dict[str, Any]]:
    """The grids with their numbers, units and limits; neighbours have every corner in common."""
    units, told = town.units, []
    shapes = merged(units.shapes, plan.part, len(plan.names))
    limits = grid_limits(shapes, plan.names, town.streets)
    drawn = in_degrees(town, shapes)
    for at, name in enumerate(plan.names):
        members = np.flatnonzero(plan.part == at)
        held = int(units.households[members].sum())
        properties = {
            "id": name,
            "households": held,
            "units": [units.names[member] for member in members],
            "in_band": wish.low <= held <= wish.high,
            "compactness": round(_roundness(shapes[at]), 4),
            "limits": limits[at],
        }
        for which, key in enumerate(units.attributes):
            properties[key] = float(units.extra[members, which].sum())
        told.append({"type": "Feature", "properties": properties, "geometry": mapping(drawn[at])})
    return told


def in_degrees(town: Town, shapes: Shapes) -> Shapes:
    """Shapes of the plane in the coordinates of the file; the same corner stays the same."""

    def placed(corners: Floats) -> Floats:
        return np.round(town.units.plane.degrees(corners), DIGITS)

    told: Shapes = shapely.transform(shapes, placed)
    return told


def write_plan(path: Path, town: Town, plan: Plan, wish: Wish) -> None:
    """The file, written whole or not at all."""
    told = {"type": "FeatureCollection", "features": grid_features(town, plan, wish)}
    beside = path.with_name(path.name + ".part")
    beside.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


def _roundness(shape: shapely.Geometry) -> float:
    return float(min(4 * np.pi * shape.area / shape.length**2, 1.0)) if shape.length else 0.0
