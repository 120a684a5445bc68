"""Writing the three books; a day's log drafts itself and its worker submits it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.errors import Missing, Refused
from wangge.posts.access import Duty, Staff
from wangge.visits.actions.entries import invalid, read_text
from wangge.visits.models import Journal
from wangge.visits.queries import days

LONGEST = 5000
STILL_FILLED = timedelta(days=3)
"""Phones come back with what was done a few days ago."""


@transaction.atomic
def write(
    staff: Staff,
    uid: UUID,
    *,
    kind: str,
    day: date,
    text: str,
    shared: bool = False,
    submit: bool = False,
) -> Journal:
    """Keep a page of one's journal; submitted pages stay as they are, sent again change nothing.

    A log carries what the day's records say at the moment it is submitted.
    """
    kept = read_text(text)
    _check(kind, day, kept)
    duty = _duty(staff)
    row = _page(staff, uid, kind, day)
    if row and row.submitted_at:
        if row.texts.get("text", "") == kept:
            return row
        raise Refused("journal.submitted", _("这一篇已经提交，不能再改；需要补充请另写一篇。"))
    lines = days.lines(staff, day) if kind == Journal.Kind.LOG else []
    values: dict[str, Any] = {
        "texts": {"text": kept, "lines": lines},
        "shared": shared,
        "written_at": clock.now(),
        "submitted_at": clock.now() if submit else None,
    }
    if row is None:
        row = Journal(
            uid=uid, worker=staff.user, post=duty.title, area_id=duty.area, kind=kind, day=day
        )
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    if submit:
        record("journal.submit", f"journal:{row.uid}", actor=staff.user, area=duty.area, kind=kind)
    return row


def complete_logs(staff: Staff) -> int:
    """Records that arrive after a log was submitted are still in it; what its worker wrote stays."""
    since = clock.today() - STILL_FILLED
    rows = Journal.objects.filter(worker=staff.user, kind=Journal.Kind.LOG, day__gte=since)
    changed = 0
    for row in rows.exclude(submitted_at=None):
        lines = days.lines(staff, row.day)
        if row.texts.get("lines") != lines:
            # A submitted log changes nowhere else, so nothing can be overwritten here.
            row.texts = {**row.texts, "lines": lines}
            row.save(update_fields=["texts"])
            changed += 1
    return changed


def _page(staff: Staff, uid: UUID, kind: str, day: date) -> Journal | None:
    """The page with this id, or the one log of the day."""
    row = Journal.objects.select_for_update().filter(uid=uid).first()
    if row and (row.worker_id != staff.user.pk or row.kind != kind or row.day != day):
        raise Missing
    if row is None and kind == Journal.Kind.LOG:
        return Journal.objects.filter(worker=staff.user, kind=kind, day=day).first()
    return row


def _check(kind: str, day: date, text: str) -> None:
    if kind not in Journal.Kind.values:
        raise invalid("journal.kind", "kind", _("没有这种日志，请从列表中选择。"))
    if day > clock.today():
        raise invalid("journal.day", "day", _("日期不能晚于今天。"))
    if len(text) > LONGEST:
        told = _("最多 %(n)s 个字，请缩短。") % {"n": LONGEST}
        raise invalid("journal.text", "text", told)
    if not text and kind != Journal.Kind.LOG:
        raise invalid("journal.text", "text", _("请写一点内容。"))


def _duty(staff: Staff) -> Duty:
    duty = next((duty for duty in staff.duties if "collect" in duty.abilities), None)
    if duty is None:
        raise Refused("journal.no_duty", _("您的岗位不写工作日志。"))
    return duty
