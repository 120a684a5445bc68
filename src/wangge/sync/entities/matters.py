"""Reports and steps of matters from a device."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from wangge.incidents.actions import reporting, settling, stepping
from wangge.incidents.facts import READERS
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing
from wangge.sync import rules
from wangge.sync.entities.shape import (
    Outcome,
    Sender,
    known_fields,
    listed,
    mapping,
    moment,
    number,
    text,
    uuid,
)
from wangge.sync.rules import Operation
from wangge.visits import rules as visit_rules
from wangge.visits.actions import recording
from wangge.visits.models import Visit

INCIDENT = frozenset({
    "category", "title", "description", "lon", "lat", "grid", "address", "kind", "source",
    "reporter", "found_at", "photos", "visit", "settled",
})  # fmt: skip
STEP = frozenset({"verb", "version", "note", *READERS})
PHOTOS = 9


def incident(sender: Sender, op: Operation, *, final: bool) -> Outcome:  # noqa: ARG001
    """A report, perhaps of what a visit brought, perhaps settled on the spot."""
    known_fields("incident", op.fields, INCIDENT)
    given = _report(sender, op.fields)
    visit, settled = uuid(op.fields, "visit"), op.fields.get("settled")
    if settled is not None:
        done = mapping(settled, "settled")
        receipt = settling.report_settled(
            op.key,
            given,
            staff=sender.staff,
            result=text(done, "note"),
            channel=text(done, "channel") or "当面",
        )
    else:
        receipt = reporting.report(op.key, given, staff=sender.staff)
    if visit:
        if Visit.objects.filter(uid=visit).exclude(worker=sender.staff.user).exists():
            raise Missing
        recording.link(visit, receipt.incident)
    return Outcome(rules.APPLIED if receipt.created else rules.REPEATED)


def _report(sender: Sender, fields: Mapping[str, Any]) -> reporting.Report:
    reporter = mapping(fields.get("reporter") or {}, "reporter")
    visit = text(fields, "visit")
    photos = tuple(
        uid for raw in listed(fields, "photos", PHOTOS) if (uid := uuid({"photos": raw}, "photos"))
    )
    return reporting.Report(
        category=text(fields, "category"),
        title=text(fields, "title"),
        description=text(fields, "description"),
        kind=text(fields, "kind"),
        source=text(fields, "source") or ("走访" if visit else ""),
        lon=number(fields, "lon"),
        lat=number(fields, "lat"),
        grid=text(fields, "grid"),
        address=text(fields, "address"),
        reporter_name=text(reporter, "name"),
        reporter_phone=text(reporter, "phone"),
        found_at=_found_at(sender, moment(fields, "found_at")),
        photos=photos,
    )


def _found_at(sender: Sender, told: datetime | None) -> datetime | None:
    """When it was found by the server's reckoning; a clock that is off refuses no report."""
    if told is None:
        return None
    found = visit_rules.span(told, None, now=clock.now(), offset=sender.offset)
    return None if found.doubtful else found.start


def step(sender: Sender, op: Operation, *, final: bool) -> Outcome:  # noqa: ARG001
    """One step of a matter, seen at the version in the fields or in the base."""
    known_fields("step", op.fields, STEP)
    version = op.fields.get("version", op.base)
    if isinstance(version, Mapping):
        version = version.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or not 0 < version < 2**31:
        told = _("请写明看到的是第几版。")
        raise Invalid("op.version", told, (FieldFault("version", told),))
    facts = {name: value for name, value in op.fields.items() if name in READERS}
    stepping.advance(
        op.key,
        text(op.fields, "verb"),
        version=version,
        staff=sender.staff,
        note=text(op.fields, "note"),
        facts=facts,
    )
    return Outcome(rules.APPLIED)
