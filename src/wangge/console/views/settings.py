"""Local rules: the value that holds, where it comes from, and what it was before."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wangge.areas import actions, queries
from wangge.areas.settings import DEFINITIONS, Definition
from wangge.console.forms import faults
from wangge.console.forms.catalogue import RuleForm, write_value
from wangge.console.request import Request, desk
from wangge.console.views.accounts import require_administrator
from wangge.kernel.errors import Missing, Refused


@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    require_administrator(request.staff)
    history: dict[str, list[Any]] = {key: [] for key in DEFINITIONS}
    for row in queries.settings_history():
        history.setdefault(row.key, []).append((row, write_value(row.value)))
    rules = [(rule, write_value(rule.default), history[rule.key]) for rule in DEFINITIONS.values()]
    return render(request, "console/settings/list.html", {"rules": rules})


def _rule(key: str) -> Definition:
    if key not in DEFINITIONS:
        raise Missing
    return DEFINITIONS[key]


@require_http_methods(["GET", "POST"])
@desk
def put(request: Request, key: str) -> HttpResponse:
    require_administrator(request.staff)
    rule, county = _rule(key), queries.county()
    place = f"{county.full_name}（{county.number}）" if county else ""
    form = RuleForm(request.POST or None, default=rule.default, initial={"place": place})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.put_setting(
                key, given["place"], given["value"], actor=request.user, source=given["source"]
            )
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("“%(rule)s”已更新。") % {"rule": rule.label})
            return redirect("console:settings")
    context = {"form": form, "rule": rule, "default": write_value(rule.default)}
    status = 422 if form.is_bound else 200
    return render(request, "console/settings/put.html", context, status=status)
