"""One filing: its table, where each cell comes from, what is missing, and the file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wangge.console.forms import faults
from wangge.console.forms.filings import ExportForm, NoteForm, RevealForm
from wangge.console.request import Request, desk, page_of
from wangge.console.views.filings import attachment
from wangge.filings import access
from wangge.filings.actions import composing, exporting, filling
from wangge.filings.models import Filing, FilingExport
from wangge.filings.queries import register, sheets, traces
from wangge.kernel.errors import Missing, Refused
from wangge.people import actions as people

PER_PAGE = 30


@never_cache
@require_GET
@desk
def detail(request: Request, uid: UUID) -> HttpResponse:
    return _page(request, access.fetch_filing(request.staff, uid))


def _page(request: Request, filing: Filing, form: ExportForm | None = None) -> HttpResponse:
    sheet = sheets.page(request.staff, filing, request.GET.get("page"))
    context = {
        "filing": filing,
        "sheet": sheet,
        "progress": register.progress(filing),
        "may_fill": access.may_fill(request.staff, filing.area),
        "is_owner": filing.owner_id == request.user.pk,
        "exports": sheets.exports(request.staff, filing),
        "changed": register.changed_since(filing),
        "form": form or ExportForm(initial=_usual(filing)),
        "trace": _asked(request, filing),
        "note": NoteForm(auto_id="note_%s"),
    }
    status = 422 if form and form.is_bound else 200
    return render(request, "console/filings/filing.html", context, status=status)


def _usual(filing: Filing) -> dict[str, str]:
    return {"official": "1" if filing.form.state == "approved" else ""}


def _asked(request: Request, filing: Filing) -> traces.Trace | None:
    """The cell that the address names, for pages without htmx."""
    key, row, index = (request.GET.get(name, "") for name in ("key", "row", "column"))
    if not (key and row.isascii() and row.isdigit() and index.isascii() and index.isdigit()):
        return None
    return traces.trace(request.staff, filing, key, int(row), int(index))


@never_cache
@require_GET
@desk
def cell(request: Request, uid: UUID) -> HttpResponse:
    """What stands behind a cell, for the drawer."""
    filing = access.fetch_filing(request.staff, uid)
    trace = _asked(request, filing)
    if trace is None:
        return render(request, "console/filings/hint.html")
    context = {"filing": filing, "trace": trace, "reveal": RevealForm(auto_id="cell_%s")}
    return render(request, "console/filings/trace.html", context)


@never_cache
@require_POST
@desk
def reveal(request: Request, uid: UUID) -> HttpResponse:
    """One masked cell in the clear, with a reason."""
    filing = access.fetch_filing(request.staff, uid)
    trace = _asked(request, filing)
    if trace is None or not trace.may_reveal or trace.person is None:
        raise Missing
    form, opened = RevealForm(request.POST, auto_id="cell_%s"), ""
    if form.is_valid():
        opened = _opened(request, trace, form)
    context = {"filing": filing, "trace": trace, "reveal": form, "opened": opened}
    status = 200 if opened else 422
    return render(request, "console/filings/trace.html", context, status=status)


def _opened(request: Request, trace: traces.Trace, form: RevealForm) -> str:
    assert trace.person
    key, why = trace.column.key, form.cleaned_data["reason"]
    try:
        found = people.reveal(request.staff, trace.person.uid, fields=[key], reason=why)[key]
    except Refused as refused:
        faults.show(form, refused)
        return ""
    return "、".join(found) if isinstance(found, list) else str(found)


@require_POST
@desk
def check(request: Request, uid: UUID) -> HttpResponse:
    """Count anew from the ledger; the page asks for it when it opens, then only what changed."""
    filing = access.fetch_filing(request.staff, uid)
    if not request.htmx:
        filling.check(request.staff, filing)
        return redirect("console:filing_gaps", uid)
    filing = filling.recheck(request.staff, filing)
    context = {"filing": filing, "progress": register.progress(filing)}
    return render(request, "console/filings/progress.html", context)


@never_cache
@require_GET
@desk
def gaps(request: Request, uid: UUID) -> HttpResponse:
    """The households to collect from, with what they lack."""
    filing = access.fetch_filing(request.staff, uid)
    done = "done" in request.GET
    page = page_of(request, register.tasks_of(request.staff, filing, done=done), PER_PAGE)
    context = {
        "filing": filing,
        "page": page,
        "done": done,
        "tasks": sheets.tasks(request.staff, page),
        "progress": register.progress(filing),
        "may_fill": access.may_fill(request.staff, filing.area),
    }
    return render(request, "console/filings/gaps.html", context)


@require_POST
@desk
def send(request: Request, uid: UUID) -> HttpResponse:
    told = filling.send(request.staff, access.fetch_filing(request.staff, uid))
    messages.success(request, _("已通知 %(n)d 名网格员。") % {"n": told})
    return redirect("console:filing_gaps", uid)


@require_POST
@desk
def export(request: Request, uid: UUID) -> HttpResponse:
    """The file at once, or a request that a second person decides."""
    filing = access.fetch_filing(request.staff, uid)
    form = ExportForm(request.POST)
    asked = _ask(request, filing, form) if form.is_valid() else None
    if asked is None:
        return _page(request, filing, form)
    if asked.state == FilingExport.State.WAITING:
        messages.warning(request, _("行数较多，已提请第二人批准；批准后在本页下载。"))
        return redirect("console:filing", uid)
    return _file(request, asked.uid)


def _ask(request: Request, filing: Filing, form: ExportForm) -> FilingExport | None:
    given: dict[str, Any] = form.cleaned_data
    try:
        return exporting.ask(
            request.staff, filing, reason=given["reason"], official=bool(given["official"])
        )
    except Refused as refused:
        faults.show(form, refused)
        return None


@require_POST
@desk
def file(request: Request, uid: UUID) -> HttpResponse:
    return _file(request, uid)


def _file(request: Request, uid: UUID) -> HttpResponse:
    made, content = exporting.make(request.staff, uid)
    return attachment(content, composing.file_name(made), made.filing.form.place.format)


@require_POST
@desk
def decide(request: Request, uid: UUID) -> HttpResponse:
    agreed = "agreed" in request.POST
    note = request.POST.get("note", "")
    made = exporting.decide(request.staff, uid, agreed=agreed, note=note)
    messages.success(request, _("已批准。") if agreed else _("已退回。"))
    return redirect("console:filing", made.filing.uid)


@require_POST
@desk
def discard(request: Request, uid: UUID) -> HttpResponse:
    filing = access.fetch_filing(request.staff, uid)
    form = filing.form.uid
    filling.discard(request.staff, filing)
    messages.success(request, _("填报已删除。"))
    return redirect("console:form", form)
