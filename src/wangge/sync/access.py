"""Whose devices and conflicts a person may see."""

from uuid import UUID

from django.db.models import Q, QuerySet

from wangge.kernel import clock
from wangge.kernel.errors import Missing
from wangge.people.access import SEEING
from wangge.posts.access import Staff
from wangge.posts.models import Posting
from wangge.sync.models import Device, SyncConflict

MANAGING = ("classify", "supervise")


def devices(staff: Staff) -> "QuerySet[Device]":
    """One's own; those of the staff of the areas one answers for; administrators see all."""
    rows = Device.objects.select_related("user", "revoked_by")
    rows = rows.defer("user__password", "revoked_by__password")
    if "administer" in staff.abilities:
        return rows
    held = Posting.objects.at(clock.now()).filter(staff.reach("area_id", *MANAGING))
    return rows.filter(Q(user=staff.user.pk) | Q(user__in=held.values("user")))


def fetch_device(staff: Staff, pk: int) -> Device:
    """The device, or `Missing` when it is nobody's of theirs."""
    row = devices(staff).filter(pk=pk).first()
    if row is None:
        raise Missing
    return row


def conflicts(staff: Staff) -> "QuerySet[SyncConflict]":
    """One's own, and those of the areas one answers for."""
    rows = SyncConflict.objects.select_related("op__user", "op__device", "area", "decided_by")
    rows = rows.defer("op__user__password", "decided_by__password", "area__boundary")
    own = Q(op__user=staff.user.pk) & staff.reach("area_id", *SEEING)
    return rows.filter(own | staff.reach("area_id", "confirm", *MANAGING))


def fetch_conflict(staff: Staff, uid: UUID) -> SyncConflict:
    """The conflict, or `Missing`."""
    row = conflicts(staff).filter(uid=uid).first()
    if row is None:
        raise Missing
    return row
