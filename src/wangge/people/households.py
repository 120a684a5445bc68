"""Households as a page shows them: who belongs and belonged to one, and who lives next to it."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wangge.dictionary.codes import HEAD
from wangge.dictionary.fields import BY_KEY
from wangge.dictionary.values import show
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing
from wangge.people import access
from wangge.people.models import Household, PastMembership, Person
from wangge.people.queries import masked, with_details
from wangge.people.rules import relation_label
from wangge.posts.access import Staff
from wangge.privacy.masks import mask_address, mask_name

HERE = (Person.Status.PRESENT, Person.Status.LOST)


def visible(staff: Staff) -> "QuerySet[Household]":
    """The households of one's areas, of today and of the past."""
    return Household.objects.filter(staff.reach("area_id", *access.SEEING))


def fetch(staff: Staff, uid: UUID) -> Household:
    """The household, or `Missing` when there is none for this person."""
    rows = visible(staff).select_related("area", "dwelling").defer("area__boundary")
    row = rows.filter(uid=uid).first()
    if row is None:
        raise Missing
    return row


def current(household: int) -> "QuerySet[Person]":
    """Who belongs to the household today."""
    return Person.objects.filter(household=household, status__in=HERE, hidden="")


def members(staff: Staff, home: Household) -> list[dict[str, Any]]:
    """Who belongs to the household today, the head first, masked as lists are."""
    rows = access.visible(staff).filter(household=home, status__in=HERE)
    found = list(with_details(rows).order_by("relation", "birth_date", "pk"))
    found.sort(key=lambda row: row.relation != HEAD)
    return [masked(staff, row) | {"joined_on": row.joined_on} for row in found]


def others(staff: Staff, person: Person) -> list[Person]:
    """The other members of the person's household, for choosing among them."""
    if person.household_id is None:
        return []
    rows = access.visible(staff).filter(household=person.household_id, status__in=HERE)
    return list(rows.exclude(pk=person.pk).order_by("relation", "pk"))


def past_members(staff: Staff, home: Household) -> list[dict[str, Any]]:
    """Who belonged to the household until a day, the last first."""
    rows = PastMembership.objects.filter(household=home, person__in=access.visible(staff))
    return [
        {
            "id": row.person.uid,
            "name": _name(staff, row.person),
            "status": row.person.get_status_display(),
            "relation": relation_label(row.relation, row.person.sex),
            "since": row.since,
            "until": row.until,
        }
        for row in rows.select_related("person")
    ]


def neighbours(staff: Staff, home: Household) -> list[dict[str, Any]]:
    """The other households of the same dwelling, each with its head and number of people."""
    if home.dwelling_id is None:
        return []
    rows = visible(staff).filter(dwelling=home.dwelling_id, until=None).exclude(pk=home.pk)
    counted = rows.annotate(n=Count("members", filter=_here())).order_by("pk")
    homes = list(counted)
    heads = {
        row.household_id: _name(staff, row)
        for row in access.visible(staff).filter(household__in=homes, relation=HEAD)
    }
    return [
        {
            "id": row.uid,
            "head": heads.get(row.pk, ""),
            "kind": row.get_kind_display(),
            "people": row.n,
            "number": row.number,
        }
        for row in homes
    ]


def address(staff: Staff, home: Household, people: list[dict[str, Any]]) -> str:
    """Where the household lives, as far as the person may see it."""
    if home.dwelling is None:
        return next((row["living_address"] for row in people if row["living_address"]), "")
    whole = home.dwelling.address
    return whole if _is_near(staff, home.area_id) else mask_address(whole)


def _is_near(staff: Staff, code: int) -> bool:
    return any(
        duty.level >= Level.COMMUNITY
        and duty.covers(code)
        and not duty.abilities.isdisjoint(access.SEEING)
        for duty in staff.duties
    )


def _here() -> Q:
    return Q(members__status__in=HERE, members__hidden="")


def _name(staff: Staff, person: Person) -> str:
    return person.name if access.is_close(staff, person) else mask_name(person.name)


def of_person(staff: Staff, person: Person) -> Household | None:
    """The person's household, if it is in reach."""
    if person.household_id is None:
        return None
    return visible(staff).filter(pk=person.household_id).first()


def facts(home: Household) -> list[tuple[str, str]]:
    """The household's further fields by their labels, codes in words, masked by the dictionary."""
    known = [(BY_KEY[key], value) for key, value in home.facts.items() if key in BY_KEY]
    return [(field.label, show(field, value)) for field, value in known if value]
