"""Adding very many rows: whole runs in one statement, none of the model's per-object cost."""

import gc
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db import connection, models

from wangge.people.intake.chunks import chunks
from wangge.privacy.fields import NumberlessField

# What both databases take as it is.
_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.ForeignKey,
    models.BinaryField,
)
_STATEMENT = 1_000
Conversions = list[tuple[int, Callable[[Any], Any]]]
_REMEMBERED = 16_384


def insert(model: Any, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add `rows`, whose values stand in the order of the field `names`.

    A hundred thousand model objects cost more than the database needs to store them. Fields left
    out must have a default in the database or allow NULL.
    """
    target, hard = _plan(model, tuple(names))
    write = _copy if connection.vendor == "postgresql" else _statements
    write(target, len(names), (_ready(row, hard) for row in rows))


def reserve(model: Any, count: int) -> Sequence[int]:
    """Primary keys for `count` rows to come; only within a transaction that writes."""
    if not count:
        return ()
    options = model._meta  # noqa: SLF001
    table, key = options.db_table, options.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, key, count],
            )
            return [number for (number,) in cursor.fetchall()]
        # The one writer of SQLite: nobody else makes a row before this transaction ends.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
    return range(last + 1, last + 1 + count)


def _copy(target: str, _width: int, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _statements(target: str, width: int, rows: Iterable[Sequence[Any]]) -> None:
    """Many rows in one statement: after each, SQLite's full-text index is written to its table."""
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    limit = raw.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // width
    hole = f"({', '.join('?' * width)})"
    with connection.wrap_database_errors:
        for run in chunks(rows, min(_STATEMENT, limit)):
            holes = ", ".join([hole] * len(run))
            values = list(chain.from_iterable(run))
            raw.execute(f"INSERT INTO {target} VALUES {holes}", values)  # noqa: S608 -- names of fields


@contextmanager
def no_collection() -> Iterator[None]:
    """Hold the cycle collector while a ledger is read: it is many rows and no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def settled() -> Iterator[None]:
    """Spare the collector the rows that were read: they stay until they are written."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@lru_cache
def _plan(model: Any, names: tuple[str, ...]) -> tuple[str, Conversions]:
    """Table and columns in SQL, and what must be done to which value of a row."""
    options = model._meta  # noqa: SLF001 -- public by use
    fields: list[Any] = [options.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    converters = [_converter(field) for field in fields]
    hard = [(at, convert) for at, convert in enumerate(converters) if convert]
    return f"{quote(options.db_table)} ({columns})", hard


def _ready(row: Sequence[Any], hard: Conversions) -> list[Any]:
    values = list(row)
    for at, convert in hard:
        values[at] = convert(values[at])
    return values


def _converter(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, _AS_THEY_ARE) and not isinstance(field, NumberlessField):
        return None
    if isinstance(field, models.UUIDField):
        return None if connection.features.has_native_uuid_field else _hex
    prepare = partial(field.get_db_prep_save, connection=connection)
    if isinstance(field, models.DateField | NumberlessField):  # they come again and again
        return lru_cache(_REMEMBERED)(prepare)
    if isinstance(field, models.JSONField):
        empty = prepare({})
        return lambda value: prepare(value) if value else empty
    return prepare


_hex = attrgetter("hex")
