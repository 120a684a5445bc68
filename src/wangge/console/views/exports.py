"""Workbooks given out: asked for, agreed to by a second person, fetched."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.console.forms import faults
from wangge.console.forms.exports import DecideForm, ExportForm
from wangge.console.request import Request, desk, page_of
from wangge.exchange import catalog, export_runs, exports, gates
from wangge.exchange.catalog import Kind, filters_of, kind_of
from wangge.exchange.columns import Gate
from wangge.exchange.models import Export
from wangge.kernel.codes import parse_code
from wangge.kernel.errors import Missing, Refused
from wangge.posts.rules import WORKING

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PER_PAGE = 30
Answer = TypeVar("Answer", bound=HttpResponseBase)


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    if not request.staff.abilities & (WORKING | set(gates.APPROVING)):
        raise Missing
    context = {
        "page": page_of(request, exports.listed(request.staff), PER_PAGE),
        "waiting": exports.waiting(request.staff),
        "kinds": _kinds(request),
        "standing": gates.standing(request.user),
    }
    return render(request, "console/exports/list.html", context)


@never_cache
@require_GET
@desk
def row(request: Request, uid: UUID) -> HttpResponse:
    """One line of the list, asked for again while the workbook is being made."""
    export = exports.fetch(request.staff, uid)
    return render(request, "console/exports/row.html", {"export": export})


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def create(request: Request, kind: str) -> HttpResponse:
    """The filters stand in the address, as the list had them."""
    what = kind_of(kind)
    under = _under(request.GET.get("under", ""))
    filters = filters_of(what, request.GET.dict())
    found = exports.outlook(request.staff, what, under=under, filters=filters)
    form = ExportForm(request.POST or None, columns=what.columns(request.staff, found.area.code))
    if request.method == "POST" and form.is_valid():
        made = _ask(request, what, form, under, filters)
        if made:
            return redirect("console:exports")
    context = {
        "form": form, "kind": what, "found": found, "told": what.describe(filters),
        "standing": gates.standing(request.user),
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/exports/new.html", context, status=status)


def _ask(
    request: Request, kind: Kind, form: ExportForm, under: int | None, filters: dict[str, str]
) -> Export | None:
    given = form.cleaned_data
    try:
        made = exports.ask(
            request.staff, kind.key, under=under, filters=filters, columns=given["columns"],
            revealed=given["revealed"], reason=given["reason"],
        )  # fmt: skip
    except Refused as refused:
        faults.show(form, refused)
        return None
    if made.state == Export.State.WAITING:
        told = _("已提交。行数超过单人限额，需第二人批准后才会生成。")
        messages.warning(request, told)
    else:
        messages.success(request, _("正在生成，完成后可在这里下载。"))
    return made


@never_cache
@require_GET
@desk
def detail(request: Request, uid: UUID) -> HttpResponse:
    return _page(request, exports.fetch(request.staff, uid), DecideForm())


@never_cache
@require_POST
@desk
def decide(request: Request, uid: UUID) -> HttpResponse:
    form = DecideForm(request.POST)
    if form.is_valid():
        agreed = request.POST.get("agreed") == "1"
        try:
            exports.decide(request.staff, uid, agreed=agreed, note=form.cleaned_data["note"])
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已批准。") if agreed else _("已退回申请。"))
            return redirect("console:exports")
    return _page(request, exports.fetch(request.staff, uid), form)


def _page(request: Request, export: Export, form: DecideForm) -> HttpResponse:
    kind = kind_of(export.kind)
    headings = {column.key: column.heading for column in kind.columns(None, export.area_id)}
    context = {
        "export": export, "form": form, "kind": kind, "told": kind.describe(export.filters),
        "columns": [headings.get(key, key) for key in export.columns],
        "gate": Gate(export.gate) if export.gate else None,
        "may_decide": export.state == Export.State.WAITING
        and gates.may_decide(request.staff, export),
        "taken": gates.standing(export.owner) if export.owner else [],
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/exports/detail.html", context, status=status)


@never_cache
@require_GET
@desk  # type: ignore[arg-type]  # the file is sent as it is read
def download(request: Request, uid: UUID) -> HttpResponseBase:
    export, content = exports.download(request.staff, uid)
    return _file(FileResponse(content, content_type=XLSX), export.name)


@never_cache
@require_GET
@desk
def template(request: Request, kind: str) -> HttpResponse:
    """An empty workbook to fill in."""
    what = kind_of(kind)
    area = exports.outlook(request.staff, what, under=None, filters={}).area
    with TemporaryDirectory() as folder:
        path = Path(folder, "template.xlsx")
        export_runs.template(kind, path, area)
        answer = HttpResponse(path.read_bytes(), content_type=XLSX)
    return _file(answer, _("%(list)s模板.xlsx") % {"list": what.title})


def _file(answer: Answer, name: str) -> Answer:
    header = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Disposition"] = header or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _kinds(request: Request) -> list[Kind]:
    """What this person's posts can give out."""
    held = request.staff.abilities
    return [kind for kind in catalog.kinds() if not held.isdisjoint(kind.abilities)]


def _under(text: str) -> int | None:
    try:
        return parse_code(text) if text else None
    except ValueError as error:
        raise Missing from error
