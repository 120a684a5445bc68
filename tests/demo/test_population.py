from collections import Counter
from datetime import date

import pytest

from wangge.demo.population import load_census, make_households
from wangge.demo.relations import CHILD, PARENT

TODAY = date(2026, 11, 24)
GROUPS = (*range(0, 85, 5), 85)


@pytest.fixture(scope="module")
def households():
    return list(make_households(8600, today=TODAY))


@pytest.fixture(scope="module")
def people(households):
    return [person for household in households for person in household.people]


def age_of(person):
    before = (TODAY.month, TODAY.day) < (person.born.month, person.born.day)
    return TODAY.year - person.born.year - before


def test_ages_by_sex_are_those_of_the_census_within_one_point(people):
    census = load_census()
    found = Counter((min(age_of(p), 85) // 5, p.man) for p in people)
    wanted = Counter()
    for age, share in enumerate(census.age_share):
        men = share * census.men_share_by_age[age]
        wanted[min(age, 85) // 5, True] += men
        wanted[min(age, 85) // 5, False] += share - men
    worst = max(abs(found[key] / len(people) - wanted[key]) for key in wanted)
    assert len(people) > 20_000
    assert worst < 0.01


def test_household_sizes_are_those_of_the_census_within_one_point(households):
    found = Counter(len(household.people) for household in households)
    wanted = dict(enumerate(load_census().household_size_share, 1))
    worst = max(abs(found[size] / len(households) - wanted[size]) for size in wanted)
    assert set(found) == set(wanted)
    assert worst < 0.01


def test_tenure_and_registration_are_those_of_the_census_within_three_points(households, people):
    census = load_census()
    rented = sum(household.rented for household in households) / len(households)
    away = sum(len(h.people) for h in households if h.registered) / len(people)
    wanted_away = (
        census.registered_other_province
        + census.registered_other_county
        + census.registered_other_town
    )
    assert abs(rented - census.rented) < 0.03
    assert abs(away - wanted_away) < 0.03


def test_the_same_seed_makes_the_same_people():
    first, second = (list(make_households(50, today=TODAY, seed=7)) for _ in range(2))
    assert first == second


def test_nobody_shares_an_identity_number_or_a_phone(people):
    ids = [person.id_number for person in people]
    phones = [person.phone for person in people if person.phone]
    assert len(set(ids)) == len(ids)
    assert len(set(phones)) == len(phones)


def test_identity_numbers_are_well_formed_and_can_be_nobodys(people):
    weights = [2**n % 11 for n in range(17, -1, -1)]
    for person in people:
        number = person.id_number
        digits = [10 if mark == "X" else int(mark) for mark in number]
        checked = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
        told = (number[:2], number[6:14], int(number[16]) % 2, checked)
        assert told == ("99", f"{person.born:%Y%m%d}", int(person.man), 1)
        assert person.phone == "" or (len(person.phone), person.phone[:2]) == (11, "12")


def test_children_are_younger_than_the_head_and_parents_older(households):
    for household in households:
        head, *others = household.people
        assert head.relation == "02"
        for other in others:
            if other.relation in CHILD.values():
                assert head.born < other.born
            if other.relation in PARENT.values():
                assert head.born > other.born


def test_labels_fit_their_bearers(people):
    ages = {}
    for person in people:
        for label in person.labels:
            ages.setdefault(label, []).append((age_of(person), person.man))
    assert min(ages["空巢老人"])[0] >= 60
    assert min(ages["高龄老人"])[0] >= 80
    assert max(ages["留守儿童"])[0] <= 16
    assert {man for _, man in ages["孕产妇"]} == {False}
    assert {man for _, man in ages["退役军人"]} == {True}
