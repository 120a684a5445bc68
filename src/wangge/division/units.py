"""What is divided: units (buildings, street blocks, dwellings) with households, on a plane in metres."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wangge.division.board import Floats, Ints

Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Plane:
    """Degrees to metres around one point and back; a town is small enough for that."""

    lon: float = 0.0
    lat: float = 0.0
    across: float = 1.0  # metres per degree of longitude there
    along: float = 1.0

    def metres(self, positions: Floats) -> Floats:
        """Positions of the file on the plane."""
        return (positions - (self.lon, self.lat)) * (self.across, self.along)

    def degrees(self, positions: Floats) -> Floats:
        """Positions on the plane as the file has them."""
        return positions / (self.across, self.along) + (self.lon, self.lat)


@dataclass(frozen=True)
class Borders:
    """Who lies beside whom: pairs of units, shared metres and what a metre there costs."""

    pairs: Ints  # pair, 2
    metres: Floats
    costs: Floats
    along: Floats  # of the metres, those along a street, river or wall

    def only(self, kept: NDArray[np.bool_]) -> "Borders":
        """Those of them."""
        return Borders(self.pairs[kept], self.metres[kept], self.costs[kept], self.along[kept])


@dataclass(frozen=True)
class Units:
    """The units as read, one row each; `names` are their ids in the file's own type."""

    names: list[str | int]
    households: Ints
    estates: list[str]  # "" where none
    locks: list[str]  # the grid a hand has chosen, "" where none
    extra: Floats  # unit, attribute
    attributes: list[str]
    shapes: Shapes  # on the plane; cells around points
    points: bool
    plane: Plane
    notes: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.names)
