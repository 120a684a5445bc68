"""Who answers for each grid, what is vacant, who carries more than one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.console.request import Request, desk
from wangge.console.views.grid_checks import area_of
from wangge.kernel.codes import Level
from wangge.prints.staffing import FAULTS, Staffing, required, staffing

SHOWN = 200
"""Grids on one page of a town or county; a community shows all of its own."""


@require_GET
@desk
def detail(request: Request, code: int) -> HttpResponse:
    area = area_of(request.staff, code)
    found = staffing(area)
    is_community = area.level == Level.COMMUNITY
    rows = found.grids if is_community else found.wanting
    context: dict[str, Any] = {
        "area": area,
        "found": found,
        "rows": rows[:SHOWN],
        "more": max(len(rows) - SHOWN, 0),
        "only": is_community,
        "required": required(code),
        "faults": [(label, found.counts[key]) for key, label in FAULTS.items()],
        "communities": [] if is_community else _communities(area, found),
        "may": bool(request.staff.find("administer", code)),
    }
    return render(request, "console/areas/staffing.html", context)


def _communities(area: Area, found: Staffing) -> list[tuple[Area, int, list[tuple[str, int]]]]:
    """Each community with its grids, and how many of them have each fault."""
    rows = areas.listed(under=area.code, level=Level.COMMUNITY).defer("boundary")
    named = {row.code: row for row in rows}
    return [
        (named[code], grids, [(label, counted[key]) for key, label in FAULTS.items()])
        for code, grids, counted in found.by_community()
        if code in named
    ]
