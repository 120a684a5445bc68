import pytest
from django.db import connection
from stdnum.cn.ric import calc_check_digit

from wangge.kernel.errors import Invalid, Missing, Stale
from wangge.places import access, actions, facts, queries
from wangge.places.fields import dwelling_fields
from wangge.places.models import Building, Dwelling, PlaceChange
from wangge.places.rules import Layout

PHONE, ID_NUMBER = "12012345678", "990101198805060012"[:-1] + calc_check_digit("990101198805060012")


@pytest.fixture
def liu(world):
    return world.staff("liu")


@pytest.fixture
def estate(world, liu):
    return actions.create_estate(liu, world.community, name="幸福小区", manager="安居物业")


@pytest.fixture
def building(world, liu, estate):
    return actions.create_building(
        liu, world.grid, estate=estate, address="建设路1号", name="3栋", floors=6,
        use="residential", given={"built_year": "1998"},
    )  # fmt: skip


def test_a_building_is_registered_with_its_facts(building, estate):
    kept = Building.objects.get()
    assert (kept.estate, kept.use, kept.facts) == (estate, "residential", {"built_year": "1998"})


def test_the_same_building_is_registered_once(world, liu, building):
    with pytest.raises(Invalid) as refused:
        actions.create_building(liu, world.grid, address="建设路1号", name="3栋")
    assert [fault.field for fault in refused.value.faults] == ["name"]


def test_doors_are_made_in_bulk_and_never_twice(liu, building):
    layout = Layout(1, 6, 4, 2)
    made = (
        actions.add_doors(liu, building.uid, layout),
        actions.add_doors(liu, building.uid, layout),
    )
    more = actions.add_doors(liu, building.uid, Layout(1, 7, 4, 2))
    assert (made, more, Dwelling.objects.count()) == ((48, 0), 8, 56)
    assert Dwelling.objects.order_by("pk")[0].address == "建设路1号3栋1单元101"


def test_every_change_is_on_record_with_who_and_what(world, liu, building):
    actions.edit_building(
        liu, building.uid, version=1, address="建设路1号", name="4栋", use="mixed", floors=6,
        estate=building.estate, given={"built_year": "1999"},
    )  # fmt: skip
    rows = PlaceChange.objects.filter(subject=building.uid).order_by("pk")
    assert [(row.field, row.old, row.new, row.actor) for row in rows] == [
        ("name", "3栋", "4栋", liu.user),
        ("use", "住宅", "商住", liu.user),
        ("built_year", "1998", "1999", liu.user),
    ]


def test_a_renamed_building_takes_its_doors_along(liu, building):
    home = actions.add_door(liu, building.uid, unit="1单元", room="101")
    actions.edit_building(liu, building.uid, version=1, address="建设路3号", name="3栋")
    home.refresh_from_db()
    assert home.address == "建设路3号3栋1单元101"


def test_who_was_slower_is_told_so(liu, building):
    values = {"address": "建设路1号", "name": "3栋"}
    actions.edit_building(liu, building.uid, version=1, floors=7, **values)
    with pytest.raises(Stale) as stale:
        actions.edit_building(liu, building.uid, version=1, floors=8, **values)
    assert (stale.value.version, Building.objects.get().floors) == (2, 7)


def test_nothing_changed_leaves_the_version(liu, building, estate):
    row = actions.edit_building(
        liu, building.uid, version=1, estate=estate, address="建设路1号", name="3栋", floors=6,
        use="residential",
    )  # fmt: skip
    assert (row.version, PlaceChange.objects.count()) == (1, 0)


@pytest.mark.parametrize("who", ["stranger", "other_worker", "admin", "auditor", "cheng"])
def test_a_stranger_finds_and_changes_nothing(world, building, who):
    staff = world.staff(who)
    with pytest.raises(Missing):
        access.building(staff, building.uid)
    with pytest.raises(Missing):
        actions.add_doors(staff, building.uid, Layout(1, 1, 1))
    with pytest.raises(Missing):
        actions.create_building(staff, world.grid, address="x", name="y")


def test_an_owner_s_numbers_lie_sealed_and_are_shown_masked(liu, building):
    home = actions.add_door(liu, building.uid, unit="", room="101")
    given = {
        "owner_name": "何小满",
        "owner_phone": PHONE,
        "owner_id": ID_NUMBER,
        "occupancy": "own",
    }
    row = actions.edit_dwelling(liu, home.uid, version=1, given=given)
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM places_dwelling")
        kept = str(cursor.fetchall())
    history = "".join(change.new for change in PlaceChange.objects.all())
    assert [text in kept + history for text in (PHONE, ID_NUMBER)] == [False, False]
    assert facts.shown(dwelling_fields(row.area_id), row.facts, close=False) == [
        ("使用情况", "自住"), ("产权人姓名", "何*"), ("产权人电话", "120****5678"),
        ("产权人证件号", f"9****************{ID_NUMBER[-1]}"),
    ]  # fmt: skip


def test_an_empty_sealed_field_leaves_the_number_and_a_dash_takes_it_away(liu, building):
    home = actions.add_door(liu, building.uid, unit="", room="101")
    row = actions.edit_dwelling(liu, home.uid, version=1, given={"owner_phone": PHONE})
    row = actions.edit_dwelling(
        liu, home.uid, version=2, given={"owner_phone": "", "layout": "两室"}
    )
    assert set(row.facts) == {"owner_phone", "layout"}
    row = actions.edit_dwelling(liu, home.uid, version=3, given={"owner_phone": "-"})
    assert set(row.facts) == {"layout"}


def test_a_fact_outside_its_list_is_refused_by_name(liu, building):
    home = actions.add_door(liu, building.uid, unit="", room="101")
    with pytest.raises(Invalid) as refused:
        actions.edit_dwelling(
            liu, home.uid, version=1, given={"occupancy": "castle", "floor_area": "很大"}
        )
    assert [fault.field for fault in refused.value.faults] == ["occupancy", "floor_area"]


def test_an_estate_of_another_community_is_refused(world, liu, building):
    other = actions.create_estate(world.staff("county"), world.other_community, name="外区")
    with pytest.raises(Invalid):
        actions.create_building(liu, world.grid, estate=other, address="建设路9号", name="1栋")


def test_a_worker_sees_the_estate_of_a_building_in_the_grid(world, building, estate):
    assert [row.name for row in queries.estates(world.staff("wang"))] == ["幸福小区"]
    assert list(queries.estates(world.staff("other_worker"))) == []


def test_buildings_are_found_by_any_part_of_the_address(world, liu, building):
    found = [
        queries.buildings(liu, queries.Filters(text=text)).count()
        for text in ("建设", "建设 3栋", "幸福", "别处")
    ]
    assert found == [1, 1, 1, 0]
