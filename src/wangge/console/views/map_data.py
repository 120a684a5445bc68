"""What the map draws, as GeoJSON, and the tile archive in ranges."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from wangge.console.request import Request, desk
from wangge.kernel.errors import Missing
from wangge.maps import ground, layers
from wangge.posts.access import Staff

RANGE = re.compile(r"bytes=(\d+)-(\d+)")
MOST_BYTES = 8 * 1024 * 1024
DAY = 24 * 3600


def geojson(data: dict[str, Any]) -> HttpResponse:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/geo+json")


def _layer(read: Callable[[Staff], dict[str, Any]]) -> Callable[..., HttpResponse]:
    @require_GET
    @gzip_page
    @desk
    def view(request: Request) -> HttpResponse:
        if not request.staff.duties:
            raise Missing
        response = geojson(read(request.staff))
        patch_cache_control(response, private=True, no_store=True)
        return response

    return view


areas = _layer(layers.boundaries)
buildings = _layer(layers.buildings)
incidents = _layer(layers.incidents)


@require_GET
@gzip_page
@desk
def base(_request: Request, name: str) -> HttpResponse:
    """A layer of the base map: public ground, the same for everybody."""
    response = geojson(ground.layer(name))
    patch_cache_control(response, private=True, max_age=DAY)
    return response


@require_GET
@desk
def tiles(request: Request) -> HttpResponse:
    """A piece of the tile archive: browsers ask for one range after the other."""
    path = ground.tiles()
    if path is None:
        raise Missing
    size = path.stat().st_size
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    first, last = (int(asked[1]), int(asked[2])) if asked else (0, size - 1)
    last = min(last, size - 1, first + MOST_BYTES - 1)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return _piece(path, first, last, size)


def _piece(path: Path, first: int, last: int, size: int) -> HttpResponse:
    with path.open("rb") as file:
        file.seek(first)
        response = HttpResponse(
            file.read(last - first + 1), content_type="application/octet-stream"
        )
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    patch_cache_control(response, private=True, max_age=DAY)
    return response
