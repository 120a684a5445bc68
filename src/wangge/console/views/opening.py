"""Setting communities up (社区启用): what each step has, what it lacks, where to go on."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from wangge.areas.models import Area
from wangge.console import mending, places
from wangge.console.forms.opening import OpeningFilter
from wangge.console.request import PER_PAGE, Request, desk
from wangge.console.views.grid_checks import area_of
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing
from wangge.posts.access import Staff
from wangge.prints.opening import (
    DONE,
    NONE,
    PART,
    STATES,
    Opening,
    Step,
    openings,
    without_home,
)

SHOWN = 6
"""Grids named one by one under a point."""
ORDER = (PART, NONE, DONE)
"""Communities on their way stand first."""


@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    """The widest area of one's own."""
    roots = [root for root in places.roots(request.staff) if root.level != Level.GRID]
    if not roots:
        raise Missing
    return redirect("console:opening", min(roots, key=lambda root: root.level).code)


@require_GET
@desk
def detail(request: Request, code: int) -> HttpResponse:
    """One community with its steps, or all communities of a town or county."""
    area = area_of(request.staff, code)
    found = openings(area)
    return _community(request, found[0]) if _is_one(area) else _overview(request, area, found)


def _is_one(area: Area) -> bool:
    return bool(area.level == Level.COMMUNITY)


def _overview(request: Request, area: Area, found: list[Opening]) -> HttpResponse:
    form = OpeningFilter(request.GET)
    states = Counter(each.state for each in found)
    shares = [each.share for each in found]
    kept = sorted(filter(form.keeps, found), key=lambda each: ORDER.index(each.state))
    context: dict[str, Any] = {
        "area": area,
        "form": form,
        "page": Paginator(kept, PER_PAGE).get_page(request.GET.get("page")),
        "states": [(key, label, states[key]) for key, label in STATES.items()],
        "share": sum(shares) / len(shares) if shares else 0,
        "total": len(found),
    }
    part = "#rows" if request.htmx else ""
    return render(request, f"console/opening/overview.html{part}", context)


def _community(request: Request, found: Opening) -> HttpResponse:
    context = {
        "area": found.area,
        "opening": found,
        "steps": [(step, _lines(request.staff, found.area, step)) for step in found.steps],
        "homeless": without_home(found.area),
        "may_appoint": bool(request.staff.find("administer", found.area.code)),
    }
    return render(request, "console/opening/community.html", context)


def _lines(staff: Staff, community: Area, step: Step) -> list[dict[str, Any]]:
    """The points of a step, with where to put right what is lacking."""
    return [
        {
            "point": point,
            "ways": [] if point.is_done else mending.ways(staff, community, point),
            "grids": [(grid, mending.grid_page(point, grid)) for grid in point.lacking[:SHOWN]],
            "more": max(len(point.lacking) - SHOWN, 0),
        }
        for point in step.points
    ]
