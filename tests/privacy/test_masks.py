"""What a mask shows, case by case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.privacy.masks import MASKS

CASES = [
    ("id_number", "990101199001010012", "9****************2"),
    ("id_number", "99010119900101001X", "9****************X"),
    ("id_number", "990101900101001", "9*************1"),
    ("id_number", "12", "**"),
    ("id_number", "1", "*"),
    ("id_number", "", ""),
    ("phone", "12012345678", "120****5678"),
    ("phone", "0772-2531234", "077****1234"),
    ("phone", "2531234", "*****34"),
    ("phone", "12", "12"),
    ("phone", "", ""),
    ("name", "张三", "张*"),
    ("name", "阿卜杜热合曼·买买提", "阿*"),
    ("name", "𠮷田", "𠮷*"),
    ("name", "", ""),
    ("address", "白沙路12号3栋2单元501", "白沙路12号3栋***"),
    ("address", "白沙路12号", "白沙路12号"),
    ("address", "白沙村", "白沙村"),
    ("address", "", ""),
    ("none", "城管", "城管"),
]


@pytest.mark.parametrize(("kind", "value", "shown"), CASES)
def test_a_mask_shows(kind, value, shown):
    assert MASKS[kind](value) == shown


def test_every_mask_is_in_the_table_above():
    assert {kind for kind, _, _ in CASES} == set(MASKS)


@given(st.text("0123456789X", min_size=3, max_size=18))
def test_of_an_id_number_only_both_ends_are_left(value):
    shown = MASKS["id_number"](value)
    assert shown[0] + shown[-1] == value[0] + value[-1]
    assert set(shown[1:-1]) == {"*"}
    assert len(shown) == len(value)


@given(st.text("0123456789", min_size=11, max_size=15))
def test_of_a_phone_at_most_seven_digits_are_left(value):
    assert sum(c.isdigit() for c in MASKS["phone"](value)) == 7
