"""Who of the residents works at a unit, and where the unit stands."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.errors import Missing, Refused
from wangge.kernel.text import tidy
from wangge.people import access as people
from wangge.places import access as places
from wangge.posts.access import Staff
from wangge.premises import access
from wangge.premises.access import WRITING
from wangge.premises.actions import units
from wangge.premises.models import Employment, Premises


@transaction.atomic
def employ(
    staff: Staff, uid: UUID, person: UUID, *, duty: str = "", since: date | None = None
) -> Employment:
    """Say that a resident works at a unit."""
    row = access.fetch(staff, uid)
    staff.require(WRITING, row.area_id)
    who = people.fetch(staff, person)
    if row.employments.filter(person=who, until=None).exists():
        raise Refused("premises.employed", _("此人已登记为本单位从业人员。"))
    made = Employment.objects.create(premises=row, person=who, duty=tidy(duty)[:60], since=since)
    _record("premises.employ", row, staff, person=str(who.uid))
    return made


@transaction.atomic
def dismiss(staff: Staff, uid: UUID, employment: int) -> None:
    """Say that a resident works at a unit no longer."""
    row = access.fetch(staff, uid)
    staff.require(WRITING, row.area_id)
    ended = row.employments.filter(pk=employment, until=None).update(until=clock.today())
    if not ended:
        raise Missing
    _record("premises.dismiss", row, staff, employment=employment)


@transaction.atomic
def place(
    staff: Staff, uid: UUID, *, version: int, building: UUID, dwelling: UUID | None = None
) -> Premises:
    """Say in which building (at which door) a unit stands; it belongs to the building's grid."""
    row = places.building(staff, building)
    home = places.dwelling(staff, dwelling) if dwelling else None
    if home and home.building_id != row.pk:
        raise Missing
    area = home.area if home else row.area
    return units.edit(staff, uid, version=version, area=area, building=row, dwelling=home)


def _record(verb: str, row: Premises, staff: Staff, **detail: Any) -> None:
    record(verb, f"premises:{row.uid}", actor=staff.user, area=row.area_id, **detail)
