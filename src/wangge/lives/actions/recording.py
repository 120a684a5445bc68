"""Telling the ledger what happened: one event, one transaction, everything kept consistent."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.audit.actions import record as audit
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.kernel.text import tidy
from wangge.lives import rules
from wangge.lives.actions import bearing
from wangge.lives.actions.handing import hand_over
from wangge.lives.actions.ink import Line, stale
from wangge.lives.actions.pen import Pen
from wangge.lives.actions.seats import Seats, settle_heads
from wangge.lives.models import LifeEvent, LifePart
from wangge.people.access import signature
from wangge.people.models import Person
from wangge.posts.access import Staff
from wangge.privacy.sealing import lasting

SOURCE_LONGEST = 60


class Life(Protocol):
    """What is told of one kind of event; the dataclasses of this package."""

    kind: ClassVar[str]

    def plan(self, pen: Pen, person: Person) -> None:
        """Write down with the pen what the event changes."""

    def subject(self, pen: Pen) -> Person:
        """Whom the event is told of, where that person is not known before."""


@dataclass(frozen=True)
class Told:
    """The frame of every event: when, by what source, on which version of the person.

    `uid` is made by whoever tells it; `cause` is the visit or file behind it; `sure` says that
    what looked doubtful was looked at.
    """

    uid: UUID
    on: date
    source: str
    version: int = 0
    cause: UUID | None = None
    sure: bool = False


def record(staff: Staff, told: Told, who: UUID | None, life: Life) -> LifeEvent:
    """Record an event; safe to send twice.

    Raises `Missing` outside one's reach, `Stale` when somebody else changed the person first,
    `Refused` when the event cannot be told of the person now, `Invalid` naming every wrong or
    missing fact (the fault `sure` asks to look at something doubtful again).
    """
    digest = _digest(told, who, life)
    known = LifeEvent.objects.filter(uid=told.uid).first()
    if known:
        return _repeated(known, digest, staff)
    try:
        with transaction.atomic():
            return _write(staff, told, who, life, digest)[0]
    except IntegrityError:
        known = LifeEvent.objects.filter(uid=told.uid).first()
        if known is None:
            raise
        return _repeated(known, digest, staff)


def preview(staff: Staff, told: Told, who: UUID | None, life: Life) -> list[Line]:
    """What `record` would change; raises what it would raise. Nothing is kept."""
    with transaction.atomic():
        _event, lines = _write(staff, told, who, life, "")
        transaction.set_rollback(True)
    return lines


def _repeated(known: LifeEvent, digest: str, staff: Staff) -> LifeEvent:
    if known.actor_id != staff.user.pk:
        raise Missing
    if known.digest != digest:
        raise Refused(
            "lives.other_content", _("这个编号已用于另一项人口变动，内容不同；请重新打开表单登记。")
        )
    return known


def _write(
    staff: Staff, told: Told, who: UUID | None, life: Life, digest: str
) -> tuple[LifeEvent, list[Line]]:
    lock()
    source = tidy(told.source)[:SOURCE_LONGEST] or _("登记")
    words = f"{rules.KINDS[life.kind]} {source}"
    pen = Pen(staff, told.on, words, told.uid)
    person = pen.person(who) if who else None
    if person:
        _check(person, told, life.kind)
    _check_day(person, told.on)
    person = person or life.subject(pen)
    area = person.area_id
    life.plan(pen, person)
    settle_heads(pen, life if isinstance(life, Seats) else Seats())
    _answer(pen, told)
    pen.save()
    about = _about(pen, person)
    event = LifeEvent.objects.create(
        uid=told.uid,
        kind=life.kind,
        on=told.on,
        person=person,
        area_id=area,
        facts=_facts(life),
        before={
            "rows": pen.before,
            "made": pen.made,
            "versions": pen.versions(),
            "confirmed": bearing.before(about),
        },
        source=source,
        cause=told.cause,
        actor=staff.user,
        post=signature(staff, person) or staff.title,
        digest=digest,
        at=pen.at,
    )
    bearing.bear_out(event, about)
    _parts(event, pen)
    hand_over(event, pen)
    what = {"kind": life.kind, "on": told.on.isoformat(), "changes": len(pen.lines)}
    audit("life.record", f"person:{person.uid}", actor=staff.user, area=area, **what)
    return event, pen.lines


def _about(pen: Pen, person: Person) -> list[Person]:
    """Whom the event is about: not those whose relation merely reads otherwise now."""
    moved = {row.pk: row for row in pen.people() if row.pk in pen.moves}
    return list({**moved, person.pk: person}.values())


def lock() -> None:
    """One event at a time: it may touch several households, in any order."""
    list(Area.objects.select_for_update(no_key=True).filter(level=Level.COUNTY).values_list("pk"))


def _check(person: Person, told: Told, kind: str) -> None:
    if person.version != told.version:
        raise stale(person)
    if kind not in rules.OF_STATUS[person.status]:
        raise Refused(
            "lives.status",
            _("%(name)s的状态是“%(status)s”，不能登记“%(kind)s”；如状态有误，请先更正。")
            % {
                "name": person.name,
                "status": person.get_status_display(),
                "kind": rules.KINDS[kind],
            },
        )


def _check_day(person: Person | None, on: date) -> None:
    born = person.birth_date if person else None
    fault = rules.date_fault(on, clock.today(), born, person.joined_on if person else None)
    if fault:
        raise Invalid("lives.date", fault, (FieldFault("on", fault),))


def _answer(pen: Pen, told: Told) -> None:
    """Say everything that is wrong or missing at once."""
    faults = list({fault.field: fault for fault in pen.faults}.values())
    if not faults and pen.doubts and not told.sure:
        doubts = list(dict.fromkeys(pen.doubts))
        faults = [FieldFault("sure", "；".join(doubts))]
    if faults:
        told_all = "；".join(fault.detail for fault in faults)
        raise Invalid(
            "lives.facts", _("请补充或核对：%(told)s。") % {"told": told_all}, tuple(faults)
        )


def _parts(event: LifeEvent, pen: Pen) -> None:
    touched = {int(key) for key in pen.before if not key.startswith("h")}
    touched |= set(pen.made.get("people", [])) | {event.person_id}
    LifePart.objects.bulk_create(
        LifePart(event=event, person_id=pk, left_id=left, entered_id=entered)
        for pk in sorted(touched)
        for left, entered in [pen.moves.get(pk, (None, None))]
    )


def _facts(life: Any) -> dict[str, Any]:
    """What was told; what names or numbers a person stands on the person, not here."""
    spared = {
        "name",
        "id_number",
        "phone",
        "spouse_name",
        "address",
        "registered_address",
        "to",
        "uid",
    }
    told = {key: value for key, value in asdict(life).items() if value and key not in spared}
    goal = told.get("goal")
    if goal:
        told["goal"] = {key: value for key, value in goal.items() if value and key not in spared}
    relations = {str(uid): code for uid, code in told.pop("relations", {}).items()}
    told |= {"relations": relations} if relations else {}
    plain: dict[str, Any] = json.loads(json.dumps(told, default=str))
    return plain


def _digest(told: Told, who: UUID | None, life: Any) -> str:
    """Tells a repeat; keyed, for from a plain digest an ID number could be guessed."""
    facts = asdict(life)
    relations = facts.pop("relations", {})
    facts["relations"] = sorted((str(uid), code) for uid, code in relations.items())
    frame = [life.kind, str(who), told.on.isoformat(), told.source, facts]
    text = json.dumps(frame, ensure_ascii=False, sort_keys=True, default=str)
    return lasting(text, "life-event").hex()
