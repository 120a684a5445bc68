"""How much of each grid's border runs along a street: the county's own base map tells."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from wangge.areas.geometry import polygon
from wangge.areas.measures import EARTH
from wangge.areas.models import Area
from wangge.kernel.errors import Invalid
from wangge.maps import ground

NEAR = 15.0
"""Metres: a border drawn along the kerb or the middle of a road runs along it."""
MARGIN = 0.0005  # degrees: the street along the edge lies a little outside
PATHS = frozenset({"path", "footway", "steps"})


@dataclass(frozen=True)
class _Border:
    """A border and the streets as they were when they were read: both change seldom."""

    digest: str
    streets: int
    boundary: Mapping[str, Any] = field(compare=False)


def shares(areas: Iterable[Area]) -> dict[int, float]:
    """By code: which part of the border, in percent, lies within `NEAR` of a street.

    Areas without a border, and all of them where the base map has no streets, are left out.
    """
    streets = ground.stamp("streets")
    if not streets:
        return {}
    drawn = [
        (area.code, _Border(_digest(area.boundary), streets, area.boundary))
        for area in areas
        if area.boundary
    ]
    told = ((code, _share(border)) for code, border in drawn)
    return {code: share for code, share in told if share is not None}


def _digest(boundary: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(boundary).encode()).hexdigest()


@lru_cache(maxsize=8192)
def _share(border: _Border) -> float | None:
    try:
        area = shapely.make_valid(polygon(border.boundary))
    except Invalid:
        return None
    west, south, east, north = shapely.bounds(area)
    found = ground.layer("streets", (west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN))
    lines = [shape(row["geometry"]) for row in found["features"] if _parts(row)]
    middle = (south + north) / 2
    edge, drawn = _metres(shapely.boundary(area), middle), _metres(lines, middle)
    along = shapely.buffer(shapely.union_all(drawn), NEAR)
    return 100 * float(shapely.intersection(edge, along).length / edge.length)


def _parts(street: Mapping[str, Any]) -> bool:
    """Whether it is a street: a footpath through an estate parts nobody."""
    return (street.get("properties") or {}).get("kind") not in PATHS


def _metres(lines: Any, latitude: float) -> Any:
    """Degrees as metres on a plane that is true at this latitude."""
    degree = math.radians(1) * EARTH
    scale = np.array([degree * math.cos(math.radians(latitude)), degree])
    return shapely.transform(lines, lambda points: points * scale)
