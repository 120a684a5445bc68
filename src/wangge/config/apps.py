"""Composition: settings, addresses, commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Holds shared templates and built assets; tells the engines what the apps above add."""

    name = "wangge.config"
    label = "wangge_config"

    def ready(self) -> None:
        """Add the kinds of lists that can be given out, and who does which jobs."""
        from wangge.areas import hanging
        from wangge.exchange import export_runs
        from wangge.incidents import exports as incidents
        from wangge.people import exports as people
        from wangge.people import taking_in as residents
        from wangge.premises import exports as premises
        from wangge.premises import lists
        from wangge.premises import taking_in as units
        from wangge.premises.queries.grids import standing
        from wangge.redivision import jobs as redivision
        from wangge.redivision.proposing import running as divisions
        from wangge.rights import jobs as rights
        from wangge.upkeep import scanning

        hanging.register("premises", standing)
        residents.register_ledger()
        units.register_ledger()
        people.register_kind()
        premises.register_kind()
        lists.register_kinds()
        incidents.register_kind()
        export_runs.register_jobs()
        scanning.register_jobs()
        rights.register()
        redivision.register()
        divisions.register()
