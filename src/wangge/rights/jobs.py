"""Retention every night: each run puts the next one."""

from datetime import datetime, timedelta

from wangge.audit import jobs
from wangge.audit.models import Job
from wangge.kernel import clock
from wangge.rights import retention

NAME = "retention"
HOUR = 2  # in the night, China's time


def register() -> None:
    """Say who does the nightly job."""
    jobs.handle(NAME, _run, lambda _subject, _error: schedule())


def schedule() -> None:
    """Put the next night's job, unless one waits; every start of the server may ask."""
    if not Job.objects.filter(handler=NAME, done_at=None).exists():
        jobs.put(NAME, "daily", due=_next())


def _run(_subject: str, beat: jobs.Beat) -> None:
    retention.run(beat=beat)
    jobs.put(NAME, "daily", due=_next())


def _next() -> datetime:
    local = clock.now().astimezone(clock.BEIJING)
    night = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return night if night > local else night + timedelta(days=1)
