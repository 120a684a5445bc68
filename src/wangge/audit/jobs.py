"""Work beside the request: put in the caller's transaction, done at least once by some worker.

The web process has a worker of its own unless told otherwise; `wangge work` is one more. Both take
jobs by compare-and-set, so any number of them may run. A job must be safe to repeat.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

from django.db import close_old_connections
from django.db.models import F, QuerySet

from wangge.audit.models import Job
from wangge.kernel import clock

LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=20)
MOST_TRIES = 5
POLL_SECONDS = 2.0
_LONGEST = 300

Beat = Callable[[], None]
Handler = Callable[[str, Beat], None]
"""Takes the job's subject, and a call to make while it works: it prolongs the lease."""

log = logging.getLogger(__name__)
_handlers: dict[str, tuple[Handler, Callable[[str, str], None]]] = {}


class Lost(Exception):  # noqa: N818 -- another worker goes on with it; there is nothing to mend
    """This worker was silent for too long and another has taken the job."""


def handle(name: str, handler: Handler, give_up: Callable[[str, str], None]) -> None:
    """Say who does the jobs of this name, and who is told when one fails for good."""
    _handlers[name] = (handler, give_up)


def put(name: str, subject: str, *, due: datetime | None = None) -> Job:
    """A job to be done once this transaction is committed (at `due`, if given)."""
    return Job.objects.create(handler=name, subject=subject, due=due or clock.now())


def work_once() -> bool:
    """Do one job that is due; whether there was one."""
    job = _take()
    if job is None:
        return False
    handler, give_up = _handlers[job.handler]
    if job.tries > MOST_TRIES:  # its workers died without a word, again and again
        _fail(job, "后台处理多次中断", give_up)
        return True
    try:
        handler(job.subject, lambda: _beat(job))
    except Lost:
        log.warning("job %s lost its lease", job)
    except Exception as error:
        log.exception("job %s failed", job)
        _fail(job, str(error) or type(error).__name__, give_up)
    else:
        _mine(job).update(done_at=clock.now(), error="")
    return True


def work(stop: Event, *, poll: float = POLL_SECONDS) -> None:
    """Do jobs until `stop` is set; a database that is away for a while is waited for."""
    while not stop.is_set():
        try:
            busy = work_once()
        except Exception:
            log.exception("the worker could not reach its jobs")
            close_old_connections()  # a lost one is opened anew
            busy = False
        if not busy:
            stop.wait(poll)


def _take() -> Job | None:
    """The job that has waited longest, if this worker is the one to get it."""
    now = clock.now()
    rows = Job.objects.filter(done_at=None, due__lte=now, handler__in=list(_handlers))
    for job in rows.order_by("due")[:5]:
        free = Job.objects.filter(pk=job.pk, tries=job.tries, due=job.due, done_at=None)
        if free.update(due=now + LEASE, tries=F("tries") + 1):
            job.tries += 1
            return job
    return None


def _mine(job: Job) -> "QuerySet[Job]":
    # Whoever takes the job adds a try: the number tells whose it is.
    return Job.objects.filter(pk=job.pk, tries=job.tries, done_at=None)


def _beat(job: Job) -> None:
    if not _mine(job).update(due=clock.now() + LEASE):
        raise Lost


def _fail(job: Job, error: str, give_up: Callable[[str, str], None]) -> None:
    now, told = clock.now(), error[:_LONGEST]
    if job.tries < MOST_TRIES:
        _mine(job).update(due=now + FIRST_PAUSE * 2**job.tries, error=told)
    elif _mine(job).update(done_at=now, error=told):
        give_up(job.subject, told)
