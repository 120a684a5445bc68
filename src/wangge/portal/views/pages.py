"""The front page, who one's grid worker is, and what happens with personal data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.areas import queries as areas
from wangge.areas.geometry import check_position
from wangge.areas.models import Area
from wangge.incidents.forms import places
from wangge.kernel.codes import Level, parse_code
from wangge.kernel.errors import Missing, Refused
from wangge.posts import queries as posts


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return render(request, "portal/home.html")


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, what for, who sees it, how long, and one's rights."""
    return render(request, "portal/privacy.html")


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The grid workers of a community or grid: name, post and work phone; nothing of residents."""
    area, fault = _asked(request)
    context = {
        "communities": places.communities(),
        "area": area,
        "fault": fault,
        "workers": posts.grid_workers(area.code) if area else [],
        "chosen": request.GET.get("area", ""),
    }
    return render(request, "portal/worker.html", context)


def _asked(request: HttpRequest) -> tuple[Area | None, str]:
    """The grid at the position, else the community chosen; what is wrong with it otherwise."""
    code = request.GET.get("area", "")
    lon, lat = request.GET.get("lon", ""), request.GET.get("lat", "")
    try:
        if lon and lat:
            check_position(float(lon), float(lat))
            found = areas.grid_at(float(lon), float(lat))
            if found is None and not code:
                return None, _("这个位置还没有划到网格里，请选择社区。")
            return areas.fetch(found or parse_code(code)), ""
        area = areas.fetch(parse_code(code)) if code else None
    except (ValueError, Missing):
        return None, _("没有找到这个地方，请重新选择社区。")
    except Refused as refused:
        return None, refused.message
    is_near = area is None or area.level >= Level.COMMUNITY
    return (area, "") if is_near else (None, _("请选择到社区。"))
