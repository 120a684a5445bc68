"""A street with three homes and a family of four in the first of them."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.lives.actions.recording import Told, record
from wangge.people.models import Household, Person
from wangge.places.models import Building, Dwelling

BORN = {
    "mo": date(1950, 5, 1),
    "fu": date(1980, 3, 2),
    "qi": date(1982, 7, 9),
    "zi": date(2012, 1, 1),
}


@dataclass
class Street:
    """What the tests of events share: the world, homes, and somebody who tells."""

    world: object
    teller: str = "liu"
    homes: list = field(default_factory=list)

    @property
    def staff(self):
        return self.world.staff(self.teller)

    def dwelling(self, number, area=None):
        building, _ = Building.objects.get_or_create(
            area=area or self.world.grid, address="建设路1号", name="1栋"
        )
        return Dwelling.objects.create(
            building=building, area=building.area, unit="1单元", room=str(number),
            address=f"建设路1号1栋1单元{number}",
        )  # fmt: skip

    def person(self, name, relation, sex, born, home, **more):
        return Person.objects.create(
            area=home.area, household=home, name=name, relation=relation, sex=sex, birth_date=born,
            living_address=home.dwelling.address if home.dwelling else "", **more,
        )  # fmt: skip

    def tell(self, person, life, on=None, *, uid=None, sure=False, who=None, version=None):
        if person is not None:
            person.refresh_from_db()
        told = Told(
            uid=uid or uuid7(),
            on=on or clock.today(),
            source="本人告知",
            version=version or (person.version if person else 0),
            sure=sure,
        )
        return record(self.world.staff(who or self.teller), told, person and person.uid, life)


@dataclass
class Family:
    """祖母, 父 (head), 母 and 子 in one home."""

    home: Household
    mo: Person
    fu: Person
    qi: Person
    zi: Person

    def relations(self):
        return {
            row.name: row.relation
            for row in Person.objects.filter(household=self.home).order_by("pk")
        }


@pytest.fixture
def street(world):
    return Street(world)


@pytest.fixture
def family(street):
    home = Household.objects.create(
        area=street.world.grid, dwelling=street.dwelling(101), since=date(2015, 1, 1)
    )
    married = {"facts": {"marital": "21"}}
    return Family(
        home,
        street.person("梁祖母", "52", "2", BORN["mo"], home),
        street.person("梁户主", "02", "1", BORN["fu"], home, **married),
        street.person("韦妻子", "12", "2", BORN["qi"], home, **married),
        street.person("梁儿子", "20", "1", BORN["zi"], home),
    )
