"""Information for the desk, suggestions and read notices from a device."""

from django.utils.translation import gettext as _

from wangge.kernel.codes import parse_code
from wangge.notices import actions as notices
from wangge.sync import rules
from wangge.sync.entities.shape import Outcome, Sender, flag, known_fields, moment, text
from wangge.sync.rules import Operation
from wangge.visits.actions import handing, patrolling, suggesting
from wangge.visits.actions.entries import invalid

INFORMATION = frozenset({"kind", "topic", "text", "grid", "noted_at"})
SUGGESTION = frozenset({"kind", "text", "anonymous"})
NOTICE = frozenset({"read"})


def information(sender: Sender, op: Operation, *, final: bool) -> Outcome:  # noqa: ARG001
    """A piece of information; it waits on the server for its day, special ones do not."""
    known_fields("information", op.fields, INFORMATION)
    named = text(op.fields, "grid")
    try:
        grid = parse_code(named) if named else patrolling.own_grid(sender.staff)
    except ValueError as fault:
        raise invalid("information.grid", "grid", str(fault)) from None
    told = handing.Told(
        grid=grid,
        kind=text(op.fields, "kind") or "general",
        topic=text(op.fields, "topic"),
        text=text(op.fields, "text"),
        noted_at=moment(op.fields, "noted_at"),
        offset=sender.offset,
    )
    row, created = handing.hand_up(sender.staff, op.key, told)
    when = _("将于 %(day)s 随批次报送社区。") % {"day": f"{row.handed_on:%m-%d}"}
    detail = _("已报送社区。") if row.kind == row.Kind.SPECIAL else when
    return Outcome(rules.APPLIED if created else rules.REPEATED, detail=detail)


def suggestion(sender: Sender, op: Operation, *, final: bool) -> Outcome:  # noqa: ARG001
    """A suggestion; of an anonymous one nothing here leads to what was kept."""
    known_fields("suggestion", op.fields, SUGGESTION)
    suggesting.suggest(
        sender.staff,
        op.key,
        kind=text(op.fields, "kind") or "other",
        text=text(op.fields, "text"),
        anonymous=flag(op.fields, "anonymous"),
    )
    return Outcome(rules.APPLIED)


def notice(sender: Sender, op: Operation, *, final: bool) -> Outcome:  # noqa: ARG001
    """A notice was read; the number is the low end of the key."""
    known_fields("notice", op.fields, NOTICE)
    notices.read(sender.staff.user, op.key.int)
    return Outcome(rules.APPLIED)
