"""Whose requests a person may see, and who decides."""

from uuid import UUID

from django.db.models import QuerySet

from wangge.kernel.errors import Missing
from wangge.posts.access import Staff
from wangge.rights.models import DataRequest

DECIDING = "supervise"
SEEING = ("classify", "dispatch", "supervise")


def visible(staff: Staff) -> "QuerySet[DataRequest]":
    """The requests of one's areas, for desks and leaders; also those one took in oneself."""
    rows = DataRequest.objects.filter(staff.reach("area_id", *SEEING))
    mine = DataRequest.objects.filter(staff.reach("area_id", "collect"), taken_by=staff.user)
    return (rows | mine).select_related("person", "area", "taken_by", "decided_by")


def fetch(staff: Staff, uid: UUID, *, lock: bool = False) -> DataRequest:
    """The request, or `Missing`."""
    rows = visible(staff).filter(uid=uid)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Missing
    return row
