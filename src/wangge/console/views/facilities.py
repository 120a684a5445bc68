"""Public facilities, shared resources and volunteers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.areas import queries as areas
from wangge.console.forms import faults
from wangge.console.forms.facilities import EnlistForm, FacilityFilter, FacilityForm
from wangge.console.request import Request, desk, page_of
from wangge.console.residents import one_named
from wangge.exchange.exports import may_export
from wangge.kernel.errors import Missing, Refused
from wangge.places import queries as places
from wangge.places.access import WRITING, may_write
from wangge.posts.access import Staff
from wangge.premises import access
from wangge.premises.actions import facilities
from wangge.premises.models import Facility
from wangge.premises.queries import facilities as queries


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    form = FacilityFilter(request.GET, staff=request.staff)
    filters = form.filters()
    page = page_of(request, queries.listed(request.staff, filters))
    context: dict[str, Any] = {"form": form, "page": page}
    context["may_export"] = may_export(request.staff, "facilities")
    if request.htmx:
        return render(request, "console/premises/facilities.html#rows", context)
    context["counts"] = queries.counts(request.staff, filters.under)
    context["may"] = WRITING in request.staff.abilities
    return render(request, "console/premises/facilities.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def create(request: Request) -> HttpResponse:
    if WRITING not in request.staff.abilities:
        raise Missing
    form = FacilityForm(request.POST or None, staff=request.staff)
    if request.method == "POST" and form.is_valid():
        area = areas.fetch(form.cleaned_data["area"])
        try:
            row = facilities.create(request.staff, area, **form.columns())
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("“%(name)s”已登记。") % {"name": row.name})
            return redirect("console:facility", row.uid)
    status = 422 if form.errors else 200
    return render(
        request, "console/premises/facility.html", {"form": form, "may": True}, status=status
    )


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def edit(request: Request, uid: UUID) -> HttpResponse:
    row = access.facility(request.staff, uid)
    form = FacilityForm(request.POST or None, staff=request.staff, facility=row)
    if request.method == "POST" and form.is_valid():
        try:
            facilities.edit(
                request.staff, uid, version=form.cleaned_data["version"] or 0,
                area=areas.fetch(form.cleaned_data["area"]), **form.columns(),
            )  # fmt: skip
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("console:facility", uid)
    context = {
        "facility": row, "form": form, "may": may_write(request.staff, row.area_id),
        "members": _members(request.staff, row), "history": places.history(row.uid),
        "labels": {field.name: field.label for field in form} | {"area_id": _("所属网格")},
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "console/premises/facility.html", context, status=status)


def _members(staff: Staff, row: Facility) -> list[dict[str, Any]]:
    return [queries.volunteer(staff, each) for each in queries.volunteers(staff, team=row)]


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def volunteers(request: Request) -> HttpResponse:
    teams = list(queries.listed(request.staff, queries.Filters(kind="team")))
    form = EnlistForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid() and _enlist(request, form, teams):
        messages.success(request, _("“%(name)s”已登记。") % form.cleaned_data)
        return redirect("console:volunteers")
    page = page_of(request, queries.volunteers(request.staff))
    context = {
        "form": form,
        "page": page,
        "rows": [queries.volunteer(request.staff, row) for row in page],
        "may": WRITING in request.staff.abilities,
    }
    status = 422 if form.errors else 200
    return render(request, "console/premises/volunteers.html", context, status=status)


def _enlist(request: Request, form: EnlistForm, teams: list[Facility]) -> bool:
    """Enlist the one resident of this name; what is wrong is put on the form."""
    wanted = form.cleaned_data
    person = one_named(request.staff, wanted["name"], wanted["address"])
    if isinstance(person, str):
        form.add_error("name", person)
        return False
    team = next((row for row in teams if row.pk == wanted["team"]), None)
    try:
        facilities.enlist(
            request.staff, person.uid, role=wanted["role"], team=team, skills=wanted["skills"]
        )
    except Refused as refused:
        faults.show(form, refused)
        return False
    return True


@require_POST
@desk
def release(request: Request, uid: UUID) -> HttpResponse:
    try:
        facilities.release(request.staff, uid)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已退出。"))
    return redirect("console:volunteers")
