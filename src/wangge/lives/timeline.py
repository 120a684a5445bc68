"""What happened to a person or a household, newest first: events, changed fields, labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from wangge.kernel import clock
from wangge.lives import rules
from wangge.lives.models import LifeEvent, LifePart
from wangge.lives.words import Told, Words
from wangge.people import access
from wangge.people.models import (
    Household,
    HouseholdChange,
    Person,
    PersonChange,
    PersonLabel,
)
from wangge.posts.access import Staff
from wangge.privacy.masks import mask_name

TONES = {
    rules.DEATH: "mute", rules.MOVE_OUT: "wait", rules.LOST: "danger", rules.UNDO: "danger",
    rules.BIRTH: "good", rules.RETURN: "good", rules.MOVE_IN: "good", rules.FOUND: "good",
}  # fmt: skip
CHANGES_AT_MOST = 500


@dataclass(frozen=True)
class Entry:
    """One line of a time line; other parts of the product may bring entries of their own."""

    at: datetime
    verb: str
    kind: str  # event, change, label, or whatever brought it
    by: str = ""
    post: str = ""
    note: str = ""
    tone: str = ""
    url: str = ""
    uid: UUID | None = None
    on: date | None = None
    is_undone: bool = False
    facts: list[str] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The day it happened; that it was told later is shown beside it."""
        return self.on or self.at.astimezone(clock.BEIJING).date()


def of_person(staff: Staff, person: Person, extra: Iterable[Entry] = ()) -> list[Entry]:
    """The person's time line, with the entries that other parts bring."""
    close = access.is_close(staff, person)
    changes = list(
        PersonChange.objects.filter(person=person).select_related("actor")[:CHANGES_AT_MOST]
    )
    told = {row.pk: Told(row.field, row.old, row.new, person.sex) for row in changes}
    words = Words(staff, told.values(), close=close)
    parts = LifePart.objects.filter(person=person).values("event")
    found = _events(
        staff, LifeEvent.objects.filter(pk__in=parts), changes, told, words, whose=False
    )
    found += _labels(person)
    return _sorted([*found, *extra])


def of_household(staff: Staff, home: Household, extra: Iterable[Entry] = ()) -> list[Entry]:
    """The household's time line: the events of its members while they belonged to it."""
    close = any(duty.covers(home.area_id) for duty in staff.duties if duty.level >= _NEAR)
    changes = list(
        HouseholdChange.objects.filter(household=home).select_related("actor")[:CHANGES_AT_MOST]
    )
    told = {row.pk: Told(row.field, row.old, row.new) for row in changes}
    words = Words(staff, told.values(), close=close)
    touched = Q(left=home) | Q(entered=home)
    since = Q(person__joined_on=None) | Q(event__on__gte=F("person__joined_on"))
    stayed = Q(person__household=home, left=None, entered=None) & since
    parts = LifePart.objects.filter(touched | stayed).values("event")
    causes = {row.cause for row in changes if row.cause}
    rows = LifeEvent.objects.filter(Q(pk__in=parts) | Q(uid__in=causes))
    return _sorted([*_events(staff, rows, changes, told, words, whose=True), *extra])


_NEAR = 12  # kernel.codes.Level.COMMUNITY and below


def _events(
    staff: Staff,
    rows: "QuerySet[LifeEvent]",
    changes: Sequence[Any],
    told: dict[int, Told],
    words: Words,
    *,
    whose: bool,
) -> list[Entry]:
    """The events with what they changed, then the changes that came by other ways."""
    parts = LifePart.objects.select_related("person")
    rows = rows.select_related("actor", "undoes", "undone_by")
    events = list(rows.prefetch_related(Prefetch("parts", queryset=parts)))
    by_cause: dict[Any, list[Told]] = {}
    for row in changes:
        by_cause.setdefault(_key(row), []).append(told[row.pk])
    found = [
        Entry(
            at=event.at,
            verb=_verb(event),
            kind="event",
            by=event.actor.name,
            post=event.post,
            note=_note(staff, event, whose=whose),
            tone=TONES.get(event.kind, ""),
            uid=event.uid,
            on=event.on,
            is_undone=hasattr(event, "undone_by"),
            facts=words.lines(reversed(by_cause.pop(event.uid, []))),
        )
        for event in events
    ]
    seen = {event.uid for event in events}
    for row in changes:
        key = _key(row)
        if key in by_cause and row.cause not in seen:
            facts = words.lines(reversed(by_cause.pop(key)))
            by = row.actor.name if row.actor else ""
            if facts:
                found.append(Entry(row.at, row.source, "change", by=by, facts=facts))
    return found


def _key(row: Any) -> Any:
    return row.cause or (row.at, row.source)


def _verb(event: LifeEvent) -> str:
    label = rules.KINDS[event.kind]
    return f"{label}“{rules.KINDS[event.undoes.kind]}”" if event.undoes else label


def _note(staff: Staff, event: LifeEvent, *, whose: bool) -> str:
    """By what source, and who was concerned: of a person's own event only with others."""
    names = [
        part.person.name if access.is_close(staff, part.person) else mask_name(part.person.name)
        for part in event.parts.all()
    ]
    if len(names) < 2 and not whose:  # noqa: PLR2004 -- the person alone
        return event.source
    told = {"source": event.source, "who": "、".join(names)}
    return _("%(source)s　涉及：%(who)s") % told


def _labels(person: Person) -> list[Entry]:
    rows = PersonLabel.objects.filter(person=person, label__sensitive=False)
    found = []
    for row in rows.select_related("label", "confirmed_by"):
        by = row.confirmed_by.name if row.confirmed_by else ""
        name, basis = row.label.name, row.basis
        begun = _("标签“%(name)s”生效") % {"name": name}
        found.append(Entry(_moment(row.since), begun, "label", by=by, note=basis, on=row.since))
        if row.until:
            ended = _("标签“%(name)s”终止") % {"name": name}
            found.append(Entry(_moment(row.until), ended, "label", tone="mute", on=row.until))
    return found


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), clock.BEIJING)


def _sorted(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda row: (row.day, row.at), reverse=True)
