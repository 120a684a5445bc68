"""What is on record about people and households, by dictionary key."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wangge.dictionary.fields import BY_KEY
from wangge.dictionary.values import BETWEEN, Value
from wangge.people.models import Household, Person
from wangge.people.rules import UNKNOWN_SEX

CITIZEN = "111"
PERSON_COLUMNS = {
    "name": "name", "sex": "sex", "birth_date": "birth_date", "relation": "relation",
    "id_type": "id_type", "ethnicity": "ethnicity", "residence": "residence",
    "registered_address": "registered_address", "living_address": "living_address",
}  # fmt: skip
HOUSEHOLD_COLUMNS = {"household_kind": "kind", "register_number": "number"}
"""Dictionary key -> column; all other keys are facts, but for ID number and phones."""


def values_of(person: Person, *, opened: bool = False) -> dict[str, Value]:
    """What is on record by dictionary key, in the stored form; empty fields are left out.

    Sealed values (numbers of every kind) are there only when `opened`.
    """
    values: dict[str, Value] = {}
    for key, column in PERSON_COLUMNS.items():
        kept = getattr(person, column)
        values[key] = kept.isoformat() if isinstance(kept, date) else str(kept or "")
    if person.sex == UNKNOWN_SEX:
        values["sex"] = ""
    if not person.id_sealed and person.id_type == CITIZEN:
        values["id_type"] = ""
    values |= _facts(person.facts, opened=opened)
    if opened:
        values["id_number"] = person.id_number
        values["phone"] = BETWEEN.join(phone.number(person) for phone in person.phones.all())
    return {key: value for key, value in values.items() if value}


def values_of_household(household: Household, *, opened: bool = False) -> dict[str, Value]:
    """The same of a household."""
    values: dict[str, Value] = {
        key: str(getattr(household, column)) for key, column in HOUSEHOLD_COLUMNS.items()
    }
    values |= _facts(household.facts, opened=opened)
    return {key: value for key, value in values.items() if value}


def _facts(facts: Mapping[str, Any], *, opened: bool) -> dict[str, Value]:
    return {
        key: value
        for key, value in facts.items()
        if opened or key not in BY_KEY or not BY_KEY[key].is_sealed
    }
