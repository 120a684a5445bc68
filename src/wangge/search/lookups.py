"""`search__finds="白沙 消防"`: rows whose tokens hold every word of the query."""

from typing import Any, NoReturn

from django.db import NotSupportedError
from django.db.models import Lookup

from wangge.kernel.text import bigrams

Compiled = tuple[str, list[Any]]


def phrases(query: str) -> list[list[str]]:
    """Each word of the query as its run of tokens; at most eight words count."""
    return [tokens for word in query.split()[:8] if (tokens := bigrams(word))]


class Finds(Lookup):
    """Every word of the query occurs as a phrase; the last token of a word may be a beginning."""

    lookup_name = "finds"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, _connection: Any, **_extra: Any) -> Compiled:
        """FTS5, an index beside the table."""
        wanted = " AND ".join(
            " + ".join(f'"{token}"' for token in tokens) + " *" for tokens in phrases(self.rhs)
        )
        if not wanted:
            return "0 = 1", []
        table, alias = self._table(compiler)
        fts = f'"{table}_fts"'
        return (
            f'{alias}."id" IN (SELECT rowid FROM {fts} WHERE {fts} MATCH %s)',  # noqa: S608
            [wanted],
        )

    def as_postgresql(self, compiler: Any, _connection: Any, **_extra: Any) -> Compiled:
        """A GIN index over the tokens, then the phrase itself."""
        words = phrases(self.rhs)
        if not words:
            return "FALSE", []
        _, alias = self._table(compiler)
        column = f'{alias}."{self.lhs.target.column}"'
        parts: list[str] = []
        params: list[Any] = []
        whole = [token for tokens in words for token in tokens[:-1]] + [
            tokens[-1] for tokens in words if _is_pair(tokens[-1])
        ]
        if whole:
            parts.append(f"string_to_array({column}, ' ') @> %s::text[]")
            params.append(sorted(set(whole)))
        for tokens in words:
            parts.append(f"(' ' || {column}) LIKE %s")
            params.append("% " + " ".join(tokens) + "%")
        return " AND ".join(parts), params

    def as_sql(self, _compiler: Any, _connection: Any) -> NoReturn:
        """Refuse any other database."""
        raise NotSupportedError("search works on SQLite and PostgreSQL")

    def _table(self, compiler: Any) -> tuple[str, str]:
        """The table's name, and what it goes by in this query, quoted as that stands there."""
        alias: str = compiler.quote_name_unless_alias(self.lhs.alias)
        return self.lhs.target.model._meta.db_table, alias  # noqa: SLF001


class Holds(Finds):
    """`search__holds="0zxm"`: a whole token stands in the row; an index answers, however short it is."""

    lookup_name = "holds"

    def as_sqlite(self, compiler: Any, _connection: Any, **_extra: Any) -> Compiled:
        """FTS5, without a beginning counting as the whole."""
        table, alias = self._table(compiler)
        fts = f'"{table}_fts"'
        return (
            f'{alias}."id" IN (SELECT rowid FROM {fts} WHERE {fts} MATCH %s)',  # noqa: S608
            [f'"{self.rhs}"'],
        )

    def as_postgresql(self, compiler: Any, _connection: Any, **_extra: Any) -> Compiled:
        """The GIN index over the tokens."""
        _, alias = self._table(compiler)
        column = f'{alias}."{self.lhs.target.column}"'
        return f"string_to_array({column}, ' ') @> ARRAY[%s]::text[]", [self.rhs]


def _is_pair(token: str) -> bool:
    return len(token) > 1 and not token.isascii()
