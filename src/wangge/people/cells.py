"""What a resident's fields say as the texts of a workbook, whole or masked."""

from collections.abc import Callable, Mapping

from wangge.dictionary import codes, values
from wangge.dictionary.queries import Dictionary
from wangge.dictionary.shape import Field, Subject
from wangge.kernel.codes import short
from wangge.people.models import Person
from wangge.people.rules import UNKNOWN_SEX, relation_label
from wangge.privacy.masks import MASKS

BETWEEN = values.BETWEEN
# Headings that only an incoming ledger has: the address and the registered address say the same.
_INTAKE = frozenset(
    ["living_region", "estate", "door", "building", "unit", "room", "registered_region"]
)
READ_ONLY = frozenset(["household_number", "head_name", "labels", "grid_name", "grid_code"])
"""What a workbook shows and other pages change: homes, households, grids and labels."""


def fields(dictionary: Dictionary) -> list[Field]:
    """The fields of a person that a workbook can hold, in the order of the dictionary."""
    return [field for field in dictionary.of(Subject.PERSON) if field.key not in _INTAKE]


class Reader:
    """Reads rows of people.queries.with_details; `heads` names the head of each household."""

    def __init__(self, heads: Mapping[int, str]) -> None:
        self._heads = heads
        self._own: dict[str, Callable[[Person], str]] = {
            "name": lambda p: p.name,
            "sex": lambda p: codes.SEXES.get(p.sex, ""),
            "birth_date": lambda p: p.birth_date.isoformat() if p.birth_date else "",
            "id_type": lambda p: codes.ID_TYPES.get(p.id_type, "") if p.id_index else "",
            "id_number": lambda p: p.id_number,
            "phone": lambda p: BETWEEN.join(phone.number(p) for phone in p.phones.all()),
            "ethnicity": lambda p: codes.ETHNICITIES.get(p.ethnicity, ""),
            "relation": lambda p: relation_label(p.relation, p.sex or UNKNOWN_SEX),
            "living_address": lambda p: p.living_address,
            "registered_address": lambda p: p.registered_address,
            "residence": lambda p: codes.RESIDENCES.get(p.residence, ""),
            "household_number": lambda p: p.household.number if p.household else "",
            "head_name": lambda p: self._heads.get(p.household_id or 0, ""),
            "grid_name": lambda p: p.area.name,
            "grid_code": lambda p: short(p.area_id),
            "labels": _labels,
        }

    def text(self, person: Person, field: Field, *, revealed: bool) -> str:
        """The cell of a field; masked by the rule of the dictionary unless `revealed`."""
        own = self._own.get(field.key)
        if own is None:
            whole = values.show(field, person.facts.get(field.key), whole=True)
        elif field.key == "phone" and not revealed:
            return BETWEEN.join(phone.hint for phone in person.phones.all())
        else:
            whole = own(person)
        return whole if revealed else mask(field, whole)


def mask(field: Field, text: str) -> str:
    """A text as a masked workbook shows it; of several numbers each by itself."""
    return BETWEEN.join(MASKS[field.mask](part) for part in text.split(BETWEEN)) if text else ""


def heads(people: list[Person]) -> dict[int, str]:
    """Household -> the name of its head, for the households of these people."""
    rows = Person.objects.filter(
        household__in={p.household_id for p in people if p.household_id},
        relation=codes.HEAD,
        hidden="",
    )
    return dict(rows.order_by("-pk").values_list("household_id", "name"))


def _labels(person: Person) -> str:
    """The labels that lists show: sensitive ones are in no workbook at all."""
    rows = person.current_labels  # type: ignore[attr-defined]
    return BETWEEN.join(row.label.name for row in rows if not row.label.sensitive)
