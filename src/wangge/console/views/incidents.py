"""Incidents at the desk: the worklist, the page of one, its steps, and new reports."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.areas.queries import county_name
from wangge.console.forms.incidents import FilterForm
from wangge.console.request import Request, desk, page_of
from wangge.exchange.exports import may_export
from wangge.files.serving import response
from wangge.incidents import access, pages, queries
from wangge.incidents.forms import places
from wangge.incidents.forms.reports import DeskReportForm, take
from wangge.incidents.forms.taking import Attempt, attempt, offers_of
from wangge.incidents.models import Incident
from wangge.incidents.words import rows_of
from wangge.kernel.errors import Missing
from wangge.kernel.ids import uuid7

PER_PAGE = 30


@require_GET
@desk
def worklist(request: Request) -> HttpResponse:
    """What is in reach, what waits for me, what is late."""
    form = FilterForm(request.GET, staff=request.staff)
    filters = form.filters()
    found = queries.worklist(request.staff, filters)
    page = page_of(request, found.order_by("due_at", "pk") if filters.mine else found, PER_PAGE)
    context = {
        "form": form,
        "filters": filters,
        "page": page,
        "rows": rows_of(page, request.staff, county_name()),
        "may_export": may_export(request.staff, "incidents"),
    }
    if request.htmx:
        return render(request, "console/incidents/list.html#rows", context)
    context |= {
        "waiting": sum(queries.waiting_counts(request.staff).values()),
        "late": queries.overdue_count(request.staff),
        "may_report": "collect" in request.staff.abilities,
    }
    return render(request, "console/incidents/list.html", context)


@require_GET
@desk
def detail(request: Request, uid: UUID) -> HttpResponse:
    """The page of one incident; `?do=verb` opens that step's form."""
    return _page(request, access.fetch(request.staff, uid))


@require_POST
@desk
def take_step(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """One step; when it fails, the fresh page with what was typed."""
    tried = attempt(request.staff, uid, verb, request.POST, request.FILES.getlist("photos"))
    if not tried.is_done:
        return _page(request, tried.incident, tried)
    messages.success(request, tried.success)
    return redirect(_after(request.staff, tried.incident))


def _after(staff: Any, incident: Incident) -> str:
    """The incident's page, or the worklist when the step took it out of one's reach."""
    try:
        access.fetch(staff, incident.uid)
    except Missing:
        return reverse("console:incidents")
    return reverse("console:incident", args=[incident.uid])


def _page(request: Request, incident: Incident, tried: Attempt | None = None) -> HttpResponse:
    wanted = request.GET.get("do", "")
    context: dict[str, Any] = {
        "incident": incident,
        "offers": offers_of(request.staff, incident, wanted=wanted, tried=tried),
        "tried": tried,
        "here": reverse("console:incident", args=[incident.uid]),
        "step_name": "console:take_step",
    }
    if request.htmx and not tried:
        return render(request, "incidents/steps.html", context)
    county = county_name()
    context |= {"county": county, **pages.detail(incident, county, "console:incident_photo")}
    status = tried.status if tried else 200
    return render(request, "console/incidents/detail.html", context, status=status)


@require_GET
@desk
def photo(request: Request, uid: UUID, file: UUID) -> HttpResponse:
    """One attachment of an incident in reach; `?small` for lists."""
    row = queries.photo(access.fetch(request.staff, uid), file)
    return response(row.file, small="small" in request.GET)


@require_http_methods(["GET", "POST"])
@desk
def report(request: Request) -> HttpResponse:
    """What the desk writes down from a call, a department or a meeting."""
    if "collect" not in request.staff.abilities:
        raise Missing
    grids = places.own(request.staff, "collect")
    if request.method == "GET":
        form = DeskReportForm(initial={"uid": uuid7()}, grids=grids)
        return render(request, "console/incidents/report.html", {"form": form})
    form = DeskReportForm(request.POST, grids=grids)
    receipt = take(form, request.POST, request.FILES.getlist("photos"), request.staff)
    if receipt is None:
        return render(request, "console/incidents/report.html", {"form": form}, status=422)
    told = _("已登记，编号 %(number)s。") % {"number": receipt.incident.number}
    messages.success(request, told)
    return redirect(_after(request.staff, receipt.incident))
