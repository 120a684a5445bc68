"""Which facts are due to be looked at again: each field by its own interval (000-C28).

A field is as fresh as its last change, the last visit or record that bore it or the whole record
out, or the day the record was made. Nothing becomes fresh by a click.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q

from wangge.dictionary.access import may_see
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Field, Subject, Type
from wangge.kernel import clock
from wangge.people.facts import CITIZEN, PERSON_COLUMNS, values_of
from wangge.people.models import Person, PersonChange
from wangge.posts.access import Staff
from wangge.upkeep.models import Confirmation
from wangge.upkeep.needs import there
from wangge.upkeep.quality import Measure, residents
from wangge.upkeep.statistics.axes import starts_of

RECENT_DAYS = 90


@dataclass(frozen=True)
class Due:
    """A fact of one person that is due again."""

    field: Field
    last: date
    days: int

    @property
    def since(self) -> date:
        """From when on it is due."""
        return self.last + timedelta(days=self.days)


@dataclass(frozen=True)
class Line:
    """A field in an area: on how many records it stands, and on how many it is due again."""

    field: Field
    known: int
    due: int

    @property
    def percent(self) -> float:
        """Share of fresh ones."""
        return 100 * (self.known - self.due) / self.known if self.known else 100.0


def watched(fields: Iterable[Field]) -> list[Field]:
    """The fields of a person that are to be looked at again from time to time."""
    return [
        field
        for field in fields
        if field.reconfirm_days and not field.elsewhere and field.type is not Type.LABELS
    ]


def due_of(staff: Staff, person: Person, fields: Iterable[Field] | None = None) -> list[Due]:
    """What is due on one record, as far as the reader sees it, the longest due first.

    `fields` are those of the person's area, where the caller has them already.
    """
    values = values_of(person)
    if person.phones.exists():
        values["phone"] = "*"
    if fields is None:
        fields = dictionary_at(person.area_id).of(Subject.PERSON)
    seen = [
        field
        for field in watched(fields)
        if field.key in values and may_see(staff, field, person.area_id)
    ]
    last = _last(person)
    whole = max(filter(None, (_day(person.created_at), person.confirmed_on)))
    found = (Due(f, max(whole, last.get(f.key, whole)), f.reconfirm_days) for f in seen)
    today = clock.today()
    return sorted((due for due in found if due.since <= today), key=lambda due: due.since)


def _last(person: Person) -> dict[str, date]:
    """When each field was last changed or borne out on its own."""
    changes = PersonChange.objects.filter(person=person).order_by().values_list("field")
    last = {key: _day(at) for key, at in changes.annotate(at=Max("at"))}
    for keys, on in Confirmation.objects.filter(person=person).values_list("fields", "on"):
        for key in keys:
            last[key] = max(on, last.get(key, on))
    return last


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.BEIJING).date()


def fields_at(staff: Staff, area: int) -> list[Field]:
    """The watched fields that the reader sees everywhere in an area."""
    starts = starts_of(staff, area)
    fields = watched(dictionary_at(area, below_too=True).of(Subject.PERSON))
    return [f for f in fields if all(may_see(staff, f, start) for start in starts)]


def by_field(staff: Staff, area: int) -> list[Line]:
    """Each field that stands on some record of the area, the ones most due first: one query."""
    fields = fields_at(staff, area)
    if not fields:
        return []
    counts = {}
    for number, field in enumerate(fields):
        counts[f"known{number}"] = Count("pk", filter=_known(field))
        counts[f"due{number}"] = Count("pk", filter=is_due(field))
    found = residents(staff, area).aggregate(**counts)
    lines = [Line(f, found[f"known{n}"], found[f"due{n}"]) for n, f in enumerate(fields)]
    return sorted(
        (line for line in lines if line.known), key=lambda line: (-line.due, line.percent)
    )


def overdue(staff: Staff, area: int, field: Field) -> Any:
    """The people of whom the field is due again, the longest untouched record first."""
    return residents(staff, area).filter(is_due(field)).order_by("confirmed_on", "pk")


def is_due(field: Field) -> Q:
    """That the field stands on a record and nothing has touched it within its interval."""
    limit = clock.now() - timedelta(days=field.reconfirm_days)
    day = _day(limit)
    changed = PersonChange.objects.filter(person=OuterRef("pk"), field=field.key, at__gte=limit)
    named = Confirmation.objects.filter(
        person=OuterRef("pk"), on__gt=day, fields__icontains=f'"{field.key}"'
    )
    untouched = Q(created_at__lt=limit) & (Q(confirmed_on=None) | Q(confirmed_on__lte=day))
    return untouched & _known(field) & ~Q(Exists(changed)) & ~Q(Exists(named))


def _known(field: Field) -> Q:
    if field.key in PERSON_COLUMNS and field.type is Type.DATE:
        return Q(**{f"{PERSON_COLUMNS[field.key]}__isnull": False})
    if field.key == "id_type":  # a citizen's card is only a guess until its number is there
        return ~Q(id_index=b"") | ~Q(id_type=CITIZEN)
    return there(field.key)


def update_rate(staff: Staff, area: int) -> Measure:
    """How much of an area's ledger was touched of late (更新率)."""
    since = clock.now() - timedelta(days=RECENT_DAYS)
    changed = PersonChange.objects.filter(person=OuterRef("pk"), at__gte=since)
    borne_out = Confirmation.objects.filter(person=OuterRef("pk"), on__gte=_day(since))
    fresh = Q(created_at__gte=since) | Q(confirmed_on__gte=_day(since))
    touched = fresh | Q(Exists(changed)) | Q(Exists(borne_out))
    n = residents(staff, area).aggregate(people=Count("pk"), touched=Count("pk", filter=touched))
    formula = f"近 {RECENT_DAYS} 天有登记、变更或核实记录的人数 ÷ 在住人数"
    return Measure("update_rate", "更新率", formula, n["touched"], n["people"])
