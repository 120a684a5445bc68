"""Taking a ledger in: upload, look, confirm the headings, carry out, mend the rest."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.areas import queries as areas
from wangge.console.forms.imports import UploadForm, chosen, columns, taken
from wangge.console.request import Request, desk, page_of
from wangge.exchange import ledgers, runs
from wangge.exchange.models import ImportRun
from wangge.kernel.errors import Missing, Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100
CHANGES_SHOWN = 200
_PAGES = {
    "people": ("console:people", "console:person"),
    "premises": ("console:premises", "console:unit"),
}
"""Kind of ledger -> its list and the page of one row."""


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def listing(request: Request) -> HttpResponse:
    kinds = [each for each in ledgers.ledgers() if each.ability in request.staff.abilities]
    if not kinds:
        raise Missing
    form = UploadForm(request.POST or None, request.FILES or None, staff=request.staff)
    form.initial["kind"] = request.GET.get("kind", "")
    if request.method == "POST" and form.is_valid():
        run = _upload(request, form)
        if run:
            return redirect("console:import", run.uid)
    context = {"form": form, "kinds": kinds, "page": page_of(request, runs.listed(request.user))}
    status = 422 if form.is_bound else 200
    return render(request, "console/imports/list.html", context, status=status)


def _upload(request: Request, form: UploadForm) -> ImportRun | None:
    area, file = areas.fetch(form.cleaned_data["area"]), form.cleaned_data["file"]
    kind = form.cleaned_data["kind"]
    try:
        return ledgers.upload(request.staff, kind, file.read(), file.name, area)
    except Refused as refused:
        form.add_error("file", refused.message)
        return None


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def detail(request: Request, uid: UUID) -> HttpResponse:
    """Before: the preview, again with other meanings on POST. After: what came of it."""
    run = runs.fetch(request.user, uid)
    if run.state != ImportRun.State.READ:
        context = _about(run, run.result.get("faults", {}))
        return render(request, "console/imports/done.html", context)
    if ledgers.came_back(run):
        return _changes(request, run)
    sections = ledgers.ledger_of(run.kind).choices(run.area_id)
    preview = ledgers.look(request.staff, run, chosen(request.POST, sections))
    context = _about(run, preview.faults) | {
        "preview": preview,
        "tables": columns(preview),
        "sections": sections,
        "findings": preview.findings[:SHOWN],
    }
    return render(request, "console/imports/preview.html", context)


def _changes(request: Request, run: ImportRun) -> HttpResponse:
    """A workbook of ours: what was changed in it, conflicts first."""
    found = ledgers.changes(request.staff, run)
    rows = sorted(found.changes, key=lambda row: not row.clashes)
    context = _about(run, found.faults) | {
        "found": found,
        "rows": rows[:CHANGES_SHOWN],
        "added": found.added[:CHANGES_SHOWN],
        "findings": found.findings[:SHOWN],
    }
    return render(request, "console/imports/changes.html", context)


def _about(run: ImportRun, faults: dict[str, int]) -> dict[str, Any]:
    """The run, its kind of ledger with its pages, and the faults in words, the most frequent first."""
    ledger = ledgers.ledger_of(run.kind)
    known = {kind.key: kind for kind in ledger.faults}
    rows = [(known[key], n) for key, n in faults.items() if key in known]
    listing_url, row_url = _PAGES[ledger.key]
    return {
        "run": run, "ledger": ledger, "list_url": listing_url, "row_url": row_url,
        "kinds": sorted(rows, key=lambda row: -row[1]),
    }  # fmt: skip


@require_POST
@desk
def confirm(request: Request, uid: UUID) -> HttpResponse:
    run = runs.fetch(request.user, uid)
    if ledgers.came_back(run):
        ledgers.write_changes(request.staff, run, taken(request.POST))
    else:
        sections = ledgers.ledger_of(run.kind).choices(run.area_id)
        ledgers.carry_out(request.staff, run, chosen(request.POST, sections))
    messages.success(request, _("“%(name)s”已导入。") % {"name": run.name})
    return redirect("console:import", uid)


@require_POST
@desk
def discard(request: Request, uid: UUID) -> HttpResponse:
    runs.discard(runs.fetch(request.user, uid))
    messages.success(request, _("文件已删除。"))
    return redirect("console:imports")


@never_cache
@require_GET
@desk
def report(request: Request, uid: UUID) -> HttpResponse:
    run = runs.fetch(request.user, uid)
    return _workbook(runs.report_of(run), run, _("导入报告"))


@never_cache
@require_GET
@desk
def mend(request: Request, uid: UUID) -> HttpResponse:
    run = runs.fetch(request.user, uid)
    return _workbook(runs.mend_of(run), run, _("待修改"))


def _workbook(content: bytes, run: ImportRun, what: str) -> HttpResponse:
    name = f"{run.name.rpartition('.')[0] or run.name}-{what}.xlsx"
    header = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": header})
