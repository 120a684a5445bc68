"""Is the division into grids reasonable: figures, faults, a sketch, a document."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wangge.areas.models import Area
from wangge.console import places
from wangge.console.request import Request, desk
from wangge.console.sketch import sketch, spots
from wangge.console.views.areas import fetch
from wangge.kernel.codes import Level, ancestor
from wangge.kernel.errors import Missing
from wangge.posts.access import Staff
from wangge.prints.reasonableness import CommunityReport, report
from wangge.prints.reasonableness_pdf import document, summary

SHOWN = 200
"""Faults on one page; the document has all."""


def _area(staff: Staff, code: int) -> Area:
    """The community, town or county; of a grid its community, for those who may see it."""
    found = fetch(staff, code)
    return fetch(staff, ancestor(code, Level.COMMUNITY)) if found.level == Level.GRID else found


@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    """The widest area of one's own."""
    roots = [root for root in places.roots(request.staff) if root.level != Level.GRID]
    if not roots:
        raise Missing
    return redirect("console:grid_check", min(roots, key=lambda root: root.level).code)


@require_GET
@desk
def detail(request: Request, code: int) -> HttpResponse:
    found = report(_area(request.staff, code))
    context: dict[str, Any] = {
        "area": found.area,
        "report": found,
        "summary": summary(found),
        "faults": found.faults[:SHOWN],
        "more": max(len(found.faults) - SHOWN, 0),
    }
    if found.area.level == Level.COMMUNITY and found.communities:
        context |= _community(found.communities[0])
    return render(request, "console/areas/checks.html", context)


def _community(found: CommunityReport) -> dict[str, Any]:
    """The sketch of a community with its faulty grids marked."""
    areas = [grid.area for grid in found.grids]
    faulty = {grid.area.code for grid in found.grids if grid.faults}
    outline = [found.area] if found.area.boundary else []
    shapes = sketch([*outline, *areas])
    marks = [fault.spot for fault in found.faults if fault.spot]
    return {
        "only": found,
        "shapes": [(shape, shape.area.code in faulty) for shape in shapes if shape.area in areas],
        "outline": [shape for shape in shapes if shape.area in outline],
        "marks": spots([*outline, *areas], marks),
    }


@require_POST
@desk
def printed(request: Request, code: int) -> HttpResponse:
    found = report(_area(request.staff, code))
    name = f"{found.area.full_name}-{_('网格划分合理性报告')}.pdf"
    header = content_disposition_header(as_attachment=True, filename=name) or ""
    made = document(request.staff, found)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = header
    return answer
