"""The ledger of residents: masked lists, the person's page, opening with a reason."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wangge.console.forms import faults
from wangge.console.forms.people import NumberForm, PeopleFilter, RevealForm
from wangge.console.request import Request, desk, page_of
from wangge.dictionary.queries import dictionary_at
from wangge.kernel.errors import Refused
from wangge.people import access, actions, queries
from wangge.people.models import Person
from wangge.people.queries import Filters
from wangge.upkeep import freshness

FOUND_AT_MOST = 20


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    form = PeopleFilter(request.GET, staff=request.staff)
    page = page_of(request, queries.listed(request.staff, form.filters()))
    context = {
        "form": form,
        "number_form": NumberForm(),
        "page": page,
        "people": [queries.masked(request.staff, person) for person in page],
    }
    part = "#rows" if request.htmx else ""
    return render(request, f"console/people/list.html{part}", context)


@never_cache
@require_POST
@desk
def find(request: Request) -> HttpResponse:
    """By a whole number, sent in the body so that no log or history keeps it."""
    form = NumberForm(request.POST)
    rows = []
    if form.is_valid():
        wanted = Filters(number=form.cleaned_data["number"])
        rows = list(queries.listed(request.staff, wanted)[:FOUND_AT_MOST])
    people = [queries.masked(request.staff, person) for person in rows]
    context = {"number_form": form, "people": people}
    return render(request, "console/people/found.html", context)


@never_cache
@require_GET
@desk
def detail(request: Request, uid: UUID) -> HttpResponse:
    person = access.fetch(request.staff, uid)
    further = queries.covered_facts(request.staff, person)
    return _page(request, person, RevealForm(auto_id="reveal_%s", further=further))


@never_cache
@require_POST
@desk
def reveal(request: Request, uid: UUID) -> HttpResponse:
    person = access.fetch(request.staff, uid)
    further = queries.covered_facts(request.staff, person)
    form = RevealForm(request.POST, auto_id="reveal_%s", further=further)
    opened: dict[str, Any] = {}
    if form.is_valid():
        given = form.cleaned_data
        try:
            opened = actions.reveal(
                request.staff, uid, fields=given["fields_wanted"], reason=given["reason"]
            )
        except Refused as refused:
            faults.show(form, refused)
    return _page(request, person, form, opened)


def _page(
    request: Request, person: Person, form: RevealForm, opened: dict[str, Any] | None = None
) -> HttpResponse:
    shown = queries.detail(request.staff, person)
    context = {
        "person": shown,
        "facts": _facts(shown["facts"], person.area_id),
        "form": form,
        "due": freshness.due_of(request.staff, person),
        "opened": [(form.labels[key], _words(value)) for key, value in (opened or {}).items()],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/people/detail.html", context, status=status)


def _words(value: Any) -> str:
    return "、".join(value) if isinstance(value, list) else str(value)


def _facts(facts: dict[str, str], area: int) -> list[tuple[str, str]]:
    """The further fields by their labels."""
    known = dictionary_at(area).by_key
    return [(known[key].label, value) for key, value in facts.items() if key in known]
