"""The collection form (采集表): what is asked, what is known, what a post may see of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wangge.dictionary.access import may_see
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Field, Mask, Section, Subject
from wangge.dictionary.values import Value, show
from wangge.people import access
from wangge.people.facts import values_of, values_of_household
from wangge.people.models import Household, Person
from wangge.posts.access import Staff


@dataclass(frozen=True)
class Entry:
    """One box: its field, what it starts with, and the mask of what it does not show.

    A box with a `hint` starts empty and keeps what is on record unless something is written.
    """

    field: Field
    value: Value
    hint: str = ""

    @property
    def is_filled(self) -> bool:
        return bool(self.value or self.hint)


@dataclass(frozen=True)
class Part:
    """A section of the form and how far it is filled in."""

    section: Section
    entries: tuple[Entry, ...]

    @property
    def filled(self) -> int:
        return sum(entry.is_filled for entry in self.entries)

    @property
    def total(self) -> int:
        return len(self.entries)

    @property
    def missing(self) -> list[str]:
        """The labels of required fields without a value."""
        return [e.field.label for e in self.entries if e.field.required and not e.is_filled]

    @property
    def words(self) -> list[tuple[str, str]]:
        """Label and value for those who only read."""
        return [(e.field.label, e.hint or show(e.field, e.value, whole=True)) for e in self.entries]


def person_sheet(staff: Staff, person: Person) -> list[Part]:
    """A resident's form, as far as the person's post sees it."""
    close = access.is_close(staff, person)
    values = values_of(person, opened=True)
    return _sheet(staff, Subject.PERSON, person.area_id, values, close=close)


def household_sheet(staff: Staff, household: Household, *, close: bool) -> list[Part]:
    """A household's form."""
    values = values_of_household(household, opened=True)
    return _sheet(staff, Subject.HOUSEHOLD, household.area_id, values, close=close)


def may_edit(staff: Staff, area: int) -> bool:
    """Whether one may write what the form asks."""
    return staff.find("collect", area) is not None


def _sheet(
    staff: Staff, subject: Subject, area: int, values: Mapping[str, Value], *, close: bool
) -> list[Part]:
    parts = dictionary_at(area).sections(subject).items()
    found = [
        Part(section, tuple(_entries(staff, fields, area, values, close=close)))
        for section, fields in parts
    ]
    return [part for part in found if part.entries]


def _entries(
    staff: Staff, fields: Iterable[Field], area: int, values: Mapping[str, Value], *, close: bool
) -> Iterable[Entry]:
    for field in fields:
        if field.elsewhere or not may_see(staff, field, area):
            continue
        value = values.get(field.key, "")
        if value and _is_covered(field, close=close):
            yield Entry(field, "", show(field, value))
        else:
            yield Entry(field, value)


def _is_covered(field: Field, *, close: bool) -> bool:
    """Numbers are covered for everybody, names and addresses for those from farther away."""
    return field.is_sealed or (field.mask is not Mask.NONE and not close)
