"""Reading the register of rentals."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from wangge.dictionary.access import seen
from wangge.kernel import clock
from wangge.kernel.text import tidy
from wangge.people import homes
from wangge.people.queries import masked, with_details
from wangge.places import facts
from wangge.posts.access import Staff
from wangge.premises import access
from wangge.premises.fields import rental_fields
from wangge.premises.models import Rental
from wangge.premises.queries.units import within
from wangge.premises.rules import EXPIRING_DAYS, HAZARDS, RENTAL_USES, lease_state
from wangge.privacy.masks import mask_address, mask_id_number, mask_name

STATES = {
    "open": "在租",
    "expiring": "快到期和已到期",
    "unfiled": "没有登记备案",
    "unpledged": "没有签治安责任书",
    "ended": "已停租",
}


@dataclass(frozen=True)
class Filters:
    """What a list of rentals can be narrowed by; empty means all."""

    text: str = ""
    under: int | None = None
    use: str = ""
    hazard: str = ""
    state: str = ""


def listed(staff: Staff, filters: Filters) -> "QuerySet[Rental]":
    """Rentals in reach that match, the ones whose lease ends first before the others."""
    rows = _in_state(within(access.rentals(staff), filters.under), filters.state)
    for word in tidy(filters.text).split():
        rows = rows.filter(Q(dwelling__address__contains=word) | Q(landlord_name=word))
    for name in ("use", "hazard"):
        if wanted := getattr(filters, name):
            rows = rows.filter(**{name: wanted})
    return rows.order_by("lease_to", "pk") if filters.state == "expiring" else rows.order_by("pk")


def _in_state(rows: "QuerySet[Rental]", state: str) -> "QuerySet[Rental]":
    if state == "ended":
        return rows.exclude(ended_on=None)
    if not state:
        return rows
    rows = rows.filter(ended_on=None)
    if state == "expiring":
        return rows.filter(lease_to__lte=clock.today() + timedelta(days=EXPIRING_DAYS))
    if state == "unfiled":
        return rows.filter(filing_number="")
    if state == "unpledged":
        return rows.filter(pledged_on=None)
    return rows


def figures(staff: Staff, under: int | None = None) -> dict[str, int]:
    """How many rentals are open, and how many of them miss what."""
    rows = within(access.rentals(staff), under).filter(ended_on=None)
    soon = clock.today() + timedelta(days=EXPIRING_DAYS)
    return rows.order_by().aggregate(
        open=Count("pk"),
        expiring=Count("pk", filter=Q(lease_to__lte=soon)),
        unfiled=Count("pk", filter=Q(filing_number="")),
        unpledged=Count("pk", filter=Q(pledged_on=None)),
    )


def shown(staff: Staff, row: Rental) -> dict[str, Any]:
    """A rental (of `listed`) as lists show it."""
    close = access.is_close(staff, row.area_id)
    name = row.owner.name if row.owner else row.landlord_name
    state, tone = lease_state(row.lease_from, row.lease_to, clock.today())
    address = f"{row.dwelling.address}{row.part}"
    return {
        "id": row.uid,
        "area": row.area,
        "dwelling": row.dwelling.uid,
        "address": address if close else mask_address(address),
        "landlord": name if close else mask_name(name),
        "landlord_person": row.owner.uid if row.owner else None,
        "landlord_phone": row.phone_hint,
        "landlord_id": mask_id_number(row.landlord_id),
        "use": row.use,
        "use_label": RENTAL_USES.get(row.use, ""),
        "hazard": row.hazard,
        "hazard_label": HAZARDS.get(row.hazard, ""),
        "lease_from": row.lease_from,
        "lease_to": row.lease_to,
        "lease_state": state,
        "lease_tone": tone,
        "filing_number": row.filing_number,
        "pledged_on": row.pledged_on,
        "ended_on": row.ended_on,
        "version": row.version,
    }


def detail(staff: Staff, row: Rental) -> dict[str, Any]:
    """A rental as its own page shows it, with the tenants: who lives there without the landlord."""
    close = access.is_close(staff, row.area_id)
    people = homes.residents(staff, row.dwelling)
    if row.owner is not None:
        people = people.exclude(pk=row.owner.pk)
    return shown(staff, row) | {
        "note": row.note,
        "facts": facts.shown(
            seen(staff, rental_fields(row.area_id), row.area_id), row.facts, close=close
        ),
        "tenants": [masked(staff, person) for person in with_details(people)],
    }
