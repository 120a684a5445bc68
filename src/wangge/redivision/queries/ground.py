"""The ledger of a community as a plan disposes of it: grids, buildings, dwellings, households."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.people.models import Household
from wangge.places.models import Building, Dwelling


class House(NamedTuple):
    """A building."""

    pk: int
    uid: str
    area: int
    lon: float | None
    lat: float | None
    name: str


class Door(NamedTuple):
    """A dwelling; `stair` is its stairwell (单元)."""

    pk: int
    building: int
    stair: str
    area: int


class Home(NamedTuple):
    """A household of today."""

    pk: int
    area: int
    dwelling: int | None


@dataclass(frozen=True)
class Ground:
    """What lies in a community now.

    `grids` are today's ordinary grids; the others (专属网格) are `apart`: a plan may draw their
    border anew, and leaves what lies in them as it is. With `only` it is about what lies
    in these areas and nothing else.
    """

    community: Area
    grids: dict[int, Area]
    apart: dict[int, Area]
    houses: list[House]
    doors: list[Door]
    homes: list[Home]
    only: frozenset[int] | None = None

    def is_ours(self, area: int) -> bool:
        """Whether rows of this area go where the plan says."""
        if self.only is not None and area not in self.only:
            return False
        return area in self.community.codes and area not in self.apart

    @property
    def homes_by_door(self) -> Mapping[int | None, int]:
        """How many households of today live in each dwelling."""
        counted: dict[int | None, int] = {}
        for home in self.homes:
            counted[home.dwelling] = counted.get(home.dwelling, 0) + 1
        return counted


def read_ground(community: Area) -> Ground:
    """The ground of a community in four queries, with what closed grids have left behind."""
    codes = community.codes
    inside = {"area_id__gte": codes.start, "area_id__lt": codes.stop}
    today = {area.code: area for area in grids_today(community)}
    apart = {code: area for code, area in today.items() if area.kind != Area.Kind.ORDINARY}
    houses = Building.objects.filter(**inside).order_by("pk")
    doors = Dwelling.objects.filter(**inside).order_by("pk")
    homes = Household.objects.filter(**inside, until=None).order_by("pk")
    return Ground(
        community,
        {code: area for code, area in today.items() if code not in apart},
        apart,
        [
            House(pk, str(uid), area, lon, lat, f"{address}{name}")
            for pk, uid, area, lon, lat, address, name in houses.values_list(
                "pk", "uid", "area_id", "lon", "lat", "address", "name"
            )
        ],
        [Door(*row) for row in doors.values_list("pk", "building_id", "unit", "area_id")],
        [Home(*row) for row in homes.values_list("pk", "area_id", "dwelling_id")],
    )


def grids_today(community: Area) -> list[Area]:
    """The grids of the community that exist today, without their boundaries."""
    today = clock.today()
    rows = Area.objects.under(community.code).filter(level=Level.GRID, valid_from__lte=today)
    return [
        area
        for area in rows.defer("boundary").order_by("code")
        if area.valid_to is None or area.valid_to > today
    ]
