"""Approved plans take effect on their day by themselves."""

from uuid import UUID

from wangge.audit import jobs
from wangge.kernel import clock
from wangge.notices.actions import tell
from wangge.redivision import rules
from wangge.redivision.actions.approving import JOB
from wangge.redivision.actions.effect import SWEEP, effect
from wangge.redivision.actions.sweeping import sweep
from wangge.redivision.models import DivisionPlan


def register() -> None:
    """Say who does what approving a plan puts off to its day."""
    jobs.handle(JOB, _run, _give_up)
    jobs.handle(SWEEP, _sweep, lambda _uid, _error: None)


def _run(subject: str, _beat: jobs.Beat) -> None:
    """A plan that was recalled, put off or done already is left alone."""
    plan = DivisionPlan.objects.filter(uid=UUID(subject)).first()
    if plan is None or plan.state != rules.APPROVED or plan.takes_effect is None:
        return
    if plan.takes_effect <= clock.today():
        effect(plan.uid)


def _sweep(subject: str, _beat: jobs.Beat) -> None:
    sweep(UUID(subject))


def _give_up(subject: str, error: str) -> None:
    """Whoever drew and approved the plan hears of it: it stays approved and nothing has moved."""
    plan = DivisionPlan.objects.filter(uid=UUID(subject), state=rules.APPROVED).first()
    if plan is None:
        return
    told = f"网格划分方案“{plan.name}”未能生效，数据没有任何变动：{error}"
    users = {plan.made_by_id, plan.approved_by_id or plan.made_by_id}
    tell(users, told, subject=f"plan:{plan.uid}", urgent=True)
