"""Whose records a person may see: people live in areas, rights come from posts."""

from uuid import UUID

from django.db.models import QuerySet

from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing
from wangge.people.models import Person
from wangge.posts.access import Duty, Staff

# Units see matters, not residents: their duties have no ranges. Administrators see nobody.
SEEING = ("confirm", "classify", "dispatch", "handle", "verify", "supervise", "assess", "collect")


def visible(staff: Staff) -> "QuerySet[Person]":
    """The residents of one's areas; merged and erased records are nobody's."""
    return Person.objects.filter(staff.reach("area_id", *SEEING), hidden="")


def fetch(staff: Staff, uid: UUID) -> Person:
    """The resident, or `Missing` when there is none for this person."""
    row = visible(staff).filter(uid=uid).first()
    if row is None:
        raise Missing
    return row


def fetch_on_server(uid: UUID) -> Person:
    """The resident for the command line: whoever types there holds the whole database."""
    row = Person.objects.filter(uid=uid, hidden="").first()
    if row is None:
        raise Missing
    return row


def is_close(staff: Staff, person: Person) -> bool:
    """Whether the person is of one's own grid or community: neighbours are known by name."""
    return any(duty.level >= Level.COMMUNITY for duty in _duties(staff, person))


def signature(staff: Staff, person: Person) -> str:
    """The post by which the person sees the resident."""
    return next((duty.title for duty in _duties(staff, person)), "")


def _duties(staff: Staff, person: Person) -> list[Duty]:
    return [
        duty
        for duty in staff.duties
        if not duty.abilities.isdisjoint(SEEING) and duty.covers(person.area_id)
    ]
