"""On which days information goes up, and how far undated work may wait."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.visits import windows

days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
sets = st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found)))


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("周二、周五", (1, 4)),
        ("每周二、五", (1, 4)),
        ("星期天", (6,)),
        ("每天", (0, 1, 2, 3, 4, 5, 6)),
        ("", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_the_days_are_read_as_people_write_them(told, found):
    assert windows.weekdays(told) == found
    assert windows.weekdays(windows.named(found)) == found


@given(day=days, wanted=sets)
def test_a_window_is_the_first_of_its_days_and_less_than_a_week_away(day, wanted):
    found = windows.window(day, wanted)
    assert day <= found < day + timedelta(days=7)
    assert found.weekday() in wanted
    between = (day + timedelta(days=n) for n in range((found - day).days))
    assert all(each.weekday() not in wanted for each in between)


@given(noted=days, after=st.integers(0, 40), wanted=sets, special=st.booleans())
def test_nothing_is_handed_up_before_it_came_or_before_its_day(noted, after, wanted, special):
    received = noted + timedelta(days=after)
    found = windows.handing(special=special, noted=noted, received=received, days=wanted)
    assert found.handed_on == max(found.window, received)
    assert found.window == (noted if special else windows.window(noted, wanted))


def test_undated_work_may_wait_until_friday_and_at_a_weekend_until_the_next():
    monday = date(2026, 11, 23)
    found = [windows.any_day_until(monday + timedelta(days=n)) for n in range(7)]
    assert found == [date(2026, 11, 27)] * 5 + [date(2026, 12, 4)] * 2
    assert windows.week_of(date(2026, 11, 29)) == (monday, date(2026, 11, 30))
