"""The demo town's ground: 陆家嘴街道 in 浦东新区, Shanghai, drawn on real street blocks.

Codes and names of county, town and communities are the official ones. The grids are ours: unions of
street blocks of OpenStreetMap, some cut between two rows of houses, so are the communities' outlines
(the union of their grids), the house numbers and the numbers of dwellings; the true outlines are not
public. Real grids hold 300 to 500 households, these fewer: the demo has about 2,000 altogether.
Coordinates are WGS 84, which CGCS2000 equals within decimetres.

Data: © OpenStreetMap contributors, ODbL 1.0; packed by tools/pack_demo_ground.py.
"""

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from wangge.kernel.codes import Level, ancestor, parse_code

Rings = list[list[list[float]]]


@dataclass(frozen=True)
class House:
    """A building (楼栋): real outline, real nearest road, invented number."""

    address: str
    name: str
    floors: int
    dwellings: int
    lon: float
    lat: float
    outline: Rings

    def rooms(self) -> list[str]:
        """Names of the dwellings, spread over the floors: 101室, 102室 … 1801室."""
        lived = min(self.floors, self.dwellings)
        names = []
        for order in range(self.dwellings):
            floor = 1 + order % lived * self.floors // lived
            names.append(f"{floor * 100 + order // lived + 1}室")
        return sorted(names, key=lambda name: int(name[:-1]))


@dataclass(frozen=True)
class GridGround:
    """A grid (网格) with its boundary, the streets along it and its buildings."""

    code: int
    name: str
    special: bool
    boundary: Rings
    roads: tuple[str, ...]
    houses: tuple[House, ...]

    @property
    def community(self) -> int:
        return ancestor(self.code, Level.COMMUNITY)

    @property
    def geojson(self) -> dict[str, Any]:
        return {"type": "Polygon", "coordinates": self.boundary}


@dataclass(frozen=True)
class Ground:
    """The demo county's drawn part: one town and its grids."""

    county: int
    town: int
    grids: tuple[GridGround, ...]

    @property
    def communities(self) -> tuple[int, ...]:
        return tuple(sorted({grid.community for grid in self.grids}))


@cache
def load_ground() -> Ground:
    """Read the packed ground, once."""
    packed = files("wangge.demo").joinpath("data/ground.json.gz").read_bytes()
    data = json.loads(gzip.decompress(packed))
    town = parse_code(data["town"])
    grids = [
        _grid(parse_code(community["code"]), row)
        for community in data["communities"]
        for row in community["grids"]
    ]
    grids.sort(key=lambda grid: grid.code)
    return Ground(county=ancestor(town, Level.COUNTY), town=town, grids=tuple(grids))


def _grid(community: int, row: dict[str, Any]) -> GridGround:
    return GridGround(
        code=community + row["number"],
        name=row["name"],
        special=row["special"],
        boundary=row["boundary"],
        roads=tuple(row["roads"]),
        houses=tuple(House(**house) for house in row["buildings"]),
    )
