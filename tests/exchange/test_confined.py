import os
import signal

import pytest

from wangge.exchange import confined as limits
from wangge.exchange.confined import confined
from wangge.exchange.sheets import parse_book
from wangge.kernel.errors import Refused


def refusal(work, *args):
    with pytest.raises(Refused) as refused:
        list(confined(work, *args))
    assert refused.value.message.endswith("。")
    return refused.value.code


def test_what_is_made_in_the_child_comes_back_in_its_order():
    assert list(confined(range, 5)) == [0, 1, 2, 3, 4]


def test_a_refusal_in_the_child_is_one_here():
    assert refusal(parse_book, b"\x00\x01") == "file.unreadable"


def test_a_child_that_asks_for_too_much_memory_is_refused():
    assert refusal(bytes, limits.MEMORY * 2) == "file.bomb"


def test_a_child_that_works_too_long_is_ended_and_refused(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 1)
    assert refusal(sum, range(10**12)) == "file.bomb"


def test_a_child_that_is_killed_is_refused():
    assert refusal(signal.raise_signal, signal.SIGKILL) == "file.bomb"


def test_a_mistake_in_the_child_is_raised_here_with_its_story():
    with pytest.raises(RuntimeError, match="ValueError: invalid literal"):
        list(confined(int, "x"))


def test_a_child_knows_nothing_of_the_database(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    assert "".join(confined(os.getenv, "DATABASE_URL", "none")) == "none"


def test_a_child_ends_when_nobody_reads_on():
    pieces = confined(range, 10**9)
    assert next(pieces) == 0
    pieces.close()
    assert list(pieces) == []
