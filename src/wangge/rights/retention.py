"""Keeping nothing longer than declared: facts past their time, and people who left long ago.

The dictionary says how long a fact is kept after its last change; `retention_after_leaving_days`
how long the record of somebody who moved out or died. The trail is kept three years whatever
happens: changes younger than that stay as lines of who changed which field.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from wangge.areas.settings import read_once, setting
from wangge.audit.actions import record
from wangge.dictionary.fields import FIELDS
from wangge.dictionary.models import LocalField
from wangge.dictionary.shape import Field, Subject
from wangge.kernel import clock
from wangge.people.models import Household, HouseholdChange, Person, PersonChange
from wangge.rights.erasing import erase
from wangge.upkeep.models import Confirmation

SOURCE = "保存期限已到"
TRAIL = timedelta(days=3 * 365)
BATCH = 500
LEFT = (Person.Status.MOVED, Person.Status.DECEASED)
GONE = (Person.Hidden.ERASED, Person.Hidden.MERGED)
SETTING = "retention_after_leaving_days"
Beat = Callable[[], None]


@dataclass(frozen=True)
class Kept:
    """Where the facts of a subject stand, and where their changes."""

    rows: Any
    changes: Any
    link: str
    subject: Subject


PEOPLE = Kept(Person, PersonChange, "person", Subject.PERSON)
HOUSEHOLDS = Kept(Household, HouseholdChange, "household", Subject.HOUSEHOLD)


def run(*, dry_run: bool = False, beat: Beat = lambda: None) -> dict[str, int]:
    """Clear what is due (or only count it): fields by their label, and `people` erased."""
    found: Counter[str] = Counter()
    for kept in (PEOPLE, HOUSEHOLDS):
        for field in _limited(kept.subject):
            for rows in _runs(_facts_due(kept, field)):
                due = _unconfirmed(rows, field) if kept is PEOPLE else rows
                found[field.label] += len(due) if dry_run else _clear(kept, field, due)
                beat()
            if not dry_run:
                _blank_history(kept, field)
    for rows in _runs(_left()):
        due = [row for row in rows if _is_over(row)]
        found["people"] += len(due)
        for row in due if not dry_run else ():
            _erase(row)
        beat()
    return {label: number for label, number in found.items() if number}


def _limited(subject: Subject) -> list[Field]:
    """The fields that are kept for a time only, retired local ones too."""
    local = [row.field for row in LocalField.objects.filter(subject=subject.value)]
    fields = (*(field for field in FIELDS if field.subject is subject), *local)
    return [field for field in fields if field.retention_days is not None]


def _facts_due(kept: Kept, field: Field) -> "QuerySet[Any]":
    """The rows whose fact was not changed for as long as it may be kept."""
    assert field.retention_days is not None
    limit = clock.now() - timedelta(days=field.retention_days)
    since = {kept.link: OuterRef("pk"), "field": field.key, "at__gte": limit}
    changed = Exists(kept.changes.objects.filter(**since))
    rows = kept.rows.objects.filter(~changed, facts__has_key=field.key)
    if kept is PEOPLE:
        return rows.filter(created_at__lt=limit).exclude(hidden__in=GONE)  # type: ignore[no-any-return]
    ever = Exists(kept.changes.objects.filter(household=OuterRef("pk"), field=field.key))
    return rows.filter(Q(ever) | Q(since__lt=limit.date()))  # type: ignore[no-any-return]


def _unconfirmed(rows: list[Person], field: Field) -> list[Person]:
    """Without those of whom a visit or another record has borne out this very fact since."""
    assert field.retention_days is not None
    limit = clock.today() - timedelta(days=field.retention_days)
    borne_out = Confirmation.objects.filter(person__in=rows, on__gte=limit)
    known = {pk for pk, keys in borne_out.values_list("person", "fields") if field.key in keys}
    return [row for row in rows if row.pk not in known]


@transaction.atomic
def _clear(kept: Kept, field: Field, rows: list[Any]) -> int:
    """Take the fact out of the rows; somebody who is just changing one keeps it till tomorrow."""
    done = 0
    now = clock.now()
    for row in rows:
        facts = {key: value for key, value in row.facts.items() if key != field.key}
        changed: dict[str, Any] = {"facts": facts, "version": row.version + 1}
        if kept is PEOPLE:
            changed["changed_at"] = now
        if not kept.rows.objects.filter(pk=row.pk, version=row.version).update(**changed):
            continue
        kept.changes.objects.create(**{kept.link: row}, field=field.key, source=SOURCE, at=now)
        subject = f"{kept.link}:{row.uid}"
        record(f"{kept.link}.expire", subject, actor=None, area=row.area_id, fields=[field.key])
        done += 1
    return done


def _blank_history(kept: Kept, field: Field) -> None:
    """What the fact was goes from the history too, once the trail need not be kept any longer."""
    assert field.retention_days is not None
    limit = clock.now() - max(TRAIL, timedelta(days=field.retention_days))
    old = kept.changes.objects.filter(field=field.key, at__lt=limit).exclude(old="", new="")
    old.update(old="", new="")


def _left() -> "QuerySet[Person]":
    """Everybody who moved out or died, with when that was entered."""
    changes = PersonChange.objects.filter(person=OuterRef("pk"), field="status").order_by("-at")
    rows = Person.objects.filter(status__in=LEFT).exclude(hidden__in=GONE)
    return rows.annotate(left_at=Subquery(changes.values("at")[:1]))


def _is_over(person: Any) -> bool:
    with read_once():
        days = setting(SETTING, person.area_id)
    since: datetime = person.left_at or person.created_at
    return bool(days) and since < clock.now() - timedelta(days=days)


@transaction.atomic
def _erase(person: Person) -> None:
    erase(person, actor=None, keep_since=clock.now() - TRAIL)
    subject = f"person:{person.uid}"
    record("person.erase", subject, actor=None, area=person.area_id, reason=SOURCE)


def _runs(rows: "QuerySet[Any]") -> Iterator[list[Any]]:
    """The rows by their key, so that what is cleared meanwhile moves nothing."""
    last = 0
    while run := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield run
        last = run[-1].pk
