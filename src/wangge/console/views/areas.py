"""The division tree: towns, communities, grids, groups, and who holds which post there."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wangge.areas import actions, queries
from wangge.areas.models import Area
from wangge.console import places
from wangge.console.forms import faults
from wangge.console.forms.areas import CloseForm, GridForm, GroupForm, RenameForm
from wangge.console.request import Request, desk
from wangge.console.sketch import sketch
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing, Refused
from wangge.posts import queries as posts
from wangge.posts.access import Staff
from wangge.posts.rules import ABILITIES
from wangge.redivision.queries.plans import succession_of


def fetch(staff: Staff, code: int) -> Area:
    """The area, for people who have any post over it."""
    if not any(start <= code < stop for start, stop in staff.ranges(*ABILITIES)):
        raise Missing
    return queries.fetch(code)


def can_shape(staff: Staff, code: int) -> bool:
    """Administrators shape every grid below them, a community's desk its own."""
    desk_of_place = staff.find("dispatch", code, level=Level.COMMUNITY)
    return bool(staff.find("administer", code) or desk_of_place)


def _shaped(staff: Staff, code: int) -> Area:
    area = fetch(staff, code)
    if not can_shape(staff, code):
        raise Missing
    return area


def _children(area: Area) -> list[Area]:
    if area.level == Level.GRID:
        return []
    return list(queries.children(area.code, Level(area.level)))


@require_GET
@desk
def tree(request: Request) -> HttpResponse:
    roots = places.roots(request.staff)
    open_roots = [(root, _children(root) if len(roots) == 1 else []) for root in roots]
    return render(request, "console/areas/tree.html", {"roots": open_roots})


@require_GET
@desk
def branch(request: Request, code: int) -> HttpResponse:
    area = fetch(request.staff, code)
    return render(request, "console/areas/branch.html", {"areas": _children(area)})


@require_GET
@desk
def detail(request: Request, code: int) -> HttpResponse:
    return _page(request, fetch(request.staff, code))


def _page(request: Request, area: Area, wrong: forms.Form | None = None) -> HttpResponse:
    children = _children(area)
    may = can_shape(request.staff, area.code)
    context: dict[str, Any] = {
        "area": area,
        "path": [parent.name for parent in queries.parents(area.code)],
        "children": children,
        "sketch": sketch(children or [area]),
        "roster": _roster(area),
        "groups": queries.groups(area.code) if area.level == Level.COMMUNITY else [],
        "versions": area.versions.order_by("-since", "-pk"),
        "lineage": succession_of(area) if area.level == Level.GRID else None,
        "may": may,
        "wrong": wrong,
        **(_forms(area, children, wrong) if may else {}),
    }
    return render(request, "console/areas/detail.html", context, status=422 if wrong else 200)


def _roster(area: Area) -> Any:
    if area.level == Level.COMMUNITY:
        return posts.postings_under(area.code)
    return posts.roster(area=area.code)


def _forms(area: Area, grids: list[Area], wrong: forms.Form | None) -> dict[str, forms.Form]:
    """The forms this kind of area takes; the one that was refused keeps what was typed."""
    fresh: list[forms.Form] = [RenameForm(initial={"name": area.name})]
    if area.level == Level.GRID:
        fresh.append(CloseForm())
    if area.level == Level.COMMUNITY:
        fresh += [GridForm(), GroupForm(grids=grids)]
    found = {type(form).__name__: form for form in fresh}
    if wrong is not None:
        found[type(wrong).__name__] = wrong
    return found


@require_POST
@desk
def create_grid(request: Request, code: int) -> HttpResponse:
    community = _shaped(request.staff, code)
    form = GridForm(request.POST)
    if form.is_valid():
        try:
            grid = actions.create_grid(community, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            faults.show(form, refused)
        else:
            told = _("已新建“%(name)s”，编号 %(number)s。")
            messages.success(request, told % {"name": grid.name, "number": grid.number})
            return redirect("console:area", code)
    return _page(request, community, form)


@require_POST
@desk
def rename(request: Request, code: int) -> HttpResponse:
    area = _shaped(request.staff, code)
    form = RenameForm(request.POST)
    if form.is_valid():
        try:
            actions.rename(area, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("名称已更改，原名称保留在沿革中。"))
            return redirect("console:area", code)
    return _page(request, queries.fetch(code), form)


@require_POST
@desk
def close(request: Request, code: int) -> HttpResponse:
    grid = _shaped(request.staff, code)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            actions.close_grid(grid, actor=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("网格已撤销，编号不再使用。"))
            return redirect("console:area", code)
    return _page(request, grid, form)


@require_POST
@desk
def save_group(request: Request, code: int) -> HttpResponse:
    community = _shaped(request.staff, code)
    form = GroupForm(request.POST, grids=_children(community))
    if form.is_valid():
        try:
            actions.save_group(community, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("网格大组已保存。"))
            return redirect("console:area", code)
    return _page(request, community, form)
