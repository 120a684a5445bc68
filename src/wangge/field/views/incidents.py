"""Incidents on the phone: what waits for me, what is mine, and the page of one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from wangge.areas.queries import county_name
from wangge.field.request import Request, phone
from wangge.files.serving import response
from wangge.incidents import access, pages, queries, rules
from wangge.incidents.forms.taking import Attempt, attempt, offers_of
from wangge.incidents.models import Incident
from wangge.incidents.queries import Filters
from wangge.incidents.words import rows_of
from wangge.kernel import clock
from wangge.kernel.errors import Missing

PER_PAGE = 20


@require_GET
@phone
def today(request: Request) -> HttpResponse:
    """What waits for me, the most urgent first; no ranking, nobody's presence is recorded."""
    counts = queries.waiting_counts(request.staff)
    waiting = queries.worklist(request.staff, Filters(mine=True)).order_by("due_at", "pk")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    cards = [(str(rules.STATES[state][0]), count) for state, count in counts.items() if count]
    context = {
        "tab": "today",
        "day": clock.today(),
        "total": sum(counts.values()),
        "cards": cards,
        "page": page,
        "rows": rows_of(page, request.staff, county_name()),
    }
    return render(request, "field/today.html", context)


@require_GET
@phone
def mine(request: Request) -> HttpResponse:
    """What I reported, or what was given to me."""
    is_handled = request.GET.get("of") == "handled"
    rows = queries.assigned_to(request.staff) if is_handled else queries.reported_by(request.staff)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": "mine",
        "is_handled": is_handled,
        "page": page,
        "rows": rows_of(page, request.staff, county_name()),
    }
    return render(request, "field/mine.html", context)


@require_GET
@phone
def detail(request: Request, uid: UUID) -> HttpResponse:
    """The page of one incident; `?do=verb` opens that step's form."""
    return _page(request, access.fetch(request.staff, uid))


@require_POST
@phone
def take_step(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """One step; when it fails, the fresh page with what was typed."""
    tried = attempt(request.staff, uid, verb, request.POST, request.FILES.getlist("photos"))
    if not tried.is_done:
        return _page(request, tried.incident, tried)
    messages.success(request, tried.success)
    try:
        access.fetch(request.staff, uid)
    except Missing:
        return redirect("field:today")
    return redirect("field:incident", uid=uid)


def _page(request: Request, incident: Incident, tried: Attempt | None = None) -> HttpResponse:
    wanted = request.GET.get("do", "")
    context: dict[str, Any] = {
        "tab": "",
        "incident": incident,
        "offers": offers_of(request.staff, incident, wanted=wanted, tried=tried),
        "tried": tried,
        "here": reverse("field:incident", args=[incident.uid]),
        "step_name": "field:take_step",
    }
    county = county_name()
    context |= {"county": county, **pages.detail(incident, county, "field:incident_photo")}
    status = tried.status if tried else 200
    return render(request, "field/incident.html", context, status=status)


@require_GET
@phone
def photo(request: Request, uid: UUID, file: UUID) -> HttpResponse:
    """One attachment of an incident in reach; `?small` for lists."""
    row = queries.photo(access.fetch(request.staff, uid), file)
    return response(row.file, small="small" in request.GET)
