"""Whose guarded records a person may see: by a named post, or named on the case."""

from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from wangge.guarded.envelopes import Case, of_worker, open_up
from wangge.guarded.models import GuardedRecord
from wangge.kernel.errors import Missing
from wangge.posts.access import Staff


class Opened(NamedTuple):
    """A record with what lies in it."""

    record: GuardedRecord
    case: Case


def opens(staff: Staff, area: int) -> frozenset[str]:
    """The kinds that one's posts open at a place."""
    return frozenset().union(*(duty.guarded for duty in staff.duties if duty.covers(area)))


def title(staff: Staff, kind: str, area: int) -> str:
    """The post by which the person acts on a kind at a place."""
    named = (d.title for d in staff.duties if kind in d.guarded and d.covers(area))
    return next(named, staff.title)


def candidates(staff: Staff) -> "QuerySet[GuardedRecord]":
    """Every record that may be one's own to see; which of them are, only the case tells."""
    ranges = {r for duty in staff.duties if duty.guarded for r in duty.ranges}
    within = Q(pk__in=[])
    for start, stop in sorted(ranges):
        within |= Q(area_id__gte=start, area_id__lt=stop)
    named = Q(worker_index__in=of_worker(staff.user.pk)) & staff.reach("area_id")
    return GuardedRecord.objects.filter(within | named)


def seen(staff: Staff, record: GuardedRecord) -> Opened | None:
    """The record opened, when it is one of the person's to see."""
    case = open_up(record)
    if case.kind in opens(staff, record.area_id) or case.worker == staff.user.pk:
        return Opened(record, case)
    return None


def fetch(staff: Staff, uid: UUID) -> Opened:
    """The record, or `Missing` when there is none for this person."""
    record = candidates(staff).filter(uid=uid).first()
    found = seen(staff, record) if record else None
    if found is None:
        raise Missing
    return found
