"""What each verb changes on the incident besides its state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.areas.succeeding import heir
from wangge.incidents import deadlines, rules
from wangge.incidents.access import fetch
from wangge.incidents.actions.assigning import Assignment, assignment
from wangge.incidents.facts import raise_faults
from wangge.incidents.models import Category, Incident
from wangge.kernel.codes import HANDLING_LEVELS, Level
from wangge.kernel.errors import FieldFault, Refused
from wangge.posts.access import Staff
from wangge.posts.models import Unit


@dataclass(frozen=True)
class Move:
    """One verb said about one incident by one person at one moment."""

    incident: Incident
    staff: Staff
    facts: Mapping[str, Any]
    note: str
    now: datetime


@dataclass
class Effect:
    """Column changes, assisting units to set (None: leave them), people to tell, facts to record."""

    changes: dict[str, Any]
    assisting: list[Unit] | None = None
    tell: set[int] | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def _told(move: Move) -> dict[str, Any]:
    return {"told_at": move.facts.get("told_at") or move.now} if "channel" in move.facts else {}


def _accept(move: Move) -> Effect:
    return Effect({"accepted_at": move.incident.accepted_at or move.now})


def _reject(move: Move) -> Effect:
    return Effect({**_told(move), "closed_at": move.now})


def _merge(move: Move) -> Effect:
    into = fetch(move.staff, move.facts["into"])
    if into.pk == move.incident.pk or not into.is_open:
        raise_faults([FieldFault("into", "只能并入另一件还在办理的事项")])
    return Effect({"merged_into": into, "closed_at": move.now})


def _settle(move: Move) -> Effect:
    now = move.now
    done = {"accepted_at": move.incident.accepted_at or now, "handled_at": now}
    by = move.staff.user
    return Effect({**done, **_told(move), "handler": by, "handled_by": by})


def _classify(move: Move) -> Effect:
    incident = move.incident
    category = Category.objects.filter(code=move.facts["category"], is_active=True).first()
    if category is None or category.parent_id is None:
        raise_faults([FieldFault("category", "请从事项目录中选择一个小类")])
    assert category is not None
    accept_due, due = deadlines.due(category, incident.area_id, incident.reported_at)
    return Effect(
        {
            "category": category,
            "kind": move.facts.get("kind", category.kind),
            "urgency": move.facts.get("urgency", category.urgency),
            "accept_due_at": accept_due,
            "due_at": due,
        }
    )


def _escalate(move: Move) -> Effect:
    upper = HANDLING_LEVELS[HANDLING_LEVELS.index(Level(move.incident.level)) + 1]
    return Effect({"level": upper, "lead_unit": None, "handler": None})


def _return(move: Move) -> Effect:
    incident = move.incident
    if incident.state in rules.AT_WORK:
        return Effect({"lead_unit": None, "handler": None, "pending": ""}, assisting=[])
    lower = HANDLING_LEVELS[HANDLING_LEVELS.index(Level(incident.level)) - 1]
    return Effect({"level": lower})


def _dispatch(move: Move) -> Effect:
    given = assignment(move.incident, move.facts)
    changes: dict[str, Any] = {"lead_unit": given.unit, "handler": given.handler}
    if move.incident.accepted_at is None:
        changes["accepted_at"] = move.now
    # None leaves them as they are: a matter that was never dispatched has none.
    assisting = given.assisting or None
    return Effect(changes, assisting=assisting, tell=given.people, facts=_recipients(given))


def _recipients(given: Assignment) -> dict[str, Any]:
    """Who got it is on record also when it was the default."""
    facts: dict[str, Any] = {}
    if given.unit:
        facts["unit"] = given.unit.code
    if given.handler:
        facts["handler"] = given.handler.username
    if given.assisting:
        facts["assist"] = [unit.code for unit in given.assisting]
    return facts


def _sign(move: Move) -> Effect:
    return Effect({"handler": _holder(move)})


def _handle(move: Move) -> Effect:
    return Effect(
        {
            "handler": _holder(move),
            "handled_by": move.staff.user,
            "handled_at": move.now,
            "pending": "",
            **_told(move),
        }
    )


def _holder(move: Move) -> User:
    """A stand-in works for the holder and takes nothing over (AB岗)."""
    given = move.incident.handler
    return given if isinstance(given, User) and given.pk in move.staff.acts_for else move.staff.user


def _feedback(move: Move) -> Effect:
    return Effect(_told(move))


def _verify(move: Move) -> Effect:
    if move.facts["passed"]:
        return Effect({"verified_at": move.now})
    handler = move.incident.handler_id
    changes = {"rework": move.incident.rework + 1, "handled_at": None, "told_at": None}
    return Effect(changes, tell={handler} if handler else None)


def _close(move: Move) -> Effect:
    return Effect({"closed_at": move.now, "supervision": "", "supervisor": None})


def _reopen(move: Move) -> Effect:
    incident = move.incident
    _accept_due, due = deadlines.due(incident.category, incident.area_id, move.now)
    cleared = dict.fromkeys(("closed_at", "verified_at", "handled_at", "told_at", "handled_by"))
    start: dict[str, Any] = {
        "lead_unit": None,
        "handler": None,
        "due_at": due,
        "rework": incident.rework + 1,
    }
    if incident.area.valid_to:  # its grid is no more: the matter lies in what became of it
        start["area"] = heir(incident.area)
    return Effect({**cleared, **start, "satisfaction": ""}, assisting=[])


def _callback(move: Move) -> Effect:
    return Effect({"satisfaction": move.facts["satisfaction"]})


def _ask(what: str) -> Callable[[Move], Effect]:
    return lambda _move: Effect({"pending": what})


def _approve(move: Move) -> Effect:
    incident = move.incident
    _not_own_request(move)
    if incident.pending == "extend":
        return Effect(
            {
                "pending": "",
                "due_at": deadlines.extended(incident),
                "extensions": incident.extensions + 1,
            }
        )
    if incident.pending == "suspend":
        return Effect({"pending": "", "suspended_at": move.now})
    return Effect({})


def _decline(move: Move) -> Effect:
    _not_own_request(move)
    return Effect({"pending": ""})


def _not_own_request(move: Move) -> None:
    asked = move.incident.steps.filter(verb__in=("register", "extend", "suspend")).last()
    if asked and asked.actor_id == move.staff.user.pk:
        raise Refused("incident.own_request", _("不能审批自己提出的申请,请由另一位负责人审批。"))


def _resume(move: Move) -> Effect:
    return Effect({"due_at": deadlines.resumed(move.incident, move.now), "suspended_at": None})


def _supervise(move: Move) -> Effect:
    incident, grade = move.incident, move.facts.get("supervision", "普通")
    order = rules.SUPERVISION
    if incident.supervision and order.index(grade) < order.index(incident.supervision):
        raise_faults([FieldFault("supervision", f"已是{incident.supervision},不能降低;可解除督办")])
    people = {incident.handler_id} if incident.handler_id else None
    return Effect(
        {"supervision": grade, "supervisor": move.staff.user},
        tell=people,
    )


def _lift(move: Move) -> Effect:
    issuer = move.incident.supervisor
    if isinstance(issuer, User) and issuer.pk not in move.staff.acts_for:
        raise Refused(
            "incident.not_issuer",
            _("督办由%(name)s发出,请由本人解除。") % {"name": issuer.name},
        )
    return Effect({"supervision": "", "supervisor": None})


def _void(move: Move) -> Effect:
    return Effect({"closed_at": move.now})


def _nothing(_move: Move) -> Effect:
    return Effect({})


EFFECTS: dict[str, Callable[[Move], Effect]] = {
    "accept": _accept,
    "reject": _reject,
    "merge": _merge,
    "settle": _settle,
    "classify": _classify,
    "escalate": _escalate,
    "return": _return,
    "register": _nothing,
    "approve": _approve,
    "decline": _decline,
    "dispatch": _dispatch,
    "sign": _sign,
    "progress": _nothing,
    "extend": _ask("extend"),
    "suspend": _ask("suspend"),
    "resume": _resume,
    "handle": _handle,
    "feedback": _feedback,
    "verify": _verify,
    "close": _close,
    "reopen": _reopen,
    "callback": _callback,
    "archive": _nothing,
    "supervise": _supervise,
    "lift": _lift,
    "void": _void,
}
