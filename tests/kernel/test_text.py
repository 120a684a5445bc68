"""Search tokens: every pair of characters is found."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from wangge.kernel.text import bigrams, search_text, tidy

COMMON = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
RARE = st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF) | st.sampled_from("𠮷𮧵𰻝𱁬𲎯")
HAN = st.text(COMMON | RARE, min_size=2, max_size=20)
ANY = st.text(max_size=60)


def holds(tokens, phrase):
    """Whether `phrase` occurs in `tokens` without a gap."""
    size = len(phrase)
    return any(tokens[i : i + size] == phrase for i in range(len(tokens) - size + 1))


@given(HAN, st.data())
def test_every_part_of_a_run_of_two_characters_or_more_is_a_phrase_of_it(run, data):
    start = data.draw(st.integers(0, len(run) - 2))
    stop = data.draw(st.integers(start + 2, len(run)))
    assert holds(bigrams(run), bigrams(run[start:stop]))


@given(HAN, HAN)
def test_a_pair_that_does_not_occur_is_not_found(run, other):
    pair = other[:2]
    assert holds(bigrams(run), bigrams(pair)) == (pair in run)


@given(HAN, HAN)
def test_no_pair_spans_two_texts(one, other):
    across = one[-1] + other[0]
    found = holds(search_text(one, other).split(), bigrams(across))
    assert found == (across in one or across in other)


@given(ANY)
def test_tokens_hold_nothing_a_database_would_read_as_syntax(text):
    for token in bigrams(text):
        assert token == token.lower()
        assert not set(token) & set("\"'*+-:^(){}[]., ")


@given(ANY)
def test_the_tokens_of_a_tidied_text_are_those_of_the_text(text):
    assert bigrams(tidy(text)) == bigrams(text)


@given(ANY)
def test_tidying_twice_changes_nothing_more(text):
    once = tidy(text)
    assert tidy(once) == once
    assert not any(unicodedata.category(c) == "Cc" for c in once)
    assert once == once.strip()


def test_letters_and_digits_are_whole_words_in_lower_case():
    assert bigrams("１号楼Ａ座WG-2026") == ["1", "号楼", "a", "座", "wg", "2026"]


def test_a_single_character_is_a_token():
    assert bigrams("白 沙") == ["白", "沙"]


def test_a_rare_character_is_written_as_its_number():
    assert bigrams("𠮷祥") == ["x20bb7祥"]
