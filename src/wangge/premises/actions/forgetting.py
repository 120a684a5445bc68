"""What units, rentals and teams know of a resident whose data is erased."""

from django.db.models import F, Q

from wangge.kernel import clock
from wangge.people.models import Person
from wangge.places.models import PlaceChange
from wangge.premises.models import Employment, Rental, Volunteer
from wangge.privacy.sealing import blind, older_indexes

_ABOUT = ("landlord_name", "landlord_phone", "landlord_id", "owner_id")


def forget(person: Person, name: str) -> None:
    """End the person's work and volunteering, and take them out of what they let.

    In the caller's transaction, before the person's own number is gone. A dwelling stays let, its
    landlord is called `name` from now on; rentals with the same ID number are the person's too.
    """
    today = clock.today()
    Employment.objects.filter(person=person, until=None).update(until=today)
    Employment.objects.filter(person=person).update(duty="")
    Volunteer.objects.filter(person=person, until=None).update(until=today)
    Volunteer.objects.filter(person=person).update(skills="", team=None)
    let = Rental.objects.filter(_lets(person))
    told = PlaceChange.objects.filter(subject__in=list(let.values_list("uid", flat=True)))
    told.filter(field__in=_ABOUT).delete()
    let.update(
        owner=None, landlord_name=name, phone_sealed=b"", phone_hint="", id_sealed=b"",
        id_index=b"", version=F("version") + 1, changed_at=clock.now(),
    )  # fmt: skip


def _lets(person: Person) -> Q:
    number = person.id_number
    if not number:
        return Q(owner=person)
    indexes = [blind(number, "id_number"), *older_indexes([number], "id_number")]
    return Q(owner=person) | Q(id_index__in=indexes)
