"""A building with doors, a family in one of them, a unit on the ground floor."""

from datetime import date

import pytest

from api_people import make_person
from wangge.people.models import Household
from wangge.places import actions as places
from wangge.places.models import Dwelling
from wangge.places.rules import Layout
from wangge.premises.actions import rentals, units

CODE = "91350100M000100Y43"
PHONE, ID_NUMBER = "12087654321", "990101197001010016"


@pytest.fixture
def liu(world):
    return world.staff("liu")


@pytest.fixture
def building(world, liu):
    row = places.create_building(liu, world.grid, address="白沙路12号", name="3栋", floors=6)
    places.add_doors(liu, row.uid, Layout(1, 6, 4, 1))
    return row


@pytest.fixture
def homes(building):
    return {home.room: home for home in Dwelling.objects.filter(building=building)}


@pytest.fixture
def family(world, homes):
    """One person living in 501."""
    household = Household.objects.create(area=world.grid, dwelling=homes["501"])
    person = make_person(world.grid)
    person.household, person.living_address = household, homes["501"].address
    person.save()
    return person


@pytest.fixture
def shop(world, liu, building, homes):
    return units.create(
        liu, world.grid, building=building, dwelling=homes["101"], kind="02", name="老何便利店",
        credit_code=CODE, address="白沙路12号3栋101", legal_person="何老板", staff_count=3,
        given={"scope": "日用百货", "party_body": "0"},
        contacts={"legal": {"phone": PHONE}, "manager": {"name": "周小二", "phone": "12011112222"}},
    )  # fmt: skip


@pytest.fixture
def rental(liu, homes):
    return rentals.create(
        liu, homes["502"].uid, landlord_name="钱房东", landlord_phone=PHONE,
        landlord_id="99010119700101001X".replace("X", check()), use="02",
        lease_from=date(2026, 1, 1), lease_to=date(2026, 12, 10), given={"rent": "1500"},
    )  # fmt: skip


def check():
    from stdnum.cn.ric import calc_check_digit

    return calc_check_digit("99010119700101001X")
