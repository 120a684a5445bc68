"""People from elsewhere: coming and going by month, whence, where they work, how many are included."""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.console.request import Request, desk, page_of
from wangge.console.views.statistics import area_of
from wangge.kernel.errors import Missing
from wangge.people.queries import masked, with_details
from wangge.people.sight import hidden_everywhere
from wangge.upkeep.statistics import migrants

_NEEDED = frozenset({"residence", "arrived_on", "registered_address", "workplace"})
_MONTH = re.compile(r"\d{4}-\d{2}")


@never_cache
@require_GET
@desk
def page(request: Request) -> HttpResponse:
    form, area = area_of(request)
    _require_sight(request)
    shown = migrants.view(request.staff, area.code)
    most = max((n for m in shown.months for n in (m.came, m.left)), default=0) or 1
    context = {"form": form, "area": area, "view": shown, "most": most}
    return render(request, "console/statistics/migrants.html", context)


@never_cache
@require_GET
@desk
def people(request: Request, what: str) -> HttpResponse:
    """Who came or left in a month, or is not fully on record."""
    _form, area = area_of(request)
    _require_sight(request)
    found, title = _found(request, area.code, what)
    page_ = page_of(request, with_details(found).order_by("pk"))
    context = {
        "area": area,
        "title": title,
        "page": page_,
        "people": [masked(request.staff, person) for person in page_],
    }
    return render(request, "console/statistics/rows.html", context)


def _found(request: Request, area: int, what: str) -> tuple[Any, str]:
    month = request.GET.get("month", "")
    if what == "outside":
        return migrants.outside(request.staff, area), _("尚未完整纳管的外来人口")
    if what not in {"came", "left"} or not _MONTH.fullmatch(month):
        raise Missing
    told = _("%(month)s 迁出的外来人口") if what == "left" else _("%(month)s 到达的外来人口")
    return migrants.of_month(request.staff, area, what, month), told % {"month": month}


def _require_sight(request: Request) -> None:
    """The view tells of these fields: whoever does not see them has none."""
    if hidden_everywhere(request.staff) & _NEEDED:
        raise Missing
