"""Whose units, rentals and facilities a person may see and keep."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from wangge.kernel.errors import Missing
from wangge.people.access import SEEING
from wangge.places.access import WRITING, is_close, may_write
from wangge.posts.access import Staff
from wangge.premises.models import Facility, Premises, Rental, Volunteer

__all__ = ["WRITING", "facilities", "is_close", "may_write", "rentals", "volunteers"]
Row = TypeVar("Row", bound=Model)


def visible(staff: Staff) -> "QuerySet[Premises]":
    """The units of one's areas."""
    rows = Premises.objects.filter(staff.reach("area_id", *SEEING))
    return rows.select_related("area").defer("area__boundary")


def rentals(staff: Staff) -> "QuerySet[Rental]":
    """The rentals of one's areas."""
    rows = Rental.objects.filter(staff.reach("area_id", *SEEING))
    return rows.select_related("area", "dwelling", "owner").defer("area__boundary")


def facilities(staff: Staff) -> "QuerySet[Facility]":
    """The facilities and resources of one's areas."""
    rows = Facility.objects.filter(staff.reach("area_id", *SEEING))
    return rows.select_related("area").defer("area__boundary")


def volunteers(staff: Staff) -> "QuerySet[Volunteer]":
    """The volunteers among the residents of one's areas."""
    rows = Volunteer.objects.filter(staff.reach("person__area_id", *SEEING), person__hidden="")
    return rows.select_related("person", "person__area", "team").defer("person__area__boundary")


def fetch(staff: Staff, uid: UUID) -> Premises:
    """The unit, or `Missing` when there is none for this person."""
    return _one(visible(staff), uid)


def rental(staff: Staff, uid: UUID) -> Rental:
    """The rental, or `Missing` when there is none for this person."""
    return _one(rentals(staff), uid)


def facility(staff: Staff, uid: UUID) -> Facility:
    """The facility, or `Missing` when there is none for this person."""
    return _one(facilities(staff), uid)


def volunteer(staff: Staff, uid: UUID) -> Volunteer:
    """The volunteer, or `Missing` when there is none for this person."""
    return _one(volunteers(staff), uid)


def _one(rows: "QuerySet[Row]", uid: UUID) -> Row:
    row: Any = rows.filter(uid=uid).first()
    if row is None:
        raise Missing
    return row  # type: ignore[no-any-return]
