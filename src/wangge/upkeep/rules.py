"""When two records may be one person. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

REASONS = {
    "id_number": ("证件号码相同", 100),
    "near_number": ("证件号码只差一两位", 90),
    "name_phone": ("姓名和电话相同", 85),
    "name_birth": ("姓名和出生日期相同", 80),
    "name_address": ("姓名和住址相同", 70),
}
"""Key -> (in words, how much it weighs of 100)."""

EACH_MORE = 5  # what every further reason adds
NEAR = 2  # characters in which a mistyped number differs


@dataclass(frozen=True)
class Traits:
    """What of a person two records are compared by; numbers are in the clear only in memory."""

    name: str = ""
    birth_date: date | None = None
    id_number: str = ""
    is_valid: bool = False  # the number's check digit
    phones: frozenset[bytes] = frozenset()
    address: str = ""


def reasons(one: Traits, other: Traits) -> list[str]:
    """Why the two may be one person, the weightiest first; none when they cannot be.

    Two numbers that are both valid and far apart belong to two people, whatever else agrees.
    """
    near = _is_near(one.id_number, other.id_number)
    if one.is_valid and other.is_valid and one.id_number != other.id_number and not near:
        return []
    same_name = bool(one.name) and one.name == other.name
    told = {
        "id_number": bool(one.id_number) and one.id_number == other.id_number,
        "near_number": near and same_name,
        "name_phone": same_name and not one.phones.isdisjoint(other.phones),
        "name_birth": same_name
        and one.birth_date is not None
        and one.birth_date == other.birth_date,
        "name_address": same_name and bool(one.address) and one.address == other.address,
    }
    return [key for key, holds in told.items() if holds]


def score(keys: Iterable[str]) -> int:
    """How likely the two are one, 0 to 100."""
    weights = sorted((REASONS[key][1] for key in keys), reverse=True)
    return min(100, weights[0] + EACH_MORE * (len(weights) - 1)) if weights else 0


def _is_near(one: str, other: str) -> bool:
    if not one or len(one) != len(other) or one == other:
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) <= NEAR
