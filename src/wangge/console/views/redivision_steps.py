"""Steps of a plan's life at the desk: variants asked for, chosen, the plan published, approved."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wangge.console.forms import faults
from wangge.console.forms.redivision import ApproveForm, NoteForm
from wangge.console.request import Request, desk
from wangge.console.views.redivision import page
from wangge.kernel.errors import Missing, Refused
from wangge.redivision import access
from wangge.redivision.actions import approving, noting, planning
from wangge.redivision.models import DivisionPlan, PlanNote
from wangge.redivision.proposing import running

TOLD = {
    "publish": gettext_lazy("已公开征求意见，社区里在岗的人都能看到并提意见。"),
    "return": gettext_lazy("方案已退回草案。"),
    "withdraw": gettext_lazy("方案已撤回。"),
}
STEPS: dict[str, Callable[..., DivisionPlan]] = {
    "publish": planning.publish,
    "return": planning.return_to_draft,
    "withdraw": planning.withdraw,
}


def _seen(request: Request) -> int:
    """The version the person had before their eyes."""
    told = request.POST.get("version", "")
    if not told.isdecimal():
        raise Missing
    return int(told)


@require_POST
@desk
def ask(request: Request, uid: UUID) -> HttpResponse:
    """Have the variants worked out once more."""
    plan = access.fetch(request.staff, uid)
    access.require_drafting(request.staff, plan.community_id)
    running.ask(plan, request.user)
    messages.success(request, _("正在计算比选方案；手工调整过的保留。"))
    return redirect("console:plan", uid)


@require_POST
@desk
def choose(request: Request, uid: UUID) -> HttpResponse:
    try:
        variant = UUID(request.POST.get("variant", ""))
    except ValueError:
        raise Missing from None
    planning.choose(request.staff, uid, variant, version=_seen(request))
    messages.success(request, _("已选定。"))
    return redirect("console:plan", uid)


@require_POST
@desk
def take(request: Request, uid: UUID, step: str) -> HttpResponse:
    """Publish, approve, return or withdraw."""
    if step == "approve":
        return _approve(request, uid)
    if step not in STEPS:
        raise Missing
    do = partial(STEPS[step], request.staff, uid, version=_seen(request))
    reason: dict[str, Any] = {"reason": request.POST.get("reason", "")[:200]}
    do(**({} if step == "publish" else reason))
    messages.success(request, str(TOLD[step]))
    return redirect("console:plan", uid)


def _approve(request: Request, uid: UUID) -> HttpResponse:
    plan = access.fetch(request.staff, uid)
    form = ApproveForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["takes_effect"]
        try:
            approving.approve(request.staff, uid, version=_seen(request), takes_effect=day)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已批准，%(day)s 生效。") % {"day": f"{day:%Y-%m-%d}"})
            return redirect("console:plan", uid)
    return page(request, plan, form)


@require_POST
@desk
def note(request: Request, uid: UUID) -> HttpResponse:
    """A survey note of the desk; a comment of anybody else who works there."""
    plan = access.fetch(request.staff, uid)
    kind = PlanNote.Kind.COMMENT if request.POST.get("kind") == "comment" else PlanNote.Kind.SURVEY
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            noting.add_note(request.staff, uid, kind=kind, **form.cleaned_data)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已记录。"))
            return redirect("console:plan", uid)
    return page(request, plan, form)


@require_POST
@desk
def answer(request: Request, uid: UUID) -> HttpResponse:
    row = noting.answer_note(request.staff, uid, answer=request.POST.get("answer", ""))
    messages.success(request, _("已答复。"))
    return redirect("console:plan", row.plan.uid)
