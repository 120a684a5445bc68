"""Rules about residents that need no database: ID numbers, ages, words for relations."""

from datetime import date
from typing import NamedTuple

from stdnum.cn.ric import calc_check_digit

from wangge.dictionary.codes import BOTH_SEXES, RELATIONS

MAN, WOMAN, UNKNOWN_SEX = "1", "2", "0"
OLDEST = 125
ADULT = 18
ID_LENGTH, OLD_ID_LENGTH = 18, 15
_FIRST_CENTURY = 1900


class Born(NamedTuple):
    """What an ID number tells about its holder."""

    date: date
    sex: str


def check_digit_fits(number: str) -> bool:
    """Whether the 18th character of an ID number is the one GB 11643 asks for."""
    return bool(calc_check_digit(number) == number[-1])


def born(number: str, today: date) -> Born | None:
    """Birth date and sex in an 18-digit ID number; nothing where the date cannot be."""
    try:
        day = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    if day > today or age(day, today) > OLDEST:
        return None
    return Born(day, MAN if int(number[16]) % 2 else WOMAN)


def lengthen(number: str) -> str:
    """The 18-digit form of a 15-digit number of before 1999."""
    longer = f"{number[:6]}19{number[6:]}"
    return longer + str(calc_check_digit(longer + "0"))


def age(day: date, today: date) -> int:
    """Full years lived."""
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


def relation_label(code: str, sex: str = UNKNOWN_SEX) -> str:
    """The word for a GB/T 4761 code, the right one for the person's sex where there are two."""
    if code in BOTH_SEXES and sex in {MAN, WOMAN}:
        return BOTH_SEXES[code][sex == WOMAN]
    return RELATIONS.get(code, "")


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MEN = _codes(
    "11 20 21 22 23 24 25 26 27 28 29 41 43 46 47 51 53 55 57 61 63 66 71 73 76 78 81 83 85 87 89 "
    "93 95"
)
_WOMEN = _codes(
    "12 30 31 32 33 34 35 36 37 38 39 42 44 45 48 52 54 56 58 62 64 67 72 74 75 77 82 84 86 88 90 "
    "94 96"
)


def sex_of_relation(code: str) -> str:
    """The sex a relation code tells; empty for 配偶 and others that tell none."""
    return MAN if code in _MEN else WOMAN if code in _WOMEN else ""


def is_same_relation(one: str, other: str) -> bool:
    """Whether two codes agree, one perhaps being the more exact: 32 (长女) is a 30 (女)."""
    return one == other or (one[:1] == other[:1] and "0" in (one[1:], other[1:]))
