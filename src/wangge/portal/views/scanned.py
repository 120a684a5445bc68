"""What a printed code opens: the report page of a board, the check page of a badge."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.files.actions import content_of
from wangge.kernel.errors import Missing
from wangge.portal.views.reports import answer
from wangge.publicity import pages
from wangge.publicity.codes import badge_code, read_badge, read_spot


@never_cache
@require_http_methods(["GET", "POST"])
def board(request: HttpRequest, code: str) -> HttpResponse:
    """Report what is wrong here: the grid and the building are filled in, its workers named."""
    spot = pages.spot(read_spot(code))
    scanned: dict[str, Any] = {
        "place": spot.building or spot.grid.full_name,
        "community": spot.community,
        "service": spot.service,
        "crew": [(worker, badge_code(worker.posting)) for worker in spot.crew],
        "grids": [(spot.grid.number, spot.grid.full_name)],
        "initial": {"grid": spot.grid.number, "address": spot.building},
    }
    return answer(request, reverse("portal:board", args=[code]), scanned=scanned)


@never_cache
@require_GET
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the badge's holder is in office at this moment; nothing of anybody who is not."""
    worker = pages.holder(read_badge(code))
    context = {"worker": worker, "code": code}
    answered = render(request, "portal/badge.html", context)
    answered["X-Robots-Tag"] = "noindex, nofollow"
    return answered


@never_cache
@require_GET
def photo(_request: HttpRequest, code: str) -> HttpResponse:
    """The portrait on a badge, while its holder is in office."""
    worker = pages.holder(read_badge(code))
    if worker is None or worker.photo is None:
        raise Missing
    return HttpResponse(content_of(worker.photo), content_type=worker.photo.media_type)
