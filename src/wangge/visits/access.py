"""Whose visits, patrols and journals a person may see."""

from uuid import UUID

from django.db.models import F, Q, QuerySet

from wangge.kernel import clock
from wangge.kernel.errors import Missing
from wangge.people.access import SEEING
from wangge.posts.access import Duty, Staff
from wangge.visits.models import Information, Journal, Patrol, Suggestion, Visit

HEARING = ("confirm", "classify", "supervise", "assess")
"""Those to whom information is handed up."""


def visits(staff: Staff) -> "QuerySet[Visit]":
    """The visits in one's areas."""
    return Visit.objects.filter(staff.reach("area_id", *SEEING))


def patrols(staff: Staff) -> "QuerySet[Patrol]":
    """The patrols in one's areas."""
    return Patrol.objects.filter(staff.reach("area_id", *SEEING))


def journals(staff: Staff) -> "QuerySet[Journal]":
    """One's own; of others the submitted logs, and what they shared."""
    handed_in = Q(kind=Journal.Kind.LOG, submitted_at__isnull=False) | Q(shared=True)
    others = staff.reach("area_id", "confirm", "classify", "supervise", "assess") & handed_in
    return Journal.objects.filter(Q(worker=staff.user.pk) | others)


def information(staff: Staff) -> "QuerySet[Information]":
    """One's own; of one's areas what has been handed up by today."""
    handed = staff.reach("area_id", *HEARING) & Q(handed_on__lte=clock.today())
    return Information.objects.filter(Q(worker=staff.user.pk) | handed)


def suggestions(staff: Staff) -> "QuerySet[Suggestion]":
    """For the county's administrators."""
    if "administer" not in staff.abilities:
        raise Missing
    rows = Suggestion.objects.select_related("worker", "answered_by")
    return rows.defer("worker__password", "answered_by__password").order_by(
        F("answered_at").asc(nulls_first=True), "-on", "-pk"
    )


def fetch_suggestion(staff: Staff, uid: UUID, *, lock: bool = False) -> Suggestion:
    """The suggestion, or `Missing`."""
    rows = suggestions(staff).filter(uid=uid)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Missing
    return row


def fetch_visit(staff: Staff, uid: UUID) -> Visit:
    """The visit, or `Missing` when there is none for this person."""
    rows = visits(staff).select_related("household", "area", "worker")
    row = rows.defer("area__boundary", "worker__password").filter(uid=uid).first()
    if row is None:
        raise Missing
    return row


def fetch_patrol(staff: Staff, uid: UUID) -> Patrol:
    """The patrol, or `Missing` when there is none for this person."""
    rows = patrols(staff).select_related("area", "worker")
    row = rows.defer("area__boundary", "worker__password").filter(uid=uid).first()
    if row is None:
        raise Missing
    return row


def duty_at(staff: Staff, area: int) -> Duty:
    """The post by which one calls on people there; without one the place does not exist."""
    return staff.require("collect", area)
