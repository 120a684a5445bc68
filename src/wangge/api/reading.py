"""From what a schema has read to what the domain takes."""

from wangge.api.schemas.incidents import IncidentIn, ReporterIn
from wangge.incidents.actions.reporting import Report


def report_of(given: IncidentIn) -> Report:
    """The report as the domain takes it."""
    reporter = given.reporter or ReporterIn()
    return Report(
        category=given.category,
        title=given.title or "",
        description=given.description,
        kind=given.kind or "",
        source=given.source or "",
        lon=given.lon,
        lat=given.lat,
        grid=given.grid or "",
        address=given.address or "",
        reporter_name=reporter.name or "",
        reporter_phone=reporter.phone or "",
        found_at=given.found_at,
        photos=tuple(given.photos or ()),
    )
