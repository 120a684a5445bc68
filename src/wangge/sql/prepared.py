"""Query sets whose SQL is made once (docs/adr/0012).

To build a query's SQL costs Django ten times what the database takes to answer it. A `Prepared`
query is built at its first run; later runs only put their values in. What it finds is what the
same query set would find: nothing is kept but the text of the statement and how to read its rows.
"""

from collections.abc import Callable
from threading import local
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


class Slot(Expression):
    """A place in the statement that each run fills with a value of its field."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


class _Statement:
    """The query set made into SQL for one connection; a connection belongs to one thread."""

    def __init__(self, rows: "QuerySet[Any, Any]", connection: Any) -> None:
        self.connection = connection
        self._cursor = getattr(connection, "preparing_cursor", connection.cursor)
        compiler = rows.query.get_compiler(connection=connection)
        self._sql, self._params = compiler.as_sql()
        columns = [column for column, *_ in compiler.select]
        converters = compiler.get_converters(columns)
        composite = compiler.has_composite_fields(columns)
        compiler.get_converters = lambda _columns: converters
        compiler.has_composite_fields = lambda _columns: composite
        rows.query.get_compiler = lambda *_args, **_more: compiler  # type: ignore[method-assign]
        self._rows, self._compiler = rows, compiler

    def run(self, values: dict[str, Any]) -> list[Any]:
        bound = [self._bound(param, values) for param in self._params]
        self._compiler.execute_sql = lambda *_args, **_more: [self._found(bound)]
        return list(self._rows.iterator())  # unlike the rows themselves it remembers nothing

    def _found(self, bound: list[Any]) -> list[tuple[Any, ...]]:
        with self._cursor() as cursor:
            cursor.execute(self._sql, bound)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def _bound(self, param: Any, values: dict[str, Any]) -> Any:
        if not isinstance(param, Slot):
            return param
        return param.output_field.get_db_prep_value(values[param.name], self.connection)


class Prepared(Generic[Row]):
    """`Prepared(lambda code: Area.objects.filter(code=code), code=BigIntegerField())`.

    The lambda gets a `Slot` for each named field and gives the query set. Slots stand where a
    filter takes one value; a list that may be of any length has no place here.
    """

    def __init__(
        self, build: "Callable[..., QuerySet[Any, Row]]", **fields: "Field[Any, Any]"
    ) -> None:
        self._build = build
        self._fields = fields
        self._own = local()

    def rows(self, **values: Any) -> list[Row]:
        """What the query set finds with these values."""
        connection = connections[DEFAULT_DB_ALIAS]
        statement: _Statement | None = getattr(self._own, "statement", None)
        if statement is None or statement.connection is not connection:
            slots = {name: Slot(name, field) for name, field in self._fields.items()}
            statement = self._own.statement = _Statement(self._build(**slots), connection)
        return statement.run(values)

    def first(self, **values: Any) -> Row | None:
        """The first row, or None."""
        rows = self.rows(**values)
        return rows[0] if rows else None
