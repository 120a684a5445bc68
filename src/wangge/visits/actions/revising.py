"""Adding to a visit what its worker tells later, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wangge.audit.actions import record
from wangge.kernel.errors import Missing, Stale
from wangge.posts.access import Staff
from wangge.visits import rules
from wangge.visits.actions.entries import Met, invalid, read_text, read_texts
from wangge.visits.actions.recording import meet
from wangge.visits.models import Visit

DEFAULTS = {"kind": Visit.Kind.VISIT.value, "outcome": Visit.Outcome.MET.value}
TIMES = {"started_at": "claimed_start", "ended_at": "claimed_end"}
FIELDS = (*rules.TEXTS, *DEFAULTS, *TIMES, "patrol")


@dataclass(frozen=True)
class Clash:
    """One field that two entries tell differently."""

    field: str
    current: str
    offered: str


@dataclass(frozen=True)
class Revision:
    """What became of an addition."""

    visit: Visit
    applied: tuple[str, ...]
    clashes: tuple[Clash, ...]


def mine(staff: Staff, uid: UUID) -> Visit | None:
    """One's own visit; None when there is none yet, `Missing` when it is somebody else's."""
    row = (
        Visit.objects.select_related("area", "household")
        .defer("area__boundary")
        .filter(uid=uid)
        .first()
    )
    if row and row.worker_id != staff.user.pk:
        raise Missing
    return row


@transaction.atomic
def revise(  # noqa: PLR0917 -- what a device sends
    staff: Staff,
    visit: Visit,
    changes: Mapping[str, str],
    base: Mapping[str, str],
    met: tuple[Met, ...] = (),
    offset: timedelta = timedelta(),
) -> Revision:
    """Write what is new; what stands there differently and was not seen so is left as it is.

    `base` is what the sender saw of each field. Only the visit's own worker may add to it.
    """
    if visit.worker_id != staff.user.pk:
        raise Missing
    now = state(visit)
    applied: dict[str, str] = {}
    clashes = []
    for field, raw in changes.items():
        offered = read_text(raw)
        current = now.get(field, "")
        if offered == current:
            continue
        seen = base.get(field)
        if _is_empty(field, current) or (seen is not None and read_text(seen) == current):
            applied[field] = offered
        else:
            clashes.append(Clash(field, current, offered))
    if applied:
        _write(visit, applied, offset)
        record(
            "visit.revise", f"visit:{visit.uid}", actor=staff.user, area=visit.area_id,
            fields=sorted(applied),
        )  # fmt: skip
    if met:
        meet(staff, visit, met)
    return Revision(visit, tuple(applied), tuple(clashes))


def state(visit: Visit) -> dict[str, str]:
    """The visit's fields as devices tell them."""
    told = {key: visit.text(key) for key in rules.TEXTS}
    told |= {"kind": visit.kind, "outcome": visit.outcome}
    told |= {name: iso(getattr(visit, column)) for name, column in TIMES.items()}
    return told | {"patrol": str(visit.patrol or "")}


def iso(moment: datetime | None) -> str:
    """A moment in the one way in which moments are compared."""
    return moment.astimezone(UTC).isoformat() if moment else ""


def _is_empty(field: str, current: str) -> bool:
    return not current or current == DEFAULTS.get(field)


def _write(visit: Visit, applied: Mapping[str, str], offset: timedelta) -> None:
    texts = {**visit.texts, **{k: v for k, v in applied.items() if k in rules.TEXTS}}
    columns: dict[str, Any] = {"texts": read_texts(texts)}
    for field, kinds in (("kind", Visit.Kind.values), ("outcome", Visit.Outcome.values)):
        if field in applied:
            if applied[field] not in kinds:
                raise invalid(f"visit.{field}", field, _("没有这个选项，请从列表中选择。"))
            columns[field] = applied[field]
    if "patrol" in applied:
        columns["patrol"] = UUID(applied["patrol"]) if applied["patrol"] else None
    if applied.keys() & TIMES.keys():
        columns |= _times(visit, applied, offset)
    rows = Visit.objects.filter(pk=visit.pk, version=visit.version)
    if not rows.update(**columns, version=F("version") + 1):
        raise Stale("visit.stale", _("这次走访刚被改过，请再试一次。"), visit.version)
    visit.refresh_from_db()


def _times(visit: Visit, applied: Mapping[str, str], offset: timedelta) -> dict[str, Any]:
    told = {name: getattr(visit, column) for name, column in TIMES.items()}
    for name in TIMES:
        if name in applied:
            told[name] = datetime.fromisoformat(applied[name]) if applied[name] else None
    span = rules.span(*told.values(), now=visit.received_at, offset=offset)
    return {
        "claimed_start": told["started_at"],
        "claimed_end": told["ended_at"],
        "started_at": span.start,
        "ended_at": span.end,
        "clock_doubtful": span.doubtful,
    }


@transaction.atomic
def settle(staff: Staff, visit: Visit, field: str, value: str) -> None:
    """A person who collects there chose between two tellings of a field."""
    staff.require("collect", visit.area_id)
    _write(visit, {field: read_text(value)}, timedelta())
    record(
        "visit.revise", f"visit:{visit.uid}", actor=staff.user, area=visit.area_id, fields=[field]
    )
