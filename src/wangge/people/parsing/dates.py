"""Reading dates in every notation people use."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from wangge.exchange.sheets import Cell
from wangge.people.parsing import kinds
from wangge.people.parsing.texts import CACHE, NARROW, NOTHING, Notes, show, unguard
from wangge.people.rules import OLDEST

_EPOCH = date(1899, 12, 30)
_SERIALS = range(367, 73_051)  # 1901 to 2099
_COMPACT = range(18_000_101, 21_000_101)
_MONTHS = range(180_001, 210_013)
_YEARS = range(1800, 2100)
_PARTS = re.compile(r"(\d{2,4})[-/.年,，、\s]+(\d{1,2})(?:[-/.月,，、\s]+(\d{1,2})日?号?)?月?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_CLOCK = re.compile(r"[T\s]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
_NUMERALS = {mark: str(digit) for digit, mark in enumerate("〇一二三四五六七八九")} | {
    "○": "0",
    "零": "0",
}
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{2,4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号])?"
)
_CENTURY = 100
_VERY_OLD = 105


class Day(NamedTuple):
    """A date as read. `month` is set when only year and month are known, or the century is open."""

    value: date | None
    month: tuple[int, int] | None = None
    notes: Notes = ()
    open_century: bool = False


NO_DAY = Day(None)


@lru_cache(CACHE)
def read_date(raw: Cell, today: date) -> Day:
    """The date in a cell, or year and month only, or nothing."""
    if isinstance(raw, datetime):
        return _plausible(raw.date(), today, raw)
    if isinstance(raw, date):
        return _plausible(raw, today, raw)
    if isinstance(raw, int | float):
        return _from_number(float(raw), today)
    text = show(raw)
    found = _PARTS.fullmatch(text)
    if found:
        return _of_parts(found.groups(), text, today)
    plain = unguard(text.translate(NARROW))
    if plain.lower() in NOTHING:
        return Day(None, notes=((kinds.UNKNOWN_TEXT, ""),) if plain else ())
    return _from_text(text, plain, today)


def _from_text(text: str, plain: str, today: date) -> Day:
    if "农历" in plain or "阴历" in plain or "初" in plain or "正月" in plain or "腊月" in plain:
        return Day(None, notes=((kinds.DATE_LUNAR, ""),))
    bare = _CLOCK.sub("", plain).removesuffix("生").removesuffix("出").strip()
    found = _PARTS.fullmatch(bare) or _DIGITS.fullmatch(bare)
    parts = found.groups() if found else _chinese(bare)
    if parts is None:
        return _from_serial(bare, today)
    return _of_parts(parts, text, today)


def _of_parts(parts: Sequence[str | None], text: str, today: date) -> Day:
    year, month, day = parts
    assert year
    assert month
    return _build(year, int(month), int(day) if day else None, text, today)


def _from_serial(bare: str, today: date) -> Day:
    if bare.isdigit() and int(bare) in _SERIALS and len(bare) == 5:  # noqa: PLR2004 -- 1927 to 2099
        return _from_number(float(bare), today)
    return _impossible()


def _chinese(text: str) -> tuple[str, str, str | None] | None:
    found = _CHINESE.fullmatch(text)
    if not found:
        return None
    year, month, day = found.groups()
    return "".join(_NUMERALS[c] for c in year), _small(month), _small(day) if day else None


def _small(text: str) -> str:
    """十二 -> 12."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _NUMERALS.get(ones, "0")
    return f"{_NUMERALS.get(tens, '1')}{_NUMERALS.get(ones, '0')}"


def _from_number(number: float, today: date) -> Day:
    whole = int(number)
    if whole in _SERIALS and whole not in _YEARS:
        day = _EPOCH + timedelta(days=whole)
        return _plausible(day, today, None)
    if number == whole and whole in _COMPACT:
        return _build(str(whole)[:4], whole // 100 % 100, whole % 100, "", today)
    if number == whole and whole in _MONTHS:
        return _build(str(whole)[:4], whole % 100, None, "", today)
    if whole in _YEARS and number != whole:
        # 1975.1 is January or October: the sheet has lost the zero.
        month = round((number - whole) * 100)
        if month % 10:
            return _build(str(whole), month, None, "", today)
    return _impossible()


def _build(year: str, month: int, day: int | None, text: str, today: date) -> Day:
    full, is_open = _century(year, today)
    try:
        value = date(full, month, day or 1)
    except ValueError:
        return _impossible()
    if value > today or value.year < today.year - OLDEST:
        return _impossible()
    if day is None:
        return Day(None, (full, month))
    shown = value.isoformat()
    if is_open:
        return Day(value, (full, month), ((kinds.DATE_CENTURY, shown),), open_century=True)
    return Day(value, notes=() if shown == text else ((kinds.DATE_NOTATION, shown),))


def _century(year: str, today: date) -> tuple[int, bool]:
    """The full year, and whether both centuries are possible."""
    number = int(year)
    if len(year) > 2:  # noqa: PLR2004 -- written out
        return number, False
    recent = today.year - today.year % _CENTURY + number
    if recent > today.year:
        return recent - _CENTURY, False
    return recent, today.year - (recent - _CENTURY) <= _VERY_OLD


def _plausible(day: date, today: date, raw: date | None) -> Day:
    if day.year < today.year - OLDEST or day.year > today.year + 1:
        return _impossible()
    if raw is None:
        return Day(day, notes=((kinds.DATE_NOTATION, day.isoformat()),))
    return Day(day)


def _impossible() -> Day:
    return Day(None, notes=((kinds.DATE_IMPOSSIBLE, ""),))
