"""Reading public facilities, shared resources and volunteers."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from wangge.kernel.text import tidy
from wangge.posts.access import Staff
from wangge.premises import access
from wangge.premises.models import Facility, Volunteer
from wangge.premises.queries.units import within
from wangge.premises.rules import FACILITY_KINDS, ROLES
from wangge.privacy.masks import mask_name


@dataclass(frozen=True)
class Filters:
    """What a list of facilities can be narrowed by; empty means all."""

    text: str = ""
    under: int | None = None
    kind: str = ""
    state: str = ""
    shared: bool = False


def listed(staff: Staff, filters: Filters) -> "QuerySet[Facility]":
    """Facilities in reach that match, kind by kind."""
    rows = within(access.facilities(staff), filters.under)
    for word in tidy(filters.text).split():
        rows = rows.filter(Q(name__contains=word) | Q(address__contains=word) | Q(number=word))
    for name in ("kind", "state"):
        if wanted := getattr(filters, name):
            rows = rows.filter(**{name: wanted})
    if filters.shared:
        rows = rows.filter(shared=True)
    current = Q(members__until=None, members__person__hidden="")
    return rows.annotate(people=Count("members", filter=current)).order_by("kind", "name", "pk")


def counts(staff: Staff, under: int | None = None) -> list[tuple[str, str, int]]:
    """How many facilities there are of each kind: key, label, number."""
    rows = within(access.facilities(staff), under).exclude(state="gone").order_by()
    found = {row["kind"]: row["n"] for row in rows.values("kind").annotate(n=Count("pk"))}
    return [(key, label, found[key]) for key, label in FACILITY_KINDS.items() if key in found]


def volunteers(
    staff: Staff, *, role: str = "", team: Facility | None = None
) -> "QuerySet[Volunteer]":
    """Today's volunteers in reach."""
    rows = access.volunteers(staff).filter(until=None)
    if role:
        rows = rows.filter(role=role)
    if team is not None:
        rows = rows.filter(team=team)
    return rows.order_by("person__area_id", "pk")


def volunteer(staff: Staff, row: Volunteer) -> dict[str, Any]:
    """A volunteer as lists show one."""
    close = access.is_close(staff, row.person.area_id)
    return {
        "id": row.uid,
        "person": row.person.uid,
        "name": row.person.name if close else mask_name(row.person.name),
        "area": row.person.area,
        "role": ROLES.get(row.role, ""),
        "skills": row.skills,
        "team": row.team,
        "since": row.since,
    }
