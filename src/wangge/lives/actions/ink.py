"""The history that an event leaves: one row for each changed field."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from wangge.kernel.errors import Stale
from wangge.people.models import Household, HouseholdChange, Person, PersonChange

_VALUE, _SOURCE = 240, 80


@dataclass(frozen=True)
class Line:
    """One thing an event changes: whose, which field, from what to what."""

    whose: Person | Household
    field: str
    old: str
    new: str


def write_history(lines: Iterable[Line], *, source: str, at: datetime, **told: Any) -> None:
    """One row of history for each line, the same source, cause and moment on all."""
    told |= {"source": source[:_SOURCE], "at": at}
    people, homes = [], []
    for line in lines:
        cut: dict[str, Any] = {"old": line.old[:_VALUE], "new": line.new[:_VALUE]}
        cut |= {"field": line.field, "version": line.whose.version}
        if isinstance(line.whose, Person):
            people.append(PersonChange(person=line.whose, **cut, **told))
        else:
            homes.append(HouseholdChange(household=line.whose, **cut, **told))
    PersonChange.objects.bulk_create(people)
    HouseholdChange.objects.bulk_create(homes)


def stale(person: Person) -> Stale:
    """Somebody else was first."""
    return Stale("lives.stale", _("这份档案刚被他人改过，请看过最新情况后再登记。"), person.version)
