"""Who of the residents works at a unit, and which building the unit stands in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wangge.console.forms import faults
from wangge.console.forms.workplaces import EmployForm, PlaceForm
from wangge.console.request import Request, desk
from wangge.console.residents import one_named
from wangge.kernel.errors import Refused
from wangge.places.access import WRITING
from wangge.premises import access
from wangge.premises.actions import working
from wangge.premises.queries import placing


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def employ(request: Request, uid: UUID) -> HttpResponse:
    unit = access.fetch(request.staff, uid)
    request.staff.require(WRITING, unit.area_id)
    form = EmployForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _employ(request, uid, form):
        messages.success(request, _("“%(name)s”已登记为从业人员。") % form.cleaned_data)
        return redirect("console:unit", uid)
    context = {"unit": unit, "form": form}
    status = 422 if form.errors else 200
    return render(request, "console/premises/employ.html", context, status=status)


def _employ(request: Request, uid: UUID, form: EmployForm) -> bool:
    """Whether it is done; what is wrong is put on the form."""
    given = form.cleaned_data
    person = one_named(request.staff, given["name"], given["address"])
    if isinstance(person, str):
        form.add_error("name", person)
        return False
    try:
        working.employ(request.staff, uid, person.uid, duty=given["duty"], since=given["since"])
    except Refused as refused:
        faults.show(form, refused)
        return False
    return True


@require_POST
@desk
def dismiss(request: Request, uid: UUID, employment: int) -> HttpResponse:
    working.dismiss(request.staff, uid, employment)
    messages.success(request, _("已登记离职。"))
    return redirect("console:unit", uid)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def place(request: Request, uid: UUID) -> HttpResponse:
    """The buildings that the unit's address may mean; one of them is chosen."""
    unit = access.fetch(request.staff, uid)
    request.staff.require(WRITING, unit.area_id)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            working.place(request.staff, uid, **form.cleaned_data)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已关联楼栋。"))
            return redirect("console:unit", uid)
    text = request.GET.get("q", "")[:60]
    found = placing.proposed(request.staff, unit, text)
    context = {"unit": unit, "form": form, "q": text, "found": found}
    status = 422 if form.errors else 200
    return render(request, "console/premises/place.html", context, status=status)
