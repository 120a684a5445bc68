"""The three books: the day's log that drafts itself, the diary, the study notes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.console.forms import faults
from wangge.console.forms.visits import JournalForm, LogForm
from wangge.console.request import Request, desk, page_of
from wangge.kernel import clock
from wangge.kernel.errors import Refused
from wangge.kernel.ids import uuid7
from wangge.visits.actions import journaling
from wangge.visits.models import Journal
from wangge.visits.queries import days


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    """One's own pages and what others handed in."""
    page = page_of(request, days.journals(request.staff, kind=request.GET.get("kind", "")))
    kinds = Journal.Kind.choices
    context = {"page": page, "kinds": kinds, "kind": request.GET.get("kind", "")}
    return render(request, "console/visits/journals.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def log(request: Request) -> HttpResponse:
    """Today's log: drafted from the records, with what one adds."""
    today = clock.today()
    kept = days.log_of(request.staff, today)
    text = str(kept.texts.get("text", "")) if kept else ""
    form = LogForm(request.POST or None, initial={"day": today, "text": text})
    if request.method == "POST" and form.is_valid():
        uid, submit = kept.uid if kept else uuid7(), "submit" in request.POST
        given = form.cleaned_data
        try:
            journaling.write(
                request.staff, uid, kind="log", day=given["day"], text=given["text"], submit=submit
            )
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("日志已提交。") if submit else _("日志已保存。"))
            return redirect("console:journals")
    lines = kept.texts["lines"] if kept and kept.submitted_at else days.lines(request.staff, today)
    context = {"form": form, "day": today, "lines": lines, "journal": kept}
    return render(request, "console/visits/log.html", context, status=_status(form))


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def write(request: Request) -> HttpResponse:
    """A page of the diary or of the study notes."""
    form = JournalForm(request.POST or None, initial={"uid": uuid7(), "day": clock.today()})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            journaling.write(request.staff, given.pop("uid"), submit=True, **given)
        except Refused as refused:
            faults.show(form, refused)
        else:
            messages.success(request, _("已记下。"))
            return redirect("console:journals")
    context = {"form": form}
    return render(request, "console/visits/write.html", context, status=_status(form))


def _status(form: "JournalForm | LogForm") -> int:
    return 422 if form.is_bound and form.errors else 200
