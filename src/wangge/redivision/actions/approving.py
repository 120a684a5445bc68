"""A second person approves the chosen variant for a day; on that day it takes effect by itself."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.audit import jobs
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.posts.access import Staff
from wangge.redivision import access, rules
from wangge.redivision.actions.planning import require_possible, step
from wangge.redivision.models import DivisionPlan, Variant
from wangge.redivision.queries.obstacles import obstacles

JOB = "redivision"
MORNING = time(0, 5)  # the day has begun everywhere in the country


@transaction.atomic
def approve(
    staff: Staff, uid: UUID, *, version: int, takes_effect: date, variant: UUID | None = None
) -> DivisionPlan:
    """The chosen variant (or `variant`) holds from a day on; until then it may be recalled.

    Refused while the variant breaks coverage, misses households or is older than the buildings.
    """
    plan = access.fetch(staff, uid)
    _require_right(staff, plan)
    if plan.state == rules.APPROVED and plan.version == version + 1:
        return plan
    require_possible(plan, "approve")
    chosen = _chosen(plan, variant)
    if takes_effect < clock.today():
        told = _("生效日期不能早于今天")
        raise Invalid("plan.date", told + "。", (FieldFault("takes_effect", told),))
    _require_alone(plan)
    if found := obstacles(plan, chosen):
        told = _("“%(label)s”还不能批准：%(why)s") % {
            "label": chosen.label,
            "why": "".join(found),
        }
        raise Refused("plan.obstacles", told)
    note = _("“%(label)s”，%(day)s 生效") % {"label": chosen.label, "day": f"{takes_effect:%F}"}
    step(
        plan, "approve", version, staff.user, note,
        chosen=chosen, takes_effect=takes_effect,
        approved_by=staff.user, approved_at=clock.now(),
    )  # fmt: skip
    jobs.put(JOB, str(plan.uid), due=dawn(takes_effect))
    return plan


def dawn(day: date) -> datetime:
    """When what is due on a day is done."""
    return datetime.combine(day, MORNING, tzinfo=clock.BEIJING)


def _require_right(staff: Staff, plan: DivisionPlan) -> None:
    if not access.holds_approval(staff, plan.community_id):
        if not access.may_draft(staff, plan.community_id):
            raise Missing
        level = access.approval_level(plan.community_id)
        raise Refused(
            "plan.approval",
            _("划分方案由%(level)s负责人批准，请联系其批准。") % {"level": level.label},
        )
    if plan.made_by_id == staff.user.pk:
        raise Refused("plan.own", _("起草人不能批准自己的方案，请另一位负责人批准。"))


def _chosen(plan: DivisionPlan, variant: UUID | None) -> Variant:
    rows = Variant.objects.filter(plan=plan)
    found = rows.filter(uid=variant).first() if variant else plan.chosen
    if found is None and variant:
        raise Missing
    if found is None:
        raise Refused("plan.unchosen", _("还没有选定划法：请先在比选方案里选定一种。"))
    return found


def _require_alone(plan: DivisionPlan) -> None:
    Area.objects.select_for_update().only("code").get(code=plan.community_id)
    other = DivisionPlan.objects.filter(community=plan.community_id, state=rules.APPROVED)
    if waiting := other.exclude(pk=plan.pk).first():
        raise Refused(
            "plan.other",
            _("本社区已有待生效的方案“%(name)s”（%(day)s 生效）：请等它生效，或先退回它。")
            % {"name": waiting.name, "day": f"{waiting.takes_effect:%F}"},
        )
