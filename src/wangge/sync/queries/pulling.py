"""What a device holds of its worker's grids: the least it needs, and what has changed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from wangge.areas.settings import read_once
from wangge.incidents import access as incident_access
from wangge.incidents import queries as incident_queries
from wangge.incidents import rules as incident_rules
from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.people import queries as people
from wangge.people.households import HERE, address
from wangge.people.models import Household, HouseholdChange, PastStay, Person
from wangge.posts.access import Staff
from wangge.sync.queries import agenda, cursors, known
from wangge.sync.queries.cursors import Cursor, Ranges
from wangge.visits.models import Visit

PAGE = 1000
OVERLAP = timedelta(minutes=2)  # transactions end in another order than they begin
INCIDENTS = 500
_PERSON = (
    "id", "household", "name", "sex", "birth_date", "age", "relation", "phones",
    "living_address", "residence", "status", "labels", "version",
)  # fmt: skip


@dataclass(frozen=True)
class Pull:
    """One answer; `reset` tells the device to forget what it holds first."""

    households: list[dict[str, Any]]
    people: list[dict[str, Any]]
    incidents: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    dropped: list[dict[str, Any]]
    notices: list[dict[str, Any]]
    journals: list[dict[str, Any]]
    information: list[dict[str, Any]]
    rules: dict[str, Any]
    next: str
    more: bool
    reset: bool


def grids(staff: Staff) -> Ranges:
    """The grids whose residents a device may hold: of posts in a grid or community only."""
    found = {
        each
        for duty in staff.duties
        if duty.level >= Level.COMMUNITY and "collect" in duty.abilities
        for each in duty.ranges
    }
    return tuple(sorted(found))


def pull(staff: Staff, since: str) -> Pull:
    """Everything at first, then what changed; a long list of residents comes in pages."""
    ranges = grids(staff)
    reach = cursors.reach_of(staff, ranges)
    given = cursors.read(since) if since else None
    reset = given is None or given.reach != reach
    if given is None or reset:
        given = Cursor(None, clock.now(), 0, reach)
        first = True
    elif given.after == 0:
        given = Cursor(given.asked - OVERLAP, clock.now(), 0, reach)
        first = True
    else:
        first = False
    rows = _people(ranges, given)
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    following = Cursor(given.since, given.asked, rows[-1].pk if more else 0, reach)
    fields = known.Dictionaries()
    with read_once():
        return Pull(
            households=_households(staff, ranges, given.since, fields) if first else [],
            people=[
                *[_person(staff, row, fields) for row in rows],
                *(_left(ranges, given.since) if first else []),
            ],
            incidents=_incidents(staff, given.since) if first else [],
            **vars(agenda.agenda(staff, ranges) if first else agenda.NOTHING),
            next=cursors.write(following),
            more=more,
            reset=reset,
        )


def _within(ranges: Ranges, field: str = "area_id") -> Q:
    found = Q(pk__in=[])
    for start, stop in ranges:
        found |= Q(**{f"{field}__gte": start, f"{field}__lt": stop})
    return found


def _people(ranges: Ranges, cursor: Cursor) -> list[Person]:
    rows = Person.objects.filter(_within(ranges), pk__gt=cursor.after)
    if cursor.since:
        rows = rows.filter(changed_at__gte=cursor.since)
    else:
        rows = rows.filter(status__in=HERE, hidden="")
    return list(people.with_details(rows).order_by("pk")[: PAGE + 1])


def _person(staff: Staff, row: Person, fields: known.Dictionaries) -> dict[str, Any]:
    if row.hidden or row.status not in HERE:
        return {"id": row.uid, "gone": True}
    shown = people.masked(staff, row, fields.at(row.area_id))
    return {
        **{key: shown[key] for key in _PERSON},
        "facts": known.of_person(shown),
        "grid": row.area.number,
        "confirmed_on": row.confirmed_on,
        "gone": False,
    }


def _left(ranges: Ranges, since: datetime | None) -> list[dict[str, Any]]:
    """Those who lived in the grids and now live elsewhere."""
    if since is None:
        return []
    stays = PastStay.objects.filter(_within(ranges), until__gte=_day(since)).values("person")
    moved = Q(pk__in=stays) | Q(changes__field="area", changes__at__gte=since)
    rows = Person.objects.filter(moved, changed_at__gte=since).exclude(_within(ranges))
    uids = rows.order_by().values_list("uid", flat=True).distinct()
    return [{"id": uid, "gone": True} for uid in uids]


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.BEIJING).date() - timedelta(days=1)


def _households(
    staff: Staff, ranges: Ranges, since: datetime | None, fields: known.Dictionaries
) -> list[dict[str, Any]]:
    rows = Household.objects.filter(_within(ranges))
    rows = rows.select_related("area", "dwelling__building").defer("area__boundary")
    if since is None:
        found = list(rows.filter(until=None).order_by("pk"))
        return _homes(staff, ranges, found, fields)
    changed = Q(changes__at__gte=since) | Q(members__changed_at__gte=since)
    changed |= Q(visits__received_at__gte=since) | Q(since__gte=_day(since))
    changed |= Q(until__gte=_day(since)) | Q(past_members__until__gte=_day(since))
    found = list(rows.filter(changed).distinct().order_by("pk"))
    moved = HouseholdChange.objects.filter(field="area", at__gte=since)
    gone = Household.objects.filter(pk__in=moved.values("household")).exclude(_within(ranges))
    return [*_homes(staff, ranges, found, fields), *({"id": row.uid, "gone": True} for row in gone)]


def _homes(
    staff: Staff, ranges: Ranges, rows: Iterable[Household], fields: known.Dictionaries
) -> list[dict[str, Any]]:
    last = _last_visits(ranges)
    return [
        {"id": row.uid, "gone": True}
        if row.until
        else _home(staff, row, last.get(row.pk)) | _more(staff, row, fields)
        for row in rows
    ]


def _more(staff: Staff, row: Household, fields: known.Dictionaries) -> dict[str, Any]:
    building = row.dwelling.building.uid if row.dwelling else None
    return {"building": building, "facts": known.of_home(staff, row, fields.at(row.area_id))}


def _home(staff: Staff, row: Household, last: Visit | None) -> dict[str, Any]:
    return {
        "id": row.uid,
        "grid": row.area.number,
        "address": address(staff, row, []),
        "kind": row.kind,
        "visited_at": last.started_at.astimezone(clock.BEIJING) if last else None,
        "outcome": last.outcome if last else None,
        "wished": last.text("wished") if last else "",
        "version": row.version,
        "gone": False,
    }


def _last_visits(ranges: Ranges) -> dict[int, Visit]:
    newest = (
        Visit.objects.filter(_within(ranges, "household__area_id"))
        .order_by()
        .values("household_id")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    return {row.household_id: row for row in Visit.objects.filter(pk__in=newest)}


def _incidents(staff: Staff, since: datetime | None) -> list[dict[str, Any]]:
    """The open matters in reach, and since the last pull those that ended."""
    rows: QuerySet[Incident] = Incident.objects.filter(incident_access.reach(staff))
    if since is None:
        rows = rows.filter(state__in=incident_rules.OPEN)
    else:
        rows = rows.filter(changed_at__gte=since)
    rows = rows.select_related(*incident_access.SHOWN_WITH).defer(*incident_access.NOT_SHOWN)
    shown = rows.prefetch_related("assisting").order_by("-pk")[:INCIDENTS]
    return [_incident(staff, row) for row in shown]


def _incident(staff: Staff, row: Incident) -> dict[str, Any]:
    if not row.is_open:
        return {"id": row.uid, "gone": True}
    return {
        "id": row.uid,
        "number": row.number,
        "title": row.title,
        "description": row.description,
        "category": row.category.code,
        "state": row.state,
        "state_label": incident_rules.STATES[row.state][0],
        "stage": row.stage,
        "grid": row.area.number,
        "address": row.address,
        "lon": row.lon,
        "lat": row.lat,
        "due_at": row.due_at.astimezone(clock.BEIJING),
        "offers": [step.verb for step in incident_queries.offers(staff, row)],
        "version": row.version,
        "gone": False,
    }
