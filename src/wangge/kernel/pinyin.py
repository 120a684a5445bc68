"""Names by the first letters of their pinyin: 张晓明 is found by zx and zxm."""

from functools import cache, lru_cache
from itertools import islice, product

MARK = "0"
"""Begins every token of initials, so that none is taken for a word of an address."""

SHORTEST, LONGEST = 2, 8
_READINGS = 3  # of a character that is read in more than one way: 单 is dan, chan or shan
_COMBINATIONS = 6
_KEPT_NAMES = 65_536


@cache
def _letters(character: str) -> tuple[str, ...]:
    """The first letters of a character's readings; a Latin letter stands for itself."""
    if character.isascii():
        return (character.lower(),) if character.isalpha() else ()
    from pypinyin import Style, pinyin  # 40,000 characters: only for those who index or search

    known = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    told = dict.fromkeys(r for readings in known for r in readings if r.isascii() and r.isalpha())
    return tuple(islice(told, _READINGS))


@lru_cache(_KEPT_NAMES)
def initials(name: str) -> tuple[str, ...]:
    """The tokens a name is found by: every beginning, of two letters and more, of its initials."""
    letters = [found for c in name if (found := _letters(c))][:LONGEST]
    tokens: dict[str, None] = {}
    for combination in islice(product(*letters), _COMBINATIONS):
        whole = "".join(combination)
        for end in range(SHORTEST, len(whole) + 1):
            tokens[MARK + whole[:end]] = None
    return tuple(tokens)


def asked(text: str) -> str:
    """The token that `text` asks for when it is initials; empty when it is not."""
    typed = text.strip().lower()
    fits = SHORTEST <= len(typed) <= LONGEST and typed.isascii() and typed.isalpha()
    return MARK + typed if fits else ""
