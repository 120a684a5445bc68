"""The register of superiors' forms: what is asked for, what is known, what was saved."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.areas import queries as areas
from wangge.console.forms import faults
from wangge.console.forms.filings import (
    ColumnForm,
    Describing,
    FillForm,
    KindForm,
    NoteForm,
    RegisterFilter,
    UploadForm,
)
from wangge.console.request import Request, desk, page_of
from wangge.filings import access
from wangge.filings.actions import filling
from wangge.filings.actions import register as actions
from wangge.filings.columns import Kind
from wangge.filings.models import Filing, FormKind
from wangge.filings.queries import register, sheets
from wangge.kernel.errors import Missing, Refused
from wangge.people.access import SEEING

PER_PAGE = 30
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    if not request.staff.abilities & frozenset(SEEING):
        raise Missing
    form = RegisterFilter(request.GET, units=register.units(request.staff))
    page = page_of(request, register.listed(request.staff, **form.given()), PER_PAGE)
    context: dict[str, Any] = {"form": form, "page": page}
    if request.htmx:
        return render(request, "console/filings/list.html#rows", context)
    context |= {
        "figures": register.figures(request.staff),
        "waiting": register.waiting(request.staff),
        "tasks": register.tasks_of(request.staff).count(),
        "may_register": bool(request.staff.abilities & frozenset(actions.REGISTER)),
    }
    return render(request, "console/filings/list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def create(request: Request) -> HttpResponse:
    if not request.staff.abilities & frozenset(actions.REGISTER):
        raise Missing
    form = UploadForm(request.POST or None, request.FILES or None, staff=request.staff)
    if request.method == "POST" and form.is_valid():
        made = _upload(request, form)
        if made:
            return redirect("console:form", made.uid)
    context = {"form": form, "units": register.units(request.staff)}
    return render(
        request, "console/filings/new.html", context, status=422 if form.is_bound else 200
    )


def _upload(request: Request, form: UploadForm) -> FormKind | None:
    file, area = form.cleaned_data["file"], areas.fetch_plain(form.cleaned_data["area"])
    try:
        return actions.upload(request.staff, file.read(), file.name, area=area, **form.said())
    except Refused as refused:
        form.add_error("file", refused.message)
        return None


@never_cache
@require_GET
@desk
def detail(request: Request, uid: UUID) -> HttpResponse:
    return _page(request, access.fetch_form(request.staff, uid))


def _page(request: Request, form: FormKind, **more: Any) -> HttpResponse:
    staff = request.staff
    mine = access.may_edit(staff, form)
    context = {
        "form_kind": form,
        "rows": sheets.columns(form),
        "counts": sheets.counts(form),
        "may_edit": mine,
        "may_decide": form.state == "asked" and access.approver(staff, form) is not None,
        "may_retire": form.state == "approved"
        and (access.approver(staff, form) is not None or form.asker_id == staff.user.pk),
        "filings": page_of(request, register.filings_of(staff, form), PER_PAGE),
        "describing": Describing(initial=vars(form), auto_id="about_%s"),
        "kind_form": KindForm(initial={"kind": form.kind}),
        "fill": FillForm(staff=staff, form=form, auto_id="fill_%s"),
        "note": NoteForm(auto_id="note_%s"),
        "units": register.units(staff),
        **more,
    }
    faulty = any(getattr(part, "is_bound", False) for part in more.values())
    return render(request, "console/filings/form.html", context, status=422 if faulty else 200)


@require_POST
@desk
def describe(request: Request, uid: UUID) -> HttpResponse:
    row = access.fetch_form(request.staff, uid)
    form = Describing(request.POST, auto_id="about_%s")
    if not form.is_valid():
        return _page(request, row, describing=form)
    given = {key: value for key, value in form.cleaned_data.items() if key != "name" or value}
    actions.describe(request.staff, row, **given)
    messages.success(request, _("已保存。"))
    return redirect("console:form", uid)


@require_POST
@desk
def change_kind(request: Request, uid: UUID) -> HttpResponse:
    row = access.fetch_form(request.staff, uid)
    form = KindForm(request.POST)
    if form.is_valid():
        kind = Kind(form.cleaned_data["kind"])
        actions.settle_columns(request.staff, row, kind, actions.rematch(row, kind))
        messages.success(request, _("已按新的行含义重新对照各列。"))
    return redirect("console:form", uid)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def column(request: Request, uid: UUID, index: int) -> HttpResponse:
    """What one column means; the form's page comes back at that column."""
    row = access.fetch_form(request.staff, uid)
    if not access.may_edit(request.staff, row):
        raise Missing
    columns = row.meanings
    at = next((at for at, each in enumerate(columns) if each.index == index), None)
    if at is None:
        raise Missing
    form = ColumnForm(request.POST or None, column=columns[at], code=row.area_id)
    if request.method == "POST" and form.is_valid():
        columns[at] = form.meant()
        actions.settle_columns(request.staff, row, Kind(row.kind), columns)
        return redirect(reverse("console:form", args=[uid]) + f"#c{index}")
    context = {"form_kind": row, "column": sheets.columns(row)[at], "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "console/filings/column.html", context, status=status)


@require_POST
@desk
def ask(request: Request, uid: UUID) -> HttpResponse:
    row = access.fetch_form(request.staff, uid)
    try:
        actions.ask(request.staff, row)
    except Refused as refused:
        if not refused.faults:
            raise
        form = Describing(_described(row), auto_id="about_%s")
        form.is_valid()
        faults.show(form, refused)
        return _page(request, row, describing=form)
    messages.success(request, _("已提交准入申请，等镇街或县里审核。审核前可以先填草稿。"))
    return redirect("console:form", uid)


def _described(row: FormKind) -> dict[str, str]:
    return {key: getattr(row, key) for key in Describing.base_fields}


@require_POST
@desk
def decide(request: Request, uid: UUID) -> HttpResponse:
    row = access.fetch_form(request.staff, uid)
    form = NoteForm(request.POST, auto_id="note_%s")
    agreed = "agreed" in request.POST
    try:
        note = form.cleaned_data["note"] if form.is_valid() else ""
        actions.decide(request.staff, row, agreed=agreed, note=note)
    except Refused as refused:
        if not refused.faults:
            raise
        faults.show(form, refused)
        return _page(request, row, note=form)
    messages.success(request, _("已准入。") if agreed else _("已退回。"))
    return redirect("console:form", uid)


@require_POST
@desk
def retire(request: Request, uid: UUID) -> HttpResponse:
    row = access.fetch_form(request.staff, uid)
    actions.retire(request.staff, row, note=request.POST.get("note", ""))
    messages.success(request, _("已停用，原有填报保留。"))
    return redirect("console:form", uid)


@require_POST
@desk
def discard(request: Request, uid: UUID) -> HttpResponse:
    actions.discard(request.staff, access.fetch_form(request.staff, uid))
    messages.success(request, _("草稿已删除。"))
    return redirect("console:filings")


@never_cache
@require_GET
@desk
def template(request: Request, uid: UUID) -> HttpResponse:
    """The empty form as it is kept."""
    row = access.fetch_form(request.staff, uid)
    form = row.place.format
    return attachment(actions.template_of(row), f"{row.name}.{form}", form)


def attachment(content: bytes, name: str, form: str) -> HttpResponse:
    """A file to be saved."""
    header = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(content, content_type=TYPES[form], headers={"Content-Disposition": header})


@require_POST
@desk
def fill(request: Request, uid: UUID) -> HttpResponse:
    row = access.fetch_form(request.staff, uid)
    form = FillForm(request.POST, staff=request.staff, form=row, auto_id="fill_%s")
    made = _start(request, row, form) if form.is_valid() else None
    if made is None:
        return _page(request, row, fill=form)
    return redirect("console:filing", made.uid)


def _start(request: Request, row: FormKind, form: FillForm) -> Filing | None:
    area = areas.fetch_plain(form.cleaned_data["area"])
    day = form.cleaned_data["as_of"]
    try:
        return filling.start(request.staff, row, area, as_of=day, filters=form.filters())
    except Refused as refused:
        faults.show(form, refused)
        return None


@never_cache
@require_GET
@desk
def collection(request: Request) -> HttpResponse:
    """What is to be collected in one's own areas, of all filings."""
    page = page_of(request, register.tasks_of(request.staff), PER_PAGE)
    context = {"page": page, "tasks": sheets.tasks(request.staff, page)}
    return render(request, "console/filings/collection.html", context)
