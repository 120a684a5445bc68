"""The matter catalogue: what may be reported, how fast it must be done, by whom."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wangge.console.forms import faults
from wangge.console.forms.catalogue import CatalogueFilter, CategoryForm
from wangge.console.request import Request, desk, page_of
from wangge.incidents import queries
from wangge.incidents.actions import cataloguing
from wangge.incidents.models import Category
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing, Refused
from wangge.posts.access import Staff


def can_edit(staff: Staff) -> bool:
    """The county's administrators and its centre keep the catalogue."""
    return any(
        duty.level == Level.COUNTY and duty.abilities & {"administer", "classify"}
        for duty in staff.duties
    )


@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    form = CatalogueFilter(request.GET)
    rows = queries.everything_in_catalogue().exclude(parent=None)
    if form.is_valid():
        wanted = form.cleaned_data
        rows = rows.filter(Q(name__contains=wanted["q"]) | Q(code__startswith=wanted["q"]))
        if wanted["parent"]:
            rows = rows.filter(parent__code=wanted["parent"])
        if wanted["kind"]:
            rows = rows.filter(kind=wanted["kind"])
    context = {"form": form, "page": page_of(request, rows), "may": can_edit(request.staff)}
    part = "#rows" if request.htmx else ""
    return render(request, f"console/catalogue/list.html{part}", context)


def _category(code: str) -> Category:
    row = queries.everything_in_catalogue().exclude(parent=None).filter(code=code).first()
    if row is None:
        raise Missing
    return row


@require_http_methods(["GET", "POST"])
@desk
def edit(request: Request, code: str) -> HttpResponse:
    category = _category(code)
    if not can_edit(request.staff):
        raise Missing
    form = CategoryForm(request.POST) if request.method == "POST" else CategoryForm.of(category)
    if form.is_bound and form.is_valid():
        try:
            cataloguing.edit_category(category, form.changes(), actor=request.user)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("“%(name)s”已更新。") % {"name": category.name})
            return redirect("console:catalogue")
    context = {"form": form, "category": category}
    status = 422 if form.is_bound else 200
    return render(request, "console/catalogue/edit.html", context, status=status)
