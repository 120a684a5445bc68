"""Tables whose rows are only ever added: the database itself refuses the rest."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

SQLITE = (
    (
        "CREATE TRIGGER {t}_no_update BEFORE UPDATE ON {t}"
        " BEGIN SELECT RAISE(ABORT, '{t}: rows are only added'); END"
    ),
    (
        "CREATE TRIGGER {t}_no_delete BEFORE DELETE ON {t}"
        " BEGIN SELECT RAISE(ABORT, '{t}: rows are only added'); END"
    ),
)
SQLITE_BACK = ("DROP TRIGGER {t}_no_update", "DROP TRIGGER {t}_no_delete")
POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION wangge_only_added() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '%%: rows are only added', TG_TABLE_NAME; END $$"
    ),
    (
        "CREATE TRIGGER {t}_only_added BEFORE UPDATE OR DELETE ON {t}"
        " FOR EACH ROW EXECUTE FUNCTION wangge_only_added()"
    ),
    (
        "CREATE TRIGGER {t}_never_emptied BEFORE TRUNCATE ON {t}"
        " FOR EACH STATEMENT EXECUTE FUNCTION wangge_only_added()"
    ),
)
POSTGRESQL_BACK = ("DROP TRIGGER {t}_only_added ON {t}", "DROP TRIGGER {t}_never_emptied ON {t}")


def _runs(table: str, by_vendor: dict[str, tuple[str, ...]]) -> Callable[[Any, Any], None]:
    def run(_apps: Any, schema_editor: Any) -> None:
        for statement in by_vendor[schema_editor.connection.vendor]:
            # params=None keeps the doubled percent sign of the format string as it is
            schema_editor.execute(statement.format(t=table).replace("%%", "%"), params=None)

    return run


def only_added(table: str) -> migrations.RunPython:
    """The migration operation that makes `table` append-only."""
    return migrations.RunPython(
        _runs(table, {"sqlite": SQLITE, "postgresql": POSTGRESQL}),
        _runs(table, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
    )
