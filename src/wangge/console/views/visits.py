"""Visits and patrols: what was done, whom to call on next, whom nobody has met."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.console.forms.visits import TripForm, VisitForm
from wangge.console.request import PER_PAGE, Request, desk, page_of
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing
from wangge.people.access import SEEING
from wangge.people.households import address
from wangge.visits import access, rules
from wangge.visits.models import Visit
from wangge.visits.queries import listing as trips
from wangge.visits.queries import plan as planning


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    """The visits of an area and span, the last first."""
    form, area = _asked(request, VisitForm)
    outcome = form.cleaned_data.get("outcome") or ""
    page = page_of(request, trips.visits(request.staff, form.filters(outcome=outcome)))
    rows = _rows(request, list(page))
    context = {"form": form, "area": area, "page": page, "rows": rows}
    return render(request, "console/visits/list.html", context)


@never_cache
@require_GET
@desk
def opinions(request: Request) -> HttpResponse:
    """The record book of opinions (社情民意): a view on the visits, written nowhere else."""
    form, area = _asked(request, TripForm)
    page = page_of(request, trips.visits(request.staff, form.filters(opinions=True)))
    rows = _rows(request, list(page))
    context = {"form": form, "area": area, "page": page, "rows": rows}
    return render(request, "console/visits/opinions.html", context)


def _rows(request: Request, visits: list[Visit]) -> list[dict[str, object]]:
    names, matters = trips.names_met(request.staff, visits), trips.matters_of(visits)
    return [
        {
            "visit": row,
            "address": address(request.staff, row.household, []),
            "met": [
                (one.person.uid, names[one.person.uid])
                for one in row.meetings.all()
                if one.person.uid in names
            ],
            "matters": matters[row.uid],
            "texts": [(label, row.text(key)) for key, label in rules.TEXTS.items()],
            "opinions": [
                (rules.TEXTS[key], row.text(key)) for key in rules.OPINIONS if row.text(key)
            ],
        }
        for row in visits
    ]


@never_cache
@require_GET
@desk
def detail(request: Request, uid: UUID) -> HttpResponse:
    """One visit."""
    (row,) = _rows(request, [access.fetch_visit(request.staff, uid)])
    return render(request, "console/visits/detail.html", {"row": row, "visit": row["visit"]})


@never_cache
@require_GET
@desk
def plan(request: Request) -> HttpResponse:
    """Whom to call on, and why."""
    form, area = _asked(request, TripForm)
    calls = planning.due_calls(request.staff, area.code, limit=planning.MOST)
    page = Paginator(calls, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "area": area, "page": page, "too_large": _is_large(area)}
    return render(request, "console/visits/plan.html", context)


def _is_large(area: Area) -> bool:
    return area.level < Level.COMMUNITY


@never_cache
@require_GET
@desk
def coverage(request: Request) -> HttpResponse:
    """Grid by grid: contacted households ÷ households, and when each grid was walked last."""
    form, area = _asked(request, TripForm)
    filters = form.filters()
    since, until = filters.since or clock.today(), filters.until or clock.today()
    rows = planning.coverage(request.staff, area.code, since, until)
    total = sum(row.households for row in rows)
    contacted = sum(row.contacted for row in rows)
    context = {
        "form": form,
        "area": area,
        "rows": rows,
        "total": total,
        "contacted": contacted,
        "never": sum(row.never for row in rows),
        "percent": 100 * contacted / total if total else None,
        "walked": planning.walked(request.staff, area.code),
    }
    return render(request, "console/visits/coverage.html", context)


@never_cache
@require_GET
@desk
def never_met(request: Request) -> HttpResponse:
    """The households that no visit ever met."""
    form, area = _asked(request, TripForm)
    page = page_of(request, planning.never_met(request.staff, area.code))
    rows = [(home, address(request.staff, home, [])) for home in page]
    context = {"form": form, "area": area, "page": page, "rows": rows}
    return render(request, "console/visits/never.html", context)


@never_cache
@require_GET
@desk
def patrols(request: Request) -> HttpResponse:
    """The patrols of an area and span, the last first."""
    form, area = _asked(request, TripForm)
    page = page_of(request, trips.patrols(request.staff, form.filters()))
    context = {"form": form, "area": area, "page": page}
    return render(request, "console/visits/patrols.html", context)


@never_cache
@require_GET
@desk
def patrol(request: Request, uid: UUID) -> HttpResponse:
    """One patrol with what it found."""
    row = access.fetch_patrol(request.staff, uid)
    context = {"patrol": row, "findings": trips.findings_of(row)}
    return render(request, "console/visits/patrol.html", context)


def _asked(request: Request, kind: type[TripForm]) -> tuple[TripForm, Area]:
    """What is asked for; nothing for those who see no residents."""
    if not request.staff.abilities & set(SEEING):
        raise Missing
    form = kind(request.GET, staff=request.staff)
    code = form.filters().under
    if code is None:
        raise Missing
    return form, areas.fetch_plain(code)
