"""Reporting from the phone: the kind first, then what and where."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wangge.field.request import Request, phone
from wangge.incidents import picking, rules
from wangge.incidents.forms import places
from wangge.incidents.forms.reports import FieldReportForm, take
from wangge.kernel.errors import Missing
from wangge.kernel.ids import uuid7
from wangge.posts.access import Staff

# What grid workers meet most; a kind that a county has closed is left out.
COMMON = ("0801", "0302", "0303", "0301", "0304", "0206", "1004", "0808", "0901", "0502")


@require_http_methods(["GET", "POST"])
@phone
def report(request: Request) -> HttpResponse:
    """The picker while no kind is chosen, else the form."""
    if "collect" not in request.staff.abilities:
        raise Missing
    code = (request.POST or request.GET).get("category", "")
    found = picking.chosen(code, residents=False) if code else None
    if found is None:
        text = request.GET.get("q", "")[:60]
        picker = picking.choice(text, common=COMMON, residents=False)
        return render(request, "field/pick.html", {"tab": "report", "picker": picker, "text": text})
    form = _form(request, code)
    if request.method == "POST":
        photos = request.FILES.getlist("photos")
        if receipt := take(form, request.POST, photos, request.staff):
            messages.success(request, _("已上报，编号 %s。") % receipt.incident.number)
            return redirect("field:incident", uid=receipt.incident.uid)
    category, kind = found
    context = {"tab": "report", "form": form, "kind": kind, "category": category}
    context["is_sudden"] = category.kind == rules.SUDDEN
    return render(request, "field/report.html", context, status=422 if form.is_bound else 200)


def _form(request: Request, code: str) -> FieldReportForm:
    grids = places.own(request.staff, "collect")
    only = [choice for _group, choices in grids for choice in choices]
    initial = {"uid": uuid7(), "category": code, "grid": only[0][0] if len(only) == 1 else ""}
    data = request.POST if request.method == "POST" else None
    return FieldReportForm(
        data, initial=initial, grids=grids, may_settle=_may_settle(request.staff)
    )


def _may_settle(staff: Staff) -> bool:
    """Whether the person may put things right on the spot: see incidents.access.duties."""
    return bool(staff.abilities & {"handle", "confirm", "classify", "dispatch"})
