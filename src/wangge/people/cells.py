"""What a resident's fields say as the texts of a workbook, whole or masked."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from wangge.areas.models import Area
from wangge.dictionary import codes, values
from wangge.dictionary.queries import Dictionary
from wangge.dictionary.shape import Field, Mask, Subject
from wangge.kernel.codes import short
from wangge.people.models import Household, Person, PersonLabel, Phone
from wangge.people.rules import relation_label
from wangge.privacy.masks import MASKS
from wangge.privacy.sealing import unseal

BETWEEN = values.BETWEEN
Getter = Callable[[Person], str]
# Headings that only an incoming ledger has: the address and the registered address say the same.
_INTAKE = frozenset(
    ["living_region", "estate", "door", "building", "unit", "room", "registered_region"]
)


def fields(dictionary: Dictionary) -> list[Field]:
    """The fields of a person that a workbook can hold, in the order of the dictionary."""
    return [field for field in dictionary.of(Subject.PERSON) if field.key not in _INTAKE]


class Reader:
    """Reads the fields of a run of residents; what lies in other tables is fetched once."""

    def __init__(self, people: Collection[Person]) -> None:
        pks = [person.pk for person in people]
        homes = {person.household_id for person in people if person.household_id}
        self._areas = _areas({person.area_id for person in people})
        self._numbers = dict(Household.objects.filter(pk__in=homes).values_list("pk", "number"))
        self._heads = _heads(homes)
        self._labels = _labels(pks)
        self._phones = _phones(pks)
        self._getters: dict[tuple[str, bool], Getter] = {}

    def text(self, person: Person, field: Field, *, revealed: bool) -> str:
        """The cell of a field; masked by the rule of the dictionary unless `revealed`."""
        return self.getter(field, revealed=revealed)(person)

    def getter(self, field: Field, *, revealed: bool) -> Getter:
        """How to read the cells of a column."""
        key = (field.key, revealed)
        if key not in self._getters:
            self._getters[key] = self._getter(field, revealed=revealed)
        return self._getters[key]

    def _getter(self, field: Field, *, revealed: bool) -> Getter:
        if field.key == "phone":
            return self._open_phones if revealed else self._masked_phones
        whole = self._own(field.key) or _fact(field)
        if revealed or field.mask is Mask.NONE:
            return whole
        return lambda person: mask(field, whole(person))

    def _own(self, key: str) -> Getter | None:
        """How to read what stands in columns and in other tables."""
        own: Mapping[str, Getter] = {
            **_OWN,
            "household_number": lambda p: self._numbers.get(p.household_id or 0, ""),
            "head_name": lambda p: self._heads.get(p.household_id or 0, ""),
            "grid_name": lambda p: self._areas.get(p.area_id, ""),
            "grid_code": lambda p: short(p.area_id),
            "labels": lambda p: BETWEEN.join(self._labels.get(p.pk, ())),
        }
        return own.get(key)

    def _masked_phones(self, person: Person) -> str:
        return BETWEEN.join(hint for hint, _sealed in self._phones.get(person.pk, ()))

    def _open_phones(self, person: Person) -> str:
        context = f"person:{person.uid}:phone"
        return BETWEEN.join(
            unseal(sealed, context) for _, sealed in self._phones.get(person.pk, ())
        )


_OWN: Mapping[str, Getter] = {
    "name": lambda p: p.name,
    "sex": lambda p: codes.SEXES.get(p.sex, ""),
    "birth_date": lambda p: p.birth_date.isoformat() if p.birth_date else "",
    "id_type": lambda p: codes.ID_TYPES.get(p.id_type, "") if p.id_index else "",
    "id_number": lambda p: p.id_number,
    "ethnicity": lambda p: codes.ETHNICITIES.get(p.ethnicity, ""),
    "relation": lambda p: relation_label(p.relation, p.sex),
    "living_address": lambda p: p.living_address,
    "registered_address": lambda p: p.registered_address,
    "residence": lambda p: codes.RESIDENCES.get(p.residence, ""),
}


def mask(field: Field, text: str) -> str:
    """A text as a masked workbook shows it; of several numbers each by itself."""
    hide = MASKS[field.mask]
    if BETWEEN in text:
        return BETWEEN.join(map(hide, text.split(BETWEEN)))
    return hide(text)


def _fact(field: Field) -> Getter:
    key = field.key

    def read(person: Person) -> str:
        value = person.facts.get(key)
        return values.show(field, value, whole=True) if value else ""

    return read


def _areas(codes_: Collection[int]) -> dict[int, str]:
    return dict(Area.objects.filter(code__in=codes_).values_list("code", "name"))


def _heads(homes: Collection[int]) -> dict[int, str]:
    """Household -> the name of its head."""
    rows = Person.objects.filter(household__in=homes, relation=codes.HEAD, hidden="")
    return dict(rows.order_by("-pk").values_list("household_id", "name"))


def _labels(people: Collection[int]) -> dict[int, list[str]]:
    """The labels that lists show: sensitive ones are in no workbook at all."""
    rows = PersonLabel.objects.filter(person__in=people, until=None, label__sensitive=False)
    found: dict[int, list[str]] = {}
    for pk, name in rows.order_by("pk").values_list("person_id", "label__name"):
        found.setdefault(pk, []).append(name)
    return found


def _phones(people: Collection[int]) -> dict[int, list[tuple[str, Any]]]:
    """The mask and the sealed number of each phone, the first to call first."""
    rows = Phone.objects.filter(person__in=people).order_by("rank", "pk")
    found: dict[int, list[tuple[str, Any]]] = {}
    for pk, hint, sealed in rows.values_list("person_id", "hint", "sealed"):
        found.setdefault(pk, []).append((hint, sealed))
    return found
