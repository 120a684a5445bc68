"""Which events and hand-overs a person may see: those of the residents in reach."""

from uuid import UUID

from django.db.models import QuerySet

from wangge.kernel.errors import Missing
from wangge.lives.models import HandOver, LifeEvent, LifePart
from wangge.people import access
from wangge.posts.access import Staff


def visible(staff: Staff) -> "QuerySet[LifeEvent]":
    """Events that touched somebody in reach."""
    seen = LifePart.objects.filter(staff.reach("person__area_id", *access.SEEING))
    return LifeEvent.objects.filter(pk__in=seen.values("event"))


def fetch_event(staff: Staff, uid: UUID) -> LifeEvent:
    """The event, or `Missing` when there is none for this person."""
    row = visible(staff).filter(uid=uid).select_related("person", "area").first()
    if row is None:
        raise Missing
    return row


def open_hand_overs(staff: Staff) -> "QuerySet[HandOver]":
    """People who came to one's areas from elsewhere and were not met yet."""
    rows = HandOver.objects.filter(staff.reach("area_id", "collect"), confirmed_at=None)
    return rows.filter(event__undone_by=None)
