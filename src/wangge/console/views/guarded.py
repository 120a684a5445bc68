"""Guarded records of a resident: for named posts and case workers; for all others there are none."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.console.forms import faults
from wangge.console.forms.guarded import CaseForm, CloseForm, ReasonForm, initial
from wangge.console.request import Request, desk
from wangge.guarded import actions, queries
from wangge.guarded.access import Opened
from wangge.guarded.envelopes import Case
from wangge.guarded.kinds import BY_KEY, Kind
from wangge.kernel.codes import Level, ancestor
from wangge.kernel.errors import Missing, Refused
from wangge.people import access
from wangge.people import queries as people
from wangge.people.models import Person
from wangge.posts import queries as posts
from wangge.posts.models import Posting

SHOWN_FOR = 30  # seconds


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    """One's open cases, those due first; whoever opens no kind has no such page."""
    lines = queries.listed(request.staff)
    if not lines and not any(duty.guarded for duty in request.staff.duties):
        raise Missing
    kind = request.GET.get("kind", "")
    names = people.names(request.staff, [line.subject for line in lines])
    lines = [line for line in lines if line.subject in names]
    shown = [line for line in lines if kind in {"", line.kind.key}]
    context = {
        "rows": [(line, names[line.subject]) for line in shown],
        "kinds": sorted({line.kind.key: line.kind for line in lines}.values(), key=str),
        "kind": kind,
        "due": sum(line.is_due for line in lines),
        "total": len(lines),
    }
    return render(request, "console/guarded/list.html", context)


@never_cache
@require_GET
@desk
def person(request: Request, uid: UUID) -> HttpResponse:
    return _page(request, uid)


def _page(request: Request, uid: UUID, status: int = 200, **more: Any) -> HttpResponse:
    row = _fetch(request, uid)
    if not queries.has_page(request.staff, uid, row.area_id):
        raise Missing
    lines = queries.of_person(request.staff, uid)
    held = {line.kind.key for line in lines if line.closed_at is None}
    kinds = queries.kinds_at(request.staff, row.area_id)
    context = {
        "person": people.detail(request.staff, row),
        "lines": lines,
        "addable": [kind for kind in kinds if kind.key not in held],
        "seconds": SHOWN_FOR,
        **more,
    }
    return render(request, "console/guarded/person.html", context, status=status)


@never_cache
@require_POST
@desk
def open_record(request: Request, uid: UUID) -> HttpResponse:
    """What a record says, for half a minute; or its form, for whoever came to change it."""
    _fetch(request, uid)
    form = ReasonForm(request.POST)
    try:
        if not form.is_valid():
            return _page(request, uid, 422, wrong=form, tried=request.POST.get("kind", ""))
        given = form.cleaned_data
        found = actions.open_record(request.staff, uid, given["kind"], given["reason"])
    except Refused as refused:
        faults.show(form, refused)
        return _page(request, uid, 422, wrong=form, tried=request.POST.get("kind", ""))
    if "change" in request.POST and found.record.closed_at is None:
        return _form(request, uid, found.case.shape, found=found)
    answer = _page(request, uid, opened=queries.words(found.case), opened_kind=found.case.shape)
    answer["Refresh"] = f"{SHOWN_FOR}; url={reverse('console:person_guarded', args=[uid])}"
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def add(request: Request, uid: UUID, kind: str) -> HttpResponse:
    row = _fetch(request, uid)
    shapes = {each.key: each for each in queries.kinds_at(request.staff, row.area_id)}
    if kind not in shapes:
        raise Missing
    form = _case_form(row.area_id, shapes[kind], request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = Case(subject=uid, kind=kind, **form.given())
            actions.keep(request.staff, row.area_id, case)
        except Refused as refused:
            _show(form, refused)
        else:
            return _done(request, uid, _("专项记录已登记。"))
    return _form(request, uid, shapes[kind], form=form)


@never_cache
@require_POST
@desk
def change(request: Request, uid: UUID, record: UUID) -> HttpResponse:
    line = _line(request, uid, record)
    form = _case_form(line.area.code, line.kind, request.POST)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change(request.staff, record, version=version, **form.given())
        except Refused as refused:
            _show(form, refused)
        else:
            return _done(request, uid, _("专项记录已变更。"))
    return _form(request, uid, line.kind, form=form, record=record)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def close(request: Request, uid: UUID, record: UUID) -> HttpResponse:
    line = _line(request, uid, record)
    form = CloseForm(request.POST or None, initial={"version": line.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.close(request.staff, record, **form.cleaned_data)
        except Refused as refused:
            faults.show(form, refused)
        else:
            return _done(request, uid, _("专项记录已终止。"))
    return _form(request, uid, line.kind, form=form, closing=record)


def _fetch(request: Request, uid: UUID) -> Person:
    """The resident; the records follow where the ledger says the person lives."""
    row = access.fetch(request.staff, uid)
    actions.moved(uid, row.area_id)
    return row


def _line(request: Request, uid: UUID, record: UUID) -> queries.Line:
    _fetch(request, uid)
    lines = queries.of_person(request.staff, uid)
    found = [line for line in lines if line.uid == record and line.closed_at is None]
    if not found:
        raise Missing
    return found[0]


def _workers(area: int) -> list[Posting]:
    return list(posts.postings_under(ancestor(area, Level.COMMUNITY)))


def _case_form(area: int, kind: Kind, *args: Any, **more: Any) -> CaseForm:
    return CaseForm(*args, kind=kind, workers=_workers(area), **more)


def _form(
    request: Request,
    uid: UUID,
    kind: Kind,
    *,
    form: Any = None,
    found: Opened | None = None,
    record: UUID | None = None,
    closing: UUID | None = None,
) -> HttpResponse:
    if found:
        record = found.record.uid
        start = initial(found.case, found.record.version)
        form = _case_form(found.record.area_id, kind, initial=start)
    context = {
        "person": people.detail(request.staff, access.fetch(request.staff, uid)),
        "kind": BY_KEY[kind.key],
        "form": form,
        "record": record,
        "closing": closing,
    }
    status = 422 if form.is_bound else 200
    return render(request, "console/guarded/form.html", context, status=status)


def _show(form: CaseForm, refused: Refused) -> None:
    """What is wrong with a fact stands at the field that asks for it."""
    for fault in refused.faults:
        name = fault.field if fault.field in form.fields else f"fact_{fault.field}"
        form.add_error(name if name in form.fields else None, fault.detail)
    if not refused.faults:
        form.add_error(None, refused.message)


def _done(request: Request, uid: UUID, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect("console:person_guarded", uid)
