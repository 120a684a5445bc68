"""What residents ask about their own data, and who looked at it."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.console.forms import faults
from wangge.console.forms.rights import DecisionForm, RequestForm
from wangge.console.request import Request, desk, page_of
from wangge.dictionary.fields import BY_KEY
from wangge.dictionary.values import show
from wangge.kernel.errors import Missing, Refused
from wangge.kernel.ids import uuid7
from wangge.people import access as people
from wangge.people.queries import detail as person_detail
from wangge.rights import access, actions, queries
from wangge.rights.models import DataRequest


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    if not request.staff.abilities & {*access.SEEING, "collect"}:
        raise Missing
    state = request.GET.get("state", DataRequest.State.OPEN)
    context = {
        "page": page_of(request, queries.requests(request.staff, state=state)),
        "state": state,
        "states": DataRequest.State.choices,
        "overdue": queries.overdue(request.staff),
    }
    return render(request, "console/rights/list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def detail(request: Request, uid: UUID) -> HttpResponse:
    """A request with its words; POST decides it."""
    row = access.fetch(request.staff, uid)
    form = DecisionForm(request.POST or None, initial={"version": row.version})
    if form.is_valid():
        try:
            actions.decide(request.staff, uid, **form.cleaned_data)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("申请已办结，请把结果告诉申请人。"))
            return redirect("console:data_request", uid)
    may_decide = request.staff.find(access.DECIDING, row.area_id) is not None
    context = {"row": row, "form": form, "may_decide": may_decide}
    status = 422 if form.is_bound else 200
    return render(request, "console/rights/detail.html", context, status=status)


@never_cache
@require_POST
@desk
def copy(request: Request, uid: UUID) -> HttpResponse:
    """Everything kept about the person, in an open format, to be handed over."""
    told = actions.copy_for(request.staff, uid)
    lines = [_line(key, value) for key, value in told.items() if value not in {"", None}]
    body = json.dumps(lines, ensure_ascii=False, indent=1)
    header = content_disposition_header(as_attachment=True, filename=_("本人信息副本.json")) or ""
    headers = {"Content-Disposition": header}
    return HttpResponse(body, content_type="application/json", headers=headers)


def _line(key: str, value: Any) -> dict[str, str]:
    field = BY_KEY.get(key)
    item, content, purpose, owner = _("项目"), _("内容"), _("用途"), _("主管")
    if field is None:
        return {item: key, content: str(value)}
    told = show(field, value, whole=True)
    return {item: field.label, content: told, purpose: field.purpose, owner: field.owner}


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def person(request: Request, uid: UUID) -> HttpResponse:
    """Who looked at a resident's data; what they asked. POST takes a request in."""
    row = people.fetch(request.staff, uid)
    if not request.staff.find("collect", row.area_id):
        raise Missing
    form = RequestForm(request.POST or None, initial={"uid": uuid7()})
    if form.is_valid():
        try:
            made = actions.take_in(request.staff, uid, **form.cleaned_data)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("申请已登记，请在 %(day)s 前办结。") % {"day": made.due_on})
            return redirect("console:data_request", made.uid)
    context = {
        "person": person_detail(request.staff, row),
        "looks": queries.lookers(row),
        "lists": queries.lists_with(row),
        "guarded_looks": queries.guarded_looks(request.staff, row),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "console/rights/person.html", context, status=status)
