"""When things are due, by the local working calendar."""

from datetime import datetime
from functools import lru_cache

from wangge.areas.settings import setting
from wangge.incidents.models import Category, Incident
from wangge.kernel.worktime import Hours, Limit, WorkCalendar


@lru_cache(maxsize=64)
def _calendar(hours: str) -> WorkCalendar:
    return WorkCalendar(Hours.parse(hours))


def calendar_at(area: int) -> WorkCalendar:
    """The working calendar that holds at an area."""
    return _calendar(setting("work_hours", area))


def accept_limit(category: Category) -> Limit:
    """How soon a report must be accepted."""
    return Limit.of(category.accept_limit)


def handle_limit(category: Category) -> Limit:
    """How soon the whole matter must be closed."""
    return Limit.of(category.handle_limit)


def due(category: Category, area: int, start: datetime) -> tuple[datetime, datetime]:
    """(acceptance due, closing due) of a matter reported at `start`."""
    calendar = calendar_at(area)
    return (
        calendar.add(start, accept_limit(category)),
        calendar.add(start, handle_limit(category)),
    )


def extended(incident: Incident) -> datetime:
    """The due time after one more original limit (an extension adds no more than that)."""
    return calendar_at(incident.area_id).extend(incident.due_at, handle_limit(incident.category))


def resumed(incident: Incident, now: datetime) -> datetime:
    """The due time moved by the working time of the suspension."""
    assert incident.suspended_at is not None
    unit = handle_limit(incident.category).unit
    calendar = calendar_at(incident.area_id)
    return calendar.shift(incident.due_at, incident.suspended_at, now, unit)
