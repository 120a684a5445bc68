"""Writing one row with a statement made once (docs/adr/0012): what every step of a matter does.

`insert(row)` is `row.save(force_insert=True)` and `change(row, …)` a filtered `update()`, without
building their SQL anew. Neither sends signals; nothing here listens to any.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model


def insert(row: Model) -> None:
    """Add the row; it knows its key afterwards."""
    sql, fields = _insertion(type(row))
    connection = connections[DEFAULT_DB_ALIAS]
    values = [f.get_db_prep_save(f.pre_save(row, add=True), connection) for f in fields]
    with _cursor(connection) as cursor:
        cursor.execute(sql, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001


def change(row: Model, changes: Mapping[str, Any], *, version: int) -> bool:
    """Set these fields if the row still has the version; whether it had."""
    sql, fields = _change(type(row), tuple(changes))
    connection = connections[DEFAULT_DB_ALIAS]
    values = [
        field.get_db_prep_save(value.pk if isinstance(value, Model) else value, connection)
        for field, value in zip(fields, changes.values(), strict=True)
    ]
    with _cursor(connection) as cursor:
        cursor.execute(sql, [*values, row.pk, version])
        if not cursor.rowcount:
            return False
    for name, value in changes.items():
        setattr(row, name, value)
    return True


def _cursor(connection: Any) -> Any:
    return getattr(connection, "preparing_cursor", connection.cursor)()


@cache
def _insertion(model: type[Model]) -> tuple[str, "list[Field[Any, Any]]"]:
    meta: Any = model._meta  # noqa: SLF001
    fields = [field for field in meta.local_concrete_fields if field is not meta.auto_field]
    columns = ", ".join(_quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table, key = _quoted(meta.db_table), _quoted(meta.pk.column)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING {key}", fields  # noqa: S608


@cache
def _change(model: type[Model], names: tuple[str, ...]) -> tuple[str, "list[Field[Any, Any]]"]:
    meta: Any = model._meta  # noqa: SLF001
    fields = [meta.get_field(name) for name in names]
    places = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    table, key = _quoted(meta.db_table), _quoted(meta.pk.column)
    sql = f"UPDATE {table} SET {places} WHERE {key} = %s AND version = %s"  # noqa: S608
    return sql, fields


def _quoted(name: str) -> str:
    return f'"{name}"'
