"""On which days general information goes up, and which homes fit into a week. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = 7
FRIDAY = 4
NAMES = "一二三四五六日"


def weekdays(told: str) -> tuple[int, ...]:
    """The days in a rule such as 周二、周五, Monday as 0; 每天 and nothing named mean every day."""
    told = told.replace("每天", "").replace("每日", "")
    named = {NAMES.index(character) for character in told.replace("天", "日") if character in NAMES}
    return tuple(sorted(named)) or tuple(range(WEEK))


def named(days: Sequence[int]) -> str:
    """The days as people say them."""
    return "、".join(f"周{NAMES[day]}" for day in days) if len(days) < WEEK else "每天"


def window(day: date, days: Sequence[int]) -> date:
    """The first of the days set, on `day` or after it."""
    return min(day + timedelta(days=(wanted - day.weekday()) % WEEK) for wanted in days)


@dataclass(frozen=True)
class Handing:
    """Which day was set for a piece of information, and on which it is handed up."""

    window: date
    handed_on: date


def handing(*, special: bool, noted: date, received: date, days: Sequence[int]) -> Handing:
    """Special information at once; general on the next day set, or at once where that has passed."""
    if special:
        return Handing(noted, max(noted, received))
    due = window(noted, days)
    return Handing(due, max(due, received))


def week_of(day: date) -> tuple[date, date]:
    """The Monday of the week and the Monday after it."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=WEEK)


def any_day_until(day: date) -> date:
    """The Friday by which undated work is to be done: this week's, at a weekend the next."""
    return window(day, (FRIDAY,))
