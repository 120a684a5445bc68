"""Real buildings and streets of 陆家嘴 (© OpenStreetMap contributors, ODbL), as the demo has them."""

import numpy as np
import pytest

from division.towns import unit, write
from wangge.demo.ground import load_ground
from wangge.division.plan import divide
from wangge.division.town import read_town
from wangge.division.wishes import Wish


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    houses = [house for grid in load_ground().grids for house in grid.houses]
    rows = [
        unit(at, house.dwellings, {"type": "Polygon", "coordinates": house.outline})
        for at, house in enumerate(houses)
    ]
    path = tmp_path_factory.mktemp("town") / "units.geojson"
    return read_town(write(path, rows))


def test_real_buildings_are_divided_in_whole_grids_inside_the_band(town):
    plan = divide(town, Wish(low=60, high=120, effort=0.2))
    told = plan.figures
    assert (told.discontiguous, told.households) == (0, int(town.units.households.sum()))
    assert told.share_in_band == 1
    assert plan.reasons == []
    assert np.bincount(plan.part).min() > 0
