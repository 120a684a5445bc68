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
from wangge.console.forms.imports import UploadForm, choices, chosen, columns, taken
from wangge.console.request import Request, desk, page_of
from wangge.exchange import runs
from wangge.exchange.findings import Kind
from wangge.exchange.models import ImportRun
from wangge.kernel.errors import Missing, Refused
from wangge.people import import_runs
from wangge.people.imports import ABILITY
from wangge.people.parsing import kinds
from wangge.people.round_trip import runs as round_trips
from wangge.people.round_trip.judging import KINDS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100
LABELS = {kind.key: kind for kind in (*vars(kinds).values(), *KINDS) if isinstance(kind, Kind)}
CHANGES_SHOWN = 200


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def listing(request: Request) -> HttpResponse:
    if ABILITY not in request.staff.abilities:
        raise Missing
    form = UploadForm(request.POST or None, request.FILES or None, staff=request.staff)
    if request.method == "POST" and form.is_valid():
        run = _upload(request, form)
        if run:
            return redirect("console:import", run.uid)
    context = {"form": form, "page": page_of(request, runs.listed(request.user))}
    status = 422 if form.is_bound else 200
    return render(request, "console/imports/list.html", context, status=status)


def _upload(request: Request, form: UploadForm) -> ImportRun | None:
    area, file = areas.fetch(form.cleaned_data["area"]), form.cleaned_data["file"]
    try:
        return round_trips.upload(request.staff, file.read(), file.name, area)
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
        return render(request, "console/imports/done.html", {"run": run, **_told(run.result)})
    if run.kind == round_trips.KIND:
        return _changes(request, run)
    preview = import_runs.look(request.staff, run, chosen(request.POST, run.area_id))
    context = {
        "run": run,
        "preview": preview,
        "tables": columns(preview),
        "sections": choices(run.area_id),
        "findings": preview.findings[:SHOWN],
        **_told({"faults": preview.faults}),
    }
    return render(request, "console/imports/preview.html", context)


def _changes(request: Request, run: ImportRun) -> HttpResponse:
    """A workbook of ours: what was changed in it, conflicts first."""
    found = round_trips.look(request.staff, run)
    rows = sorted(found.changes, key=lambda row: not row.clashes)
    context = {
        "run": run,
        "found": found,
        "rows": rows[:CHANGES_SHOWN],
        "added": found.added[:CHANGES_SHOWN],
        "findings": found.findings[:SHOWN],
        **_told({"faults": found.faults}),
    }
    return render(request, "console/imports/changes.html", context)


def _told(result: dict[str, Any]) -> dict[str, Any]:
    """Kinds of faults in words, the most frequent first."""
    counts = result.get("faults", {})
    rows = [(LABELS[key], n) for key, n in counts.items() if key in LABELS]
    return {"kinds": sorted(rows, key=lambda row: -row[1])}


@require_POST
@desk
def confirm(request: Request, uid: UUID) -> HttpResponse:
    run = runs.fetch(request.user, uid)
    if run.kind == round_trips.KIND:
        round_trips.carry_out(request.staff, run, taken(request.POST))
    else:
        import_runs.carry_out(request.staff, run, chosen(request.POST, run.area_id))
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
