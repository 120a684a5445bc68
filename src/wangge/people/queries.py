"""Reading the ledger of residents: found by name, address or number, shown with masks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from wangge.dictionary import codes
from wangge.dictionary.access import may_see
from wangge.dictionary.queries import EVERYWHERE, Dictionary, dictionary_at
from wangge.dictionary.shape import Mask, Subject
from wangge.dictionary.values import show
from wangge.kernel import clock
from wangge.kernel.codes import below
from wangge.people import access, sight
from wangge.people.finding import matching, numbered
from wangge.people.models import Label, Person, PersonLabel
from wangge.people.rules import age, relation_label
from wangge.posts.access import Staff
from wangge.privacy.masks import mask_address, mask_id_number, mask_name


@dataclass(frozen=True)
class Filters:
    """What a list of residents can be narrowed by; empty means all.

    `number` is a whole ID or phone number: it never stands in an address (ASVS 14.2.1).
    """

    text: str = ""
    under: int | None = None
    number: str = ""
    label: str = ""
    residence: str = ""


def listed(staff: Staff, filters: Filters) -> "QuerySet[Person]":
    """Residents in reach that match, in the order they were entered."""
    rows = access.visible(staff)
    unseen = sight.hidden_everywhere(staff)
    if filters.under is not None:
        inside = below(filters.under)
        rows = rows.filter(area_id__gte=inside.start, area_id__lt=inside.stop)
    if filters.text.strip():
        rows = rows.filter(matching(filters.text))
    if filters.number.strip():
        rows = rows.filter(numbered(filters.number))
    if filters.label and "labels" not in unseen:
        # Sensitive labels are no search key: a list of them would tell what the masks hide.
        held = PersonLabel.objects.filter(
            label__name=filters.label, label__sensitive=False, until=None
        )
        rows = rows.filter(pk__in=held.values("person"))
    if filters.residence and "residence" not in unseen:
        rows = rows.filter(residence=filters.residence)
    return with_details(rows).order_by("pk")


def with_details(rows: "QuerySet[Person]") -> "QuerySet[Person]":
    """The rows with all that `masked` and `open_values` read, in a fixed number of queries."""
    current = PersonLabel.objects.filter(until=None).select_related("label").order_by("pk")
    rows = rows.select_related("area", "household").defer("area__boundary")
    return rows.prefetch_related(
        "phones", Prefetch("labels", queryset=current, to_attr="current_labels")
    )


def detail(staff: Staff, person: Person) -> dict[str, Any]:
    """The resident as the person's own page shows them."""
    row = with_details(access.visible(staff)).get(pk=person.pk)
    return masked(staff, row, dictionary_at(row.area_id)) | {"members": members(staff, row)}


def names(staff: Staff, uids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those residents that are in reach, whole where they are neighbours."""
    rows = access.visible(staff).filter(uid__in=list(uids)).only("uid", "name", "area_id")
    return {
        row.uid: row.name if access.is_close(staff, row) else mask_name(row.name) for row in rows
    }


def members(staff: Staff, person: Person) -> list[dict[str, Any]]:
    """The others of the household, as far as they are in reach."""
    if person.household_id is None:
        return []
    rows = access.visible(staff).filter(household=person.household_id).exclude(pk=person.pk)
    unseen = sight.hidden(staff, person.area_id)
    return [
        {
            "id": row.uid,
            "name": row.name if access.is_close(staff, row) else mask_name(row.name),
            "relation": "" if "relation" in unseen else relation_label(row.relation, row.sex),
        }
        for row in rows.order_by("relation", "pk")
    ]


def masked(staff: Staff, person: Person, dictionary: Dictionary | None = None) -> dict[str, Any]:
    """A resident (of `listed` or `with_details`) as lists show them.

    Name and address are whole for the person's own grid and community only; numbers never;
    sensitive labels not at all; fields of sections that one's posts do not see are left out, and without the area's
    `dictionary` its local fields.
    """
    shown = _shown(staff, person, dictionary or EVERYWHERE)
    return sight.left_out(shown, sight.hidden(staff, person.area_id))


def _shown(staff: Staff, person: Person, dictionary: Dictionary) -> dict[str, Any]:
    close = access.is_close(staff, person)
    hide_name: Callable[[str], str] = str if close else mask_name
    hide_address: Callable[[str], str] = str if close else mask_address
    return {
        "id": person.uid,
        "area": person.area,
        "household": person.household.uid if person.household else None,
        "name": hide_name(person.name),
        "sex": codes.SEXES.get(person.sex, ""),
        "birth_date": person.birth_date,
        "age": age(person.birth_date, clock.today()) if person.birth_date else None,
        "relation": relation_label(person.relation, person.sex),
        "ethnicity": codes.ETHNICITIES.get(person.ethnicity, ""),
        "id_number": mask_id_number(person.id_number),
        "id_state": person.get_id_state_display(),
        "phones": [phone.hint for phone in person.phones.all()],
        "living_address": hide_address(person.living_address),
        "registered_address": hide_address(person.registered_address),
        "residence": person.get_residence_display(),
        "status": person.get_status_display(),
        "labels": [row.label.name for row in _labels(person) if not row.label.sensitive],
        "facts": _facts(staff, person, dictionary),
        "version": person.version,
    }


def _labels(person: Person) -> list[PersonLabel]:
    rows: list[PersonLabel] = person.current_labels  # type: ignore[attr-defined]
    return rows


def _facts(staff: Staff, person: Person, dictionary: Dictionary) -> dict[str, str]:
    """The further fields in words and masked, as far as the post sees them."""
    fields = {key: dictionary.by_key[key] for key in person.facts if key in dictionary.by_key}
    return {
        key: show(field, person.facts[key])
        for key, field in fields.items()
        if may_see(staff, field, person.area_id)
    }


# Columns that can be revealed; facts that the dictionary masks come on top.
_OPENERS: dict[str, Callable[[Person], Any]] = {
    "name": lambda person: person.name,
    "id_number": lambda person: person.id_number,
    "phone": lambda person: [phone.number(person) for phone in person.phones.all()],
    "living_address": lambda person: person.living_address,
    "registered_address": lambda person: person.registered_address,
    "labels": lambda person: [r.label.name for r in _labels(person) if not r.label.sensitive],
}
REVEALABLE = frozenset(_OPENERS) | {
    field.key for field in EVERYWHERE.of(Subject.PERSON) if field.mask is not Mask.NONE
}
"""What can be revealed everywhere; local fields with a mask come on top."""


def revealable(area: int) -> frozenset[str]:
    """What can be revealed of the residents of an area: its local fields too."""
    known = dictionary_at(area)
    if known is EVERYWHERE:
        return REVEALABLE
    local = {f.key for f in known.of(Subject.PERSON) if f.local and f.mask is not Mask.NONE}
    return REVEALABLE | local


def covered_facts(staff: Staff, person: Person) -> list[tuple[str, str]]:
    """Key and label of the further fields that are on record and shown by a mask."""
    known = dictionary_at(person.area_id).by_key
    fields = [known[key] for key in person.facts if key in known]
    return [
        (field.key, field.label)
        for field in fields
        if field.mask is not Mask.NONE and may_see(staff, field, person.area_id)
    ]


def open_values(person: Person, fields: list[str]) -> dict[str, Any]:
    """The values in the clear; whoever asks must have a reason on record (people.actions)."""
    return {
        field: _OPENERS[field](person) if field in _OPENERS else person.facts.get(field, "")
        for field in fields
    }


def label_names() -> list[str]:
    """The labels that may be searched for: the sensitive ones are no search key."""
    rows = Label.objects.filter(sensitive=False)
    return list(rows.values_list("name", flat=True))
