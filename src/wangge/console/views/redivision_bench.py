"""The workbench of one variant: buildings moved, grids split, merged and named, people planned."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from wangge.areas.boundaries import frame
from wangge.console.forms.redivision import (
    MergeForm,
    MoveForm,
    NameForm,
    PostingForm,
    SplitForm,
    UndoForm,
    grid_choices,
)
from wangge.console.request import Request, desk
from wangge.console.views.map_data import geojson
from wangge.console.views.map_page import let_tiles_in, settled
from wangge.console.views.redivision_effect import Told, effect_of
from wangge.kernel.errors import Missing, Refused, Stale
from wangge.redivision import access, rules
from wangge.redivision.actions import staffing
from wangge.redivision.models import PlannedGrid, Variant
from wangge.redivision.proposing import changing
from wangge.redivision.proposing.drafting import wish_of
from wangge.redivision.proposing.picture import variant_map
from wangge.redivision.proposing.running import bench_of
from wangge.redivision.proposing.storing import numbers_of
from wangge.redivision.queries import plans

Form = type[MoveForm | SplitForm | MergeForm]
STEPS: dict[str, Form] = {"move": MoveForm, "split": SplitForm, "merge": MergeForm}


@never_cache
@require_GET
@desk
def detail(request: Request, uid: UUID) -> HttpResponse:
    variant = access.fetch_variant(request.staff, uid)
    context = _context(request, variant)
    drawn = [row.boundary for row in context["rows"] if row.boundary]
    context["settled"] = settled(
        plan=reverse("console:plan_map", args=[uid]), frame=frame(drawn) if drawn else None
    )
    return let_tiles_in(render(request, "console/redivision/bench.html", context))


@never_cache
@require_GET
@gzip_page
@desk
def picture(request: Request, uid: UUID) -> HttpResponse:
    """The variant as the map draws it."""
    variant = access.fetch_variant(request.staff, uid)
    return geojson(variant_map(variant.plan, variant))


@require_POST
@desk
def copy(request: Request, uid: UUID) -> HttpResponse:
    """The same division once more, to work on by hand."""
    variant = _drafted(request, uid)
    made = changing.copy(variant, actor=request.user)
    messages.success(request, _("已复制为“%(label)s”，原方案不变。") % {"label": made.label})
    return redirect("console:plan_bench", made.uid)


@never_cache
@require_POST
@desk
def change(request: Request, uid: UUID, do: str) -> HttpResponse:
    """One step by hand; what it did, or why it was not done, stands above the tables."""
    variant = _drafted(request, uid)
    if do not in {*STEPS, *OTHERS}:
        raise Missing
    try:
        told = OTHERS[do](request, variant) if do in OTHERS else _step(request, variant, do)
    except Refused as refused:
        told = Told(wrong=refused.message, status=409 if isinstance(refused, Stale) else 422)
    if request.htmx:
        fresh = access.fetch_variant(request.staff, uid)
        context = _context(request, fresh, told)
        answer = "console/redivision/bench.html#work"
        return render(request, answer, context, status=told.status)
    messages.add_message(request, messages.ERROR if told.wrong else messages.SUCCESS, told.text)
    return redirect("console:plan_bench", uid)


def _drafted(request: Request, uid: UUID) -> Variant:
    variant = access.fetch_variant(request.staff, uid)
    access.require_drafting(request.staff, variant.plan.community_id)
    return variant


def _wrong(form: forms.Form) -> Told:
    """The first fault of a form, with the field it is about."""
    field, found = next(iter(form.errors.items()))
    label = form.fields[field].label if field in form.fields else None
    return Told(wrong=f"{label or _('内容')}：{found[0]}", status=422)


def _grids(variant: Variant) -> list[PlannedGrid]:
    return list(plans.grids_of(variant))


def _step(request: Request, variant: Variant, do: str) -> Told:
    form = STEPS[do](request.POST, grids=grid_choices(_grids(variant)))
    if not form.is_valid():
        return _wrong(form)
    units = request.POST.getlist("units")
    if do == "move" and not units:
        return Told(wrong=_("还没有选楼栋：请在地图上点，或在列表里勾选。"), status=422)
    before = dict(variant.figures)
    version = form.cleaned_data["version"]
    made = changing.change(variant, form.step(units), actor=request.user, seen_version=version)
    return effect_of(before, made)


def _undo(request: Request, variant: Variant) -> Told:
    form = UndoForm(request.POST, grids=())
    if not form.is_valid():
        return _wrong(form)
    before = dict(variant.figures)
    version = form.cleaned_data["version"]
    return effect_of(before, changing.undo(variant, actor=request.user, seen_version=version))


def _name(request: Request, variant: Variant) -> Told:
    grids = _grids(variant)
    form = NameForm(request.POST, grids=grid_choices(grids))
    if not form.is_valid():
        return _wrong(form)
    given = form.cleaned_data
    row = next(grid for grid in grids if grid.number == given["grid"])
    old = row.name
    staffing.name_grid(request.staff, row.pk, given["name"], version=given["version"])
    return Told(done=_("“%(old)s”改名为“%(new)s”") % {"old": old, "new": given["name"]})


def _post(request: Request, variant: Variant) -> Told:
    grids = _grids(variant)
    form = _posting_form(variant, grids, request.POST)
    if not form.is_valid():
        return _wrong(form)
    given = form.cleaned_data
    row = next(grid for grid in grids if grid.number == given["grid"])
    user, post = form.people[given["user"]], form.posts[given["post"]]
    staffing.plan_posting(
        request.staff, row.pk, user, post, version=given["version"], slot=given["slot"]
    )
    return Told(done=_("%(grid)s：拟任%(name)s") % {"grid": row.name, "name": user.name})


def _drop(request: Request, variant: Variant) -> Told:
    asked = request.POST.get("posting", "")
    form = UndoForm(request.POST, grids=())
    if not form.is_valid():
        return _wrong(form)
    version = form.cleaned_data["version"]
    for posting in (row for grid in _grids(variant) for row in grid.postings.all()):
        if str(posting.pk) == asked:
            staffing.drop_posting(request.staff, posting.pk, version=version)
    return Told(done=_("已取消拟任"))


OTHERS: dict[str, Callable[[Request, Variant], Told]] = {
    "undo": _undo,
    "name": _name,
    "post": _post,
    "drop": _drop,
}


def _posting_form(variant: Variant, grids: list[PlannedGrid], given: Any = None) -> PostingForm:
    return PostingForm(
        given,
        grids=grid_choices(grids),
        people=plans.candidates(variant.plan.community),
        posts=plans.grid_posts(),
    )


def _context(request: Request, variant: Variant, told: Told | None = None) -> dict[str, Any]:
    plan = variant.plan
    rows = _grids(variant)
    bench, wish = bench_of(plan), wish_of(plan)
    numbers = numbers_of(bench, variant).tolist()
    held: dict[int, list[Any]] = {}
    for unit, number in zip(bench.units, numbers, strict=True):
        held.setdefault(number, []).append(unit)
    for units in held.values():
        units.sort(key=lambda unit: (unit.estate_name, unit.name))
    choices = [(grid.number, grid.name) for grid in rows if grid.number in held]
    return {
        "plan": plan,
        "variant": variant,
        "rows": rows,
        "grids": [_row(grid, held.get(grid.number, []), wish.low, wish.high) for grid in rows],
        "choices": choices,
        "band": (wish.low, wish.high),
        "may": access.may_edit(request.staff, plan),
        "undoable": bool(variant.history) and "units" in variant.history[-1],
        "history": [entry["step"] for entry in reversed(variant.history)][:8],
        "posting_form": _posting_form(variant, rows),
        "told": told,
    }


def _row(grid: PlannedGrid, units: list[Any], low: int, high: int) -> dict[str, Any]:
    """A grid with its units; one that no unit of the division lies in is kept as it is."""
    band = rules.band_of(grid.households, low, high) if units else "kept"
    return {"grid": grid, "units": units, "band": band, "limits": grid.limits.items()}
