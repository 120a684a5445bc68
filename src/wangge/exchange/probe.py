"""Open an .xls from standard input within a memory and time limit; prints one word.

Runs as a program of its own (`sheets` starts it): what it cannot open within its limits, the
server does not open at all.
"""

import resource
import sys
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError


def main() -> str:
    """fine, password or unreadable; anything else means that a limit was hit."""
    memory, seconds = (int(limit) for limit in sys.argv[1:3])
    data = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        CalamineWorkbook.from_filelike(BytesIO(data))
    except PasswordError:
        return "password"
    except (CalamineError, OSError, ValueError):
        return "unreadable"
    return "fine"


if __name__ == "__main__":
    sys.stdout.write(main())
