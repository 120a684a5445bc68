"""Undoing an event that was told by mistake, as long as nothing has built upon it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.audit.actions import record as audit
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.kernel.text import tidy
from wangge.lives import rules
from wangge.lives.access import fetch_event
from wangge.lives.actions.bearing import take_back
from wangge.lives.actions.pen import Pen
from wangge.lives.actions.recording import lock
from wangge.lives.models import LifeEvent, LifePart
from wangge.people.access import signature
from wangge.people.models import Household, PastMembership, PastStay, Person, PersonLabel
from wangge.posts.access import Staff

_DATES = ("joined_on", "residence_since", "until", "since")
_REASON = (4, 60)


@transaction.atomic
def undo(staff: Staff, uid: UUID, *, of: UUID, reason: str) -> LifeEvent:
    """Put back what the event `of` changed, under the new event `uid`; safe to send twice.

    Raises `Refused` once somebody changed one of the people after it: then each fact is corrected
    on its own.
    """
    lock()
    event = fetch_event(staff, of)
    done = LifeEvent.objects.filter(undoes=event).first()
    if done and done.uid == uid:
        return done
    why = tidy(reason)
    _check(staff, event, done, why)
    pen = Pen(staff, clock.today(), f"{rules.KINDS[rules.UNDO]} {why}", uid)
    rows = [_row(pen, int(pk)) for pk in event.before["versions"]]
    _check_versions(rows, event)
    _take_back(pen, event)
    pen.save()
    _drop(event.before["made"])
    take_back(event)
    undone = LifeEvent.objects.create(
        uid=uid,
        kind=rules.UNDO,
        on=pen.on,
        person=event.person,
        area=event.area,
        source=why,
        actor=staff.user,
        post=signature(staff, event.person) or staff.title,
        undoes=event,
        at=pen.at,
    )
    parts = [LifePart(event=undone, person=row) for row in rows]
    LifePart.objects.bulk_create(parts)
    subject = f"person:{event.person.uid}"
    audit("life.undo", subject, actor=staff.user, area=event.area_id, event=str(of), reason=why)
    return undone


def _check(staff: Staff, event: LifeEvent, done: LifeEvent | None, why: str) -> None:
    if staff.find("collect", event.area_id) is None:
        raise Missing
    if done or event.kind == rules.UNDO:
        raise Refused("lives.undone", _("这项登记已经撤销过了。"))
    least, most = _REASON
    if not least <= len(why) <= most:
        told = _("请写明撤销原因（%(least)d 到 %(most)d 个字）") % {"least": least, "most": most}
        raise Invalid("lives.reason", told, (FieldFault("reason", told),))


def _row(pen: Pen, pk: int) -> Person:
    return pen.hold(Person.objects.get(pk=pk))


def _check_versions(rows: list[Person], event: LifeEvent) -> None:
    later = [row.name for row in rows if row.version != event.before["versions"][str(row.pk)]]
    if later:
        raise Refused(
            "lives.built_upon",
            _("%(who)s的档案在这项登记之后又有变更，不能整项撤销；请逐项更正。")
            % {"who": "、".join(later)},
        )


def _take_back(pen: Pen, event: LifeEvent) -> None:
    made = event.before["made"]
    for key, kept in event.before["rows"].items():
        if key.startswith("h"):
            _household_back(pen, int(key[1:]), kept)
            continue
        row = _row(pen, int(key))
        values = {name: _read(name, value) for name, value in kept.items() if name != "facts"}
        pen.put(row, **values)
        for fact in {*row.facts, *kept.get("facts", {})} if "facts" in kept else ():
            pen.put_fact(row, fact, str(kept["facts"].get(fact, "")))
    for pk in made.get("people", ()):
        row = _row(pen, pk)
        pen.put(row, household_id=None, relation="", hidden=Person.Hidden.RESTRICTED)
    for pk in made.get("households", ()):
        pen.close_household(pen.household(pk))


def _household_back(pen: Pen, pk: int, kept: dict[str, Any]) -> None:
    home: Household = pen.household(pk)
    for name, value in kept.items():
        pen.keep(home, name, getattr(home, name))
        setattr(home, name, _read(name, value))
    pen.tell(home, "undo", "", pen.source)


def _read(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DATES and value else value


def _drop(made: dict[str, list[int]]) -> None:
    PastMembership.objects.filter(pk__in=made.get("memberships", ())).delete()
    PastStay.objects.filter(pk__in=made.get("stays", ())).delete()
    PersonLabel.objects.filter(pk__in=made.get("labels", ())).update(until=None)
