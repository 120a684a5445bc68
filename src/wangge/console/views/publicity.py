"""What is printed for the public: coverage, what is out of date, and the prints themselves."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wangge.areas.models import Area
from wangge.console.forms.publicity import CommunityForm, HangForm, MakeForm
from wangge.console.request import Request, desk
from wangge.kernel.codes import Level
from wangge.kernel.errors import Invalid, Missing
from wangge.maps.ground import around
from wangge.places.models import Building
from wangge.prints import publicity as prints
from wangge.prints.publicity import Order
from wangge.publicity import access, queries
from wangge.publicity.reprinting import batches
from wangge.publicity.rules import percent
from wangge.publicity.showing import Face, face

PDF = "application/pdf"


@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    """A community's grids with coverage and boards, and the reprint list."""
    form = CommunityForm(request.GET or None, staff=request.staff)
    code = form.code()
    if code is None:
        raise Missing
    form.initial = {"under": code}
    community = access.community(request.staff, code)
    found = queries.register(face(community))
    rows = found.rows()
    homes, carded = sum(row.households for row in rows), sum(row.carded for row in rows)
    context = {
        "form": form,
        "community": community,
        "service": found.face.service,
        "rows": rows,
        "reprints": batches(found.reprints()),
        "unified": found.unified(),
        "coverage": percent(carded, homes),
        "homes": homes,
        "carded": carded,
        "boards": sum(row.boards for row in rows),
        "buildings": sum(row.buildings for row in rows),
        "hang_form": HangForm(buildings=[], whole=True),
        "maps": [(b, found.changed[b.printing_id]) for b in found.boards if b.area_id == code],
        "may": access.may_keep(request.staff, code),
    }
    return render(request, "console/publicity/list.html", context)


@require_GET
@desk
def detail(request: Request, code: int) -> HttpResponse:
    """One grid: its people, its prints, boards and cards."""
    return page(request, access.grid(request.staff, code))


def page(request: Request, grid: Area, wrong: HangForm | None = None) -> HttpResponse:
    """The page of a grid, with the form that was refused."""
    community = access.community_of(grid)
    found = queries.register(face(community), counted=False)
    buildings = queries.buildings(grid)
    context = {
        "grid": grid,
        "community": community,
        "query": f"?under={community.code}",
        "crew": found.face.crews.get(grid.code, []),
        "blocks": _blocks(found, grid, buildings),
        "boards": [(b, found.changed[b.printing_id]) for b in found.boards if b.area_id == grid.pk],
        "badges": [(b, found.changed[b.pk]) for b in found.badges if b.area_id == grid.pk],
        "hang_form": wrong or HangForm(buildings=buildings),
        "wrong": wrong,
        "may": access.may_keep(request.staff, grid.code),
    }
    status = 422 if wrong else 200
    return render(request, "console/publicity/grid.html", context, status=status)


def _blocks(found: queries.Register, grid: Area, buildings: list[Building]) -> list[dict[str, Any]]:
    """Each building with its households, how many have a card that is right, and its board."""
    homes = queries.homes_by_building(grid)
    given = found.given.get(grid.code, {})
    right = {home for home, card in given.items() if not found.of_card(card, grid.code)}
    boards = {b.building_id: not found.changed[b.printing_id] for b in found.boards}
    named: list[Building | None] = [*buildings]
    if homes.get(None):
        named.append(None)
    return [
        {
            "building": building,
            "homes": len(mine),
            "carded": len(right & mine),
            "outdated": len((given.keys() & mine) - right),
            "board": boards.get(building.pk) if building else None,
        }
        for building in named
        for mine in [set(homes.get(building.pk if building else None, []))]
    ]


@never_cache
@require_POST
@desk
def make(request: Request, code: int) -> HttpResponse:
    """Print, and keep what was printed."""
    area = access.kept(request.staff, code)
    found = face(access.community_of(area))
    buildings = queries.buildings(area) if area.level == Level.GRID else []
    form = MakeForm(request.POST, buildings=buildings, postings=_postings(found))
    if not form.is_valid():
        raise Invalid("publicity.what", _("请先选择要打印的内容；张数为 1 到 100。"))
    given = form.cleaned_data
    order = Order(
        given["kind"],
        area,
        [building for building in buildings if building.pk in given["buildings"]],
        given["postings"],
        given["sheets"] or 1,
    )
    origin = request.build_absolute_uri("/")[:-1]
    made = prints.make(request.staff, found, order, origin=origin, ground=around)
    name = f"{area.full_name}-{prints.Kind(order.kind).label}.pdf"
    header = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(made, content_type=PDF, headers={"Content-Disposition": header})


def _postings(found: Face) -> list[int]:
    return [worker.posting for crew in found.crews.values() for worker in crew]
