"""How well a grid is cut: size on the ground, roundness, shares of work, composition. Pure."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from wangge.areas.geometry import polygon
from wangge.kernel.errors import Invalid

EARTH = 6_371_008.8
HECTARE = 10_000
PERCENT = 100.0


def square_metres(area: Any) -> float:
    """How large a shape in degrees is on the ground."""
    if area.is_empty:
        return 0.0
    degree = math.radians(1) * EARTH
    return float(area.area) * degree * degree * math.cos(math.radians(area.centroid.y))


def told_size(area: Any) -> str:
    """The size in words: square metres, hectares from one on."""
    metres = square_metres(area)
    return f"{metres:.0f} 平方米" if metres < HECTARE else f"{metres / HECTARE:.1f} 公顷"


def compactness(boundary: Mapping[str, Any] | None) -> float | None:
    """How round a grid is (Polsby-Popper): 1 for a circle, 0.79 for a square; None undrawn."""
    if not boundary:
        return None
    try:
        area = shapely.make_valid(polygon(boundary))
    except Invalid:
        return None
    squeeze = math.cos(math.radians(area.centroid.y))
    flat = shapely.transform(area, lambda points: points * np.array([squeeze, 1.0]))
    around = float(flat.length)
    return 4 * math.pi * float(flat.area) / around**2 if around else None


def loads(rows: Sequence[Mapping[str, int]], weights: Mapping[str, float]) -> list[float]:
    """Each grid's work as a multiple of the mean; a kind that no grid has does not count."""
    totals = {key: sum(row.get(key, 0) for row in rows) for key in weights}
    live = {key: weight for key, weight in weights.items() if totals[key]}
    whole = sum(live.values())
    if not whole:
        return [1.0] * len(rows)
    return [
        len(rows) * sum(w * row.get(key, 0) / totals[key] for key, w in live.items()) / whole
        for row in rows
    ]


def balance(values: Sequence[float]) -> float:
    """The balance index (均衡指数): 100 when all carry the same, less the mean deviation in %."""
    total = sum(values)
    if not total:
        return PERCENT
    mean = total / len(values)
    deviation = sum(abs(value - mean) for value in values) / total
    return max(0.0, PERCENT * (1 - deviation))


def similarity(one: Mapping[str, int], whole: Mapping[str, int]) -> float:
    """How far a grid's people are composed as the community's, in % (构成相似)."""
    mine, everybody = sum(one.values()), sum(whole.values())
    if not mine or not everybody:
        return PERCENT
    apart = sum(abs(one.get(key, 0) / mine - whole[key] / everybody) for key in whole) / 2
    return PERCENT * (1 - apart)
