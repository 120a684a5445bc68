"""Identity and phone numbers that are well formed and can belong to nobody.

Area codes 99xxxx were never allotted to any place, numbers that begin with 12 to no phone.
"""

from datetime import date
from functools import lru_cache

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PER_AREA = 500
_AREAS = 10_000
_PHONES = 10**9
_PHONE_STEP = 736_481_177
_BIRTH_AT, _ORDER_AT = 6, 14


def _sum(digits: str, start: int) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS[start:], strict=False))


@lru_cache(maxsize=50_000)
def _born(day: date) -> tuple[str, int]:
    digits = f"{day:%Y%m%d}"
    return digits, _sum(digits, _BIRTH_AT)


@lru_cache(maxsize=_AREAS)
def _area(number: int) -> tuple[str, int]:
    digits = f"99{number:04d}"
    return digits, _sum(digits, 0)


@lru_cache(maxsize=2 * _PER_AREA)
def _order(number: int) -> tuple[str, int]:
    digits = f"{number:03d}"
    return digits, _sum(digits, _ORDER_AT)


def id_number(serial: int, born: date, *, man: bool) -> str:
    """Eighteen characters with a right check digit (GB 11643); different for each `serial`."""
    area, area_sum = _area(serial // _PER_AREA % _AREAS)
    birth, birth_sum = _born(born)
    order, order_sum = _order(serial % _PER_AREA * 2 + man)
    return f"{area}{birth}{order}{_CHECKS[(area_sum + birth_sum + order_sum) % 11]}"


def phone(serial: int) -> str:
    """Eleven digits from 120 to 129; different for each `serial`."""
    return f"12{serial * _PHONE_STEP % _PHONES:09d}"
