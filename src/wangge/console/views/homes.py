"""The register of homes: buildings, coverage, estates."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.console.forms import faults
from wangge.console.forms.fact_fields import given
from wangge.console.forms.homes import (
    AreaFilter,
    BuildingFilter,
    BuildingForm,
    EstateForm,
    MoveForm,
)
from wangge.console.places import roots
from wangge.console.request import Request, desk, page_of
from wangge.exchange.exports import may_export
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing, Refused
from wangge.people.access import SEEING
from wangge.people.homes import without_grid
from wangge.places import access, actions, facts, queries
from wangge.places.access import SHAPING, WRITING
from wangge.places.fields import BUILDING_FIELDS
from wangge.places.models import Building, Estate
from wangge.places.rules import USES
from wangge.premises.actions import homes as moving
from wangge.premises.queries import homes

BUILDING_COLUMNS = ("address", "name", "use", "floors", "lon", "lat")


def _area(request: Request, code: int | None) -> Area:
    """The area asked for, else the first the person's posts are for."""
    if code is not None:
        return areas.fetch_plain(code)
    found = roots(request.staff, *SEEING)
    if not found:
        raise Missing
    return found[0]


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    """Buildings, street by street; above them how complete the register is."""
    form = BuildingFilter(request.GET, staff=request.staff)
    filters = form.filters()
    page = page_of(request, queries.buildings(request.staff, filters))
    context: dict[str, Any] = {"form": form, "page": page, "uses": USES}
    context["may_export"] = may_export(request.staff, "dwellings")
    if request.htmx:
        return render(request, "console/places/list.html#rows", context)
    area = _area(request, filters.under)
    context |= {
        "total": homes.total(area, homes.coverage(request.staff, area)),
        "no_grid": without_grid(request.staff).count(),
        "may": WRITING in request.staff.abilities,
    }
    return render(request, "console/places/list.html", context)


@never_cache
@require_GET
@desk
def coverage(request: Request) -> HttpResponse:
    """Grid by grid: dwellings known, on record, missing."""
    form = AreaFilter(request.GET, staff=request.staff)
    area = _area(request, form.code)
    rows = homes.coverage(request.staff, area)
    context = {"form": form, "area": area, "rows": rows, "total": homes.total(area, rows)}
    return render(request, "console/places/coverage.html", context)


@never_cache
@require_GET
@desk
def missing(request: Request) -> HttpResponse:
    """Dwellings in which nobody is registered and that are not known to be empty."""
    form = AreaFilter(request.GET, staff=request.staff)
    page = page_of(request, homes.without_record(request.staff, form.code))
    return render(request, "console/places/missing.html", {"form": form, "page": page})


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def estates(request: Request) -> HttpResponse:
    """Estates, and a form for a new one."""
    form = EstateForm(request.POST or None, communities=_communities(request))
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "version": None}
        community = areas.fetch_plain(values.pop("area"))
        values.pop("version")
        try:
            actions.create_estate(request.staff, community, **values)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("“%(name)s”已登记。") % values)
            return redirect("console:estates")
    may = WRITING in request.staff.abilities
    context = {"form": form, "may": may, "page": page_of(request, queries.estates(request.staff))}
    return render(
        request, "console/places/estates.html", context, status=422 if form.errors else 200
    )


def _communities(request: Request) -> list[tuple[int, str]]:
    ranges = request.staff.ranges(WRITING)
    rows = areas.within(ranges).filter(level=Level.COMMUNITY).defer("boundary")
    return [(row.code, row.full_name) for row in rows]


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def estate(request: Request, uid: UUID) -> HttpResponse:
    """An estate with its buildings."""
    row = access.estate(request.staff, uid)
    names = ("name", "manager", "manager_phone", "version")
    form = EstateForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_estate(request.staff, uid, **form.cleaned_data)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("console:estate", uid)
    found = queries.buildings(request.staff, queries.Filters(estate=row.pk))
    context = {
        "estate": row,
        "form": form,
        "page": page_of(request, found),
        "uses": USES,
        "may": access.may_write(request.staff, row.area_id),
    }
    return render(
        request, "console/places/estate.html", context, status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def create_building(request: Request) -> HttpResponse:
    if WRITING not in request.staff.abilities:
        raise Missing
    named = list(queries.estates(request.staff))
    form = BuildingForm(request.POST or None, staff=request.staff, estates=named)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.create_building(
                request.staff, areas.fetch(form.cleaned_data["area"]), **_typed(form, named)
            )
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("楼栋已登记，请接着生成门牌。"))
            return redirect("console:add_doors", row.uid)
    context = {"form": form}
    return render(
        request, "console/places/building_form.html", context, status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def edit_building(request: Request, uid: UUID) -> HttpResponse:
    row = access.building(request.staff, uid)
    request.staff.require(WRITING, row.area_id)
    named = list(queries.estates(request.staff))
    start = {name: getattr(row, name) for name in (*BUILDING_COLUMNS, "version")}
    form = BuildingForm(
        request.POST or None, staff=request.staff, estates=named, building=row,
        initial={**start, "estate": row.estate_id},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            moving.edit_building(request.staff, uid, version=version, **_typed(form, named))
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("console:building", uid)
    context = {"form": form, "building": row}
    return render(
        request, "console/places/building_form.html", context, status=422 if form.errors else 200
    )


def _typed(form: BuildingForm, named: list[Estate]) -> dict[str, Any]:
    values = {name: form.cleaned_data[name] for name in BUILDING_COLUMNS}
    estate = next((row for row in named if row.pk == form.cleaned_data["estate"]), None)
    return {**values, "estate": estate, "given": given(form, BUILDING_FIELDS)}


@never_cache
@require_GET
@desk
def building(request: Request, uid: UUID) -> HttpResponse:
    """The building door by door."""
    row = access.building(request.staff, uid)
    return _page(request, row, None)


def _page(request: Request, row: Building, wrong: MoveForm | None) -> HttpResponse:
    stairs, counts = homes.plan(row)
    may_move = request.staff.find(SHAPING, row.area_id) is not None
    context = {
        "building": row,
        "use": USES.get(row.use, ""),
        "facts": facts.shown(BUILDING_FIELDS, row.facts, close=True),
        "stairs": stairs,
        "legend": [(state, label, counts[state]) for state, label in homes.STATES.items()],
        "doors": sum(counts.values()),
        "history": queries.history(row.uid),
        "labels": {field.key: field.label for field in BUILDING_FIELDS} | _columns(),
        "may": access.may_write(request.staff, row.area_id),
        "move_form": wrong
        or (MoveForm(staff=request.staff, initial={"version": row.version}) if may_move else None),
    }
    return render(request, "console/places/building.html", context, status=422 if wrong else 200)


def _columns() -> dict[str, str]:
    return {
        "address": _("地址"),
        "name": _("楼栋"),
        "use": _("用途"),
        "floors": _("层数"),
        "lon": _("经度"),
        "lat": _("纬度"),
        "estate_id": _("小区"),
        "area_id": _("所属网格"),
    }


@require_POST
@desk
def move(request: Request, uid: UUID) -> HttpResponse:
    row = access.building(request.staff, uid)
    request.staff.require(SHAPING, row.area_id)
    form = MoveForm(request.POST, staff=request.staff)
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            moved = moving.move_building(
                request.staff, uid, areas.fetch(wanted["area"]), version=wanted["version"],
                reason=wanted["reason"],
            )  # fmt: skip
        except Refused as refused:
            faults.show(form, refused)
        else:
            told = _("已调整网格：%(dwellings)d 套住房、%(households)d 户、%(people)d 人一并转入。")
            messages.success(request, told % moved._asdict())
            return redirect("console:building", uid)
    return _page(request, row, form)
