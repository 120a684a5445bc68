"""When a household is due, and whose clock counts."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wangge.visits.rules import OLDEST, SLACK, due, span

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
LIMITS = {"": 180, "old": 30, "weak": 90}
moments = st.none() | st.integers(86_400, 6_900_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


@given(moments, moments)
def test_no_told_time_puts_a_visit_into_the_future_or_end_before_start(start, end):
    found = span(start, end, now=NOW)
    assert found.start <= found.end <= NOW
    assert found.start >= NOW - OLDEST


@given(
    st.timedeltas(timedelta(0), OLDEST - timedelta(days=2)),
    st.timedeltas(timedelta(0), timedelta(hours=5)),
)
def test_a_time_that_can_be_is_kept_as_told(ago, lasted):
    start = NOW - ago - lasted
    found = span(start, start + lasted, now=NOW)
    assert (found.start, found.end, found.doubtful) == (start, start + lasted, False)


def test_a_clock_a_little_fast_is_no_reason_for_doubt():
    found = span(NOW + SLACK / 2, None, now=NOW)
    assert (found.start, found.doubtful) == (NOW, False)


@given(st.sets(st.sampled_from(["old", "weak", "young"])), st.integers(0, 400))
def test_the_shortest_interval_of_a_household_decides(groups, ago):
    found = due(groups, LIMITS, last=TODAY - timedelta(days=ago), today=TODAY)
    limit = min(LIMITS[group] for group in ("", *groups) if group in LIMITS)
    assert (found is not None) == (ago >= limit)
    assert found is None or (found.limit, found.late) == (limit, ago - limit)


def test_a_home_that_was_never_met_is_due_and_not_late():
    found = due(["old"], LIMITS, last=None, today=TODAY)
    assert (found.never, found.late, found.groups) == (True, 0, ("old",))


def test_no_interval_is_no_plan():
    assert due([], {"": 0}, last=None, today=TODAY) is None
