"""What is handed up to the desk: batches of information, and suggestions about the system itself."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wangge.areas import queries as areas
from wangge.console.forms.visits import TripForm
from wangge.console.request import Request, desk, page_of
from wangge.kernel import clock
from wangge.kernel.errors import Missing, Refused
from wangge.visits import access
from wangge.visits.actions import suggesting
from wangge.visits.queries import batches as handed


@never_cache
@require_GET
@desk
def batches(request: Request) -> HttpResponse:
    """The batches of an area as they came in, what was late, and the pieces themselves."""
    if not request.staff.abilities & set(access.HEARING):
        raise Missing
    form = TripForm(request.GET, staff=request.staff)
    filters, today = form.filters(), clock.today()
    if filters.under is None:
        raise Missing
    span = (filters.since or today, filters.until or today)
    known = handed.days(filters.under)
    rows = handed.batches(request.staff, filters.under, *span)
    context = {
        "form": form,
        "area": areas.fetch_plain(filters.under),
        "days": known,
        "batches": [(row, handed.period(row.on, known.weekdays)) for row in rows],
        "page": page_of(request, handed.handed(request.staff, filters.under, *span)),
    }
    return render(request, "console/visits/batches.html", context)


@never_cache
@require_GET
@desk
def suggestions(request: Request) -> HttpResponse:
    """What staff suggest and complain about, those without an answer first."""
    page = page_of(request, access.suggestions(request.staff))
    return render(request, "console/visits/suggestions.html", {"page": page})


@require_POST
@desk
def answer(request: Request, uid: UUID) -> HttpResponse:
    try:
        suggesting.answer(request.staff, uid, request.POST.get("answer", ""))
    except Missing:
        raise
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("答复已保存。"))
    return redirect("console:suggestions")
