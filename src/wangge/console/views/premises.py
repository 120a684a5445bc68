"""The register of units and places."""

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
from wangge.console.forms.fact_fields import given
from wangge.console.forms.premises import PremisesFilter, PremisesForm, ReasonForm
from wangge.console.places import roots
from wangge.console.request import Request, desk, page_of
from wangge.dictionary.access import seen
from wangge.exchange.exports import may_export
from wangge.kernel.errors import Missing, Refused
from wangge.places import queries as places
from wangge.places.access import WRITING, may_write
from wangge.premises import access
from wangge.premises.actions import units
from wangge.premises.fields import label, premises_fields
from wangge.premises.models import Premises
from wangge.premises.queries import units as queries


def _local(request: Request) -> int:
    """The area whose local fields a new unit is asked for."""
    found = roots(request.staff, WRITING)
    if not found:
        raise Missing
    return found[0].code


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    form = PremisesFilter(request.GET, staff=request.staff)
    filters = form.filters()
    page = page_of(request, queries.listed(request.staff, filters))
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "units": [queries.shown(request.staff, row) for row in page],
        "may_export": may_export(request.staff, "premises"),
    }
    if request.htmx:
        return render(request, "console/premises/list.html#rows", context)
    context["progress"] = queries.progress(request.staff, filters.under)
    context["may"] = WRITING in request.staff.abilities
    return render(request, "console/premises/list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def create(request: Request) -> HttpResponse:
    code = _local(request)
    fields = seen(request.staff, premises_fields(code), code)
    form = PremisesForm(request.POST or None, staff=request.staff, fields=fields)
    if request.method == "POST" and form.is_valid():
        area = areas.fetch(form.cleaned_data["area"])
        try:
            row = units.create(
                request.staff, area, given=given(form, fields), contacts=form.contacts(),
                **form.columns(),
            )  # fmt: skip
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("“%(name)s”已登记。") % {"name": row.name})
            return redirect("console:unit", row.uid)
    return _form_page(request, form, fields)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def edit(request: Request, uid: UUID) -> HttpResponse:
    row = access.fetch(request.staff, uid)
    request.staff.require(WRITING, row.area_id)
    fields = seen(request.staff, premises_fields(row.area_id), row.area_id)
    form = PremisesForm(request.POST or None, staff=request.staff, fields=fields, unit=row)
    if request.method == "POST" and form.is_valid():
        try:
            units.edit(
                request.staff, uid, version=form.cleaned_data["version"] or 0,
                area=areas.fetch(form.cleaned_data["area"]), given=given(form, fields),
                contacts=form.contacts(), **form.columns(),
            )  # fmt: skip
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("console:unit", uid)
    return _form_page(request, form, fields, row)


def _form_page(
    request: Request, form: PremisesForm, fields: Any, row: Premises | None = None
) -> HttpResponse:
    further = {field.key for field in fields}
    context = {
        "form": form,
        "unit": row,
        "main": [field for field in form if field.name not in further],
        "further": [field for field in form if field.name in further],
    }
    status = 422 if form.errors else 200
    return render(request, "console/premises/form.html", context, status=status)


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
            found = units.reveal(request.staff, uid, reason=form.cleaned_data["reason"])
            opened = [(role, f"{name} {phone}".strip()) for role, name, phone in found]
        except Refused as refused:
            faults.show(form, refused)
    return _page(request, uid, form, opened)


def _page(
    request: Request, uid: UUID, form: ReasonForm, opened: list[tuple[str, str]] | None = None
) -> HttpResponse:
    row = access.fetch(request.staff, uid)
    history = [(change, _named(change.field)) for change in places.history(row.uid)]
    context = {
        "unit": queries.detail(request.staff, row),
        "form": form,
        "opened": opened,
        "history": history,
        "may": may_write(request.staff, row.area_id),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/premises/detail.html", context, status=status)


def _named(field: str) -> str:
    words = {
        "contact.legal": _("法定代表人电话"),
        "contact.manager": _("管理（安全）责任人"),
        "area_id": _("所属网格"),
        "code_doubt": _("信用代码核对"),
        "building_id": _("楼栋"),
        "dwelling_id": _("房屋"),
    }
    return words.get(field) or label(field)
