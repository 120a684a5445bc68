"""What a ledger tells of a person that the record does not say yet."""

from typing import Any, NamedTuple

from wangge.dictionary.fields import BY_KEY
from wangge.dictionary.values import Value, show
from wangge.people.intake.homes import Home
from wangge.people.models import Person
from wangge.people.parsing.drafts import Draft
from wangge.people.parsing.identity import IdState
from wangge.people.rules import UNKNOWN_SEX
from wangge.privacy.masks import mask_id_number
from wangge.privacy.sealing import seal

_ADDRESS = 240


class Difference(NamedTuple):
    """One changed field; sealed values are masked."""

    field: str
    old: str
    new: str


def differences(
    row: Person, draft: Draft, home: Home, household: int | None, index: bytes
) -> list[Difference]:
    """Put what is new into `row` and say what changed. An empty cell never empties a field."""
    told = _identity(row, draft, index)
    for field, value in _plain(draft).items():
        old = getattr(row, field)
        if value and old != value:
            setattr(row, field, value)
            told.append(Difference(field, str(old or ""), str(value)))
    told += _home(row, draft, home, household)
    facts = _facts(row.facts, draft.facts)
    told += [Difference(key, _words(key, row.facts.get(key, "")), _words(key, facts[key]))
             for key in draft.facts if row.facts.get(key) != facts[key]]  # fmt: skip
    row.facts = facts
    return told


def _plain(draft: Draft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "sex": draft.sex if draft.sex != UNKNOWN_SEX else "",
        "birth_date": draft.birth_date,
        "relation": draft.relation,
        "ethnicity": draft.ethnicity,
        "registered_address": draft.registered_address[:_ADDRESS],
        "residence": draft.residence,
    }


def _identity(row: Person, draft: Draft, index: bytes) -> list[Difference]:
    """A number replaces none or a doubtful one; a doubtful one never replaces a valid one."""
    valid = row.id_state == Person.IdState.VALID
    other = index and bytes(row.id_index) != index and row.id_number != draft.id_number
    if other and (draft.id_state is IdState.VALID or not valid):
        old = mask_id_number(row.id_number)
        row.id_sealed = seal(draft.id_number, f"person:{row.uid}:id_number")
        row.id_index, row.id_type, row.id_state = index, draft.id_type, str(draft.id_state)
        return [Difference("id_number", old, mask_id_number(draft.id_number))]
    if draft.id_state is IdState.DOUBTFUL and row.id_state == Person.IdState.MISSING:
        row.id_state = Person.IdState.DOUBTFUL
        return [Difference("id_state", IdState.MISSING, IdState.DOUBTFUL)]
    return []


def _home(row: Person, draft: Draft, home: Home, household: int | None) -> list[Difference]:
    if draft.address is None:
        return []
    told = []
    address = draft.place[:_ADDRESS]
    moved = household is not None and row.household_id != household
    if moved or not row.living_address:
        told.append(Difference("living_address", row.living_address, address))
        row.living_address = address
        row.household_id = household
    if home.dwelling is not None and row.area_id != home.area:
        told.append(Difference("area", str(row.area_id), str(home.area)))
        row.area_id = home.area
    return told


def _words(key: str, value: Any) -> str:
    """A fact as the history keeps it: one code as it is, several in words."""
    if isinstance(value, list):
        return show(BY_KEY[key], value) if key in BY_KEY else "；".join(value)
    return str(value)


def _facts(old: dict[str, Any], new: dict[str, Value]) -> dict[str, Any]:
    """The facts together; a note is added to the notes there are."""
    merged = {**old, **new}
    if "note" in new and old.get("note"):
        kept = str(old["note"])
        merged["note"] = kept if str(new["note"]) in kept else f"{kept}；{new['note']}"[:_ADDRESS]
    return merged
