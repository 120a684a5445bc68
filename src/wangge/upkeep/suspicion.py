"""Finding who may be whom: looked up by index, then weighed by the rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from wangge.people.models import Person, Phone
from wangge.privacy.sealing import blinds
from wangge.upkeep import rules
from wangge.upkeep.rules import Traits

MOST_IN_A_BLOCK = 50
"""More people than this of one name and birth date are looked at no further."""


@dataclass(frozen=True)
class Suspect:
    """A record that may be the same person, and why."""

    person: Person
    reasons: tuple[str, ...]
    score: int


def people() -> "QuerySet[Person]":
    """Records in use, with what they are compared by."""
    phones = Prefetch("phones", queryset=Phone.objects.only("person", "index"))
    return Person.objects.filter(hidden="").select_related("area").prefetch_related(phones)


def traits(person: Person) -> Traits:
    """What a person on record (of `people`) is compared by."""
    return Traits(
        name=person.name,
        birth_date=person.birth_date,
        id_number=person.id_number,
        is_valid=person.id_state == Person.IdState.VALID,
        phones=frozenset(bytes(phone.index) for phone in person.phones.all()),
        address=person.living_address,
    )


def typed(
    *,
    name: str = "",
    birth_date: date | None = None,
    id_number: str = "",
    phone: str = "",
    address: str = "",
) -> Traits:
    """What somebody is typing into a form, as far as it goes."""
    phones = frozenset(blinds(phone, "phone"))
    return Traits(name, birth_date, id_number, is_valid=False, phones=phones, address=address)


def suspects(told: Traits, *, beside: int | None = None) -> list[Suspect]:
    """Who on record may be the person told of, the likeliest first; `beside` is left out."""
    keys: set[int] = set()
    for wanted in _blocks(told):
        rows = Person.objects.filter(hidden="", **wanted)
        keys.update(rows.values_list("pk", flat=True)[:MOST_IN_A_BLOCK])
    keys.discard(beside or 0)
    return weigh(told, people().filter(pk__in=keys))


def weigh(told: Traits, rows: Iterable[Person]) -> list[Suspect]:
    """Those of `rows` for whom something speaks."""
    found = []
    for row in rows:
        why = rules.reasons(told, traits(row))
        if why:
            found.append(Suspect(row, tuple(why), rules.score(why)))
    return sorted(found, key=lambda suspect: (-suspect.score, suspect.person.pk))


def _blocks(told: Traits) -> list[dict[str, Any]]:
    """The indexed look-ups; each names few people in a million."""
    blocks: list[dict[str, Any]] = []
    if told.id_number:
        blocks.append({"id_index__in": blinds(told.id_number, "id_number")})
    if told.name and told.birth_date:
        blocks.append({"name": told.name, "birth_date": told.birth_date})
    if told.name and told.address:
        blocks.append({"name": told.name, "living_address": told.address})
    if told.name and told.phones:
        blocks.append({"name": told.name, "phones__index__in": list(told.phones)})
    return blocks
