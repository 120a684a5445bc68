"""The doors of a building, one dwelling with who lives there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.console.forms import faults
from wangge.console.forms.fact_fields import given
from wangge.console.forms.homes import DoorsForm, DwellingForm
from wangge.console.request import Request, desk
from wangge.dictionary.access import seen
from wangge.kernel.errors import Refused
from wangge.places import access, actions, queries
from wangge.places.access import WRITING
from wangge.places.fields import dwelling_fields
from wangge.places.models import Building
from wangge.places.rules import Door
from wangge.premises.queries import homes, rentals

SHOWN = 24


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def doors(request: Request, uid: UUID) -> HttpResponse:
    """Number the doors: look first (GET with values), then make them (POST)."""
    row = access.building(request.staff, uid)
    request.staff.require(WRITING, row.area_id)
    form = DoorsForm(request.POST or request.GET or None, initial={"last_floor": row.floors or 6})
    fresh: list[Door] = []
    known = 0
    if form.is_bound and form.is_valid():
        try:
            if request.method == "POST":
                return _made(request, row, form)
            fresh, known = actions.new_doors(row, form.layout())
        except Refused as refused:
            faults.show(form, refused)
    looked = form.is_bound and not form.errors
    context = {
        "building": row, "form": form, "looked": looked, "known": known, "total": len(fresh),
        "shown": fresh[:SHOWN], "rest": max(len(fresh) - SHOWN, 0),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "console/places/doors.html", context, status=status)


def _made(request: Request, row: Building, form: DoorsForm) -> HttpResponse:
    made = actions.add_doors(request.staff, row.uid, form.layout())
    messages.success(request, _("已生成 %(made)d 户门牌。") % {"made": made})
    return redirect("console:building", row.uid)


@never_cache
@require_GET
@desk
def detail(request: Request, uid: UUID) -> HttpResponse:
    """A dwelling: facts, who lives there, whether it is let, what is run there."""
    row = access.dwelling(request.staff, uid)
    shown = homes.dwelling_detail(request.staff, row)
    context = {
        "dwelling": row,
        **shown,
        "rentals": [rentals.shown(request.staff, each) for each in shown["rentals"]],
        "history": queries.history(row.uid),
        "labels": {field.key: field.label for field in dwelling_fields(row.area_id)}
        | {"area_id": _("所属网格")},
        "may": access.may_write(request.staff, row.area_id),
    }
    return render(request, "console/places/dwelling.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def edit(request: Request, uid: UUID) -> HttpResponse:
    row = access.dwelling(request.staff, uid)
    request.staff.require(WRITING, row.area_id)
    fields = seen(request.staff, dwelling_fields(row.area_id), row.area_id)
    form = DwellingForm(request.POST or None, dwelling=row, fields=fields)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.edit_dwelling(request.staff, uid, version=version, given=given(form, fields))
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("console:dwelling", uid)
    context = {"dwelling": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "console/places/dwelling_form.html", context, status=status)
