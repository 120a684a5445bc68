"""The boundaries of planned grids: together the community's ground, with the same corners."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from wangge.division.board import Floats, Ints
from wangge.division.planar import united
from wangge.division.wording import grid_limits
from wangge.redivision.proposing.bench import Bench

DIGITS = 12  # of a degree: no corner leaves the community's border by rounding


def grounds(bench: Bench, numbers: Ints) -> dict[int, Any]:
    """The ground of every grid on the plane, those that stay as they are at the end."""
    told = {
        number: united(bench.town.units.shapes[numbers == number])
        for number in np.unique(numbers).tolist()
    }
    return told | {kept.number: kept.ground for kept in bench.kept}


def all_limits(
    bench: Bench, shapes: Mapping[int, Any], names: Mapping[int, str]
) -> dict[int, dict[str, str]]:
    """The border of every grid in words: 东至, 南至, 西至, 北至."""
    known = [number for number, shape in shapes.items() if not shapely.is_empty(shape)]
    drawn = np.empty(len(known), dtype=object)
    drawn[:] = [_main_part(shapes[number]) for number in known]
    told = grid_limits(drawn, [names[number] for number in known], bench.town.streets)
    return dict(zip(known, told, strict=True))


def _main_part(shape: Any) -> Any:
    """What the words are about where an island belongs to a grid."""
    return max(shapely.get_parts(shape), key=lambda part: float(part.area))


def as_boundary(bench: Bench, ground: Any) -> dict[str, Any] | None:
    """Ground on the plane as GeoJSON in CGCS2000, or nothing where there is none."""
    if shapely.is_empty(ground):
        return None

    def placed(corners: Floats) -> Floats:
        return np.round(bench.plane.degrees(corners), DIGITS)

    told: dict[str, Any] = json.loads(shapely.to_geojson(shapely.transform(ground, placed)))
    return told
