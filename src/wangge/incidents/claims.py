"""What a workflow row may demand of a case before it applies."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from wangge.areas.settings import setting
from wangge.incidents import rules
from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.flow import Step


class Case(NamedTuple):
    """An incident and the facts somebody gives with a verb."""

    incident: Incident
    facts: Mapping[str, Any]


def _reopens(case: Case) -> bool:
    closed = case.incident.closed_at
    days = setting("reopen_days", case.incident.area_id)
    return closed is not None and clock.now() <= closed + timedelta(days=days)


CLAIMS: dict[str, Callable[[Case], bool]] = {
    "needs_approval": lambda c: c.incident.kind == rules.APPROVAL,
    "needs_no_approval": lambda c: c.incident.kind != rules.APPROVAL,
    "has_upper_level": lambda c: c.incident.level > Level.COUNTY,
    "came_from_below": lambda c: c.incident.level < c.incident.first_level,
    "nothing_pending": lambda c: not c.incident.pending,
    "something_pending": lambda c: bool(c.incident.pending),
    "extension_pending": lambda c: c.incident.pending == "extend",
    "suspension_pending": lambda c: c.incident.pending == "suspend",
    "in_time": lambda c: clock.now() <= c.incident.due_at,
    "extensions_left": lambda c: (
        c.incident.extensions < setting("extensions_max", c.incident.area_id)
    ),
    "told_now": lambda c: bool(c.facts.get("channel")),
    "not_told_now": lambda c: not c.facts.get("channel"),
    "not_told_yet": lambda c: c.incident.told_at is None,
    "told": lambda c: c.incident.told_at is not None,
    "passed": lambda c: c.facts.get("passed") is True,
    "failed": lambda c: c.facts.get("passed") is False,
    "within_reopen_days": _reopens,
    "supervised": lambda c: bool(c.incident.supervision),
}
# Claims about the facts: unknown while the buttons are drawn, so they hide none.
OF_FACTS = frozenset({"told_now", "not_told_now", "passed", "failed"})


def first_broken(step: Step, case: Case, *, drawing: bool = False) -> str | None:
    """The first guard of `step` that does not hold; facts are not looked at while `drawing`."""
    for guard in step.guards:
        if drawing and guard in OF_FACTS:
            continue
        if not CLAIMS[guard](case):
            return guard
    return None
