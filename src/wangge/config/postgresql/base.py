"""PostgreSQL with a second kind of cursor, whose statements the server plans once for a session.

To plan a statement of seven tables takes the server fifteen times as long as to run it
(docs/adr/0012). Lists, whose best plan hangs on what is asked, go the usual way.
"""

from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL that can be asked for such a cursor."""

    _prepares = False

    def get_connection_params(self) -> dict[str, Any]:
        # Django's own cursors send values within the text, which is never kept.
        return {**super().get_connection_params(), "prepare_threshold": 0}

    def _configure_connection(self, connection: Any) -> bool:
        # Of itself the server plans a kept statement anew while that looks cheaper.
        with connection.cursor() as cursor:
            cursor.execute("SET plan_cache_mode TO force_generic_plan")
        super()._configure_connection(connection)  # type: ignore[misc]
        return True

    def preparing_cursor(self) -> Any:
        """A cursor as `cursor()` gives it, for statements that are worth keeping."""
        self._prepares = True
        try:
            return self.cursor()
        finally:
            self._prepares = False

    def create_cursor(self, name: str | None = None) -> Any:
        if self._prepares:
            return base.ServerBindingCursor(self.connection)  # type: ignore[call-arg]
        return super().create_cursor(name)
