"""Area codes: a subtree is a range of numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.kernel.codes import Level, ancestor, below, level_of, parse_code, short

LENGTHS = [level.value for level in Level]


@st.composite
def codes(draw):
    """Codes of every level that share beginnings often, each part counted from 1."""
    digits = draw(st.sampled_from(["11", "45", "46"]))
    for length in LENGTHS[1:]:
        if draw(st.booleans()):
            width = length - len(digits)
            digits += str(draw(st.integers(1, 10**width - 1) | st.just(1))).rjust(width, "0")
        else:
            break
    return parse_code(digits)


@given(codes(), codes())
def test_a_code_is_below_a_root_exactly_when_it_starts_with_its_digits(root, other):
    assert (other in below(root)) == str(other).startswith(short(root))


@given(codes())
def test_what_is_written_short_is_read_back(code):
    assert parse_code(short(code)) == code
    assert len(short(code)) == level_of(code)


@given(codes(), st.sampled_from(Level))
def test_the_ancestor_of_a_level_is_the_widest_area_that_holds_the_code(code, level):
    above = ancestor(code, level)
    assert code in below(above, level)
    assert ancestor(above, level) == above
    assert (above == code) == (level >= level_of(code))


@given(codes(), codes())
def test_two_subtrees_are_nested_or_apart(one, other):
    first, second = below(one), below(other)
    shared = range(max(first.start, second.start), min(first.stop, second.stop))
    assert len(shared) in {0, len(first), len(second)}


@pytest.mark.parametrize(
    ("text", "code", "level"),
    [
        ("450205", 450205000000000, Level.COUNTY),
        ("450205006", 450205006000000, Level.TOWN),
        ("450205006003", 450205006003000, Level.COMMUNITY),
        ("450205006003007", 450205006003007, Level.GRID),
        (" 450205006003007 ", 450205006003007, Level.GRID),
    ],
)
def test_codes_are_read_as_officials_write_them(text, code, level):
    assert (parse_code(text), level_of(code)) == (code, level)


@pytest.mark.parametrize(
    "text",
    ["", "45020", "4502050", "４５０２０５", "x" * 6, "4502050060030071", "-50205", "012345"],
)
def test_other_texts_are_no_codes(text):
    with pytest.raises(ValueError, match="区划代码"):
        parse_code(text)


def test_each_level_has_a_chinese_name():
    assert [level.label for level in Level] == ["省", "市", "县区", "镇街", "社区", "网格"]
