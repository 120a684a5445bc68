"""From what the engine proposes to the day it holds: the chain fits together."""

import pytest
from shapely.geometry import shape

from divided import DAY, approved, grids_of, on
from divided_town import build_houses, close_others, cut_by_ruler, lay_streets, new_grids, new_plan
from wangge.areas import actions as areas
from wangge.areas.models import Area
from wangge.people.models import Household
from wangge.places.models import Building, Dwelling
from wangge.redivision.actions.effect import effect
from wangge.redivision.proposing import running, town
from wangge.redivision.proposing.changing import by_hand
from wangge.redivision.queries.comparing import compare
from wangge.redivision.queries.obstacles import obstacles

pytestmark = pytest.mark.usefixtures("workday")


@pytest.fixture(autouse=True)
def _data(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    town._bench.cache_clear()
    running.register()


@pytest.fixture
def grids(world):
    """Three grids of today in strips, and a school's own grid inside the last."""
    made = new_grids(world.community, 3)
    close_others(world.community, [grid.pk for grid in made])
    lay_streets()
    build_houses(world.community, grids=[made[0]] * 5 + [made[1]] * 4 + [made[2]] * 3)
    return made


def school(world):
    """A special grid with a hall, homes of a building next door, and nothing of the plan's."""
    ring = [[109.4195, 24.3655], [109.4198, 24.3655], [109.4198, 24.3658], [109.4195, 24.3655]]
    grid = areas.create_grid(
        world.community, name="校园专属网格", kind=Area.Kind.DEDICATED, actor=None,
        boundary={"type": "Polygon", "coordinates": [ring]}, number=14,
    )  # fmt: skip
    hall = Building.objects.create(
        area=grid, address="校园", name="一号楼", lon=109.4196, lat=24.3656
    )
    door = Dwelling.objects.create(building=hall, area=grid, room="1", address="校园一号楼1")
    Household.objects.create(area=grid, dwelling=door)
    Household.objects.create(area=grid, dwelling=Dwelling.objects.exclude(pk=door.pk)[0])
    return grid


def test_a_division_from_nothing_takes_effect(world, grids):
    plan = new_plan(world, low=300, high=500)
    variant = cut_by_ruler(plan)
    assert obstacles(plan, variant) == []
    told = compare(plan, variant)
    approved(world, plan, variant)
    with on():
        done = effect(plan.uid)
        now = grids_of(world)
    assert [grid.code % 1000 for grid in now] == [line.number for line in told.lines]
    assert done.outcome["households"] == Household.objects.count() == told.moved
    whole = sum(shape(grid.boundary).area for grid in now)
    assert whole == pytest.approx(shape(world.community.boundary).area, rel=1e-9)
    assert {grid.valid_to for grid in Area.objects.filter(pk__in=[g.pk for g in grids])} == {DAY}


def test_a_special_grid_keeps_what_lies_in_it(world, grids):
    special = school(world)
    plan = new_plan(world, low=300, high=500)
    variant = cut_by_ruler(plan)
    assert obstacles(plan, variant) == []
    told = compare(plan, variant)
    line = next(line for line in told.lines if line.continues == special)
    assert (line.change, line.now, line.after, line.band, line.moved) == ("kept", 2, 2, "kept", 0)
    assert (told.today.grids, told.then.grids) == (3, len(told.lines) - 1)
    approved(world, plan, variant)
    with on():
        effect(plan.uid)
        assert special.code in {grid.code for grid in grids_of(world)}
    assert Household.objects.filter(area=special).count() == 2
    assert Building.objects.filter(area=special).count() == 1


def test_grids_as_they_are_today_are_no_change(world, grids):
    plan = new_plan(world, "hand", low=100, high=1000)
    variant = by_hand(plan, actor=world.users["liu"])
    assert obstacles(plan, variant) == []
    told = compare(plan, variant)
    assert (told.moved, told.closed, {line.change for line in told.lines}) == (0, [], {"kept"})
    approved(world, plan, variant)
    with on():
        done = effect(plan.uid)
        assert [grid.code for grid in grids_of(world)] == [grid.code for grid in grids]
    assert (done.outcome["households"], done.outcome["grids_continued"]) == (0, 3)
