"""Working time (工作时间) in China: limits that run by the clock, by office hours or by work days.

Two monotone functions carry everything: the working time since day one up to a moment, and its
inverse. Both are arithmetic on weeks plus one bisection in the short list of exceptions, so no
call walks through days. Inside Beijing time, outside UTC.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import Any, Self

from wangge.kernel.clock import BEIJING
from wangge.kernel.errors import Invalid
from wangge.kernel.holidays import announced, fixed_rest_ahead, is_announced
from wangge.kernel.hours import ZERO, Hours

__all__ = ["Hours", "Limit", "Unit", "WorkCalendar", "is_announced"]

DAY = timedelta(days=1)
_MOST = 100_000  # so that no sum leaves the calendar
_WORK_WEEK, _WEEK, _SATURDAY = 5, 7, 5


class Unit(StrEnum):
    """How a limit is counted (计时方式)."""

    MINUTE = "minute"
    URGENT_HOUR = "urgent_hour"
    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"
    DAY = "day"

    @property
    def label(self) -> str:
        return UNIT_LABELS[self]

    @property
    def never_stops(self) -> bool:
        return self in _CLOCK


UNIT_LABELS = {
    Unit.MINUTE: "分钟",
    Unit.URGENT_HOUR: "小时（不间断）",
    Unit.WORK_HOUR: "个工作时",
    Unit.WORK_DAY: "个工作日",
    Unit.DAY: "天",
}
_CLOCK = {
    Unit.MINUTE: timedelta(minutes=1),
    Unit.URGENT_HOUR: timedelta(hours=1),
    Unit.DAY: DAY,
}


@dataclass(frozen=True)
class Limit:
    """A time limit (时限): so many of a unit. Work days are whole."""

    amount: float
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 < self.amount <= _MOST:
            raise Invalid("limit.amount", f"时限应大于 0、不超过 {_MOST}，收到的是 {self.amount}。")
        if self.unit is Unit.WORK_DAY and self.amount != int(self.amount):
            raise Invalid("limit.whole", f"工作日应为整数，收到的是 {self.amount}。")

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read {"amount": 4, "unit": "work_hour"}, the form limits are kept in."""
        try:
            amount, unit = float(stored["amount"]), Unit(stored["unit"])
        except (KeyError, TypeError, ValueError):
            raise Invalid(
                "limit.format", f"看不懂时限“{stored}”，应有数量和单位（{'、'.join(Unit)}）。"
            ) from None
        return cls(amount, unit)

    def stored(self) -> dict[str, float | str]:
        """Give the form limits are kept in."""
        return {"amount": self.amount, "unit": self.unit.value}

    @property
    def label(self) -> str:
        return f"{self.amount:g} {self.unit.label}"


def _weekdays_before(ordinal: int) -> int:
    """Mondays to Fridays from day one (a Monday) up to, without, `ordinal`."""
    weeks, rest = divmod(ordinal - 1, _WEEK)
    return weeks * _WORK_WEEK + min(rest, _WORK_WEEK)


def _weekday(index: int) -> int:
    """Give the ordinal of the weekday number `index`, counted from 0."""
    weeks, rest = divmod(index, _WORK_WEEK)
    return weeks * _WEEK + rest + 1


@dataclass(frozen=True)
class WorkCalendar:
    """Working hours, the legal calendar and a county's own days off and on."""

    hours: Hours = field(default_factory=Hours)
    extra_off: frozenset[date] = frozenset()
    extra_on: frozenset[date] = frozenset()
    # Days that differ from Monday-to-Friday, with the running difference and the running count.
    _days: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _drift: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _counts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        both = self.extra_off & self.extra_on
        if both:
            named = "、".join(str(day) for day in sorted(both))
            raise Invalid("calendar.both", f"{named} 不能既休息又上班，请只保留一处。")
        off = {day for day, holiday in announced().items() if holiday.off} | fixed_rest_ahead()
        on = {day for day, holiday in announced().items() if not holiday.off}
        off, on = (off | self.extra_off) - self.extra_on, (on | self.extra_on) - self.extra_off
        less = [(day.toordinal(), -1) for day in off if day.weekday() < _SATURDAY]
        more = [(day.toordinal(), 1) for day in on if day.weekday() >= _SATURDAY]
        exceptions = sorted(less + more)
        days = tuple(day for day, _ in exceptions)
        drift = tuple(accumulate((step for _, step in exceptions), initial=0))
        counts = tuple(
            _weekdays_before(day + 1) + shift for day, shift in zip(days, drift[1:], strict=True)
        )
        object.__setattr__(self, "_days", days)
        object.__setattr__(self, "_drift", drift)
        object.__setattr__(self, "_counts", counts)

    def is_workday(self, day: date) -> bool:
        """Whether people work that day, make-up work days and local days included."""
        ordinal = day.toordinal()
        return self._workdays_before(ordinal + 1) > self._workdays_before(ordinal)

    def is_working(self, moment: datetime) -> bool:
        """Whether `moment` lies inside the working hours of a work day."""
        local = _beijing(moment)
        inside = any(a <= local.time() < b for a, b in self.hours.spans)
        return inside and self.is_workday(local.date())

    def add(self, start: datetime, limit: Limit) -> datetime:
        """When a matter that starts at `start` is due (到期), in UTC.

        Minutes, urgent hours and days run day and night. Work hours run only while people work;
        the due moment is the earliest possible (17:30, not 09:00 of the next day). Work days: a
        start outside working hours counts as made when work next begins; that day is day 0, and
        the matter is due at closing time of the n-th work day after it.
        """
        if limit.unit in _CLOCK:
            return _utc(start) + limit.amount * _CLOCK[limit.unit]
        worked = self._worked(start)
        if limit.unit is Unit.WORK_HOUR:
            return self._moment(worked + timedelta(hours=limit.amount))
        first_day = worked // self.hours.per_day
        return self._moment((first_day + int(limit.amount) + 1) * self.hours.per_day)

    def extend(self, due: datetime, limit: Limit) -> datetime:
        """`due` put off by a further limit (延期): n work days more are n work days later.

        `add` would count a due moment at closing time as a start on the next work day.
        """
        if limit.unit is not Unit.WORK_DAY:
            return self.add(due, limit)
        return self._moment(self._worked(due) + int(limit.amount) * self.hours.per_day)

    def elapsed(self, start: datetime, end: datetime, unit: Unit) -> timedelta:
        """How much of a limit in `unit` the time from `start` to `end` uses up.

        For work days, one day of working hours counts as a `timedelta` of one day.
        """
        if unit.never_stops:
            return _utc(end) - _utc(start)
        worked = self._worked(end) - self._worked(start)
        return worked if unit is Unit.WORK_HOUR else DAY * (worked / self.hours.per_day)

    def share(self, start: datetime, due: datetime, at: datetime, unit: Unit) -> float:
        """Which part of the limit is used up at `at`: 0 at the start, 1 when due.

        It stands still while the clock does; what is overdue is told by `at > due` alone.
        """
        whole = self.elapsed(start, due, unit)
        used = self.elapsed(start, at, unit)
        if whole <= ZERO:
            return 1.0 if at >= due else 0.0
        return used / whole

    def shift(
        self, due: datetime, paused_from: datetime, paused_to: datetime, unit: Unit
    ) -> datetime:
        """`due` moved by the time of a pause (挂账), counted in `unit`.

        A pause that begins when the matter is already overdue moves nothing.
        """
        if paused_to < paused_from:
            raise Invalid("pause.order", "恢复计时的时间早于暂停的时间，请核对。")
        if paused_from >= due:
            return _utc(due)
        if unit.never_stops:
            return _utc(due) + (paused_to - paused_from)
        pause = self._worked(paused_to) - self._worked(paused_from)
        return self._moment(self._worked(due) + pause) if pause else _utc(due)

    def _workdays_before(self, ordinal: int) -> int:
        return _weekdays_before(ordinal) + self._drift[bisect_left(self._days, ordinal)]

    def _workday(self, index: int) -> int:
        """Give the ordinal of the work day number `index`, counted from 0."""
        place = bisect_right(self._counts, index)
        ordinal = _weekday(index - self._drift[place])
        # The exception itself is the day sought when it is a make-up day and comes first.
        return min(ordinal, self._days[place]) if place < len(self._days) else ordinal

    def _worked(self, moment: datetime) -> timedelta:
        """Working time from day one up to `moment`."""
        local = _beijing(moment)
        ordinal = local.toordinal()
        before = self._workdays_before(ordinal)
        today = self._workdays_before(ordinal + 1) > before
        part = self.hours.worked(local.time()) if today else ZERO
        return before * self.hours.per_day + part

    def _moment(self, worked: timedelta) -> datetime:
        """Find the first moment before which `worked` lies: the inverse of `_worked`."""
        days, rest = divmod(worked, self.hours.per_day)
        if not rest:  # a whole number of days ends at closing time, not when the next day opens
            days, rest = days - 1, self.hours.per_day
        midnight = datetime.fromordinal(self._workday(days)).replace(tzinfo=BEIJING)
        return (midnight + self.hours.reached(rest)).astimezone(UTC)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone")
    return moment.astimezone(UTC)


def _beijing(moment: datetime) -> datetime:
    return _utc(moment).astimezone(BEIJING)
