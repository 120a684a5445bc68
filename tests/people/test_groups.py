from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from wangge.dictionary.codes import LABELS, SENSITIVE_LABELS
from wangge.dictionary.fields import BY_KEY
from wangge.people.groups import EXPECTING, GROUPS, HARD, RULES, WITHOUT_WORK, Resident, suggestions

TODAY = date(2026, 11, 24)


def resident(years, *, sex="1", ages=None, facts=None, home=None):
    ages = (years,) if ages is None else ages
    born = date(TODAY.year - years, 1, 1)
    return Resident(born, sex, "registered", facts or {}, ages, len(ages), home or {})


def keys(row, held=()):
    return [each.key for each in suggestions(row, held, TODAY)]


def test_the_old_are_told_apart_by_those_they_live_with():
    assert keys(resident(72)) == ["lives_alone"]
    assert keys(resident(72, ages=(72, 70))) == ["empty_nest"]
    assert keys(resident(72, ages=(72, 45))) == []
    assert keys(resident(85, ages=(85, 45))) == ["very_old"]


def test_one_unknown_age_in_the_household_leaves_the_question_open():
    row = Resident(date(1950, 1, 1), "1", "registered", {}, (76,), 2)
    assert keys(row) == []


def test_a_child_with_grandparents_only_is_perhaps_left_behind():
    assert keys(resident(9, ages=(9, 66, 64))) == ["left_behind_child"]
    assert keys(resident(9, ages=(9, 66, 35))) == []
    assert keys(resident(9)) == []


def test_4050_begins_at_forty_for_women_and_fifty_for_men_without_work():
    jobless = {"employment": "04"}
    assert "hard_to_employ" in keys(resident(40, sex="2", facts=jobless))
    assert "hard_to_employ" not in keys(resident(40, sex="1", facts=jobless))
    assert "hard_to_employ" in keys(resident(50, sex="1", facts=jobless))
    assert keys(resident(45, sex="2", facts={"employment": "01"})) == []


def test_facts_of_person_and_household_suggest_their_groups():
    assert keys(resident(30, facts={"disability_number": "x"})) == ["disabled"]
    assert keys(resident(30, sex="2", facts={"pregnancy": "02"})) == ["pregnant"]
    assert keys(resident(30, home={"allowance_number": "1", "destitute": "1"})) == [
        "minimum_living", "destitute",
    ]  # fmt: skip


def test_the_codes_that_the_rules_read_are_those_of_the_dictionary():
    assert [BY_KEY["employment"].codes[code] for code in WITHOUT_WORK] == ["失业"]
    assert {BY_KEY["pregnancy"].codes[code] for code in EXPECTING} == {"孕期", "产后一年内"}
    for key in ("disability_number", "disability_kind", "honor_kind", "discharged_on"):
        assert key in BY_KEY
    assert {"allowance_number", "destitute"} <= set(BY_KEY)


def test_no_guarded_kind_is_suggested_or_visited_as_a_group():
    assert not {LABELS[key] for key in (*GROUPS, *RULES)} & SENSITIVE_LABELS
    assert {group for group, _ in GROUPS.values()} - {""} == {
        "old", "weak", "young", "disabled", "pregnant",
    }  # fmt: skip


@given(st.integers(0, 110), st.sampled_from("120"), st.lists(st.integers(0, 110), max_size=5))
def test_what_is_held_is_not_suggested_and_everything_has_a_reason(years, sex, others):
    row = resident(years, sex=sex, ages=(years, *others), facts={"employment": "04"})
    told = suggestions(row, (), TODAY)
    assert all(each.basis for each in told)
    assert suggestions(row, [each.name for each in told], TODAY) == []
    hard = [each for each in told if each.key == "hard_to_employ"]
    assert bool(hard) == (sex in HARD and HARD[sex][0] <= years < HARD[sex][1])
