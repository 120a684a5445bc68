"""Who carries an import out, and whether it still can: a process may be killed half-way.

A claim names its machine and process. On that machine the end of the process is seen at once;
elsewhere the claim lapses, long after any import is through. An import that was thought dead and
was not does no harm: imports of an area wait for each other, and a second one changes nothing.
"""

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from wangge.kernel import clock

Claim = dict[str, Any]

LAPSE = timedelta(minutes=30)


def claim() -> Claim:
    """That this process takes a piece of work, now."""
    return {
        "token": uuid4().hex,
        "host": socket.gethostname(),
        "process": _process(os.getpid()),
        "at": clock.now().isoformat(),
    }


def is_lost(claimed: Claim) -> bool:
    """Whether whoever made the claim can no longer finish."""
    if "at" not in claimed:  # a claim of before claims had names
        return True
    if datetime.fromisoformat(claimed["at"]) + LAPSE < clock.now():
        return True
    number = int(claimed["process"].partition(":")[0])
    return bool(claimed["host"] == socket.gethostname() and _process(number) != claimed["process"])


def _process(number: int) -> str:
    """A process by number and start: numbers are given again."""
    try:
        told = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return f"{number}:{_answers(number)}"
    return f"{number}:{told.rpartition(')')[2].split()[19]}"


def _answers(number: int) -> str:
    """Without /proc: only whether there is such a process."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "running"
