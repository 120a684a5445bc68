"""Read what strangers upload in a process of its own, with little memory and time.

The sizes that a spreadsheet names cannot be trusted, and a parser that runs out of memory takes
its process with it. So it gets a process without files, keys and database, whose end is only a
refusal. What it finds comes back piece by piece.
"""

import gc
import os
import pickle
import resource
import sys
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from subprocess import PIPE, Popen
from typing import IO, Any, ParamSpec, TypeVar

from wangge.kernel.errors import Refused

MEMORY = 2 * 1024 * 1024 * 1024
"""Address space: a sheet of eight million cells, the most that is let in, needs half of it."""
SECONDS = 300
"""Processor time: a hundred thousand rows need three."""

_CALL = "from wangge.exchange.confined import serve; serve()"
_KEPT = ("PATH", "PYTHON", "LANG", "LC_", "LD_", "TMPDIR")

P = ParamSpec("P")
T = TypeVar("T")


class _Word(Enum):
    """What a message of the child is."""

    PIECE = "piece"
    REFUSED = "refused"
    BROKEN = "broken"
    LIMIT = "limit"
    END = "end"


def confined(
    work: Callable[P, Iterator[T]], *args: P.args, **kwargs: P.kwargs
) -> Generator[T, None, None]:
    """What `work` yields, made by a child process within `MEMORY` and `SECONDS`.

    `work` is a function of a module and says `Refused` for itself; a child that dies is refused.
    """
    with _child() as (orders, answers):
        with suppress(BrokenPipeError):  # it died: the answer says so
            pickle.dump((MEMORY, SECONDS), orders)
            pickle.dump((work, args, kwargs), orders)
            orders.close()
        while True:
            word, told = _answer(answers)
            if word is _Word.END:
                return
            if word is _Word.REFUSED:
                raise Refused(*told)
            if word is _Word.LIMIT:
                raise _too_much()
            if word is _Word.BROKEN:
                raise RuntimeError(told)
            yield told


def serve() -> None:
    """The child's side: one piece of work, then the end."""
    gc.disable()  # a short life, bounded anyway: rows are many and hold no cycles
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what anything prints is no answer
        _limit(*pickle.load(sys.stdin.buffer))  # noqa: S301 -- from the parent
        try:
            work, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301
            for piece in work(*args, **kwargs):
                _say(answers, _Word.PIECE, piece)
            _say(answers, _Word.END)
        except Refused as refused:
            _say(answers, _Word.REFUSED, (refused.code, refused.message))
        except MemoryError:
            _say(answers, _Word.LIMIT)
        except BrokenPipeError:
            return  # the parent wants no more
        except Exception:  # noqa: BLE001 -- the parent raises it
            _say(answers, _Word.BROKEN, traceback.format_exc())


@contextmanager
def _child() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    kept = {name: value for name, value in os.environ.items() if name.startswith(_KEPT)}
    child = Popen([sys.executable, "-P", "-c", _CALL], stdin=PIPE, stdout=PIPE, env=kept)  # noqa: S603
    assert child.stdin
    assert child.stdout
    try:
        yield child.stdin, child.stdout
    finally:
        child.kill()
        with suppress(BrokenPipeError):
            child.stdin.close()
        child.stdout.close()
        child.wait()


def _limit(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _say(answers: IO[bytes], word: _Word, told: Any = None) -> None:
    pickle.dump((word, told), answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()


def _answer(answers: IO[bytes]) -> tuple[_Word, Any]:
    try:
        word, told = pickle.load(answers)  # noqa: S301 -- of our own code
    except (EOFError, pickle.UnpicklingError):
        return _Word.LIMIT, None
    return word, told


def _too_much() -> Refused:
    return Refused(
        "file.bomb",
        "读取这份文件所需的内存或时间超过上限，已停止，没有导入任何内容。"
        "请新建工作簿，只粘贴需要的行和列，或按网格拆成几个文件后再导入。",
    )
