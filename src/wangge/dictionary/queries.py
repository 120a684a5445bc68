"""The dictionary that holds at a place: the fields of everywhere and the local ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q, QuerySet

from wangge.dictionary.access import may_define
from wangge.dictionary.fields import FIELDS, SYNONYMS, synonyms_of
from wangge.dictionary.models import LocalField
from wangge.dictionary.shape import Field, Section, Subject
from wangge.kernel import clock
from wangge.kernel.codes import Level, ancestor, below
from wangge.kernel.text import tidy
from wangge.posts.access import Staff
from wangge.posts.rules import ABILITIES

LEVELS = (Level.COUNTY, Level.TOWN, Level.COMMUNITY, Level.GRID)


@dataclass(frozen=True)
class Dictionary:
    """The fields in use at an area, in the order of their sections."""

    fields: tuple[Field, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        return {field.key: field for field in self.fields}

    @cached_property
    def synonyms(self) -> Mapping[str, str]:
        """The headings of a roster of people, and the fields they mean."""
        local = [f for f in self.fields if f.local and f.subject is Subject.PERSON]
        return {**synonyms_of(local), **SYNONYMS}

    @cached_property
    def repeatable(self) -> frozenset[str]:
        return frozenset(field.key for field in self.fields if field.repeatable)

    def of(self, *subjects: Subject) -> tuple[Field, ...]:
        """The fields of these subjects."""
        return tuple(field for field in self.fields if field.subject in subjects)

    def synonyms_for(self, subject: Subject) -> dict[str, str]:
        """The headings of a sheet about one subject, and the fields they mean."""
        return synonyms_of(self.of(subject))

    def sections(self, *subjects: Subject) -> dict[Section, tuple[Field, ...]]:
        """The fields by section, in the order of the form; sections without any are left out."""
        fields = self.of(*subjects)
        parts = {s: tuple(f for f in fields if f.section is s) for s in Section}
        return {section: held for section, held in parts.items() if held}


EVERYWHERE = Dictionary(FIELDS)


def dictionary_at(area: int, *, below_too: bool = False) -> Dictionary:
    """The fields valid at `area` today, in one query; `below_too` adds those of areas within."""
    local = [row.field for row in local_fields(area, below_too=below_too)]
    if not local:
        return EVERYWHERE
    order = list(Section)
    return Dictionary(
        tuple(sorted((*FIELDS, *local), key=lambda field: order.index(field.section)))
    )


def local_fields(
    area: int, *, below_too: bool = False, retired: bool = False
) -> "QuerySet[LocalField]":
    """The local fields that hold at `area`: its own and those of the areas above."""
    inside = below(area)
    where = Q(area__in={ancestor(area, level) for level in LEVELS})
    if below_too:
        where |= Q(area_id__gte=inside.start, area_id__lt=inside.stop)
    rows = LocalField.objects.filter(where).select_related("area").defer("area__boundary")
    today = clock.today()
    return rows if retired else rows.filter(Q(until=None) | Q(until__gt=today), since__lte=today)


@dataclass(frozen=True)
class Listed:
    """A field as the dictionary's page shows it; `row` where it is a local one."""

    field: Field
    row: LocalField | None = None
    may_change: bool = False


def listed(
    staff: Staff,
    *,
    q: str = "",
    section: str = "",
    subject: str = "",
    sensitivity: str = "",
    local: bool = False,
) -> list[tuple[Section, list[Listed]]]:
    """The dictionary by section: all fields, and the local ones in and above one's areas."""
    found = [Listed(field) for field in FIELDS] if not local else []
    found += [
        Listed(row.field, row, row.until is None and may_define(staff, row.area_id))
        for row in _local_of(staff)
    ]
    wanted = tidy(q).lower()
    rows = [
        each
        for each in found
        if _is_about(each.field, wanted)
        and section in {"", each.field.section}
        and subject in {"", each.field.subject}
        and sensitivity in {"", each.field.sensitivity}
    ]
    parts = [(part, [each for each in rows if each.field.section is part]) for part in Section]
    return [(part, held) for part, held in parts if held]


def _is_about(field: Field, wanted: str) -> bool:
    texts = (field.key, field.label, *field.synonyms, field.purpose, field.owner)
    return not wanted or any(wanted in text.lower() for text in texts)


def _local_of(staff: Staff) -> "QuerySet[LocalField]":
    """Local fields of the areas in one's reach and of those above them, retired ones last."""
    ranges = staff.ranges(*ABILITIES)
    above = {ancestor(start, level) for start, _stop in ranges for level in LEVELS}
    where = Q(area__in=above)
    for start, stop in ranges:
        where |= Q(area_id__gte=start, area_id__lt=stop)
    rows = LocalField.objects.filter(where).select_related("area").defer("area__boundary")
    return rows.order_by(F("until").asc(nulls_first=True), "area_id", "pk")
