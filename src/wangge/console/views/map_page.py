"""The map of the desk: boundaries by size, buildings, open matters; the same as a list."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.console.request import Request, desk
from wangge.console.views.areas import can_shape
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing
from wangge.maps import frame, layers, searching

LAYERS = ("areas", "buildings", "incidents")


def settled(**more: Any) -> str:
    """What the page's script starts from, as JSON."""
    base = frame.settled()
    page = {
        **base,
        "base": {name: reverse("console:map_base", args=[name]) for name in base["layers"]},
        "tiles": reverse("console:map_tiles") if base["tiles"] else "",
        "data": {name: reverse(f"console:map_{name}") for name in LAYERS},
        "panel": reverse("console:map_panel", args=[0]),
        "incident": reverse("console:incidents"),
        "building": reverse("console:homes"),
        "search": reverse("console:map_search"),
        **more,
    }
    return json.dumps(page, ensure_ascii=False)


def let_tiles_in(response: HttpResponse) -> HttpResponse:
    """Allow the page, and no other, to ask the tile servers of the setting."""
    if hosts := frame.foreign_hosts():
        response._csp_update = {"connect-src": ["'self'", *hosts], "img-src": hosts}  # type: ignore[attr-defined]  # noqa: SLF001
    return response


@never_cache
@require_GET
@desk
def page(request: Request) -> HttpResponse:
    if not request.staff.duties:
        raise Missing
    rows = frame.lines(request.staff)
    grids = [line for line in rows if line.area.level == Level.GRID]
    context = {
        "settled": settled(frame=frame.whole(rows)),
        "groups": _by_community(rows),
        "bands": [
            (key, label, sum(line.band == key for line in grids))
            for key, label in layers.BANDS.items()
        ],
        "total": len(grids),
        "undrawn": sum(not line.area.boundary for line in grids),
        "may_shape": any(can_shape(request.staff, line.area.code) for line in grids[:1]),
    }
    return let_tiles_in(render(request, "console/map/page.html", context))


def _by_community(rows: list[frame.Line]) -> list[dict[str, Any]]:
    """Communities that have grids in reach, each with its grids."""
    groups: list[dict[str, Any]] = []
    for line in rows:
        if line.area.level == Level.COMMUNITY or not groups:
            groups.append({"line": line, "grids": []})
        if line.area.level == Level.GRID:
            groups[-1]["grids"].append(line)
    return [group for group in groups if group["grids"] or group["line"].area.boundary]


@never_cache
@require_GET
@desk
def panel(request: Request, code: int) -> HttpResponse:
    """One area: who works there, how many live there, where to go on."""
    line = frame.lines(request.staff, code)[0]
    may = can_shape(request.staff, code)
    return render(request, "console/map/panel.html", {"line": line, "may": may})


@never_cache
@require_GET
@desk
def search(request: Request) -> HttpResponse:
    """Places by name, to fly to."""
    found = searching.find(request.staff, request.GET.get("q", "")[:60])
    return JsonResponse({"items": found}, json_dumps_params={"ensure_ascii": False})
