"""What a phone is given of households and people: in words, by the post, at a constant cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api_people import make_person
from wangge.people.models import Household
from wangge.places.models import Building, Dwelling
from wangge.sync.queries import cursors
from wangge.sync.queries.pulling import pull


@pytest.fixture
def world(workday, world):
    return world


def home_of(world, room="501", **facts):
    building, _made = Building.objects.get_or_create(
        area=world.grid, address="白沙路12号", name="3栋", lon=109.41, lat=24.36
    )
    address = f"白沙路12号3栋2单元{room}室"
    dwelling = Dwelling.objects.create(
        building=building, area=world.grid, unit="2单元", room=room, address=address
    )
    home = Household.objects.create(area=world.grid, dwelling=dwelling, facts=facts)
    person = make_person(world.grid, name=f"何{room}", phone=f"120000{room:0>5}", id_number="")
    person.household = home
    person.save()
    return home


def test_a_household_comes_with_its_building_and_facts_in_words(world):
    home = home_of(world, wishes="装电梯", fuel=["01"], allowance_number="D123", dispute="邻里")
    (row,) = pull(world.staff("wang"), "").households
    assert row["building"] == home.dwelling.building.uid
    assert row["facts"] == {
        "household_kind": "家庭户", "wishes": "装电梯", "fuel": "管道燃气", "dispute": "邻里",
    }  # fmt: skip


def test_fields_that_a_post_does_not_see_stay_off_its_phone(world):
    home_of(world, wishes="装电梯", dispute="邻里")
    (row,) = pull(world.staff("xin"), "").households
    assert row["facts"] == {"household_kind": "家庭户", "wishes": "装电梯"}


def test_a_phone_of_an_older_release_fetches_all_anew(world, monkeypatch):
    home_of(world)
    staff = world.staff("wang")
    monkeypatch.setattr(cursors, "SHAPE", cursors.SHAPE - 1)
    older = pull(staff, "").next
    monkeypatch.undo()
    told = pull(staff, older)
    assert (told.reset, len(told.households), len(told.people)) == (True, 1, 1)


def test_three_homes_cost_no_more_queries_than_one(world):
    def cost():
        with CaptureQueriesContext(connection) as told:
            pull(world.staff("wang"), "")
        return len(told)

    home_of(world)
    cost()
    one = cost()
    for room in ("502", "503"):
        home_of(world, room)
    assert cost() == one
