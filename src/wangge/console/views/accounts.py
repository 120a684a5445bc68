"""Accounts, who holds which post, leave."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.accounts import actions, queries
from wangge.accounts.models import User
from wangge.areas import queries as areas
from wangge.console.forms import faults
from wangge.console.forms.accounts import (
    AccountFilter,
    AccountForm,
    AppointForm,
    LeaveForm,
    PublicPhoneForm,
)
from wangge.console.request import Request, desk, page_of
from wangge.kernel.errors import Missing, Refused
from wangge.posts import actions as appointing
from wangge.posts import queries as posts
from wangge.posts.access import Staff

SUGGESTIONS = 20


def require_administrator(staff: Staff) -> None:
    """Accounts exist only for those who administer the whole county."""
    county = areas.county()
    if county is None:
        raise Missing
    staff.require("administer", county.code)


@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    require_administrator(request.staff)
    form = AccountFilter(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = page_of(request, queries.listed(text))
    context = {"form": form, "page": page, "held": posts.held_by(page.object_list)}
    part = "#rows" if request.htmx else ""
    return render(request, f"console/accounts/list.html{part}", context)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def create(request: Request) -> HttpResponse:
    require_administrator(request.staff)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = actions.initial_password()
        try:
            user = actions.create_user(**form.cleaned_data, password=password, actor=request.user)
        except Refused as refused:
            faults.show(form, refused)
        else:
            return _told_once(request, user, password)
    status = 422 if form.is_bound else 200
    return render(request, "console/accounts/create.html", {"form": form}, status=status)


def _told_once(request: Request, user: User, password: str) -> HttpResponse:
    """The first password is on this page and nowhere else."""
    context = {"account": user, "password": password}
    return render(request, "console/accounts/password.html", context)


@require_GET
@desk
def detail(request: Request, pk: int) -> HttpResponse:
    require_administrator(request.staff)
    return _page(request, queries.fetch(pk))


def _page(request: Request, account: User, wrong: forms.Form | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "account": account,
        "postings": posts.roster(user=account.pk),
        "past": posts.past(account.pk),
        "form": wrong if isinstance(wrong, AppointForm) else AppointForm(),
        "leave_form": LeaveForm(auto_id=False),
        "phone_form": wrong
        if isinstance(wrong, PublicPhoneForm)
        else PublicPhoneForm(initial={"public_phone": account.public_phone}),
        "wrong": wrong,
    }
    return render(request, "console/accounts/detail.html", context, status=422 if wrong else 200)


@require_POST
@desk
def set_active(request: Request, pk: int) -> HttpResponse:
    require_administrator(request.staff)
    account = queries.fetch(pk)
    actions.set_active(account, active=not account.is_active, actor=request.user)
    done = _("账号已启用。") if account.is_active else _("账号已停用，登录立即失效。")
    messages.success(request, done)
    return redirect("console:account", pk)


@require_POST
@desk
def publish_phone(request: Request, pk: int) -> HttpResponse:
    require_administrator(request.staff)
    account = queries.fetch(pk)
    form = PublicPhoneForm(request.POST)
    if form.is_valid():
        phone = form.cleaned_data["public_phone"]
        try:
            actions.publish_phone(account, phone=phone, actor=request.user)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已更新，居民页面立即生效；已印的物料见“公示物料”。"))
            return redirect("console:account", pk)
    return _page(request, account, form)


@never_cache
@require_POST
@desk
def reset(request: Request, pk: int) -> HttpResponse:
    require_administrator(request.staff)
    account = queries.fetch(pk)
    return _told_once(request, account, actions.reset_password(account, actor=request.user))


@require_POST
@desk
def appoint(request: Request, pk: int) -> HttpResponse:
    require_administrator(request.staff)
    account = queries.fetch(pk)
    form = AppointForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        post, place = given.pop("post"), given.pop("place")
        try:
            appointing.appoint(account, post, place, actor=request.user, **given)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已任命为“%(post)s”。") % {"post": post.name})
            return redirect("console:account", pk)
    return _page(request, account, form)


@require_POST
@desk
def end_posting(request: Request, pk: int) -> HttpResponse:
    require_administrator(request.staff)
    posting = appointing.end(posts.fetch_posting(pk), actor=request.user)
    messages.success(request, _("任职已结束，相应权限立即收回。"))
    return redirect("console:account", posting.user_id)


@require_POST
@desk
def take_leave(request: Request, pk: int) -> HttpResponse:
    require_administrator(request.staff)
    posting = posts.fetch_posting(pk)
    form = LeaveForm(request.POST)
    if form.is_valid():
        try:
            appointing.take_leave(posting, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("请假已登记，期间由 B 岗顶岗。"))
            return redirect("console:account", posting.user_id)
    return _page(request, posting.user, form)


@require_POST
@desk
def come_back(request: Request, pk: int) -> HttpResponse:
    require_administrator(request.staff)
    posting = posts.fetch_posting(pk)
    appointing.come_back(posting, actor=request.user)
    messages.success(request, _("已销假，B 岗的顶岗权限同时结束。"))
    return redirect("console:account", posting.user_id)


@require_GET
@desk
def places(request: Request) -> HttpResponse:
    """Suggestions for an area while its name is typed."""
    require_administrator(request.staff)
    text = request.GET.get("place", "").strip()[:60]
    found = areas.listed().filter(full_name__contains=text)[:SUGGESTIONS] if text else []
    return render(request, "console/accounts/places.html", {"areas": found})
