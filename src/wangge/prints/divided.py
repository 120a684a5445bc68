"""What a division is judged by: outlines, grids and buildings of every community of an area."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from wangge.areas import checks
from wangge.areas.faults import Fault
from wangge.areas.models import Area
from wangge.areas.settings import setting
from wangge.kernel.codes import Level, ancestor, below
from wangge.places.models import Building

Unplaced = tuple[UUID, str]
"""A building without a position."""


@dataclass(frozen=True)
class Divided:
    """Communities in code order, with their grids and buildings by the community's code."""

    communities: list[Area]
    grids: dict[int, list[Area]] = field(default_factory=dict)
    houses: dict[int, list[checks.House]] = field(default_factory=dict)
    unplaced: dict[int, list[Unplaced]] = field(default_factory=dict)

    def judged(
        self, community: Area, homes: Mapping[int, int]
    ) -> tuple[list[Fault], tuple[int, int]]:
        """What is wrong with the division, and the size that grids ought to have."""
        low, high = setting("grid_households", community.code)
        told = checks.faults(
            checks.Community(
                community.name,
                community.boundary,
                [_grid(grid, homes) for grid in self.grids.get(community.code, [])],
                self.houses.get(community.code, []),
                (low, high),
                homes.get(community.code, 0),
            )
        )
        return told, (low, high)


def divided(area: Area) -> Divided:
    """Everything at or below `area`, in two queries."""
    rows = Area.objects.current().under(area.code).filter(level__gte=Level.COMMUNITY)
    grids: dict[int, list[Area]] = defaultdict(list)
    communities = []
    for row in rows.order_by("code"):
        if row.level == Level.GRID:
            grids[ancestor(row.code, Level.COMMUNITY)].append(row)
        else:
            communities.append(row)
    found = Divided(communities, dict(grids))
    _add_houses(found, area)
    return found


def _add_houses(found: Divided, area: Area) -> None:
    codes = below(area.code)
    rows = Building.objects.filter(area_id__gte=codes.start, area_id__lt=codes.stop).values_list(
        "uid", "address", "name", "area_id", "estate__name", "lon", "lat"
    )
    for uid, address, name, code, estate, lon, lat in rows.order_by("address", "name", "pk"):
        house = checks.House(f"{address}{name}", code, estate or "", lon, lat)
        community = ancestor(code, Level.COMMUNITY)
        found.houses.setdefault(community, []).append(house)
        if lon is None or lat is None:
            found.unplaced.setdefault(community, []).append((uid, house.name))


def _grid(area: Area, homes: Mapping[int, int]) -> checks.Grid:
    is_ordinary = area.kind == Area.Kind.ORDINARY
    return checks.Grid(area.code, area.name, area.boundary, homes.get(area.code, 0), is_ordinary)
