"""Full-text search of Chinese by character pairs, in the database (docs/adr/0004)."""

from django.apps import AppConfig
from django.db.models import TextField


class SearchConfig(AppConfig):
    """Registers the lookups `search__finds` and `search__holds`."""

    name = "wangge.search"

    def ready(self) -> None:
        from wangge.search.lookups import Finds, Holds

        TextField.register_lookup(Finds)
        TextField.register_lookup(Holds)
