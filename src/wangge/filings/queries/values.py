"""What the ledger says of a person in the words of a form: only whether, masked, or whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from wangge.dictionary.shape import Field, Mask, Subject, Type
from wangge.dictionary.values import show
from wangge.kernel.codes import Level
from wangge.people import access
from wangge.people.models import Person, PersonLabel
from wangge.people.rules import UNKNOWN_SEX, relation_label
from wangge.places.models import Dwelling
from wangge.posts.access import Staff
from wangge.privacy.masks import MASKS

THERE = "✓"
_JOIN = "、"
_NEIGHBOURLY = frozenset({Mask.NAME, Mask.ADDRESS})


class How(StrEnum):
    """How far values are opened."""

    PRESENT = "present"
    MASKED = "masked"
    OPEN = "open"


@dataclass
class Reader:
    """Reads values of residents of `roster.detailed`; `heads` are the heads by household."""

    staff: Staff
    fields: Mapping[str, Field]
    how: How
    heads: Mapping[int, Person] = field(default_factory=dict)

    def value(self, person: Person | None, key: str) -> str:
        """The value in words; empty when the ledger has none."""
        what = self.fields.get(key)
        if person is None or what is None:
            return ""
        match what.type:
            case Type.ID_NUMBER:
                return self._number(person, what)
            case Type.PHONES:
                return self._phones(person)
        if key == "head_name":
            head = self.heads.get(person.household_id or 0)
            return self._shown(head, what, head.name) if head else ""
        raw = _GETTERS[key](person) if key in _GETTERS else _fact(person, key, what)
        return self._shown(person, what, _words(what, raw, person))

    def _number(self, person: Person, what: Field) -> str:
        if what.key != "id_number":
            return self._shown(person, what, str(_fact(person, what.key, what) or ""))
        if not person.id_sealed:
            return ""
        if self.how is How.PRESENT:
            return THERE
        return self._shown(person, what, person.id_number)

    def _phones(self, person: Person) -> str:
        phones = person.phones.all()
        if self.how is How.OPEN:
            return _JOIN.join(phone.number(person) for phone in phones)
        return _JOIN.join(phone.hint for phone in phones)

    def _shown(self, person: Person, what: Field, text: str) -> str:
        if not text or self.how is How.OPEN:
            return text
        if self.how is How.PRESENT:
            return THERE
        if what.mask in _NEIGHBOURLY and access.is_close(self.staff, person):
            return text
        return MASKS[what.mask](text)


def labels(person: Person) -> frozenset[str]:
    """The labels held, without the sensitive ones."""
    rows: list[PersonLabel] = person.current_labels  # type: ignore[attr-defined]
    return frozenset(row.label.name for row in rows if not row.label.sensitive)


def raw(person: Person, key: str, what: Field) -> str:
    """The value as the ledger keeps it: a code, a date, a text."""
    found = _GETTERS[key](person) if key in _GETTERS else _fact(person, key, what)
    return str(found or "")


def _fact(person: Person, key: str, what: Field) -> Any:
    home = person.household
    if what.subject is Subject.HOUSEHOLD:
        return home.facts.get(key, "") if home else ""
    if what.subject is Subject.DWELLING:
        dwelling = _dwelling(person)
        return dwelling.facts.get(key, "") if dwelling else ""
    return person.facts.get(key, "")


def _words(what: Field, raw: Any, person: Person) -> str:
    if raw in (None, ""):
        return ""
    if what.key == "relation":
        return relation_label(str(raw), person.sex)
    return show(what, raw if isinstance(raw, list) else str(raw), whole=True)


def _dwelling(person: Person) -> Dwelling | None:
    return person.household.dwelling if person.household else None


def _of_home(read: Callable[[Dwelling], Any], key: str) -> Callable[[Person], Any]:
    """From the dwelling on record, else what a ledger once told."""

    def value(person: Person) -> Any:
        dwelling = _dwelling(person)
        return (read(dwelling) if dwelling else "") or person.facts.get(key, "")

    return value


def _estate(dwelling: Dwelling) -> str:
    estate = dwelling.building.estate
    return estate.name if estate else dwelling.building.address


_GETTERS: dict[str, Callable[[Person], Any]] = {
    "name": lambda person: person.name,
    "sex": lambda person: "" if person.sex == UNKNOWN_SEX else person.sex,
    "birth_date": lambda person: person.birth_date,
    "relation": lambda person: person.relation,
    "id_type": lambda person: person.id_type if person.id_sealed else "",
    "ethnicity": lambda person: person.ethnicity,
    "registered_address": lambda person: person.registered_address,
    "living_address": lambda person: person.living_address,
    "residence": lambda person: person.residence,
    "household_kind": lambda person: person.household.kind if person.household else "",
    "register_number": lambda person: person.household.number if person.household else "",
    "household_number": lambda person: person.household.number if person.household else "",
    "labels": lambda person: sorted(labels(person)),
    "grid_name": lambda person: person.area.name if person.area.level == Level.GRID else "",
    "grid_code": lambda person: person.area.number,
    "estate": _of_home(_estate, "estate"),
    "building": _of_home(lambda dwelling: dwelling.building.name, "building"),
    "unit": _of_home(lambda dwelling: dwelling.unit, "unit"),
    "room": _of_home(lambda dwelling: dwelling.room, "room"),
}
