"""Streets and water of the county's own base map, as the division takes them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from wangge.division.barriers import KINDS, STREET, Barriers
from wangge.division.units import Plane
from wangge.maps import ground

LAYERS = ("streets", "water")
PATHS = frozenset({"path", "footway", "steps"})
UNSEEN = ("隧道", "地道")  # nobody above sees a border there
MARGIN = 0.0005  # degrees: the street along the edge lies a little outside


@dataclass(frozen=True)
class Line:
    """A street or a bank on the plane, with its name and the price of a border metre along it."""

    shape: Any
    name: str
    kind: str
    factor: float

    @property
    def parts_blocks(self) -> bool:
        """Whether people beyond it live in another block: paths part nobody."""
        return self.kind not in PATHS


def lines_of(outline: Any, plane: Plane) -> list[Line]:
    """The lines near the outline (in degrees)."""
    west, south, east, north = shapely.bounds(outline)
    frame = (west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)
    told = []
    for layer in sorted(set(LAYERS) & set(ground.present())):
        for row in ground.layer(layer, frame)["features"]:
            given = row.get("properties") or {}
            kind, name = str(given.get("kind") or layer), str(given.get("name") or "")
            if name.endswith(UNSEEN):
                continue
            drawn = shape(row["geometry"])
            lines = drawn.boundary if drawn.geom_type.endswith("Polygon") else drawn
            told += [
                Line(part, name, kind, KINDS.get(kind, STREET))
                for part in shapely.get_parts(shapely.transform(lines, plane.metres))
                if part.geom_type == "LineString"
            ]
    return told


def barriers_of(lines: list[Line]) -> Barriers | None:
    """All of them in straight pieces."""
    ends, factors = [], []
    names: list[str] = []
    for line in lines:
        corners = shapely.get_coordinates(line.shape)
        ends.append(np.hstack([corners[:-1], corners[1:]]))
        factors.append(np.full(len(corners) - 1, line.factor))
        names += [line.name] * (len(corners) - 1)
    if not ends:
        return None
    every = np.vstack(ends)
    drawn = shapely.linestrings(every.reshape(-1, 2, 2))
    return Barriers(drawn, every, np.concatenate(factors), np.zeros(len(every)), names)
