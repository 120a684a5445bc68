"""Labels that are no labels: judicial and health facts go to the guarded store."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from wangge.accounts.models import User
from wangge.dictionary.codes import SENSITIVE_LABELS
from wangge.guarded import actions as guarded
from wangge.guarded.actions import Row, keep_many
from wangge.guarded.kinds import BY_LABEL
from wangge.guarded.queries import whereabouts
from wangge.people.models import Label, Person, PersonChange, PersonLabel

MOVED = "专项记录"
BATCH = 1000


class Told(NamedTuple):
    """What a ledger says of a person in the column of labels."""

    person: UUID
    area: int
    label: str


def keep(told: Iterable[Told], *, source: str, actor: User | None) -> set[UUID]:
    """Enter the sensitive labels among `told` as guarded records; whose are new."""
    rows = [
        Row(person, area, BY_LABEL[label].key, source)
        for person, area, label in told
        if label in BY_LABEL
    ]
    return keep_many(rows, source=source, actor=actor) if rows else set()


@transaction.atomic
def take_over() -> int:
    """Move the sensitive labels that an older version kept, and their traces; how many.

    Costs one query when there is nothing to do, so every start of the server may ask.
    """
    kinds = Label.objects.filter(name__in=SENSITIVE_LABELS)
    rows = PersonLabel.objects.filter(label__in=kinds)
    if not rows.exists():
        return 0
    number = 0
    for row in rows.select_related("person", "label").order_by("pk").iterator(BATCH):
        kind = BY_LABEL[row.label.name].key
        case = Row(row.person.uid, row.person.area_id, kind, row.basis, row.since)
        if row.until is None:
            number += len(keep_many([case], source=row.basis))
    rows.delete()
    for column in ("old", "new"):
        traces = PersonChange.objects.filter(**{f"{column}__in": SENSITIVE_LABELS})
        traces.update(**{column: MOVED})
    kinds.update(sensitive=True)
    return number


def settle(codes: range | None = None) -> int:
    """Hold the guarded records (of these areas) against the ledger: who moved or was merged.

    Answers how many followed. Whatever wrote the ledger meanwhile, the records end up with the
    person. Runs at each start; the person's page does the same for its one person.
    """
    kept = list(whereabouts(codes))
    number = 0
    for at in range(0, len(kept), BATCH):
        part = dict(kept[at : at + BATCH])
        rows = Person.objects.filter(uid__in=part).values_list("uid", "area", "merged_into__uid")
        for uid, area, into in rows:
            if into:
                guarded.follow(uid, into)
            elif area != part[uid]:
                guarded.moved(uid, area)
            number += bool(into) or area != part[uid]
    return number
