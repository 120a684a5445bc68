"""The State Council's yearly notices of rest days and make-up work days (放假安排)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

# Rest days with a fixed date (State Council Order 795): they hold before a year is announced.
_FIXED_REST = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_YEARS_AHEAD = 30


@dataclass(frozen=True)
class Holiday:
    """What the State Council's yearly notice says of one day."""

    name: str
    off: bool


@lru_cache(maxsize=1)
def announced() -> Mapping[date, Holiday]:
    """Every rest day and make-up work day (调休上班) announced, by date."""
    days: dict[date, Holiday] = {}
    for notice in _notices():
        for key, off in (("off", True), ("on", False)):
            for day, name in notice[key].items():
                days[date.fromisoformat(day)] = Holiday(name, off)
    return MappingProxyType(days)


@lru_cache(maxsize=1)
def _notices() -> tuple[dict[str, dict[str, str]], ...]:
    folder = files("wangge.kernel") / "data" / "holidays"
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".json")]
    return tuple(json.loads(entry.read_text("utf-8")) for entry in found)


@lru_cache(maxsize=1)
def announced_years() -> frozenset[int]:
    return frozenset(int(str(notice["year"])) for notice in _notices())


def is_announced(year: int) -> bool:
    """Whether the rest days of `year` are known; otherwise Monday to Friday is assumed."""
    return year in announced_years()


@lru_cache(maxsize=1)
def fixed_rest_ahead() -> frozenset[date]:
    """Rest days sure to come in the years after the last announced one."""
    last = max(announced_years())
    years = range(last + 1, last + 1 + _YEARS_AHEAD)
    return frozenset(date(year, month, day) for year in years for month, day in _FIXED_REST)
