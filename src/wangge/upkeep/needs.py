"""What a complete record has: which facts are asked of whom, and whether they are there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from wangge.dictionary.fields import BY_KEY, FIELDS
from wangge.dictionary.shape import Subject
from wangge.kernel import clock
from wangge.people.models import Person, Phone
from wangge.people.rules import ADULT

People = QuerySet[Person]
EVERYBODY = Q()
YEAR = 365.2425


@dataclass(frozen=True)
class Need:
    """A fact that the record of certain people must have."""

    key: str
    label: str
    of: Q
    there: Q

    @property
    def missing(self) -> Q:
        """The people who should have it and do not."""
        return self.of & ~self.there


def needs(today: date | None = None) -> list[Need]:
    """What is asked: the dictionary's required fields, and what depends on the person."""
    day = today or clock.today()
    adult = Q(birth_date__lte=day - timedelta(days=int(ADULT * YEAR)))
    depending = {
        "phone": adult,
        "relation": Q(household__isnull=False),
        "registered_address": EVERYBODY,
        "arrived_on": Q(residence=Person.Residence.FLOATING),
        "stay_reason": Q(residence=Person.Residence.FLOATING),
    }
    required = [f.key for f in FIELDS if f.required and f.subject is Subject.PERSON]
    keys = dict.fromkeys((*required, *(key for key in depending if key in BY_KEY)))
    return [Need(key, BY_KEY[key].label, depending.get(key, EVERYBODY), there(key)) for key in keys]


_THERE = {
    "sex": Q(sex__in=("1", "2")),
    "birth_date": Q(birth_date__isnull=False),
    "id_number": ~Q(id_index=b""),
    "phone": Q(Exists(Phone.objects.filter(person=OuterRef("pk")))),
}
_COLUMNS = frozenset(field.name for field in Person._meta.concrete_fields)  # noqa: SLF001


def there(key: str) -> Q:
    """That a person's record has the fact."""
    if key in _THERE:
        return _THERE[key]
    if key in _COLUMNS:
        return ~Q(**{key: ""})
    return Q(facts__has_key=key) & ~Q(**{f"facts__{key}": ""})


def with_gaps(rows: People, asked: Sequence[Need] | None = None) -> Any:
    """The rows with `gaps`: how many facts are missing on each."""
    missing = [
        Case(When(need.missing, then=Value(1)), default=Value(0), output_field=IntegerField())
        for need in (asked or needs())
    ]
    return rows.annotate(gaps=sum(missing[1:], start=missing[0]))


def gaps_of(person: Person) -> list[str]:
    """The labels of what is missing on one record."""
    asked = needs()
    flags = {
        f"lacks_{need.key}": Case(
            When(need.missing, then=Value(value=True)),
            default=Value(value=False),
            output_field=BooleanField(),
        )
        for need in asked
    }
    row = Person.objects.filter(pk=person.pk).annotate(**flags).values(*flags).get()
    return [need.label for need in asked if row[f"lacks_{need.key}"]]
