"""A community becomes units with ground; what is missing is named, never guessed in silence."""

from datetime import timedelta

import pytest
import shapely
from shapely.geometry import shape

from divided_town import (
    HIGH,
    OUTLINE,
    SOUTH,
    WEST,
    build_houses,
    close_others,
    lay_streets,
    new_grids,
    outline,
    settle,
)
from matters import reported
from wangge.areas.actions import create_grid
from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.errors import Refused
from wangge.people.models import Household, Label, Person, PersonLabel
from wangge.places.models import Building, Dwelling
from wangge.premises.models import Premises
from wangge.redivision.proposing import town
from wangge.redivision.proposing.placing import place
from wangge.redivision.proposing.town import town_of_community
from wangge.redivision.proposing.units import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _data(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    town._bench.cache_clear()


@pytest.fixture
def community(world):
    close_others(world.community, [])
    return world.community


def unit(bench, name):
    return next(at for at, each in enumerate(bench.units) if each.name == name)


def test_every_building_gets_ground_and_together_they_are_the_community(community):
    build_houses(community)
    lay_streets()
    bench = town_of_community(community)
    ground = bench.town.units.shapes
    assert len(bench.units) == 96
    assert shapely.coverage_is_valid(ground)
    assert shapely.area(ground).sum() == pytest.approx(bench.outline.area, rel=1e-9)
    assert {each.geom_type for each in ground} == {"Polygon"}
    for each, cell in zip(bench.units, ground, strict=True):
        spot = bench.plane.metres(shapely.get_coordinates(shapely.Point(each.at)))
        assert shapely.intersects(cell, shapely.Point(spot[0]))
    assert bench.town.piece.tolist() == [0] * 96
    assert bench.notes == []


def test_ground_ends_at_the_streets(community):
    build_houses(community)
    lay_streets()
    bench = town_of_community(community)
    along = bench.town.borders.along.sum() / bench.town.borders.metres.sum()
    streets = shapely.union_all([line.shape for line in bench.lines])
    crossing = [
        cell for cell in bench.town.units.shapes if streets.crosses(shapely.buffer(cell, -1))
    ]
    assert crossing == []
    assert along > 0.2


def test_without_a_base_map_the_borders_run_between_the_houses_and_that_is_said(community):
    build_houses(community)
    bench = town_of_community(community)
    assert bench.notes == ["没有街道底图，界线取楼栋之间的中线：装入底图后重新计算可沿街道划界。"]


def test_a_unit_carries_who_lives_there_and_what_there_is_to_do(world, community, general):
    houses = build_houses(community, 3, 1, homes=2)
    home = Household.objects.filter(dwelling__building=houses[0]).first()
    gone = Household.objects.filter(dwelling__building=houses[0]).last()
    gone.until = clock.today()
    gone.save()
    old = Label.objects.create(name="空巢老人", must_visit="old")
    also = Label.objects.create(name="残疾人", must_visit="disabled")
    for name, status in (("甲", "present"), ("乙", "present"), ("丙", "moved")):
        person = Person.objects.create(name=name, area=community, household=home, status=status)
        for label in (old, also):
            PersonLabel.objects.create(person=person, label=label)
    ending = clock.today() - timedelta(days=1)
    for closed in (None, ending):
        Premises.objects.create(
            area=community, building=houses[0], kind="02", name="店", closed_on=closed
        )
    lon, lat = houses[0].lon, houses[0].lat
    reported(world, general["一般性"], lon=lon, lat=lat)
    bench = town_of_community(community)
    at = unit(bench, "第1街1号楼")
    assert bench.units[at].households == 1
    assert bench.loads[at].tolist() == [2, 2, 1, 1]


def test_houses_without_a_position_stand_with_their_estate_or_street_else_are_named(community):
    houses = build_houses(community)
    lay_streets()
    Building.objects.filter(pk=houses[0].pk).update(lon=None, lat=None)
    lost = Building.objects.create(area=community, address="红旗里", name="3栋")
    settle(lost, 4)
    bench = town_of_community(community)
    assert len(bench.units) == 96
    assert bench.notes == [
        "1 栋楼没有位置，先按同小区或同一条街的楼栋估计：请在房屋台账里补上位置。",
        "1 栋楼没有位置（红旗里3栋，共 4 户），这次没有划入：请在房屋台账里给它们选点，或填上所属小区后重新计算。",
    ]
    assert [each.name for each in bench.lost] == ["红旗里3栋"]


def test_a_house_of_a_street_stands_between_its_nearest_numbers():
    def house(address, at):
        return Unit(address, address, address, "", "", 1, (0, 0, 0), 1, at)

    known = [house(f"北街{n}号", (109.0 + n / 1000, 24.0)) for n in (1, 3, 5, 99)]
    placed = place([*known, house("北街4号", None), house("南街4号", None)])
    assert placed.units[-1].at == (pytest.approx(109.003), 24.0)
    assert [each.name for each in placed.lost] == ["南街4号"]


def test_a_house_just_outside_the_community_still_gets_ground(community):
    houses = build_houses(community)
    lay_streets()
    Building.objects.filter(pk=houses[5].pk).update(lon=WEST - 0.001, lat=SOUTH)
    bench = town_of_community(community)
    assert (len(bench.units), bench.notes) == (96, [])
    assert shapely.area(bench.town.units.shapes).min() > 1


def test_a_house_far_outside_is_named_and_put_beside_its_estate(community):
    houses = build_houses(community)
    lay_streets()
    Building.objects.filter(pk=houses[5].pk).update(lon=WEST - 0.1, lat=SOUTH)
    bench = town_of_community(community)
    assert len(bench.units) == 96
    assert bench.notes == [
        "1 栋楼的位置远在社区边界之外（第6街1号楼），按没有位置处理：请核对坐标或所属社区。",
        "1 栋楼没有位置，先按同小区或同一条街的楼栋估计：请在房屋台账里补上位置。",
    ]


def test_houses_on_the_same_spot_share_its_ground(community):
    houses = build_houses(community, 3, 1)
    Building.objects.update(lon=houses[0].lon, lat=houses[0].lat)
    bench = town_of_community(community)
    assert len(bench.units) == 3
    assert shapely.area(bench.town.units.shapes).sum() == pytest.approx(bench.outline.area)


def test_a_house_too_large_for_a_grid_is_cut_by_its_stairwells(community):
    houses = build_houses(community, 3, 1)
    for order, stair in enumerate(("1单元", "2单元", "3单元")):
        settle(houses[1], 300, stair, first=1000 * (order + 1))
    bench = town_of_community(community)
    cut = [each for each in bench.units if each.building == str(houses[1].uid)]
    assert [each.households for each in cut] == [21, 300, 300, 300]
    assert [each.key.partition("#")[2] for each in cut] == ["", "1单元", "2单元", "3单元"]
    assert bench.notes[0] == "第1街2号楼有 921 户，已按 4 个单元门拆开。"
    assert len({each.at for each in cut}) == 4


def test_a_house_too_large_without_stairwells_stays_one_unit(community):
    houses = build_houses(community, 3, 1)
    settle(houses[1], 900, first=1000)
    assert len(town_of_community(community).units) == 3


def test_households_without_a_home_are_counted_and_told(community):
    build_houses(community, 3, 1)
    Household.objects.create(area=community)
    bench = town_of_community(community)
    told = "1 户没有登记住在哪一栋，这次没有计入：请在人口台账里补上住房后重新计算。"
    assert bench.notes[0] == told


def test_a_dedicated_grid_is_left_as_it_is(community):
    build_houses(community)
    square = shapely.box(WEST, SOUTH, WEST + 0.003, SOUTH + 0.002)
    apart = create_grid(
        community,
        name="商圈专属网格",
        kind=Area.Kind.DEDICATED,
        boundary=shape(square).__geo_interface__,
        actor=None,
    )
    Building.objects.filter(lon__lt=WEST + 0.003, lat__lt=SOUTH + 0.002).update(area=apart)
    bench = town_of_community(community)
    (kept,) = bench.kept
    assert kept.area == apart
    assert len(bench.units) + len(kept.units) == 96
    together = shapely.union_all([*bench.town.units.shapes, kept.ground])
    assert together.symmetric_difference(bench.outline).area < 1e-6
    assert shapely.intersection(shapely.union_all(bench.town.units.shapes), kept.ground).area < 1e-6


def test_villages_far_apart_are_neighbours_across_the_fields(community):
    wide = shapely.box(109.2, 24.2, 109.6, 24.5)
    outline(community, wide.__geo_interface__)
    spots = [(109.22, 24.21), (109.3, 24.45), (109.41, 24.3), (109.58, 24.48), (109.5, 24.22)]
    for at, (lon, lat) in enumerate(spots):
        house = Building.objects.create(
            area=community, address=f"{at}屯", name="", lon=lon, lat=lat
        )
        settle(house, 60)
    bench = town_of_community(community)
    assert bench.town.piece.tolist() == [0] * 5


def test_the_town_is_read_anew_only_when_the_ledger_has_changed(
    community, django_assert_max_num_queries
):
    houses = build_houses(community)
    first = town_of_community(community)
    with django_assert_max_num_queries(11):
        assert town_of_community(community) is first
    Household.objects.filter(dwelling__building=houses[0]).first().delete()
    assert town_of_community(community) is not first


def test_today_is_told_by_the_grids_of_the_houses(world):
    grids = new_grids(world.community, 3)
    close_others(world.community, [grid.pk for grid in grids])
    build_houses(world.community, grids=grids)
    standing = town_of_community(world.community).standing()
    assert standing.names == [11, 12, 13]
    assert [(standing.home == at).sum() for at in range(3)] == [32, 32, 32]


BARE = {
    "divide.outline": lambda place: Area.objects.filter(pk=place.pk).update(boundary=None),
    "divide.buildings": lambda _place: (Household.objects.all().delete(), Dwelling.objects.all().delete(), Building.objects.all().delete()),
    "divide.households": lambda _place: Household.objects.all().delete(),
    "divide.places": lambda _place: Building.objects.update(lon=None, lat=None),
}  # fmt: skip


@pytest.mark.parametrize("code", BARE)
def test_what_cannot_be_divided_is_refused_with_what_to_do(community, code):
    build_houses(community, 3, 1)
    BARE[code](community)
    community.refresh_from_db()
    with pytest.raises(Refused) as refused:
        town_of_community(community)
    assert refused.value.code == code
    assert "请先" in refused.value.message


def test_only_communities_are_divided(world):
    with pytest.raises(Refused) as refused:
        town_of_community(world.town)
    assert refused.value.code == "divide.level"


def test_the_outline_of_these_tests_is_no_rectangle():
    assert shape(OUTLINE).area > HIGH * 0.012
