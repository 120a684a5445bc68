"""The field dictionary: what the ledger holds, why, for how long; and fields of one's own."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.console.forms import faults
from wangge.console.forms.dictionary import DictionaryFilter, LocalFieldForm
from wangge.console.request import Request, desk
from wangge.dictionary import access, actions, queries
from wangge.dictionary.models import LocalField
from wangge.kernel.errors import Missing, Refused


@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    form = DictionaryFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    groups = queries.listed(request.staff, **wanted)
    context = {
        "form": form,
        "groups": groups,
        "count": sum(len(rows) for _section, rows in groups),
        "may_define": bool(access.define_ranges(request.staff)),
    }
    part = "#rows" if request.htmx else ""
    return render(request, f"console/dictionary/list.html{part}", context)


@require_http_methods(["GET", "POST"])
@desk
def add(request: Request) -> HttpResponse:
    if not access.define_ranges(request.staff):
        raise Missing
    form = LocalFieldForm(request.POST or None, staff=request.staff)
    if request.method == "POST" and form.is_valid():
        given = form.declaration()
        try:
            row = actions.add_field(request.staff, given["area"], given)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(
                request, _("“%(label)s”已加入采集表、导入和导出。") % {"label": row.label}
            )
            return redirect("console:dictionary")
    return _edit(request, form)


@require_http_methods(["GET", "POST"])
@desk
def change(request: Request, key: str) -> HttpResponse:
    row = access.fetch(request.staff, key)
    form = LocalFieldForm(request.POST or None, staff=request.staff, row=row)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_field(
                request.staff, key, version=version,
                given=form.declaration() | {"subject": row.subject, "type": row.type},
            )  # fmt: skip
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("“%(label)s”已更新。") % {"label": row.label})
            return redirect("console:dictionary")
    return _edit(request, form, row)


@require_POST
@desk
def retire(request: Request, key: str) -> HttpResponse:
    row = actions.retire_field(request.staff, key, reason=request.POST.get("reason", ""))
    told = _("“%(label)s”已停用，采集表和导入不再使用；已登记的内容保留到期限为止。")
    messages.success(request, told % {"label": row.label})
    return redirect("console:dictionary")


def _edit(request: Request, form: LocalFieldForm, row: LocalField | None = None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "row": row}
    status = 422 if form.is_bound else 200
    return render(request, "console/dictionary/edit.html", context, status=status)
