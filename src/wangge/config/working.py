"""A worker in the web process, so that a small installation needs no second one."""

import threading

from django.db import connection

from wangge.audit import jobs
from wangge.config import env

VARIABLE = "WANGGE_JOBS"


def is_embedded() -> bool:
    """`WANGGE_JOBS`: 1 jobs in the web processes, 0 only in `wangge work`; by default with SQLite."""
    return env.flag(VARIABLE, default=connection.vendor == "sqlite")


def start() -> threading.Event | None:
    """Begin to do jobs beside the requests; answers how to stop."""
    if not is_embedded():
        return None
    stop = threading.Event()
    threading.Thread(target=jobs.work, args=(stop,), name="jobs", daemon=True).start()
    return stop
