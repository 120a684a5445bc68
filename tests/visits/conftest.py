"""A household of the first grid, and one of a grid elsewhere."""

import pytest

from api_people import make_person
from wangge.people.models import Household


def make_home(area, **person):
    home = Household.objects.create(area=area)
    row = make_person(area, **person)
    row.household = home
    row.save(update_fields=["household"])
    return home, row


@pytest.fixture
def world(workday, world):
    return world


@pytest.fixture
def home(world):
    return make_home(world.grid)[0]


@pytest.fixture
def resident(home):
    return home.members.get()


@pytest.fixture
def other_home(world):
    return make_home(
        world.other_grid, name="陆大成", phone="12187654321", id_number="990101197001010013"
    )[0]
