"""Synthetic residents of the demo county: nobody real, together like the census.

Household sizes and ages by sex are dealt from quotas (data/census.json, made by
tools/pack_demo_census.py), so they hold exactly; who is whose child is chance within what is
possible. People in hostels and barracks are left out: everybody lives in a household.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random

from wangge.demo import labels, names, numbers
from wangge.demo.deck import Deck, quotas
from wangge.demo.families import MAN, Family, deal
from wangge.demo.relations import Member, relate

DEAL = 4000
"""Households dealt from one deck: enough that its quotas are exact, few enough to stay fast."""
PHONE_FROM, OLD, PHONELESS = 14, 75, 0.15
HAN, ETHNIC_MINORITIES = "01", ("03", "11", "15", "08", "06", "10")
RENTING = ((35, 0.68), (60, 0.36), (120, 0.08))
"""Up to which age of the head what share of households rents: together the census's share."""
REGISTERED_ELSEWHERE = 0.90
"""How many of those who rent are registered elsewhere; owners make up the rest."""
HOMES = (
    ("安徽省六安市", 9), ("安徽省阜阳市", 8), ("安徽省安庆市", 5), ("江苏省盐城市", 8),
    ("江苏省南通市", 6), ("江苏省泰州市", 4), ("河南省信阳市", 7), ("河南省周口市", 4),
    ("浙江省温州市", 4), ("江西省上饶市", 4), ("四川省达州市", 3), ("湖北省黄冈市", 3),
    ("山东省菏泽市", 3), ("福建省宁德市", 2), ("湖南省邵阳市", 2), ("重庆市云阳县", 2),
)  # fmt: skip
OTHER_COUNTIES = ("上海市黄浦区", "上海市虹口区", "上海市杨浦区", "上海市静安区", "上海市宝山区")
OTHER_TOWNS = ("上海市浦东新区川沙新镇", "上海市浦东新区三林镇", "上海市浦东新区花木街道")


@dataclass(frozen=True, slots=True)
class Person:
    """One invented resident; codes are those of GB/T 2261, 3304 and 4761."""

    name: str
    man: bool
    born: date
    id_number: str
    phone: str
    relation: str
    marital: str
    ethnicity: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives together, the head first; `registered` empty means: where they live."""

    people: tuple[Person, ...]
    rented: bool
    registered: str


@dataclass(frozen=True)
class Census:
    """The targets."""

    age_share: list[float]
    men_share_by_age: list[float]
    household_size_share: list[float]
    rented: float
    registered_other_province: float
    registered_other_county: float
    registered_other_town: float
    minority: float

    @property
    def mean_size(self) -> float:
        """People in a household."""
        return sum(size * share for size, share in enumerate(self.household_size_share, 1))


@cache
def load_census() -> Census:
    """Read the packed targets, once."""
    text = files("wangge.demo").joinpath("data/census.json").read_text()
    data = json.loads(text)
    return Census(**{name: data[name] for name in (field.name for field in fields(Census))})


def make_households(
    number: int, *, today: date, seed: int = 1, first: int = 0
) -> Iterator[Household]:
    """Make up `number` households, the same ones for the same `seed` and day.

    Numbers of identity and phone are counted from `first` on, so that two calls need not share any.
    """
    rng = Random(seed)
    maker = _Maker(load_census(), today, rng, first)
    while number > 0:
        part = min(number, DEAL)
        families = list(deal(*maker.shuffled(part), rng))
        rng.shuffle(families)
        yield from map(maker.household, families)
        number -= part


class _Maker:
    """Turns cards into people: names, numbers, dates, relations."""

    def __init__(self, census: Census, today: date, rng: Random, first: int) -> None:
        self.census, self.rng, self.serial = census, rng, first
        self.birthdays = [_years_before(today, age) for age in range(len(census.age_share) + 1)]
        self.homes = [home for home, weight in HOMES for _ in range(weight)]
        self.origins = (
            census.registered_other_province,
            census.registered_other_county,
            census.registered_other_town,
        )
        owners = sum(self.origins) - census.rented * REGISTERED_ELSEWHERE
        self.owners_from_elsewhere = owners / (1 - census.rented)

    def shuffled(self, households: int) -> tuple[Deck, list[int]]:
        counts = quotas(self.census.household_size_share, households, self.rng)
        sizes = [size for size, count in enumerate(counts, 1) for _ in range(count)]
        pairs = list(zip(self.census.age_share, self.census.men_share_by_age, strict=True))
        women = [share * (1 - men) for share, men in pairs]
        both = quotas([*women, *(share * men for share, men in pairs)], sum(sizes), self.rng)
        return Deck(both[: len(pairs)], both[len(pairs) :], self.rng), sizes

    def household(self, family: Family) -> Household:
        members = relate(family, self.rng)
        rented, registered = self._tenure(members[0].age)
        minority = self.rng.random() < self.census.minority
        ethnicity = self.rng.choice(ETHNIC_MINORITIES) if minority else HAN
        lines = {"head": names.surname(self.rng), "spouse": names.surname(self.rng)}
        marks = labels.assign(members, self.rng)
        people = [
            self._person(member, lines.get(member.line) or names.surname(self.rng), ethnicity, mine)
            for member, mine in zip(members, marks, strict=True)
        ]
        return Household(tuple(people), rented, registered)

    def _person(self, member: Member, surname: str, ethnicity: str, mine: list[str]) -> Person:
        self.serial += 1
        man, rng = member.sex == MAN, self.rng
        born = date.fromordinal(self.birthdays[member.age] - int(rng.random() * 365))
        silent = member.age < PHONE_FROM or (member.age >= OLD and rng.random() < PHONELESS)
        return Person(
            name=surname + names.given_name(rng, man=man, year=born.year),
            man=man,
            born=born,
            id_number=numbers.id_number(self.serial, born, man=man),
            phone="" if silent else numbers.phone(self.serial),
            relation=member.relation,
            marital=member.marital,
            ethnicity=ethnicity,
            labels=tuple(mine),
        )

    def _tenure(self, age: int) -> tuple[bool, str]:
        rented = self.rng.random() < next(share for last, share in RENTING if age < last)
        if self.rng.random() > (REGISTERED_ELSEWHERE if rented else self.owners_from_elsewhere):
            return rented, ""
        lot = self.rng.random() * sum(self.origins)
        if lot < self.origins[0]:
            return rented, self.rng.choice(self.homes)
        elsewhere = OTHER_COUNTIES if lot < self.origins[0] + self.origins[1] else OTHER_TOWNS
        return rented, self.rng.choice(elsewhere)


def _years_before(day: date, years: int) -> int:
    """Ordinal of the last day on which somebody now of that age can be born."""
    try:
        return day.replace(year=day.year - years).toordinal()
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28).toordinal()
