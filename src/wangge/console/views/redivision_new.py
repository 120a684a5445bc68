"""A new division plan: with the defaults it takes two clicks."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.areas.settings import setting
from wangge.console.forms import faults
from wangge.console.forms.redivision import PlanForm
from wangge.console.request import Request, desk
from wangge.console.views.redivision import access_of
from wangge.kernel import clock
from wangge.kernel.codes import Level, parse_code
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.kernel.ids import uuid7
from wangge.places import queries as places
from wangge.posts.access import Staff
from wangge.redivision import access
from wangge.redivision.actions.planning import draft_plan
from wangge.redivision.models import DivisionPlan
from wangge.redivision.proposing import running
from wangge.redivision.rules import AIMS, HAND


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def create(request: Request) -> HttpResponse:
    known = _communities(request.staff)
    community = _asked(request, known)
    estates = _estates(request.staff, community)
    form = PlanForm(request.POST or None, initial=_initial(community), estates=estates)
    if request.method == "POST" and form.is_valid():
        try:
            plan = _drafted(request, community, form)
        except Refused as refused:
            faults.show(form, refused)
        else:
            return redirect("console:plan", plan.uid)
    if request.GET.get("aim") in AIMS:
        form.initial["aim"] = request.GET["aim"]
    context = {"form": form, "community": community, "communities": known}
    status = 422 if form.is_bound else 200
    return render(request, "console/redivision/new.html", context, status=status)


def _drafted(request: Request, community: Area, form: PlanForm) -> DivisionPlan:
    given = form.cleaned_data
    plan = draft_plan(
        request.staff,
        community,
        name=given["name"],
        aim=given["aim"],
        wish=form.wish(),
        locks={"estates": given["estates"]} if given["estates"] else {},
        uid=given["uid"],
    )
    if not plan.computing:
        running.ask(plan, request.user)
        told = _("方案已起草。") if plan.aim == HAND else _("方案已起草，正在计算比选方案。")
        messages.success(request, told)
    return plan


def _communities(staff: Staff) -> list[Area]:
    """Where the person draws plans."""
    rows = areas.within(access_of(staff)).filter(level=Level.COMMUNITY).defer("boundary")
    return [row for row in rows if access.may_draft(staff, row.code)]


def _asked(request: Request, known: list[Area]) -> Area:
    """The community the form is for: the one asked for, else the first."""
    wanted = (request.POST or request.GET).get("under", "")
    try:
        code = parse_code(wanted) if wanted else None
    except Invalid:
        raise Missing from None
    found = next((row for row in known if code in {None, row.code}), None)
    if found is None:
        raise Missing
    return found


def _estates(staff: Staff, community: Area) -> list[tuple[str, str]]:
    """Estates of more than one building: the others cannot be cut anyway."""
    rows: Any = places.estates(staff, community.code)  # counted: `houses`
    told = _("%(name)s（%(n)d 栋）")
    return [
        (str(uid), told % {"name": name, "n": houses})
        for uid, name, houses in rows.filter(houses__gt=1).values_list("uid", "name", "houses")
    ]


def _initial(community: Area) -> dict[str, Any]:
    low, high = setting("grid_households", community.code)
    told = _("%(place)s网格划分方案 %(day)s")
    return {
        "uid": uuid7(),
        "under": community.code,
        "low": low,
        "high": high,
        "name": told % {"place": community.name, "day": f"{clock.today():%Y-%m-%d}"},
    }
