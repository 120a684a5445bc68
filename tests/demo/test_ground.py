from itertools import combinations

import pytest
from shapely.geometry import Point, Polygon, shape

from wangge.demo.ground import load_ground
from wangge.kernel.codes import Level, below, level_of


@pytest.fixture(scope="module")
def ground():
    return load_ground()


def test_the_town_has_six_communities_and_eighteen_grids_of_official_codes(ground):
    assert (ground.county, ground.town) == (310115 * 10**9, 310115005 * 10**6)
    assert {level_of(code) for code in ground.communities} == {Level.COMMUNITY}
    assert (len(ground.communities), len(ground.grids)) == (6, 18)
    assert all(grid.code in below(ground.town) for grid in ground.grids)


def test_grids_are_simple_polygons_that_do_not_overlap(ground):
    outlines = [shape(grid.geojson) for grid in ground.grids]
    assert all(outline.is_valid and not outline.interiors for outline in outlines)
    # Six decimals are a tenth of a metre; an overlap must be less than a square metre.
    square_metre = 1e-10
    overlaps = [a.intersection(b).area for a, b in combinations(outlines, 2)]
    assert max(overlaps) < square_metre


def test_every_building_stands_in_its_grid_and_has_a_name_of_its_own(ground):
    houses = [house for grid in ground.grids for house in grid.houses]
    for grid in ground.grids:
        outline = shape(grid.geojson)
        assert all(outline.contains(Point(house.lon, house.lat)) for house in grid.houses)
        assert all(Polygon(house.outline[0]).is_valid for house in grid.houses)
    assert len({(house.address, house.name) for house in houses}) == len(houses)


def test_a_buildings_rooms_have_different_names_and_spread_over_its_floors(ground):
    houses = [house for grid in ground.grids for house in grid.houses if house.dwellings]
    for house in houses:
        rooms = house.rooms()
        assert len(set(rooms)) == len(rooms) == house.dwellings
        assert max(int(room[:-1]) // 100 for room in rooms) <= house.floors
