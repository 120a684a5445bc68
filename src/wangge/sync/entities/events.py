"""What happened in a life, as a worker learns it at the door: moved out, died, out of reach, back."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid
from wangge.lives import rules as life_rules
from wangge.lives.actions.endings import Death, Found, Lost, MoveOut
from wangge.lives.actions.recording import Life, Told, record
from wangge.people import access
from wangge.sync import rules
from wangge.sync.entities.shape import Outcome, Sender, flag, known_fields, listed, text, uuid
from wangge.sync.rules import Operation

TOLD_BY = "上门走访"
FIELDS = frozenset({"person", "kind", "on", "source", "to", "others", "new_head", "sure"})
_MOST = 30


def life(sender: Sender, op: Operation, *, final: bool) -> Outcome:  # noqa: ARG001
    """One event, once; what needs more than the phone can ask is refused with what is missing."""
    known_fields("life", op.fields, FIELDS)
    who = uuid(op.fields, "person")
    make = _KINDS.get(text(op.fields, "kind"))
    if who is None or make is None:
        told = _("请写明是谁、发生了什么。")
        raise Invalid("life.what", told, (FieldFault("kind", told),))
    person = access.fetch(sender.staff, who)
    source = text(op.fields, "source") or TOLD_BY
    frame = Told(
        uid=op.key,
        on=_day(op.fields),
        source=source,
        version=person.version,
        sure=flag(op.fields, "sure"),
    )
    record(sender.staff, frame, who, make(op.fields))
    return Outcome(rules.APPLIED)


def _move_out(fields: Mapping[str, Any]) -> Life:
    return MoveOut(to=text(fields, "to"), others=_others(fields), new_head=uuid(fields, "new_head"))


def _death(fields: Mapping[str, Any]) -> Life:
    return Death(new_head=uuid(fields, "new_head"))


def _others(fields: Mapping[str, Any]) -> tuple[UUID, ...]:
    found = (uuid({"others": each}, "others") for each in listed(fields, "others", _MOST))
    return tuple(each for each in found if each)


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], Life]] = {
    life_rules.MOVE_OUT: _move_out,
    life_rules.DEATH: _death,
    life_rules.LOST: lambda _fields: Lost(),
    life_rules.FOUND: lambda _fields: Found(),
}


def _day(fields: Mapping[str, Any]) -> date:
    told = text(fields, "on")[:10]
    try:
        return date.fromisoformat(told) if told else clock.today()
    except ValueError:
        wrong = _("日期应写作 2026-01-31。")
        raise Invalid("life.on", wrong, (FieldFault("on", wrong),)) from None
