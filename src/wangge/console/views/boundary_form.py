"""Drawing one boundary: on the map, or as a list of points."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.areas import actions, queries
from wangge.areas.boundaries import area_of, as_lines
from wangge.areas.geometry import Datum
from wangge.areas.models import Area
from wangge.console.forms import faults
from wangge.console.forms.boundaries import BoundaryForm, OutlineForm
from wangge.console.request import Request, desk
from wangge.console.views.areas import can_shape, fetch
from wangge.console.views.map_data import geojson
from wangge.console.views.map_page import let_tiles_in, settled
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing, Refused
from wangge.maps import drawing
from wangge.maps.matching import outline_of

DRAWABLE = (Level.GRID, Level.COMMUNITY)


def _shaped(request: Request, code: int) -> Area:
    area = fetch(request.staff, code)
    if area.level not in DRAWABLE or area.valid_to or not can_shape(request.staff, code):
        raise Missing
    return area


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def draw(request: Request, code: int) -> HttpResponse:
    area = _shaped(request, code)
    if request.method == "GET":
        return _page(request, area, _fresh(area, area.boundary))
    if request.POST.get("do") == "upload":
        return _uploaded(request, area)
    form = BoundaryForm(request.POST)
    if not form.is_valid():
        return _page(request, area, form, status=422)
    step = {"cut": _cut, "save": _save}.get(request.POST.get("do", ""), _check)
    return step(request, area, form)


def _check(request: Request, area: Area, form: BoundaryForm) -> HttpResponse:
    return _page(request, area, form, judged=form.cleaned_data["geojson"])


def _cut(request: Request, area: Area, form: BoundaryForm) -> HttpResponse:
    try:
        left = drawing.cut(area, form.cleaned_data["geojson"])
    except Refused as refused:
        faults.show(form, refused)
        return _page(request, area, form, status=422)
    return _page(request, area, _fresh(area, left, form.cleaned_data), judged=left)


def _save(request: Request, area: Area, form: BoundaryForm) -> HttpResponse:
    given = form.cleaned_data
    if drawing.judge(area, given["geojson"]) and not _accepted(request, form):
        return _page(request, area, form, judged=given["geojson"], status=422)
    try:
        actions.draw(
            area,
            boundary=given["geojson"],
            actor=request.user,
            reason=given["reason"],
            seen=given["seen"],
        )
    except Refused as refused:
        faults.show(form, refused)
        return _page(request, area, form, status=422)
    messages.success(request, _("“%(name)s”的边界已保存。") % {"name": area.name})
    return redirect(f"{reverse('console:map')}?at={area.code}")


def _accepted(request: Request, form: BoundaryForm) -> bool:
    """Whether a boundary with faults is wanted all the same, and why."""
    if not request.POST.get("accept"):
        return False
    if not form.cleaned_data["reason"]:
        form.add_error("reason", _("有问题的边界要写明原因才能保存。"))
    return form.is_valid()


def _uploaded(request: Request, area: Area) -> HttpResponse:
    form = OutlineForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            found = outline_of(form.cleaned_data["file"], Datum(form.cleaned_data["datum"]))
        except Refused as refused:
            faults.show(form, refused)
        else:
            return _page(request, area, _fresh(area, found), judged=found)
    return _page(request, area, _fresh(area, area.boundary), upload=form, status=422)


def _fresh(
    area: Area, boundary: dict[str, Any] | None, kept: dict[str, Any] | None = None
) -> BoundaryForm:
    """A form with this boundary in it, over the version that is the newest now."""
    kept = kept or {}
    return BoundaryForm(
        initial={
            "boundary": as_lines(boundary) if boundary else "",
            "datum": Datum.CGCS2000.value,
            "reason": kept.get("reason", ""),
            "seen": kept.get("seen") or queries.newest_version(area.code),
        }
    )


def _page(
    request: Request,
    area: Area,
    form: BoundaryForm,
    *,
    judged: dict[str, Any] | None = None,
    upload: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"area": area, "form": form, "upload": upload or OutlineForm()}
    context |= _judgement(area, judged) if judged else {}
    if request.htmx:
        return render(request, "console/map/draw.html#findings", context, status=status)
    context["settled"] = settled(
        around=reverse("console:map_around", args=[area.code]),
        frame=drawing.frame_of(area),
    )
    return let_tiles_in(render(request, "console/map/draw.html", context, status=status))


def _judgement(area: Area, judged: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with the boundary, in words and as shapes for the map."""
    findings = drawing.judge(area, judged)
    return {
        "judged": True,
        "findings": findings,
        "where": json.dumps([finding.where for finding in findings]),
        "boundary": json.dumps(judged),
        "size": f"{area_of(judged):,.0f}",
    }


@never_cache
@require_GET
@desk
def around(request: Request, code: int) -> HttpResponse:
    """Neighbours, community and streets that a new border can follow."""
    return geojson(drawing.around(_shaped(request, code)))
