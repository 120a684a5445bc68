"""Puts the demo's ground into the database: county, grids, groups, buildings, dwellings."""

from collections.abc import Iterable
from datetime import date

from shapely import unary_union
from shapely.geometry import mapping, shape

from wangge.areas import actions as areas
from wangge.areas.models import Area
from wangge.demo.ground import GridGround, Ground
from wangge.guarded.kinds import BY_KEY
from wangge.kernel.codes import Level
from wangge.people.labelling import load_labels
from wangge.places.models import Building, Dwelling
from wangge.posts import sight
from wangge.posts.defaults import load_posts
from wangge.posts.queries import posts

IN_GROUP = 2
GRID_HOUSEHOLDS = [60, 150]
NUMERALS = "一二三四五六七八九"


def load_county(ground: Ground, since: date) -> None:
    """Official areas, then our grids, their communities' outlines and their groups."""
    areas.init_county(short_county(ground))
    areas.put_setting(
        "grid_households",
        Area.objects.get(code=ground.town),
        GRID_HOUSEHOLDS,
        actor=None,
        source="演示数据：户数约为真实的三分之一，每格户数同比缩小",
    )
    load_posts()
    load_labels()
    _name_posts()
    for code in ground.communities:
        community = Area.objects.get(code=code)
        grids = [grid for grid in ground.grids if grid.community == code]
        for grid in grids:
            _load_grid(community, grid, since)
        outline = unary_union([shape(grid.geojson) for grid in grids])
        areas.draw(community, boundary=mapping(outline), actor=None, reason="演示数据")
        _load_groups(community, grids)


def _name_posts() -> None:
    """The secretary works on judicial and health cases; nobody else opens any."""
    secretary = posts().get(code="secretary")
    sight.put(secretary, guarded=BY_KEY, hidden_sections=(), actor=None)


def short_county(ground: Ground) -> str:
    """Write the county's code with its six digits."""
    return str(ground.county)[: Level.COUNTY]


def short_name(community: str) -> str:
    """`荣城居委会` -> `荣城`."""
    return community.removesuffix("居委会").removesuffix("村委会")


def _load_grid(community: Area, grid: GridGround, since: date) -> None:
    areas.create_grid(
        community,
        name=grid.name,
        number=grid.code - community.code,
        kind=Area.Kind.DEDICATED if grid.special else Area.Kind.ORDINARY,
        boundary=grid.geojson,
        since=since,
        actor=None,
    )


def _load_groups(community: Area, ground: list[GridGround]) -> None:
    """Two grids make a group (网格大组); an odd one joins the last."""
    codes = [grid.code for grid in ground]
    place = next(grid.name.partition("第")[0] for grid in ground if not grid.special)
    starts = range(0, max(len(codes) - 1, 1), IN_GROUP)
    for order, start in enumerate(starts):
        last = start == starts[-1]
        grids = codes[start:] if last else codes[start : start + IN_GROUP]
        areas.save_group(community, name=f"{place}第{NUMERALS[order]}大组", grids=grids, actor=None)


def load_buildings(ground: Ground) -> list[Dwelling]:
    """Every building of the ground with its dwellings, in the order of the streets."""
    houses = [(grid.code, house) for grid in ground.grids for house in grid.houses]
    rows = Building.objects.bulk_create(
        Building(
            area_id=code,
            address=house.address,
            name=house.name,
            floors=house.floors,
            lon=house.lon,
            lat=house.lat,
        )
        for code, house in houses
    )
    return add_dwellings(
        (row, room) for row, (_, house) in zip(rows, houses, strict=True) for room in house.rooms()
    )


def add_dwellings(rooms: Iterable[tuple[Building, str]]) -> list[Dwelling]:
    """One dwelling for each room."""
    return Dwelling.objects.bulk_create(
        Dwelling(
            building=building,
            area_id=building.area_id,
            room=room,
            address=f"{building.address}{building.name}{room}",
        )
        for building, room in rooms
    )
