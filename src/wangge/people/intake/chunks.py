"""Cutting long lists into queries a database takes."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

CHUNK = 5_000

T = TypeVar("T")


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Runs of at most `size` values (itertools.batched comes with Python 3.12)."""
    rest = iter(values)
    while run := list(islice(rest, size)):
        yield run
