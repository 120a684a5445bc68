"""An event bears out the records of those it is about; who was met in person counts as seen."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Max

from wangge.accounts.models import User
from wangge.kernel import clock
from wangge.lives import rules
from wangge.lives.models import LifeEvent
from wangge.people.models import Person
from wangge.upkeep.models import Confirmation

Before = Mapping[str, Any]


def before(people: Iterable[Person]) -> dict[str, str | None]:
    """When each was last borne out, in the form that the event keeps."""
    return {
        str(row.pk): row.confirmed_on.isoformat() if row.confirmed_on else None for row in people
    }


def bear_out(event: LifeEvent, people: Iterable[Person]) -> None:
    """The records are right as of today; where the source met the people, they were seen too."""
    pks = [row.pk for row in people]
    here = Person.objects.filter(pk__in=pks, status=Person.Status.PRESENT)
    here.update(confirmed_on=clock.today())
    if event.source in rules.MET:
        meet(event, here, event.actor)


def meet(event: LifeEvent, people: Iterable[Person], actor: User) -> None:
    """Somebody met these people over the event; a later meeting takes the place of the first."""
    for row in people:
        told = {"kind": Confirmation.Kind.EVENT, "on": clock.today(), "actor": actor}
        Confirmation.objects.update_or_create(person=row, ref=event.uid, defaults=told)


def take_back(event: LifeEvent) -> None:
    """The event was told by mistake: the records are as old as before, or as what came since."""
    Confirmation.objects.filter(ref=event.uid).delete()
    kept: Before = event.before.get("confirmed", {})
    for row in Person.objects.filter(pk__in=map(int, kept)):
        whole = Confirmation.objects.filter(person=row, fields=[])
        days = [whole.aggregate(last=Max("on"))["last"], _read(kept[str(row.pk)])]
        last = max((day for day in days if day), default=None)
        Person.objects.filter(pk=row.pk).update(confirmed_on=last)


def _read(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
