"""A day's log that writes itself: what the records of the day say somebody did."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from wangge.incidents.models import IncidentStep
from wangge.incidents.rules import FLOW
from wangge.kernel import clock
from wangge.people.models import PersonChange
from wangge.posts.access import Staff
from wangge.visits import access
from wangge.visits.models import Information, Journal, Patrol, Visit
from wangge.visits.queries.listing import midnight

VERBS = {step.verb: step.label for step in FLOW.steps} | {"report": "上报"}


def lines(staff: Staff, day: date) -> list[str]:
    """What one did that day, in the order of time; nobody types it again."""
    user = staff.user.pk
    span = (midnight(day), midnight(day + timedelta(days=1)))
    found = [*_visits(user, span), *_patrols(user, span), *_steps(user, span)]
    found += _information(user, span)
    told = [f"{_clock(at)} {text}" for at, text in sorted(found, key=lambda each: each[0])]
    return [*told, *_changes(user, span)]


def _clock(moment: Any) -> str:
    return f"{moment.astimezone(clock.BEIJING):%H:%M}"


def _visits(user: int, span: tuple[Any, Any]) -> list[tuple[Any, str]]:
    rows = Visit.objects.filter(worker=user, started_at__gte=span[0], started_at__lt=span[1])
    found = []
    for row in rows.select_related("household__dwelling", "area").defer("area__boundary"):
        home = row.household.dwelling
        text = f"{row.get_kind_display()} {home.address if home else row.area.name}"
        if row.outcome != Visit.Outcome.MET:
            text += f"（{row.get_outcome_display()}）"
        if purpose := row.text("purpose"):
            text += f"，{purpose}"
        if problem := row.text("found"):
            text += f"；发现：{problem}"
        found.append((row.started_at, text))
    return found


def _patrols(user: int, span: tuple[Any, Any]) -> list[tuple[Any, str]]:
    rows = Patrol.objects.filter(worker=user, started_at__gte=span[0], started_at__lt=span[1])
    found = []
    for row in rows.select_related("area").defer("area__boundary").prefetch_related("findings"):
        kinds = Counter(finding.get_result_display() for finding in row.findings.all())
        told = "、".join(f"{kind} {n} 件" for kind, n in sorted(kinds.items()))
        end = _clock(row.ended_at)
        found.append((row.started_at, f"巡查{row.area.name}，至 {end}，{told or '未发现问题'}"))
    return found


def _steps(user: int, span: tuple[Any, Any]) -> list[tuple[Any, str]]:
    rows = IncidentStep.objects.filter(actor=user, at__gte=span[0], at__lt=span[1])
    return [
        (at, f"{VERBS.get(verb, verb)} {number} {title}")
        for at, verb, number, title in rows.values_list(
            "at", "verb", "incident__number", "incident__title"
        )
    ]


def _information(user: int, span: tuple[Any, Any]) -> list[tuple[Any, str]]:
    rows = Information.objects.filter(worker=user, noted_at__gte=span[0], noted_at__lt=span[1])
    return [(row.noted_at, f"报送{row.get_kind_display()}：{row}") for row in rows]


def _changes(user: int, span: tuple[Any, Any]) -> list[str]:
    rows = PersonChange.objects.filter(actor=user, at__gte=span[0], at__lt=span[1])
    fields, people = rows.count(), rows.order_by().values("person").distinct().count()
    return [f"更新居民信息 {people} 人、{fields} 项"] if fields else []


def journals(staff: Staff, *, kind: str = "") -> "QuerySet[Journal]":
    """One's own pages and what others handed in, the latest day first."""
    rows = access.journals(staff).select_related("worker", "area")
    rows = rows.defer("area__boundary", "worker__password")
    return rows.filter(kind=kind) if kind else rows


def log_of(staff: Staff, day: date) -> Journal | None:
    """One's own log of a day."""
    return Journal.objects.filter(worker=staff.user, kind=Journal.Kind.LOG, day=day).first()


def own(staff: Staff) -> "QuerySet[Journal]":
    """One's own pages, the latest day first."""
    return Journal.objects.filter(worker=staff.user).order_by("-day", "-pk")
