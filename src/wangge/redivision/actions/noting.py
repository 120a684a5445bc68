"""What was seen on the spot, what people say about a plan, and the answers."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.geometry import check_position
from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.kernel.ids import uuid7
from wangge.posts.access import Staff
from wangge.redivision import access, rules
from wangge.redivision.models import DivisionPlan, PlanNote

LONGEST = 1000
Kind = PlanNote.Kind


@transaction.atomic
def add_note(
    staff: Staff,
    plan: UUID,
    *,
    kind: str,
    text: str,
    lon: float | None = None,
    lat: float | None = None,
    uid: UUID | None = None,
) -> PlanNote:
    """A survey note of the desk, or a comment of anybody who works there while these are asked for.

    Sent again under the same `uid` it is the same note.
    """
    row = access.fetch(staff, plan)
    _check_kind(staff, row, kind)
    told = _checked(text)
    if (lon is None) != (lat is None):
        raise Invalid("note.point", _("经度和纬度要一起填写。"))
    if lon is not None and lat is not None:
        check_position(lon, lat)
    if known := PlanNote.objects.filter(uid=uid).first() if uid else None:
        if known.by_id != staff.user.pk or known.plan_id != row.pk:
            raise Missing
        return known
    note = PlanNote.objects.create(
        uid=uid or uuid7(), plan=row, kind=kind, text=told, lon=lon, lat=lat, by=staff.user
    )
    _record("plan.note", note, staff, row, kind=kind)
    return note


@transaction.atomic
def answer_note(staff: Staff, note: UUID, *, answer: str) -> PlanNote:
    """What the desk says to a note; said once."""
    row = access.fetch_note(staff, note)
    access.require_drafting(staff, row.plan.community_id)
    told = _checked(answer, "answer")
    if row.answer == told:
        return row
    moment = clock.now()
    free = PlanNote.objects.filter(pk=row.pk, answer="").exclude(kind=Kind.STEP)
    if not free.update(answer=told, answered_by=staff.user, answered_at=moment):
        raise Refused("note.answered", _("这条意见已有答复；要补充请另写一条踏勘或意见。"))
    row.answer, row.answered_by, row.answered_at = told, staff.user, moment
    _record("plan.answer", row, staff, row.plan)
    return row


def _check_kind(staff: Staff, plan: DivisionPlan, kind: str) -> None:
    if kind == Kind.COMMENT:
        if plan.state != rules.COMMENT:
            raise Refused(
                "plan.comments",
                _("方案“%(name)s”现在不在征求意见（%(state)s），不能再提意见。")
                % {"name": plan.name, "state": rules.STATES[plan.state]},
            )
        if not access.may_comment(staff, plan):
            raise Missing
    elif kind == Kind.SURVEY:
        access.require_drafting(staff, plan.community_id)
        if plan.state not in rules.EDITABLE:
            raise Refused(
                "plan.closed",
                _("方案“%(name)s”%(state)s，不能再加踏勘记录。")
                % {"name": plan.name, "state": rules.STATES[plan.state]},
            )
    else:
        raise Invalid("note.kind", _("请选择踏勘或意见。"), (FieldFault("kind", _("请选择")),))


def _checked(text: str, field: str = "text") -> str:
    told = text.strip()
    if not told or len(told) > LONGEST:
        fault = _("请写 1 到 %(max)d 个字") % {"max": LONGEST}
        raise Invalid("note.text", fault + "。", (FieldFault(field, fault),))
    return told


def _record(verb: str, note: PlanNote, staff: Staff, plan: DivisionPlan, **detail: str) -> None:
    record(
        verb, f"plan:{plan.uid}", actor=staff.user, area=plan.community_id,
        note=str(note.uid), **detail,
    )  # fmt: skip
