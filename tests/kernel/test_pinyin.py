from hypothesis import given
from hypothesis import strategies as st

from wangge.kernel.pinyin import LONGEST, MARK, asked, initials

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)


def test_a_name_is_found_by_every_beginning_of_its_initials():
    assert initials("张晓明") == ("0zx", "0zxm")
    assert initials("欧阳娜娜")[:3] == ("0oy", "0oyn", "0oynn")


def test_a_family_name_is_found_by_each_of_its_readings():
    assert {"0dtf", "0stf", "0ctf"} <= set(initials("单田芳"))
    assert {"0cgf", "0zgf"} <= set(initials("曾国藩"))


def test_latin_names_and_rare_characters_break_nothing():
    assert initials("John Smith")[0] == "0jo"
    assert initials("王") == ()
    assert initials("") == ()
    assert isinstance(initials("𠮷野家"), tuple)


def test_only_letters_ask_for_initials():
    assert asked(" ZXm ") == "0zxm"
    assert [asked(text) for text in ("z", "张x", "12", "z1", "abcdefghi", "")] == [""] * 6


@given(HAN)
def test_what_a_name_tells_can_be_asked_for(name):
    for token in initials(name):
        assert token[0] == MARK
        assert asked(token[1:]) == token
        assert 2 <= len(token) - 1 <= LONGEST
