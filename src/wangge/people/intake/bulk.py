"""Adding very many rows: the model's own conversions, none of its per-object cost."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, models

from wangge.people.intake.chunks import chunks

_AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add `rows`, whose values stand in the order of the field `names`.

    A hundred thousand model objects cost more than the database needs to store them. Fields left
    out must have a default in the database or allow NULL.
    """
    fields: list[Any] = [model._meta.get_field(name) for name in names]  # noqa: SLF001 -- public by use
    converters = [_converter(field) for field in fields]
    hard = [(at, convert) for at, convert in enumerate(converters) if convert]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    holes = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)  # noqa: SLF001
    statement = f"INSERT INTO {table} ({columns}) VALUES ({holes})"  # noqa: S608 -- names of fields
    with connection.cursor() as cursor:
        for run in chunks(rows):
            cursor.executemany(statement, [_ready(row, hard) for row in run])


def keys(model: Any, uids: Iterable[UUID]) -> dict[UUID, int]:
    """Primary keys by the identifiers the rows were made with."""
    found: dict[UUID, int] = {}
    for run in chunks(uids):
        found.update(model.objects.filter(uid__in=run).values_list("uid", "pk"))
    return found


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


def _ready(row: Sequence[Any], hard: list[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(row)
    for at, convert in hard:
        values[at] = convert(values[at])
    return values


def _converter(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, _AS_THEY_ARE):
        return None

    last: list[Any] = [None, field.get_db_prep_save(None, connection)]

    def convert(value: Any) -> Any:
        if value is not last[0]:  # one moment of entry for a hundred thousand rows
            last[:] = value, field.get_db_prep_save(value, connection)
        return last[1]

    return convert
