import pytest

from wangge.areas.actions import close_grid
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.people.models import Household, Person, PersonChange
from wangge.places import actions as places
from wangge.places.models import Dwelling
from wangge.premises.actions import homes as moving
from wangge.premises.models import Premises, Rental
from wangge.premises.queries import homes as homes_of


@pytest.fixture
def second(world):
    from wangge.areas.models import Area

    return Area.objects.get(code=world.community.code + 2)


def test_a_plan_shows_every_door_in_its_state(  # noqa: PLR0917
    liu, building, homes, family, shop, rental
):
    places.edit_dwelling(liu, homes["601"].uid, version=1, given={"occupancy": "vacant"})
    stairs, counts = homes_of.plan(building)
    assert counts == {"occupied": 1, "rented": 1, "business": 1, "empty": 1, "unknown": 20}
    assert [(stair.name, [floor for floor, _doors in stair.floors]) for stair in stairs] == [
        ("1单元", ["6", "5", "4", "3", "2", "1"])
    ]
    fifth = stairs[0].floors[1][1]
    assert [(door.room, door.state, door.people) for door in fifth] == [
        ("501", "occupied", 1), ("502", "rented", 0), ("503", "unknown", 0), ("504", "unknown", 0),
    ]  # fmt: skip


def test_coverage_counts_recorded_homes_of_those_lived_in(world, liu, building, homes, family):
    places.edit_dwelling(liu, homes["601"].uid, version=1, given={"occupancy": "vacant"})
    rows = homes_of.coverage(liu, world.community)
    assert [
        (row.area.code, row.known, row.recorded, row.not_lived_in, row.missing) for row in rows
    ] == [(world.grid.code, 24, 1, 1, 22)]
    assert homes_of.total(world.community, rows).rate == round(100 / 23, 1)
    assert homes_of.without_record(liu).count() == 22
    assert homes_of.coverage(world.staff("stranger"), world.community) == []


def test_who_moved_away_leaves_the_door_without_a_resident(liu, building, family):
    Person.objects.update(status="moved")
    assert homes_of.plan(building)[1]["occupied"] == 0


def test_a_building_moves_with_all_who_live_and_work_there(  # noqa: PLR0917
    world, liu, building, family, shop, rental, second
):
    moved = moving.move_building(liu, building.uid, second, version=1, reason="网格调整")
    assert moved == (24, 1, 1)
    areas = {
        model.__name__: set(model.objects.values_list("area", flat=True))
        for model in (Dwelling, Household, Person, Premises, Rental)
    }
    assert list(areas.values()) == [{second.code}] * 5
    change = PersonChange.objects.get(person=family)
    assert (change.field, change.new, change.actor) == ("area", second.full_name, liu.user)


@pytest.mark.parametrize("who", ["wang", "stranger", "admin"])
def test_only_the_desk_of_both_places_moves_a_building(world, building, second, who):
    with pytest.raises(Missing):
        moving.move_building(world.staff(who), building.uid, second, version=1, reason="试")


def test_a_building_moves_to_another_grid_for_a_reason(world, liu, building, second):
    for area, reason in ((world.community, "x"), (world.grid, "x"), (second, " ")):
        with pytest.raises(Invalid):
            moving.move_building(liu, building.uid, area, version=1, reason=reason)


def test_a_renamed_building_renames_the_address_of_who_wrote_it_so(world, liu, building, family):
    moving.edit_building(liu, building.uid, version=1, address="白沙大道12号", name="3栋")
    family.refresh_from_db()
    assert (family.living_address, family.version) == ("白沙大道12号3栋1单元501", 2)
    assert Person.objects.filter(search__finds="白沙大道").count() == 1


def test_a_grid_is_not_closed_under_what_stands_in_it(world, shop, rental, family):
    with pytest.raises(Refused, match="1 名居民、1 栋楼、24 套住房、1 户、1 家单位、1 处出租房屋"):
        close_grid(world.grid, actor=world.users["admin"], reason="合并")
