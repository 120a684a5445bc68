"""The register of rentals."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.console.forms import faults
from wangge.console.forms.fact_fields import given
from wangge.console.forms.premises import ReasonForm
from wangge.console.forms.rentals import EndForm, RentalFilter, RentalForm
from wangge.console.request import Request, desk, page_of
from wangge.dictionary.access import seen
from wangge.exchange.exports import may_export
from wangge.kernel.errors import Refused
from wangge.people import homes
from wangge.places import access as places
from wangge.places import queries as ground
from wangge.places.access import WRITING, may_write
from wangge.places.models import Dwelling
from wangge.premises import access
from wangge.premises.actions import rentals
from wangge.premises.fields import RENTAL_COLUMNS, label, rental_fields
from wangge.premises.models import Rental
from wangge.premises.queries import rentals as queries


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    form = RentalFilter(request.GET or {"state": "open"}, staff=request.staff)
    filters = form.filters()
    page = page_of(request, queries.listed(request.staff, filters))
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "rentals": [queries.shown(request.staff, row) for row in page],
        "may_export": may_export(request.staff, "rentals"),
        "export_query": "" if request.GET else "?state=open",
    }
    if request.htmx:
        return render(request, "console/premises/rentals.html#rows", context)
    context["figures"] = queries.figures(request.staff, filters.under)
    return render(request, "console/premises/rentals.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def create(request: Request, dwelling: UUID) -> HttpResponse:
    home = places.dwelling(request.staff, dwelling)
    request.staff.require(WRITING, home.area_id)
    form, fields = _form(request, home)
    if request.method == "POST" and form.is_valid():
        try:
            row = rentals.create(
                request.staff, dwelling, given=given(form, fields), **form.values()
            )
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("出租房屋已登记。"))
            return redirect("console:rental", row.uid)
    return _form_page(request, form, home)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def edit(request: Request, uid: UUID) -> HttpResponse:
    row = access.rental(request.staff, uid)
    request.staff.require(WRITING, row.area_id)
    form, fields = _form(request, row.dwelling, row)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            rentals.edit(
                request.staff, uid, version=version, given=given(form, fields), **form.values()
            )
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("console:rental", uid)
    return _form_page(request, form, row.dwelling, row)


def _form(request: Request, home: Dwelling, row: Rental | None = None) -> tuple[RentalForm, Any]:
    fields = seen(request.staff, rental_fields(home.area_id), home.area_id)
    residents = homes.residents(request.staff, home)
    form = RentalForm(request.POST or None, residents=residents, fields=fields, rental=row)
    return form, fields


def _form_page(
    request: Request, form: RentalForm, home: Dwelling, row: Rental | None = None
) -> HttpResponse:
    context = {"form": form, "dwelling": home, "rental": row}
    status = 422 if form.errors else 200
    return render(request, "console/premises/rental_form.html", context, status=status)


@never_cache
@require_GET
@desk
def detail(request: Request, uid: UUID) -> HttpResponse:
    return _page(request, uid, ReasonForm())


@never_cache
@require_POST
@desk
def reveal(request: Request, uid: UUID) -> HttpResponse:
    form = ReasonForm(request.POST)
    opened: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            opened = rentals.reveal(request.staff, uid, reason=form.cleaned_data["reason"])
        except Refused as refused:
            faults.show(form, refused)
    return _page(request, uid, form, opened)


def _page(
    request: Request, uid: UUID, form: ReasonForm, opened: list[tuple[str, str]] | None = None
) -> HttpResponse:
    row = access.rental(request.staff, uid)
    history = [
        (change, label(change.field, columns=RENTAL_COLUMNS)) for change in ground.history(row.uid)
    ]
    context = {
        "rental": queries.detail(request.staff, row),
        "form": form,
        "end_form": EndForm(initial={"version": row.version}),
        "opened": opened,
        "history": history,
        "may": may_write(request.staff, row.area_id),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/premises/rental.html", context, status=status)


@require_POST
@desk
def end(request: Request, uid: UUID) -> HttpResponse:
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写停租日期。"))
        return redirect("console:rental", uid)
    try:
        rentals.end(request.staff, uid, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已停租。"))
    return redirect("console:rental", uid)
