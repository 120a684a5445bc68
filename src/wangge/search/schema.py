"""The database side of search: what a migration runs for a model with a `search` column."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

SQLITE = (
    (
        "CREATE VIRTUAL TABLE {t}_fts USING fts5(search, content='{t}', content_rowid='id',"
        " tokenize='unicode61')"
    ),
    (
        "CREATE TRIGGER {t}_fts_i AFTER INSERT ON {t} BEGIN"
        " INSERT INTO {t}_fts(rowid, search) VALUES (new.id, new.search); END"
    ),
    (
        "CREATE TRIGGER {t}_fts_d AFTER DELETE ON {t} BEGIN"
        " INSERT INTO {t}_fts({t}_fts, rowid, search) VALUES ('delete', old.id, old.search); END"
    ),
    (
        "CREATE TRIGGER {t}_fts_u AFTER UPDATE OF search ON {t} WHEN old.search <> new.search BEGIN"
        " INSERT INTO {t}_fts({t}_fts, rowid, search) VALUES ('delete', old.id, old.search);"
        " INSERT INTO {t}_fts(rowid, search) VALUES (new.id, new.search); END"
    ),
)
SQLITE_BACK = (
    "DROP TRIGGER IF EXISTS {t}_fts_i",
    "DROP TRIGGER IF EXISTS {t}_fts_d",
    "DROP TRIGGER IF EXISTS {t}_fts_u",
    "DROP TABLE IF EXISTS {t}_fts",
)
POSTGRESQL = ("CREATE INDEX {t}_search ON {t} USING gin (string_to_array(search, ' '))",)
POSTGRESQL_BACK = ("DROP INDEX IF EXISTS {t}_search",)


def _runs(table: str, by_vendor: dict[str, tuple[str, ...]]) -> Callable[[Any, Any], None]:
    def run(_apps: Any, schema_editor: Any) -> None:
        for statement in by_vendor[schema_editor.connection.vendor]:
            schema_editor.execute(statement.format(t=table))

    return run


REBUILT = (*SQLITE[1:], "INSERT INTO {t}_fts({t}_fts) VALUES ('rebuild')")


def search_index_kept(table: str) -> migrations.RunPython:
    """To stand after an operation by which SQLite makes `table` anew: its triggers went with it."""
    return migrations.RunPython(
        _runs(table, {"sqlite": REBUILT, "postgresql": ()}), migrations.RunPython.noop
    )


def search_index(table: str) -> migrations.RunPython:
    """The migration operation that makes `table`.search searchable."""
    return migrations.RunPython(
        _runs(table, {"sqlite": SQLITE, "postgresql": POSTGRESQL}),
        _runs(table, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
    )
