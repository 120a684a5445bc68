"""What waits for me."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from wangge.console.request import Request, desk, page_of
from wangge.incidents import queries, rules
from wangge.incidents.queries import Filters
from wangge.kernel import clock
from wangge.notices import actions as notices
from wangge.notices import queries as told

RECENT = 8
NOON, EVENING = 12, 18
# state -> what there is to do, and its sign
WAITING = {
    rules.REPORTED: (gettext_lazy("待受理"), "inbox"),
    rules.ACCEPTED: (gettext_lazy("待立项或派遣"), "send"),
    rules.AWAITING: (gettext_lazy("待审批"), "gavel"),
    rules.REGISTERED: (gettext_lazy("待派遣"), "send"),
    rules.DISPATCHED: (gettext_lazy("待签收"), "clipboard-list"),
    rules.HANDLING: (gettext_lazy("处理中"), "clipboard-list"),
    rules.HANDLED: (gettext_lazy("待反馈"), "phone"),
    rules.INFORMED: (gettext_lazy("待核查"), "clipboard-check"),
    rules.VERIFIED: (gettext_lazy("待结案"), "checks"),
}


@require_GET
@desk
def home(request: Request) -> HttpResponse:
    staff = request.staff
    counts = queries.waiting_counts(staff)
    context = {
        "greeting": _greeting(staff.user.name),
        "total": sum(counts.values()),
        "late": queries.overdue_count(staff),
        "cards": _cards(counts),
        "waiting": queries.worklist(staff, Filters(mine=True)).order_by("due_at")[:RECENT],
        "changed": queries.worklist(staff, Filters()).order_by("-changed_at")[:RECENT],
        "notices": told.unread(staff.user)[:RECENT],
    }
    return render(request, "console/home.html", context)


def _cards(counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "icon": icon,
            "value": counts[state],
            "url": f"{reverse('console:incidents')}?{urlencode({'mine': 'on', 'state': state})}",
        }
        for state, (label, icon) in WAITING.items()
        if counts.get(state)
    ]


def _greeting(name: str) -> str:
    hour = clock.now().astimezone(clock.BEIJING).hour
    told = [(NOON, _("上午好")), (EVENING, _("下午好")), (24, _("晚上好"))]
    part = next(words for until, words in told if hour < until)
    return _("%(name)s，%(part)s") % {"name": name, "part": part}


@require_GET
@desk
def notice_list(request: Request) -> HttpResponse:
    rows = told.listed(request.user)
    return render(request, "console/notices.html", {"page": page_of(request, rows)})


@require_POST
@desk
def read_notices(request: Request) -> HttpResponse:
    notices.read_all(request.user)
    return redirect("console:notices")
