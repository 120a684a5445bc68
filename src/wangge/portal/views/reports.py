"""Reporting without an account."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wangge.incidents import picking, rules
from wangge.incidents.forms import places
from wangge.incidents.forms.reports import ResidentReportForm, take
from wangge.incidents.forms.taking import show
from wangge.kernel.errors import Refused
from wangge.kernel.ids import uuid7
from wangge.portal import limits
from wangge.portal.forms import ComplaintForm

# What residents report most; a kind that a county has closed is left out.
COMMON = (
    "0801",
    "1003",
    "1004",
    "0205",
    "0302",
    "0303",
    "0502",
    "0503",
    "1012",
    "1203",
    "0901",
    "3305",
)


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The picker while no kind is chosen, else the form; then the receipt by the private link."""
    return answer(request, reverse("portal:report"))


def answer(
    request: HttpRequest, url: str, *, scanned: dict[str, Any] | None = None
) -> HttpResponse:
    """The same at `url`; `scanned` fills in the place of a board and names its workers."""
    place = scanned or {}
    frame = {"report_url": url, "scanned": scanned}
    code = (request.POST or request.GET).get("category", "")
    found = picking.chosen(code, residents=True) if code else None
    if found is None:
        text = request.GET.get("q", "")[:60]
        picker = picking.choice(text, common=COMMON, residents=True)
        return render(request, "portal/pick.html", frame | {"picker": picker, "text": text})
    form = ResidentReportForm(
        request.POST or None,
        initial={"uid": uuid7(), "category": code, **place.get("initial", {})},
        grids=[*place.get("grids", []), *places.communities()],
    )
    if link := _sent(request, form):
        return redirect(link)
    category, kind = found
    context = frame | {"form": form, "kind": kind, "is_sudden": category.kind == rules.SUDDEN}
    return render(request, "portal/report.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def complaint(request: HttpRequest) -> HttpResponse:
    """Opinions and complaints, also from staff about the system; answered like any matter."""
    form = ComplaintForm(request.POST or None, initial={"uid": uuid7()}, grids=places.communities())
    if link := _sent(request, form):
        return redirect(link)
    status = 422 if form.is_bound else 200
    return render(request, "portal/complaint.html", {"form": form}, status=status)


def _sent(request: HttpRequest, form: ResidentReportForm) -> str:
    """The receipt's address once the report is in; empty while there is something to mend."""
    if request.method != "POST":
        return ""
    try:
        limits.spend("report", limits.address_of(request), limits.REPORTS)
    except Refused as refused:
        show(form, refused)
        return ""
    if request.POST.get("website"):
        form.add_error(None, _("提交没有通过检查，请刷新页面后重新填写。"))
        return ""
    receipt = take(form, request.POST, request.FILES.getlist("photos"), None)
    return f"/r/{receipt.link}/?new=1" if receipt else ""
