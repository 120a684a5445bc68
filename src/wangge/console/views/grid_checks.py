"""Is the division into grids reasonable: figures, faults, a sketch, a document."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wangge.areas.models import Area
from wangge.console import places
from wangge.console.mending import dividing
from wangge.console.request import Request, desk
from wangge.console.sketch import sketch, spots
from wangge.console.views.areas import fetch
from wangge.kernel.codes import Level, ancestor
from wangge.kernel.errors import Missing
from wangge.maps.bordering import shares
from wangge.maps.ground import around
from wangge.posts.access import Staff
from wangge.prints.reasonableness import Report, report, weighing
from wangge.prints.reasonableness_pdf import document, summary
from wangge.redivision.rules import MEND

SHOWN = 200
"""Faults on one page; the document has all."""
DRAWN = 300
"""Grids on one sketch; more are specks."""


def area_of(staff: Staff, code: int) -> Area:
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
    found = report(area_of(request.staff, code), bordering=shares)
    context: dict[str, Any] = {
        "area": found.area,
        "report": found,
        "summary": summary(found),
        "weighing": weighing(),
        "faults": found.faults[:SHOWN],
        "more": max(len(found.faults) - SHOWN, 0),
    }
    if found.area.level == Level.COMMUNITY and found.communities:
        context["only"] = found.communities[0]
        context["plan_url"] = dividing(request.staff, found.area, MEND) if found.faults else ""
    if found.grids <= DRAWN:
        context |= _sketch(found)
    return render(request, "console/areas/checks.html", context)


def _sketch(found: Report) -> dict[str, Any]:
    """The sketch with the faulty grids and the spots of the faults marked."""
    grids = [grid for each in found.communities for grid in each.grids]
    areas = [grid.area for grid in grids]
    faulty = {grid.area.code for grid in grids if grid.faults}
    outlines = [each.area for each in found.communities if each.area.boundary]
    shapes = sketch([*outlines, *areas])
    marks = [fault.spot for _, fault in found.faults if fault.spot]
    return {
        "shapes": [
            (shape, shape.area.code in faulty) for shape in shapes if shape.area.level == Level.GRID
        ],
        "outline": [shape for shape in shapes if shape.area.level == Level.COMMUNITY],
        "marks": spots([*outlines, *areas], marks),
    }


@require_POST
@desk
def printed(request: Request, code: int) -> HttpResponse:
    found = report(area_of(request.staff, code), bordering=shares)
    name = f"{found.area.full_name}-{_('网格划分合理性报告')}.pdf"
    header = content_disposition_header(as_attachment=True, filename=name) or ""
    made = document(request.staff, found, ground=around)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = header
    return answer
