"""Visits, patrols and journals from a device."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from wangge.kernel import clock
from wangge.kernel.codes import parse_code
from wangge.kernel.errors import Refused
from wangge.sync import rules
from wangge.sync.entities.shape import (
    Clash,
    Outcome,
    Sender,
    WaitError,
    conflict,
    flag,
    known_fields,
    listed,
    mapping,
    moment,
    number,
    text,
    uuid,
)
from wangge.sync.rules import Operation
from wangge.visits.actions import journaling, patrolling, recording, revising
from wangge.visits.actions.entries import Finding, Met, PatrolEntry, VisitEntry, invalid
from wangge.visits.models import Visit
from wangge.visits.rules import FINDINGS, MEMBERS, POINTS, TEXTS

VISIT = frozenset({*revising.FIELDS, "household", "met"})
PATROL = frozenset({"grid", "started_at", "ended_at", "points", "findings", "note"})
JOURNAL = frozenset({"kind", "day", "text", "shared", "submit"})
LABELS = {
    **TEXTS,
    "kind": "走访类型",
    "outcome": "走访结果",
    "started_at": "开始时间",
    "ended_at": "结束时间",
    "patrol": "所属巡查",
}


def visit(sender: Sender, op: Operation, *, final: bool) -> Outcome:
    """A new visit, or more about one of one's own; what was told differently is kept twice."""
    known_fields("visit", op.fields, VISIT)
    row = revising.mine(sender.staff, op.key)
    if row is None:
        return _new_visit(sender, op)
    home = uuid(op.fields, "household")
    if home and home != row.household.uid:
        raise Refused("visit.household_fixed", _("走访的是哪一户不能改，请另记一次走访。"))
    given = {name: text(op.fields, name) for name in revising.FIELDS if name in op.fields}
    base = op.base if isinstance(op.base, Mapping) else {}
    seen = {name: text(base, name) for name in given if name in base and _is_text(base[name])}
    met = _met(op.fields)
    done = revising.revise(sender.staff, row, _times(given), _times(seen), met, sender.offset)
    if done.clashes:
        if not final:
            raise WaitError
        return conflict(tuple(_clash(row, each) for each in done.clashes))
    return Outcome(rules.APPLIED if done.applied or met else rules.REPEATED)


def _new_visit(sender: Sender, op: Operation) -> Outcome:
    home = uuid(op.fields, "household")
    if home is None:
        raise Refused(
            "visit.household",
            _("还不知道走访的是哪一户：这次走访的开头还没有传到，请稍后再传。"),
        )
    entry = VisitEntry(
        household=home,
        kind=text(op.fields, "kind") or Visit.Kind.VISIT.value,
        outcome=text(op.fields, "outcome") or Visit.Outcome.MET.value,
        texts={name: text(op.fields, name) for name in TEXTS if name in op.fields},
        met=_met(op.fields),
        started_at=moment(op.fields, "started_at"),
        ended_at=moment(op.fields, "ended_at"),
        patrol=uuid(op.fields, "patrol"),
        source=op.id,
        offset=sender.offset,
    )
    recording.record_visit(sender.staff, op.key, entry)
    return Outcome(rules.APPLIED)


def _met(fields: Mapping[str, Any]) -> tuple[Met, ...]:
    found = []
    for raw in listed(fields, "met", MEMBERS):
        one = {"person": raw} if isinstance(raw, str) else mapping(raw, "met")
        person = uuid(one, "person")
        if person is None:
            raise invalid("visit.met", "met", _("请写明见到的是谁。"))
        keys = [str(key)[:60] for key in listed(one, "fields", 100)]
        found.append(Met(person, tuple(keys)))
    return tuple(found)


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _times(given: Mapping[str, str]) -> dict[str, str]:
    """Times in one way of writing, so that they can be compared."""
    read = {name: rules.read_moment(given[name]) for name in revising.TIMES if name in given}
    told = {name: revising.iso(at) for name, at in read.items()}
    return {**given, **told}


def _clash(row: Visit, each: revising.Clash) -> Clash:
    label, offered = LABELS.get(each.field, each.field), json.dumps(each.offered)
    return Clash("visit", row.uid, row.area_id, each.field, label, offered)


def patrol(sender: Sender, op: Operation, *, final: bool) -> Outcome:  # noqa: ARG001
    """A patrol, told at once when it is over."""
    known_fields("patrol", op.fields, PATROL)
    named = text(op.fields, "grid")
    try:
        grid = parse_code(named) if named else patrolling.own_grid(sender.staff)
    except ValueError as fault:
        raise invalid("patrol.grid", "grid", str(fault)) from None
    entry = PatrolEntry(
        grid=grid,
        started_at=moment(op.fields, "started_at"),
        ended_at=moment(op.fields, "ended_at"),
        points=tuple(_point(raw) for raw in listed(op.fields, "points", POINTS)),
        findings=tuple(_finding(raw) for raw in listed(op.fields, "findings", FINDINGS)),
        note=text(op.fields, "note"),
        source=op.id,
        offset=sender.offset,
    )
    _row, created = patrolling.record_patrol(sender.staff, op.key, entry)
    return Outcome(rules.APPLIED if created else rules.REPEATED)


def _point(raw: Any) -> dict[str, Any]:
    one = mapping(raw, "points")
    lon, lat, note = number(one, "lon"), number(one, "lat"), text(one, "note")[:100]
    if lon is None or lat is None:
        raise invalid("patrol.points", "points", _("点位要有经度和纬度。"))
    return {"lon": lon, "lat": lat, **({"note": note} if note else {})}


def _finding(raw: Any) -> Finding:
    one = mapping(raw, "findings")
    return Finding(text(one, "text"), text(one, "done"), uuid(one, "incident"))


def journal(sender: Sender, op: Operation, *, final: bool) -> Outcome:  # noqa: ARG001
    """A page of a journal."""
    known_fields("journal", op.fields, JOURNAL)
    try:
        day = date.fromisoformat(text(op.fields, "day")[:10] or clock.today().isoformat())
    except ValueError:
        raise invalid("journal.day", "day", _("日期应写作 2026-01-31。")) from None
    journaling.write(
        sender.staff,
        op.key,
        kind=text(op.fields, "kind") or "log",
        day=day,
        text=text(op.fields, "text"),
        shared=flag(op.fields, "shared"),
        submit=flag(op.fields, "submit"),
    )
    return Outcome(rules.APPLIED)
