from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.kernel.clock import BEIJING
from wangge.kernel.errors import Invalid
from wangge.kernel.holidays import announced
from wangge.kernel.worktime import Hours, Limit, Unit, WorkCalendar, is_announced

CALENDAR = WorkCalendar()
MONDAY_OFF, SUNDAY_ON = date(2026, 11, 2), date(2026, 11, 8)
LOCAL = WorkCalendar(
    Hours(((time(8, 30), time(12)), (time(14), time(18, 15)))),
    extra_off=frozenset({MONDAY_OFF}),
    extra_on=frozenset({SUNDAY_ON, date(2026, 10, 1)}),
)

calendars = st.sampled_from([CALENDAR, LOCAL])
moments = st.datetimes(
    datetime(2022, 12, 1),  # noqa: DTZ001 -- hypothesis adds the zone
    datetime(2029, 3, 1),  # noqa: DTZ001
    timezones=st.just(BEIJING),
)
units = st.sampled_from(Unit)
work_hours = st.integers(1, 400).map(lambda quarters: Limit(quarters / 4, Unit.WORK_HOUR))
work_days = st.integers(1, 90).map(lambda days: Limit(days, Unit.WORK_DAY))
limits = st.one_of(work_hours, work_days, st.builds(Limit, st.integers(1, 500), units))


def beijing(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BEIJING)


def counted_day_by_day(calendar: WorkCalendar, day: date) -> bool:
    holiday = announced().get(day)
    if day in calendar.extra_on or day in calendar.extra_off:
        return day in calendar.extra_on
    if holiday:
        return not holiday.off
    return day.weekday() < 5


@pytest.mark.parametrize("calendar", [CALENDAR, LOCAL])
def test_every_day_until_2026_is_what_the_notices_say(calendar):
    days = [date(2022, 12, 1) + timedelta(days=n) for n in range(1490)]
    assert [calendar.is_workday(day) for day in days] == [
        counted_day_by_day(calendar, day) for day in days
    ]


def test_make_up_sundays_are_work_days():
    sundays = [day for day, holiday in announced().items() if not holiday.off]
    assert len(sundays) == 26
    assert all(CALENDAR.is_workday(day) for day in sundays)
    assert all(day.weekday() >= 5 for day in sundays)


@pytest.mark.parametrize(
    ("year", "work_days"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)]
)
def test_a_year_has_the_legal_number_of_work_days(year, work_days):
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range(366)]
    worked = [day for day in days if day.year == year and CALENDAR.is_workday(day)]
    assert len(worked) == work_days


def test_years_are_announced_from_2023_to_2026():
    assert [is_announced(year) for year in (2022, 2023, 2026, 2027)] == [False, True, True, False]


def test_the_fixed_rest_days_hold_before_a_year_is_announced():
    assert not CALENDAR.is_workday(date(2027, 1, 1))
    assert CALENDAR.is_workday(date(2027, 1, 4))
    assert not CALENDAR.is_workday(date(2027, 1, 9))


def test_national_day_2026_is_not_counted():
    # 2026-09-30 is a Wednesday; 1 to 7 October rest; 8 and 9 work; Saturday the 10th is made up.
    start = beijing(2026, 9, 30, 16, 30)
    due = [CALENDAR.add(start, Limit(n, Unit.WORK_DAY)) for n in (1, 2, 3, 4)]
    assert due == [beijing(2026, 10, day, 17, 30) for day in (8, 9, 10, 12)]
    assert CALENDAR.add(start, Limit(1, Unit.WORK_HOUR)) == beijing(2026, 9, 30, 17, 30)
    assert CALENDAR.add(start, Limit(2, Unit.WORK_HOUR)) == beijing(2026, 10, 8, 10)
    assert CALENDAR.add(start, Limit(4, Unit.WORK_HOUR)) == beijing(2026, 10, 8, 12)
    assert CALENDAR.add(start, Limit(24, Unit.URGENT_HOUR)) == beijing(2026, 10, 1, 16, 30)
    assert CALENDAR.add(start, Limit(30, Unit.MINUTE)) == beijing(2026, 9, 30, 17)
    assert CALENDAR.add(start, Limit(3, Unit.DAY)) == beijing(2026, 10, 3, 16, 30)


def test_the_make_up_sunday_before_national_day_2026_counts():
    start = beijing(2026, 9, 18, 15)  # a Friday; Sunday the 20th is made up
    assert CALENDAR.add(start, Limit(1, Unit.WORK_DAY)) == beijing(2026, 9, 20, 17, 30)
    assert CALENDAR.add(start, Limit(2, Unit.WORK_DAY)) == beijing(2026, 9, 21, 17, 30)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (beijing(2026, 11, 23, 8), beijing(2026, 11, 24, 17, 30)),  # before opening
        (beijing(2026, 11, 23, 12, 30), beijing(2026, 11, 24, 17, 30)),  # lunch
        (beijing(2026, 11, 23, 17, 29), beijing(2026, 11, 24, 17, 30)),
        (beijing(2026, 11, 23, 17, 30), beijing(2026, 11, 25, 17, 30)),  # closed: day 0 is the 24th
        (beijing(2026, 11, 21, 10), beijing(2026, 11, 24, 17, 30)),  # Saturday: day 0 is Monday
    ],
)
def test_one_work_day_runs_from_the_next_opening(start, due):
    assert CALENDAR.add(start, Limit(1, Unit.WORK_DAY)) == due


@given(calendars, moments, moments, limits)
def test_who_starts_later_is_never_due_earlier(calendar, one, other, limit):
    early, late = sorted((one, other))
    assert calendar.add(early, limit) <= calendar.add(late, limit)


@given(calendars, moments, st.sampled_from([Unit.WORK_HOUR, Unit.WORK_DAY]), st.integers(1, 200))
def test_a_longer_limit_is_due_later(calendar, start, unit, amount):
    assert calendar.add(start, Limit(amount, unit)) < calendar.add(start, Limit(amount + 1, unit))


@given(calendars, moments, work_hours)
def test_work_hours_given_are_work_hours_elapsed(calendar, start, limit):
    due = calendar.add(start, limit)
    assert due > start
    assert calendar.elapsed(start, due, limit.unit) == timedelta(hours=limit.amount)


@given(calendars, moments, st.one_of(work_hours, work_days))
def test_nothing_is_due_on_an_off_day(calendar, start, limit):
    due = calendar.add(start, limit)
    assert due.tzinfo is UTC
    assert calendar.is_workday(due.astimezone(BEIJING).date())


def opening_day(calendar: WorkCalendar, start: datetime) -> date:
    closing = calendar.hours.spans[-1][1]
    day = start.date() + timedelta(days=start.time() >= closing)
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    return day


@given(calendars, moments, work_days)
def test_work_days_end_at_closing_of_the_nth_work_day_after_the_opening_day(calendar, start, limit):
    due = calendar.add(start, limit).astimezone(BEIJING)
    day_zero = opening_day(calendar, start)
    days = [day_zero + timedelta(days=n) for n in range(1, (due.date() - day_zero).days + 1)]
    assert due.time() == calendar.hours.spans[-1][1]
    assert sum(calendar.is_workday(day) for day in days) == limit.amount


@given(calendars, moments, moments, moments, units)
def test_elapsed_time_adds_up(calendar, one, two, three, unit):
    first, middle, last = sorted((one, two, three))
    parts = calendar.elapsed(first, middle, unit) + calendar.elapsed(middle, last, unit)
    whole = calendar.elapsed(first, last, unit)
    assert abs(parts - whole) <= timedelta(microseconds=2)
    assert timedelta(0) <= whole


@given(calendars, moments, moments, moments, limits)
def test_a_pause_moves_the_due_time_by_what_it_lasted(calendar, start, one, other, limit):
    due = calendar.add(start, limit)
    paused, resumed = sorted((one, other))
    moved = calendar.shift(due, paused, resumed, limit.unit)
    lasted = calendar.elapsed(paused, resumed, limit.unit) if paused < due else timedelta(0)
    assert abs(calendar.elapsed(due, moved, limit.unit) - lasted) <= timedelta(microseconds=2)
    assert moved >= due


def test_a_pause_over_national_day_moves_work_days_only_by_work_days():
    due = CALENDAR.add(beijing(2026, 9, 28, 10), Limit(3, Unit.WORK_DAY))
    assert due == beijing(2026, 10, 8, 17, 30)
    moved = CALENDAR.shift(due, beijing(2026, 9, 30, 9), beijing(2026, 10, 9, 9), Unit.WORK_DAY)
    assert moved == beijing(2026, 10, 10, 17, 30)


def test_an_extension_by_work_days_adds_no_day_of_its_own():
    due = CALENDAR.add(beijing(2026, 9, 28, 10), Limit(2, Unit.WORK_DAY))
    assert due == beijing(2026, 9, 30, 17, 30)
    assert CALENDAR.extend(due, Limit(2, Unit.WORK_DAY)) == beijing(2026, 10, 9, 17, 30)
    assert CALENDAR.extend(due, Limit(24, Unit.URGENT_HOUR)) == beijing(2026, 10, 1, 17, 30)


@given(calendars, moments, work_days, work_days)
def test_limits_in_work_days_add_up(calendar, start, limit, more):
    whole = Limit(limit.amount + more.amount, Unit.WORK_DAY)
    assert calendar.extend(calendar.add(start, limit), more) == calendar.add(start, whole)


def test_the_used_share_is_half_after_half_the_work_hours():
    start = beijing(2026, 11, 23, 9)
    due = CALENDAR.add(start, Limit(6, Unit.WORK_HOUR))
    shares = [CALENDAR.share(start, due, at, Unit.WORK_HOUR) for at in (start, due)]
    assert shares == [0.0, 1.0]
    assert CALENDAR.share(start, due, beijing(2026, 11, 23, 12), Unit.WORK_HOUR) == 0.5


def test_a_pause_cannot_end_before_it_begins():
    with pytest.raises(Invalid, match="早于暂停"):
        CALENDAR.shift(
            beijing(2026, 1, 9, 9), beijing(2026, 1, 8, 9), beijing(2026, 1, 7, 9), Unit.DAY
        )


def test_hours_are_read_as_written():
    hours = Hours.parse("08:30-12:00， 14:00-18:15")
    assert hours == LOCAL.hours
    assert str(hours) == "08:30-12:00,14:00-18:15"
    assert hours.per_day == timedelta(hours=7, minutes=45)


@pytest.mark.parametrize("text", ["", "9点", "12:00-09:00", "09:00-12:00,11:00-13:00", "09:00"])
def test_hours_that_make_no_sense_are_refused(text):
    with pytest.raises(Invalid):
        Hours.parse(text)


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        (0, Unit.DAY),
        (-1, Unit.MINUTE),
        (float("nan"), Unit.DAY),
        (float("inf"), Unit.WORK_DAY),
        (100_001, Unit.WORK_DAY),
        (1.5, Unit.WORK_DAY),
    ],
)
def test_limits_that_make_no_sense_are_refused(amount, unit):
    with pytest.raises(Invalid):
        Limit(amount, unit)


@pytest.mark.parametrize("unit", Unit)
def test_the_longest_limit_still_has_a_due_time(unit):
    assert CALENDAR.add(beijing(2026, 11, 24, 9), Limit(100_000, unit)).year < 2500


def test_a_limit_says_itself_in_chinese():
    said = [
        Limit(4, Unit.WORK_HOUR).label,
        Limit(7, Unit.WORK_DAY).label,
        Limit(0.5, Unit.DAY).label,
    ]
    assert said == ["4 个工作时", "7 个工作日", "0.5 天"]


@given(limits)
def test_a_limit_is_kept_and_read_again(limit):
    assert Limit.of(limit.stored()) == limit


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"amount": 1},
        {"amount": "x", "unit": "day"},
        {"amount": 1, "unit": "week"},
        None,
        "3 天",
    ],
)
def test_a_limit_that_cannot_be_read_is_refused(stored):
    with pytest.raises(Invalid, match="看不懂时限"):
        Limit.of(stored)


def test_a_day_cannot_be_off_and_on():
    with pytest.raises(Invalid, match="2026-11-02"):
        WorkCalendar(extra_off=frozenset({MONDAY_OFF}), extra_on=frozenset({MONDAY_OFF}))


def test_a_moment_without_time_zone_is_an_error():
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.add(datetime(2026, 1, 5, 9), Limit(1, Unit.DAY))  # noqa: DTZ001
