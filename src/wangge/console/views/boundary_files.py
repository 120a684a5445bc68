"""Boundaries in from files and out into files."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.areas.datum import LABELS
from wangge.areas.geometry import Datum
from wangge.areas.models import Area
from wangge.console.forms import faults
from wangge.console.forms.boundaries import BoundaryFileForm, ConfirmForm, ExportForm
from wangge.console.request import Request, desk
from wangge.console.views.areas import can_shape
from wangge.kernel.errors import Missing, Refused
from wangge.maps import actions, giving, layers, matching

STATES = {
    "new": (_("新划定"), "good"),
    "changed": (_("有变化"), "info"),
    "same": (_("无变化"), "mute"),
    "unknown": (_("未对上"), "wait"),
    "twice": (_("重复"), "warm"),
    "wrong": (_("有错误"), "danger"),
}


def _shapable(request: Request) -> list[Area]:
    """The areas whose boundary the person may set."""
    rows = layers.in_reach(request.staff)
    return [area for area in rows if can_shape(request.staff, area.code)]


@never_cache
@require_GET
@desk
def export(request: Request) -> HttpResponse:
    if not request.staff.duties:
        raise Missing
    form = ExportForm(request.GET)
    if not form.is_valid():
        return _page(request, export=form)
    given = form.cleaned_data
    try:
        name, media, content = giving.boundary_file(
            request.staff, given["format"], Datum(given["datum"])
        )
    except Refused as refused:
        faults.show(form, refused)
        return _page(request, export=form, status=422)
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(content, content_type=media, headers=headers)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def take_in(request: Request) -> HttpResponse:
    """A file is read and compared; nothing is stored yet."""
    areas = _shapable(request)
    if request.method == "GET":
        return _page(request, form=BoundaryFileForm() if areas else None)
    if not areas:
        raise Missing
    form = BoundaryFileForm(request.POST, request.FILES)
    if form.is_valid():
        datum = Datum(form.cleaned_data["datum"])
        try:
            rows = matching.read_upload(form.cleaned_data["file"])
            found = matching.preview(rows, datum, areas)
        except Refused as refused:
            faults.show(form, refused)
        else:
            return _previewed(request, found)
    return _page(request, form=form, status=422)


def _previewed(request: Request, found: matching.Preview) -> HttpResponse:
    kept = json.dumps(found.kept(), ensure_ascii=False, separators=(",", ":"))
    context = {
        "preview": found,
        "kept": kept,
        "confirm": ConfirmForm(initial={"kept": kept}),
        "states": STATES,
        "datum": LABELS[found.datum],
        "suspected": LABELS[found.suspected] if found.suspected else "",
    }
    return render(request, "console/map/preview.html", context)


@require_POST
@desk
def save(request: Request) -> HttpResponse:
    """The boundaries that were ticked in the preview."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, form=BoundaryFileForm(), wrong=form, status=422)
    given = form.cleaned_data
    chosen = [area for area in _shapable(request) if str(area.code) in form.codes()]
    try:
        drawn = actions.take_in(chosen, given["kept"], actor=request.user, reason=given["reason"])
    except Refused as refused:
        faults.show(form, refused)
        return _page(request, form=BoundaryFileForm(), wrong=form, status=422)
    messages.success(request, _("已更新 %(drawn)d 个网格的边界。") % {"drawn": drawn})
    return redirect("console:map")


def _page(
    request: Request,
    *,
    form: forms.Form | None = None,
    export: forms.Form | None = None,
    wrong: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "export": export or ExportForm(),
        "wrong": wrong,
    }
    return render(request, "console/map/files.html", context, status=status)
