"""Printed documents: asked for on a page, given as PDF."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wangge.areas import queries as areas
from wangge.console.forms import faults
from wangge.console.forms.prints import PrintForm
from wangge.console.request import Request, desk
from wangge.kernel.errors import Missing, Refused
from wangge.people.access import SEEING
from wangge.prints.people import card_book, ledger

PDF = "application/pdf"


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def people(request: Request) -> HttpResponse:
    """The card book or a ledger of an area."""
    if not request.staff.abilities & set(SEEING):
        raise Missing
    form = PrintForm(request.POST or None, staff=request.staff)
    if form.is_valid():
        try:
            return _made(request, form)
        except Refused as refused:
            faults.show(form, refused)
    status = 422 if form.is_bound else 200
    return render(request, "console/prints/people.html", {"form": form}, status=status)


def _made(request: Request, form: PrintForm) -> HttpResponse:
    given = form.cleaned_data
    area = areas.fetch(given["under"])
    if given["kind"] == PrintForm.BOOK:
        return _pdf(card_book(request.staff, area), f"{area.name}-{_('卡册')}")
    title = given["title"] or _("居民花名册")
    made = ledger(request.staff, area, title=title, filters=form.filters())
    return _pdf(made, f"{area.name}-{title}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    header = content_disposition_header(as_attachment=True, filename=f"{name}.pdf") or ""
    return HttpResponse(content, content_type=PDF, headers={"Content-Disposition": header})
