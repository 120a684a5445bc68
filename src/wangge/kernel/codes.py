"""Area codes as numbers: everything below an area is one half-open integer range.

An area's number is its official division code (GB/T 2260, GB/T 10114) plus three digits for the
grid, zero-filled to the right to 15 digits: 450205 -> 450205000000000.
"""

from enum import IntEnum

WIDTH = 15


class Level(IntEnum):
    """Level of an area; the value is the number of significant digits of its code."""

    PROVINCE = 2
    CITY = 4
    COUNTY = 6
    TOWN = 9
    COMMUNITY = 12
    GRID = 15

    @property
    def label(self) -> str:
        return LEVEL_LABELS[self]


LEVEL_LABELS = {
    Level.PROVINCE: "省",
    Level.CITY: "市",
    Level.COUNTY: "县区",
    Level.TOWN: "镇街",
    Level.COMMUNITY: "社区",
    Level.GRID: "网格",
}

HANDLING_LEVELS = (Level.GRID, Level.COMMUNITY, Level.TOWN, Level.COUNTY)


def parse_code(text: str) -> int:
    """Read 6, 9, 12 or 15 digits as a 15-digit area number; ValueError otherwise."""
    digits = str(text).strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) in {2, 4, 6, 9, 12, 15}):
        raise ValueError("区划代码应为 6、9、12 或 15 位数字")
    code = int(digits.ljust(WIDTH, "0"))
    if code < 10 ** (WIDTH - 1):
        raise ValueError("区划代码不能以 0 开头")
    return code


def level_of(code: int) -> Level:
    """Level told by the trailing zeros of the 15-digit number."""
    for level in Level:
        if code % 10 ** (WIDTH - level) == 0:
            return level
    raise ValueError(code)


def below(code: int, level: Level | None = None) -> range:
    """`code` and everything under it: 450205006003000 -> [450205006003000, 450205006004000)."""
    width: int = 10 ** (WIDTH - (level or level_of(code)))
    return range(code, code + width)


def ancestor(code: int, level: Level) -> int:
    """The area of `level` that contains `code` (or `code` itself)."""
    width: int = 10 ** (WIDTH - level)
    return code - code % width


def short(code: int) -> str:
    """The code as officials write it: without the filling zeros."""
    return str(code)[: level_of(code)]
