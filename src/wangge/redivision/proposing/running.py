"""The search for variants runs beside the request: asked for, followed, safe to repeat."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.audit import jobs
from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.errors import Refused
from wangge.redivision.models import DivisionPlan, Variant
from wangge.redivision.proposing.bench import Bench
from wangge.redivision.proposing.drafting import Draft, as_today, drafts, steps_of, wish_of
from wangge.redivision.proposing.storing import store, untouched
from wangge.redivision.proposing.town import town_of_community
from wangge.redivision.rules import EDITABLE, HAND, MEND

if TYPE_CHECKING:
    from wangge.accounts.models import User

NAME = "divide"
WAITING, WORKING, DONE, FAILED = "waiting", "working", "done", "failed"
TOLD = {
    "": _("还没有计算"),
    WAITING: _("排队等待计算"),
    WORKING: _("正在计算"),
    DONE: _("已算好"),
    FAILED: _("没有算成"),
}
ABANDONED = timedelta(minutes=30)  # without a word a search counts as lost


def register() -> None:
    """Say who does the search."""
    jobs.handle(NAME, _run, _give_up)


def bench_of(plan: DivisionPlan) -> Bench:
    """The plan's community as it is today; refuses what cannot be divided."""
    bench = town_of_community(plan.community, wish_of(plan).high)
    if plan.aim == MEND and not bench.grids:
        raise Refused(
            "divide.nothing_to_mend",
            _("“%(name)s”还没有网格，没有可调整的：请把方案改为“重新划分”。")
            % {"name": plan.community.name},
        )
    return bench


@transaction.atomic
def ask(plan: DivisionPlan, actor: "User") -> dict[str, Any]:
    """Have the variants worked out; while that goes on, asking again changes nothing."""
    row = DivisionPlan.objects.select_for_update().select_related("community").get(pk=plan.pk)
    check_open(row)
    bench = bench_of(row)
    if row.aim == HAND:
        store(row, bench, as_today(bench, wish_of(row)))
        row.computing = _state(DONE, 1, 1)
        row.save(update_fields=["computing"])
    elif not _is_under_way(row):
        row.computing = _state(WAITING, 0, steps_of(row))
        row.save(update_fields=["computing"])
        record("division.ask", f"plan:{row.uid}", actor=actor, area=row.community_id, wish=row.wish)
        jobs.put(NAME, str(row.uid))
    plan.computing = row.computing
    return progress(row)


def check_open(plan: DivisionPlan) -> None:
    """Refuse to touch what is approved, in effect or given up."""
    if plan.state not in EDITABLE:
        raise Refused(
            "plan.state",
            _("方案“%(name)s”是“%(state)s”，不能再改划分：请先退回草案，或另建一个方案。")
            % {"name": plan.name, "state": plan.get_state_display()},
        )


def progress(plan: DivisionPlan) -> dict[str, Any]:
    """How far the search is: state, its name, how many of how many, and why it failed."""
    told = {"state": "", "done": 0, "of": 0, "told": "", **plan.computing}
    return {**told, "label": str(TOLD[told["state"]]), "busy": _is_under_way(plan)}


def _is_under_way(plan: DivisionPlan) -> bool:
    told = plan.computing
    if told.get("state") not in (WAITING, WORKING):
        return False
    return clock.now() - datetime.fromisoformat(told["at"]) < ABANDONED


def _state(state: str, done: int, of: int, told: str = "") -> dict[str, Any]:
    return {"state": state, "done": done, "of": of, "told": told, "at": clock.now().isoformat()}


def _put(uid: UUID | str, **state: Any) -> None:
    DivisionPlan.objects.filter(uid=uid).update(computing=_state(**state))


def _run(subject: str, beat: jobs.Beat) -> None:
    plan = DivisionPlan.objects.select_related("community").filter(uid=subject).first()
    if plan is None or plan.state not in EDITABLE:
        return
    try:
        _search(plan, beat)
    except Refused as refused:  # trying again would not help: a person must mend the cause
        _put(subject, state=FAILED, done=0, of=steps_of(plan), told=refused.message)


def _search(plan: DivisionPlan, beat: jobs.Beat) -> None:
    of = steps_of(plan)
    _put(plan.uid, state=WORKING, done=0, of=of)
    bench = bench_of(plan)
    found: list[tuple[Draft, Variant]] = []
    for draft in drafts(plan, bench):
        beat()
        twin = next((row for other, row in found if _alike(other, draft)), None)
        if twin is None:
            found.append((draft, store(plan, bench, draft)))
            _put(plan.uid, state=WORKING, done=len(found), of=of)
        else:
            _say_twin(twin, draft.label)
        if len(found) == of:
            break
    fresh = {row.pk for _draft, row in found}
    for row in untouched(plan):
        if row.pk not in fresh and row.pk != plan.chosen_id:
            row.delete()
    _put(plan.uid, state=DONE, done=len(found), of=len(found))


def _alike(one: Draft, other: Draft) -> bool:
    return bool((one.numbers == other.numbers).all())


def _say_twin(variant: Variant, label: str) -> None:
    told = _("按“%(label)s”算出的划分与这个相同。") % {"label": label}
    if told not in variant.notes:
        variant.notes = [*variant.notes, told]
        variant.save(update_fields=["notes"])


def _give_up(subject: str, error: str) -> None:
    told = _("后台计算多次中断（%(error)s）：请再算一次，仍不行请联系系统管理员。") % {
        "error": error
    }
    _put(subject, state=FAILED, done=0, of=0, told=told)
