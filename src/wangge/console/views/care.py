"""The groups that need attention: who belongs, what is due for review, what the rules suggest."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.console.forms import faults
from wangge.console.forms.care import LabelForm
from wangge.console.forms.upkeep import AreaForm
from wangge.console.request import Request, desk, page_of
from wangge.kernel.errors import Missing, Refused
from wangge.people import access, labelling, labels
from wangge.people.access import SEEING
from wangge.people.models import PersonLabel
from wangge.people.queries import detail

SHOWN = 50


@never_cache
@require_GET
@desk
def overview(request: Request) -> HttpResponse:
    """Groups and labels of an area with their people; suggestions that wait for a decision."""
    form, area = _area(request)
    lines = labels.counts(request.staff, area.code)
    label, due = request.GET.get("label", ""), bool(request.GET.get("due"))
    suggested = labels.suggested(request.staff, area.code)
    context = {
        "form": form,
        "area": area,
        "lines": lines,
        "groups": labels.groups(lines),
        "label": label,
        "due": due,
        "page": page_of(request, labels.held(request.staff, area.code, label=label, due=due)),
        "suggested": suggested[:SHOWN],
        "suggested_total": len(suggested),
        "may_label": labelling.ABILITY in request.staff.abilities,
    }
    return render(request, "console/care/overview.html", context)


def _area(request: Request) -> tuple[AreaForm, Area]:
    if not request.staff.abilities & set(SEEING):
        raise Missing
    form = AreaForm(request.GET, staff=request.staff)
    code = (form.cleaned_data.get("under") if form.is_valid() else None) or form.first
    if code is None:
        raise Missing
    form.initial["under"] = code
    return form, areas.fetch(code)


@never_cache
@require_GET
@desk
def person(request: Request, uid: UUID) -> HttpResponse:
    return _page(request, uid, LabelForm())


@require_POST
@desk
def give(request: Request, uid: UUID) -> HttpResponse:
    """Put a label on a resident; a suggestion is confirmed by the same."""
    form = LabelForm(request.POST)
    if not form.is_valid():
        return _page(request, uid, form)
    given = form.cleaned_data
    source = PersonLabel.Source.RULE if given["suggested"] else PersonLabel.Source.HAND
    try:
        labelling.give(
            request.staff,
            uid,
            given["label"],
            basis=given["basis"],
            since=given["since"],
            source=source,
        )
    except Refused as refused:
        faults.show(form, refused)
        return _page(request, uid, form)
    messages.success(request, _("已登记标签“%(name)s”。") % {"name": given["label"]})
    return _back(request, uid)


@require_POST
@desk
def refuse(request: Request, uid: UUID) -> HttpResponse:
    """A suggestion does not fit."""
    told = request.POST
    reason = told.get("basis", "")
    labelling.refuse(request.staff, uid, told.get("label", ""), reason=reason or _("经核对不符合"))
    messages.success(request, _("已记为不采纳，今后不再建议。"))
    return _back(request, uid)


@require_POST
@desk
def review(request: Request, pk: int) -> HttpResponse:
    row = labelling.review(request.staff, pk, basis=request.POST.get("basis", ""))
    told = {"day": row.review_on}
    messages.success(request, _("已复核，下次复核日期 %(day)s。") % told)
    return redirect("console:person_labels", row.person.uid)


@require_POST
@desk
def end(request: Request, pk: int) -> HttpResponse:
    row = labelling.end(request.staff, pk, reason=request.POST.get("basis", ""))
    messages.success(request, _("标签已结束，记录保留。"))
    return redirect("console:person_labels", row.person.uid)


def _back(request: Request, uid: UUID) -> HttpResponse:
    if request.POST.get("back") == "care":
        return redirect("console:care")
    return redirect("console:person_labels", uid)


def _page(request: Request, uid: UUID, form: LabelForm) -> HttpResponse:
    row = access.fetch(request.staff, uid)
    context = {
        "person": detail(request.staff, row),
        "rows": labels.of_person(row),
        "suggestions": labels.suggested_for(row),
        "form": form,
        "may_label": request.staff.find(labelling.ABILITY, row.area_id) is not None,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/care/person.html", context, status=status)
