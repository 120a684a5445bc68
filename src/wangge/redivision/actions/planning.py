"""The life of a plan: drafted, published for comments, chosen from, returned, withdrawn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.areas.models import Area
from wangge.audit.actions import record
from wangge.kernel.codes import Level
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused, Stale
from wangge.kernel.ids import uuid7
from wangge.kernel.text import tidy
from wangge.posts.access import Staff
from wangge.redivision import access, rules
from wangge.redivision.models import DivisionPlan, PlanNote, Variant

NAME = 60
_NOTE = 1000


@transaction.atomic
def draft_plan(
    staff: Staff,
    community: Area,
    *,
    name: str,
    aim: str = rules.FRESH,
    wish: Mapping[str, Any] | None = None,
    locks: Mapping[str, Any] | None = None,
    uid: UUID | None = None,
) -> DivisionPlan:
    """A new plan for the grids of a community; sent again under the same `uid` it is the same."""
    access.require_drafting(staff, community.code)
    if community.level != Level.COMMUNITY:
        raise Invalid("plan.level", _("网格按社区划分：请选择一个社区。"))
    if aim not in rules.AIMS:
        told = _("请选择：%(known)s") % {"known": "、".join(rules.AIMS.values())}
        raise Invalid("plan.aim", told + "。", (FieldFault("aim", told),))
    title = checked_name(name)
    if known := DivisionPlan.objects.filter(uid=uid).first() if uid else None:
        if known.made_by_id != staff.user.pk or known.community_id != community.code:
            raise Missing
        return known
    plan = DivisionPlan.objects.create(
        uid=uid or uuid7(),
        community=community,
        name=title,
        aim=aim,
        wish=dict(wish or {}),
        locks=dict(locks or {}),
        made_by=staff.user,
    )
    note_step(plan, staff.user, _("起草方案（%(aim)s）") % {"aim": rules.AIMS[aim]}, "draft")
    return plan


@transaction.atomic
def rename_plan(staff: Staff, uid: UUID, name: str, *, version: int) -> DivisionPlan:
    """Another name for a plan that is still open."""
    plan = _editable(staff, uid)
    put(plan, version, name=checked_name(name))
    record("plan.rename", f"plan:{plan.uid}", actor=staff.user, area=plan.community_id, name=name)
    return plan


@transaction.atomic
def publish(staff: Staff, uid: UUID, *, version: int) -> DivisionPlan:
    """Ask everybody who works in the community what they think of the plan."""
    plan = access.fetch(staff, uid)
    access.require_drafting(staff, plan.community_id)
    if not plan.variants.exists():
        raise Refused("plan.empty", _("方案还没有任何一种划法：请先计算或手工划分，再征求意见。"))
    return step(plan, "publish", version, staff.user)


@transaction.atomic
def choose(staff: Staff, uid: UUID, variant: UUID, *, version: int) -> DivisionPlan:
    """The variant that shall be approved."""
    plan = _editable(staff, uid)
    chosen = Variant.objects.filter(plan=plan, uid=variant).first()
    if chosen is None:
        raise Missing
    if plan.chosen_id == chosen.pk:
        return plan
    put(plan, version, chosen=chosen)
    told = _("选定“%(label)s”") % {"label": chosen.label}
    note_step(plan, staff.user, told, "choose", variant=str(chosen.uid))
    return plan


@transaction.atomic
def return_to_draft(staff: Staff, uid: UUID, *, version: int, reason: str = "") -> DivisionPlan:
    """Back to the desk; an approved plan does not take effect then."""
    plan = _recalled(staff, uid, "return")
    return step(
        plan, "return", version, staff.user, reason,
        takes_effect=None, approved_by=None, approved_at=None,
    )  # fmt: skip


@transaction.atomic
def withdraw(staff: Staff, uid: UUID, *, version: int, reason: str = "") -> DivisionPlan:
    """The plan is given up; possible until it takes effect."""
    plan = _recalled(staff, uid, "withdraw")
    return step(plan, "withdraw", version, staff.user, reason)


def step(
    plan: DivisionPlan,
    name: str,
    version: int,
    actor: User | None,
    note: str = "",
    **also: Any,
) -> DivisionPlan:
    """Take a step of the plan's life: compare-and-set, on record. Sent again it changes nothing."""
    target = rules.STEPS[name][1]
    if plan.state == target and plan.version == version + 1:
        return plan
    require_possible(plan, name)
    put(plan, version, state=target, **also)
    told = rules.STEP_LABELS[name]
    if note := note.strip():
        told = f"{told}：{note}"
    note_step(plan, actor, told, name)
    return plan


def require_possible(plan: DivisionPlan, name: str) -> None:
    """Refuse a step that the plan's state does not allow."""
    if not rules.may(name, plan.state):
        raise Refused(
            "plan.state",
            _("方案“%(name)s”现在是“%(state)s”，不能“%(step)s”。")
            % {
                "name": plan.name,
                "state": rules.STATES[plan.state],
                "step": rules.STEP_LABELS[name],
            },
        )


def put(plan: DivisionPlan, version: int, **values: Any) -> None:
    """Write the plan where it is still at `version`, else `Stale`."""
    rows = DivisionPlan.objects.filter(pk=plan.pk, version=version, state=plan.state)
    if not rows.update(version=F("version") + 1, **values):
        now = DivisionPlan.objects.values_list("version", flat=True).get(pk=plan.pk)
        raise Stale(
            "plan.stale",
            _("方案“%(name)s”刚被别人改过，请刷新页面、看过最新情况后再操作。")
            % {"name": plan.name},
            now,
        )
    plan.version = version + 1
    for name, value in values.items():
        setattr(plan, name, value)


def note_step(plan: DivisionPlan, actor: User | None, text: str, verb: str, **detail: Any) -> None:
    """Put a step on record: beside the plan and in the trail."""
    by = actor or plan.approved_by or plan.made_by
    PlanNote.objects.create(plan=plan, kind=PlanNote.Kind.STEP, text=text[:_NOTE], by=by)
    record(
        f"plan.{verb}", f"plan:{plan.uid}", actor=actor, area=plan.community_id,
        version=plan.version, **detail,
    )  # fmt: skip


def checked_name(name: str) -> str:
    """A name as it may stand on a plan or a grid."""
    told = tidy(name)
    if not told or len(told) > NAME:
        fault = _("名称须为 1 到 %(max)d 个字") % {"max": NAME}
        raise Invalid("plan.name", fault + "。", (FieldFault("name", fault),))
    return told


def _editable(staff: Staff, uid: UUID) -> DivisionPlan:
    plan = access.fetch(staff, uid)
    access.require_drafting(staff, plan.community_id)
    require_editable(plan)
    return plan


def require_editable(plan: DivisionPlan) -> None:
    """Refuse to change a plan that is approved, in effect or given up."""
    if plan.state not in rules.EDITABLE:
        raise Refused(
            "plan.closed",
            _("方案“%(name)s”%(state)s，不能再改；尚未生效的请先退回草案。")
            % {"name": plan.name, "state": rules.STATES[plan.state]},
        )


def _recalled(staff: Staff, uid: UUID, name: str) -> DivisionPlan:
    plan = access.fetch(staff, uid)
    allowed = access.may_draft(staff, plan.community_id)
    if not (allowed or access.holds_approval(staff, plan.community_id)):
        raise Missing
    if plan.state != rules.STEPS[name][1]:
        require_possible(plan, name)
    return plan
