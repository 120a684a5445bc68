"""Visits and patrols as lists and pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.kernel.codes import below
from wangge.people import queries as people
from wangge.posts.access import Staff
from wangge.visits import access, rules
from wangge.visits.models import Patrol, PatrolFinding, Visit, VisitMatter, VisitMeeting


@dataclass(frozen=True)
class Filters:
    """What a list of visits can be narrowed by; empty means all. `until` is the last day."""

    under: int | None = None
    since: date | None = None
    until: date | None = None
    kind: str = ""
    outcome: str = ""
    household: UUID | None = None
    opinions: bool = False


def visits(staff: Staff, filters: Filters) -> "QuerySet[Visit]":
    """The visits in reach that match, the last received first."""
    rows = access.visits(staff).filter(_within(filters))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.outcome:
        rows = rows.filter(outcome=filters.outcome)
    if filters.household:
        rows = rows.filter(household__uid=filters.household)
    if filters.opinions:
        rows = rows.filter(texts__has_any_keys=list(rules.OPINIONS))
    met = VisitMeeting.objects.select_related("person").order_by("pk")
    rows = rows.select_related("area", "household__dwelling", "worker")
    rows = rows.defer("area__boundary", "worker__password")
    return rows.prefetch_related(Prefetch("meetings", queryset=met)).order_by("-pk")


def patrols(staff: Staff, filters: Filters) -> "QuerySet[Patrol]":
    """The patrols in reach that match, the last received first."""
    rows = access.patrols(staff).filter(_within(filters)).select_related("area", "worker")
    rows = rows.defer("area__boundary", "worker__password")
    return rows.prefetch_related("findings").order_by("-pk")


def midnight(day: date) -> datetime:
    """When a day begins in China."""
    return datetime.combine(day, time(), clock.BEIJING)


def _within(filters: Filters) -> Q:
    found = Q()
    if filters.under is not None:
        codes = below(filters.under)
        found &= Q(area_id__gte=codes.start, area_id__lt=codes.stop)
    if filters.since:
        found &= Q(started_at__gte=midnight(filters.since))
    if filters.until:
        found &= Q(started_at__lt=midnight(filters.until + timedelta(days=1)))
    return found


def names_met(staff: Staff, rows: Iterable[Visit]) -> dict[UUID, str]:
    """The names of those met, as far as they are in reach, in one query."""
    uids = {meeting.person.uid for row in rows for meeting in row.meetings.all()}
    return people.names(staff, uids) if uids else {}


def matters_of(rows: Iterable[Visit]) -> dict[UUID, list[Incident]]:
    """The matters that each visit handed on, in one query; only those of its own worker."""
    workers = {row.uid: row.worker_id for row in rows}
    found: dict[UUID, list[Incident]] = {uid: [] for uid in workers}
    links = VisitMatter.objects.filter(visit__in=workers).select_related("incident__category")
    for link in links.defer("incident__search").order_by("pk"):
        if link.incident.reporter_id == workers[link.visit]:
            found[link.visit].append(link.incident)
    return found


def findings_of(patrol: Patrol) -> list[dict[str, Any]]:
    """What the patrol found, with the matters that have arrived by now."""
    rows = list(patrol.findings.all())
    uids = [row.incident for row in rows if row.incident]
    known = {row.uid: row for row in Incident.objects.filter(uid__in=uids, reporter=patrol.worker)}
    return [_finding(row, known.get(row.incident) if row.incident else None) for row in rows]


def _finding(row: PatrolFinding, incident: Incident | None) -> dict[str, Any]:
    return {
        "text": row.texts.get("text", ""),
        "result": row.result,
        "result_label": row.get_result_display(),
        "done": row.texts.get("done", ""),
        "uid": row.incident,
        "incident": incident,
    }
