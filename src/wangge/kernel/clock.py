"""The one source of the present moment; it can be moved to replay a history."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")

_moved: ContextVar[datetime | None] = ContextVar("moved", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _moved.get() or datetime.now(UTC)


def today() -> date:
    """Today's date in China."""
    return now().astimezone(BEIJING).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now()` answer `moment` inside the block."""
    token = _moved.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
