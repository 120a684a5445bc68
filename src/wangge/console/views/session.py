"""Signing in, signing out, one's own password."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wangge.accounts import actions
from wangge.accounts.models import User
from wangge.console.forms import faults
from wangge.console.forms.session import PasswordForm, SignInForm
from wangge.console.request import Request
from wangge.incidents.rules import STAGES
from wangge.kernel.codes import Level
from wangge.kernel.errors import Refused
from wangge.posts.access import staff_of


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_destination(request, request.user))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _known(request, form)
        if user:
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            return redirect(_destination(request, user))
    context = {
        "form": form,
        "stages": STAGES,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "demo_accounts": _demo_accounts(),
    }
    return render(request, "console/sign_in.html", context, status=_status(request, form))


def _known(request: HttpRequest, form: SignInForm) -> User | None:
    try:
        return actions.sign_in(request, **form.cleaned_data)
    except Refused as refused:
        if getattr(request, "axes_locked_out", False):
            form.add_error(
                None, _("连续输错次数过多，该账号已锁定 30 分钟。急用请联系系统管理员。")
            )
        else:
            faults.show(form, refused)
        return None


def _status(request: HttpRequest, form: SignInForm) -> int:
    if getattr(request, "axes_locked_out", False):
        return 429
    return 422 if form.is_bound and form.errors else 200


def _destination(request: HttpRequest, user: User) -> str:
    """Where the person wanted to go, if that is here; else the phone's pages or the desk."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    levels = {duty.level for duty in staff_of(user).duties}
    return "field:today" if levels == {Level.GRID} else settings.LOGIN_REDIRECT_URL


def _demo_accounts() -> list[dict[str, Any]]:
    """Group the demo's accounts by level for its sign-in page; elsewhere there are none."""
    path = settings.DATA_DIR / "accounts.json"
    if not settings.DEMO or not path.is_file():
        return []
    rows = json.loads(path.read_text(encoding="utf-8"))
    levels = [Level.COUNTY, Level.TOWN, Level.COMMUNITY, Level.GRID]
    return [
        {
            "level": level.label,
            "accounts": [row for row in rows if row["level"] == level.name.lower()],
        }
        for level in levels
    ]


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("console:sign_in")


@login_required
@require_http_methods(["GET", "POST"])
def password(request: Request) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.change_password(request.user, old=given["old"], new=given["new"])
        except Refused as refused:
            faults.show(form, refused)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("密码已修改，其他设备上的登录已失效。"))
            return redirect("console:home")
    status = 422 if form.is_bound else 200
    return render(request, "console/password.html", {"form": form}, status=status)
