"""Taking a person out of the ledger for good: what told who it was goes, the row stays."""

from datetime import datetime
from typing import Any

from wangge.accounts.models import User
from wangge.guarded import actions as guarded
from wangge.kernel import clock
from wangge.lives.actions.forgetting import forget as forget_events
from wangge.people.models import Person
from wangge.premises.actions.forgetting import forget as forget_places
from wangge.upkeep.actions import merging

ERASED_NAME = "（已清除）"


def erase(person: Person, *, actor: User | None, keep_since: datetime | None = None) -> None:
    """Nothing that tells who it was stays; the row does, so that counts of the past hold.

    Changes that are younger than `keep_since` stay as lines of who changed which field, without
    what stood in it; a request of the person leaves none.
    """
    for double in merging.forget(person):
        erase(double, actor=actor, keep_since=keep_since)
    guarded.forget(person.uid, actor=actor)
    forget_events(person)
    forget_places(person, ERASED_NAME)
    for rows in (person.phones, person.labels, person.past_stays, person.past_memberships):
        rows.all().delete()
    changes = person.changes.all()
    if keep_since is not None:
        changes.filter(at__gte=keep_since).update(old="", new="")
        changes = changes.filter(at__lt=keep_since)
    changes.delete()
    blank: dict[str, Any] = {
        "name": ERASED_NAME, "id_sealed": b"", "id_index": b"", "birth_date": None,
        "registered_address": "", "living_address": "", "search": "", "facts": {},
        "household": None, "relation": "", "ethnicity": "", "id_state": Person.IdState.MISSING,
        "hidden": Person.Hidden.ERASED,
    }  # fmt: skip
    save(person, **blank)


def save(person: Person, **values: Any) -> None:
    """Write these fields with a new version."""
    for key, value in values.items():
        setattr(person, key, value)
    person.version += 1
    person.changed_at = clock.now()
    person.save()
