"""Addresses behind the printed QR codes: short, signed, and naming no person.

A board hangs for years, so they are signed with the installation's lasting key, like residents'
private links: no change of keys makes a board wrong.
"""

from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import constant_time_compare

from wangge.kernel.errors import Missing
from wangge.privacy.sealing import lasting

MARK = 22
"""Characters of the signature: 132 bits, more than anybody can try."""
_GRID, _BADGE = "g", "w"


@dataclass(frozen=True)
class Spot:
    """Where a code hangs: a grid, and the building when it is for one."""

    grid: int
    building: int | None = None


def spot_code(grid: int, building: int | None = None) -> str:
    """The code of a card, board or map."""
    parts = [grid] if building is None else [grid, building]
    return _signed("-".join([_GRID, *(signing.b62_encode(part) for part in parts)]))


def badge_code(posting: int) -> str:
    """The code of a badge."""
    return _signed(f"{_BADGE}-{signing.b62_encode(posting)}")


def read_spot(code: str) -> Spot:
    """Where the code hangs; `Missing` for one that was not made here."""
    numbers = _read(code, _GRID)
    return Spot(numbers[0], numbers[1] if len(numbers) > 1 else None)


def read_badge(code: str) -> int:
    """The posting of a badge; `Missing` for a code that was not made here."""
    return _read(code, _BADGE)[0]


def _mark(text: str) -> str:
    key = lasting("publicity", "publicity-code")
    made: str = signing.base64_hmac("wangge.publicity", text, key, algorithm="sha256")
    return made[:MARK]


def _signed(text: str) -> str:
    return f"{text}.{_mark(text)}"


def _read(code: str, kind: str) -> list[int]:
    text, _, mark = code.rpartition(".")
    if not code.isascii() or not constant_time_compare(mark, _mark(text)):
        raise Missing
    found, *numbers = text.split("-")
    if found != kind:
        raise Missing
    return [signing.b62_decode(number) for number in numbers]
