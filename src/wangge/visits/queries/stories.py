"""Visits and the matters they handed on, as lines of a resident's or household's time line."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from wangge.lives.timeline import Entry
from wangge.people.models import Household, Person
from wangge.posts.access import Staff
from wangge.visits.models import Visit
from wangge.visits.queries.listing import Filters, matters_of, visits

AT_MOST = 200
Address = Callable[[str, UUID], str]
"""What opens a thing: its kind (visit, incident) and uid -> an address, or nothing."""


def of_household(staff: Staff, home: Household, address: Address) -> list[Entry]:
    """The calls on a household, and what came of them."""
    return _entries(visits(staff, Filters(household=home.uid))[:AT_MOST], address)


def of_person(staff: Staff, person: Person, address: Address) -> list[Entry]:
    """The calls on which the person was met, or that went to the household of today."""
    met = Q(meetings__person=person) | Q(household=person.household_id)
    return _entries(visits(staff, Filters()).filter(met).distinct()[:AT_MOST], address)


def _entries(rows: "QuerySet[Visit]", address: Address) -> list[Entry]:
    found = list(rows)
    return [_visit(row, address) for row in found] + list(_matters(found, address))


def _visit(row: Visit, address: Address) -> Entry:
    return Entry(
        at=row.started_at,
        verb=row.get_kind_display(),
        kind="visit",
        by=row.worker.name,
        note=row.text("purpose"),
        tone="good" if row.outcome == Visit.Outcome.MET else "mute",
        url=address("visit", row.uid),
        uid=row.uid,
        facts=[text for key in ("found", "feedback") if (text := row.text(key))],
    )


def _matters(rows: list[Visit], address: Address) -> Iterable[Entry]:
    for handed in matters_of(rows).values():
        for matter in handed:
            yield Entry(
                at=matter.reported_at,
                verb=_("交办事件：%(title)s") % {"title": matter.title},
                kind="matter",
                note=f"{matter.number} · {matter.get_state_display()}",
                url=address("incident", matter.uid),
                uid=matter.uid,
            )
