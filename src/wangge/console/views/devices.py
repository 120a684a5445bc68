"""Devices and what two of them told differently."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wangge.console.request import Request, desk, page_of
from wangge.sync import access
from wangge.sync.actions import greeting, resolving
from wangge.sync.queries import conflicts, devices


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    """Which devices are in use, and which choices wait."""
    waiting = conflicts.waiting(request.staff)
    page = page_of(request, devices.listed(request.staff))
    context = {
        "page": page,
        "devices": devices.with_counts(list(page)),
        "conflicts": [conflicts.shown(request.staff, row) for row in waiting],
        "may_manage": bool(request.staff.abilities & {*access.MANAGING, "administer"}),
    }
    return render(request, "console/visits/devices.html", context)


@require_POST
@desk
def revoke(request: Request, pk: int) -> HttpResponse:
    device = greeting.revoke(request.staff, pk)
    told = {"name": device.user.name}
    messages.success(request, _("%(name)s的设备已停用，下次联网时清除本机数据。") % told)
    return redirect("console:devices")


@require_POST
@desk
def restore(request: Request, pk: int) -> HttpResponse:
    device = greeting.restore(request.staff, pk)
    messages.success(request, _("%(name)s的设备已重新启用。") % {"name": device.user.name})
    return redirect("console:devices")


@require_POST
@desk
def resolve(request: Request, uid: UUID) -> HttpResponse:
    resolving.resolve(request.staff, uid, request.POST.get("keep", ""))
    messages.success(request, _("已按您的选择保存。"))
    return redirect("console:devices")
