from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.dictionary.codes import RELATION_WORDS, RELATIONS
from wangge.people import rules

TODAY = date(2026, 11, 24)
BIRTHS = st.dates(date(1905, 1, 1), TODAY)
SERIALS = st.integers(1, 999)


def number_of(born, serial, area="991000"):
    stem = f"{area}{born:%Y%m%d}{serial:03}"
    return stem + str(rules.calc_check_digit(stem + "0"))


@given(BIRTHS, SERIALS)
def test_a_number_tells_the_birth_date_and_sex_it_was_made_from(born, serial):
    number = number_of(born, serial)
    assert rules.check_digit_fits(number)
    assert rules.born(number, TODAY) == (born, rules.MAN if serial % 2 else rules.WOMAN)


@given(BIRTHS, SERIALS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(born, serial, place, shift):
    number = number_of(born, serial)
    wrong = str((int(number[place]) + shift) % 10)
    assert not rules.check_digit_fits(number[:place] + wrong + number[place + 1 :])


@given(st.dates(date(1905, 1, 1), date(1999, 12, 31)), SERIALS)
def test_an_old_number_becomes_the_new_one_of_the_same_person(born, serial):
    old = f"991000{born:%y%m%d}{serial:03}"
    assert rules.lengthen(old) == number_of(born, serial)


@pytest.mark.parametrize("day", ["20250230", "20271301", "20261125", "18990101", "00000000"])
def test_a_date_that_cannot_be_is_no_birth(day):
    assert rules.born(f"991000{day}0011", TODAY) is None


@given(BIRTHS)
def test_age_grows_by_one_on_the_birthday(born):
    assert rules.age(born, born) == 0
    try:
        birthday = born.replace(year=born.year + 7)
    except ValueError:
        return
    assert rules.age(born, birthday) == 7
    assert rules.age(born, birthday - timedelta(days=1)) == 6


def test_every_word_for_a_relation_leads_to_a_code_of_the_standard():
    assert {code for code in RELATION_WORDS.values() if code not in RELATIONS} == set()


def test_a_relation_is_told_by_the_right_word_for_the_sex():
    assert rules.relation_label("70", rules.MAN) == "兄弟"
    assert rules.relation_label("70", rules.WOMAN) == "姐妹"
    assert rules.relation_label("70") == "兄弟姐妹"
    assert rules.relation_label("32", rules.WOMAN) == "长女"
    assert rules.relation_label("") == ""


def test_a_more_exact_relation_agrees_with_the_general_one():
    assert rules.is_same_relation("30", "32")
    assert rules.is_same_relation("20", "20")
    assert not rules.is_same_relation("20", "30")
    assert not rules.is_same_relation("22", "23")


def test_some_relations_tell_the_sex():
    told = [rules.sex_of_relation(code) for code in ("20", "38", "10", "02", "")]
    assert told == [rules.MAN, rules.WOMAN, "", "", ""]
