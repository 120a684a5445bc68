"""What a worker's day holds: tasks with their reasons, what the weekly cap puts off, notices, pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from wangge.accounts.models import User
from wangge.areas.settings import setting
from wangge.incidents import queries as incident_queries
from wangge.incidents import rules as incident_rules
from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.notices import queries as notices
from wangge.posts.access import Duty, Staff
from wangge.visits import windows
from wangge.visits.models import Journal, Visit
from wangge.visits.queries import batches, days, plan
from wangge.visits.queries.listing import midnight

TASKS = 200
NOTICES, PAGES = 30, 40
RISKS = {"紧急": 3, "急": 1}
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Week:
    """How many homes are called on in this week, and how many of them have been."""

    cap: int
    made: int

    @property
    def room(self) -> int:
        """How many more fit in; many where there is no cap."""
        return max(self.cap - self.made, 0) if self.cap else TASKS


@dataclass(frozen=True)
class Agenda:
    """The parts of a pull that are told whole each time."""

    tasks: list[dict[str, Any]]
    dropped: list[dict[str, Any]]
    notices: list[dict[str, Any]]
    journals: list[dict[str, Any]]
    information: list[dict[str, Any]]
    rules: dict[str, Any]


NOTHING = Agenda([], [], [], [], [], {})


def agenda(staff: Staff, ranges: Ranges) -> Agenda:
    """Matters first, then the calls that fit into the week, then the grids to be walked."""
    standing = _Standing(staff)
    week = _week(staff, ranges)
    calls = sorted(
        (call for start, _stop in ranges for call in plan.due_calls(staff, start, limit=TASKS)),
        key=lambda call: (not call.due.groups, -call.due.late, call.due.limit, call.household.pk),
    )
    walks = [each for start, _stop in ranges for each in plan.walked(staff, start) if each.is_due]
    tasks = [_matter(row, standing) for row in _waiting(staff)]
    tasks += [_call(call, standing) for call in calls[: week.room]]
    tasks += [_walk(each, standing) for each in walks]
    put_off = calls[week.room : week.room + TASKS]
    return Agenda(
        tasks=tasks[: 2 * TASKS],
        dropped=[_dropped(_call(call, standing), week) for call in put_off],
        notices=[_notice(row) for row in notices.unread(staff.user)[:NOTICES]],
        journals=[_page(row) for row in days.own(staff)[:PAGES]],
        information=[_information(row) for row in batches.own(staff)],
        rules=_rules(ranges, week),
    )


def _rules(ranges: Ranges, week: Week) -> dict[str, Any]:
    known = batches.days(ranges[0][0]) if ranges else None
    return {
        "report_days": known.told if known else "",
        "report_weekdays": list(known.weekdays) if known else [],
        "week_cap": week.cap,
        "week_made": week.made,
    }


def _week(staff: Staff, ranges: Ranges) -> Week:
    cap = int(setting("visits_week_cap", ranges[0][0])) if ranges else 0
    monday, following = windows.week_of(clock.today())
    made = (
        Visit.objects.filter(worker=staff.user)
        .filter(started_at__gte=midnight(monday), started_at__lt=midnight(following))
        .order_by()
        .values("household")
        .distinct()
        .count()
    )
    return Week(cap, made)


class _Standing:
    """For whom somebody stands in where (代 A 岗)."""

    def __init__(self, staff: Staff) -> None:
        self._duties: Sequence[Duty] = staff.duties
        absent = {user for duty in staff.duties for user in duty.principals}
        rows = User.objects.filter(pk__in=absent) if absent else []
        self._names = {row.pk: row.name for row in rows}

    def at(self, area: int) -> str:
        """The holders of the A post there; nothing where it is one's own grid."""
        here = [duty for duty in self._duties if duty.covers(area)]
        if any(not duty.principals for duty in here):
            return ""
        return self._told({user for duty in here for user in duty.principals})

    def of(self, handler: int | None) -> str:
        """The person a matter was given to, when one stands in for them."""
        return self._told({handler} & self._names.keys()) if handler else ""

    def _told(self, users: set[Any]) -> str:
        names = sorted(self._names[user] for user in users if user in self._names)
        return "、".join(f"{name}（A岗）" for name in names)


def _waiting(staff: Staff) -> Iterable[Incident]:
    rows = Incident.objects.filter(incident_queries.waiting_for(staff))
    rows = rows.select_related("area").defer("search", "area__boundary")
    return rows.order_by("due_at", "pk")[:TASKS]


def _matter(row: Incident, standing: _Standing) -> dict[str, Any]:
    late = row.is_overdue
    due = row.due_at.astimezone(clock.BEIJING)
    reason = (
        f"{incident_rules.STATES[row.state][0]}，{'已超期' if late else f'{due:%m-%d %H:%M} 前'}"
    )
    return _task(
        "incident", row.title, reason, due.date(), row.area.number, incident=row.uid,
        risk=3 if row.kind == incident_rules.SUDDEN else RISKS.get(row.urgency, 0),
        stand_in=standing.of(row.handler_id) or standing.at(row.area_id),
    )  # fmt: skip


def _call(call: plan.Call, standing: _Standing) -> dict[str, Any]:
    reason = call.reason + (f"；希望{call.wished}" if call.wished else "")
    title = call.address or call.head
    area = call.household.area
    undated = call.due.late <= 0
    return _task(
        "visit", title, reason,
        windows.any_day_until(clock.today()) if undated else call.due_on,
        area.number, household=call.household.uid, wished=call.wished, any_day=undated,
        risk=min(2, len(call.due.groups)), stand_in=standing.at(area.code),
    )  # fmt: skip


def _walk(each: plan.Walked, standing: _Standing) -> dict[str, Any]:
    told = f"上次巡查 {each.last.astimezone(clock.BEIJING):%m-%d}" if each.last else "还没有巡查过"
    reason = f"{told}，每 {each.limit} 天至少一次"
    return _task(
        "patrol", f"巡查{each.area.name}", reason, clock.today(), each.area.number,
        stand_in=standing.at(each.area.code),
    )  # fmt: skip


def _task(
    kind: str, title: str, reason: str, due_on: date, grid: str, **about: Any
) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "kind": kind, "title": title, "reason": reason, "due_on": due_on, "grid": grid,
        "household": None, "incident": None, "risk": 0, "wished": "", "any_day": False,
        "stand_in": "",
    }  # fmt: skip
    return plain | about


def _dropped(task: dict[str, Any], week: Week) -> dict[str, Any]:
    why = f"本周上限 {week.cap} 户（已走 {week.made} 户），先排必访和超期更久的，这一户排到以后"
    return task | {"reason": f"{why}；{task['reason']}"}


def _notice(row: Any) -> dict[str, Any]:
    kind, _colon, uid = row.subject.partition(":")
    return {
        "id": UUID(int=row.pk),
        "text": row.text,
        "urgent": row.urgent,
        "at": row.at.astimezone(clock.BEIJING),
        "incident": uid if kind == "incident" else None,
    }


def _page(row: Journal) -> dict[str, Any]:
    return {
        "id": row.uid,
        "kind": row.kind,
        "day": row.day,
        "text": row.texts.get("text", ""),
        "lines": row.texts.get("lines", []),
        "shared": row.shared,
        "submitted": row.submitted_at is not None,
    }


def _information(row: Any) -> dict[str, Any]:
    return {
        "id": row.uid,
        "kind": row.kind,
        "text": row.texts.get("text", ""),
        "noted_at": row.noted_at.astimezone(clock.BEIJING),
        "handed_on": row.handed_on,
    }
