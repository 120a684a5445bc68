"""Looking a household up on the phone: masked as everywhere."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wangge.field.request import Request, phone
from wangge.people import queries
from wangge.people.queries import Filters

PER_PAGE = 20
SHORTEST = 1


@require_GET
@phone
def search(request: Request) -> HttpResponse:
    """Residents of my grids by name or address; nothing before something is typed."""
    text = request.GET.get("q", "").strip()[:60]
    context: dict[str, Any] = {"tab": "households", "text": text, "page": None, "rows": []}
    if len(text) >= SHORTEST:
        found = queries.listed(request.staff, Filters(text=text))
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        rows = [queries.masked(request.staff, person) for person in page]
        context |= {"page": page, "rows": rows}
    return render(request, "field/households.html", context)
