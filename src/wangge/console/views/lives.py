"""Changes in people's lives at the desk: the history, guided forms, time lines, households."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.console.forms.lives.asking import LifeForm
from wangge.console.forms.lives.kinds import FORMS
from wangge.console.forms.lives.moving import MoveInForm
from wangge.console.request import Request, desk
from wangge.kernel.errors import Missing, Refused
from wangge.kernel.ids import uuid7
from wangge.lives import queries, rules, timeline
from wangge.lives.actions import handing, recording, undoing
from wangge.lives.models import LifeEvent
from wangge.lives.words import preview_words
from wangge.people import access, households
from wangge.people.models import Household, Person
from wangge.posts.access import Staff
from wangge.visits.queries import stories


@never_cache
@require_GET
@desk
def events(request: Request, uid: UUID) -> HttpResponse:
    """What was told of the person, and what can be told now."""
    person = access.fetch(request.staff, uid)
    context = {
        "person": queries.header(request.staff, person),
        "history": queries.history(request.staff, person),
        "offers": queries.offers(request.staff, person),
        "undo": uuid7(),
    }
    return render(request, "console/lives/events.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def tell(request: Request, uid: UUID, kind: str) -> HttpResponse:
    """One event of the person: asked, previewed, confirmed."""
    person = access.fetch(request.staff, uid)
    if not queries.is_offered(request.staff, person, kind):
        raise Missing
    form = FORMS[kind](request.POST or None, staff=request.staff, person=person)
    tried = _attempt(request.staff, form, person)
    if isinstance(tried, LifeEvent):
        told = _("已登记%(kind)s。") % {"kind": rules.KINDS[kind]}
        messages.success(request, told)
        return redirect(_after(request.staff, person))
    shown = queries.header(request.staff, person)
    context = {"person": shown, "kind": rules.KINDS[kind], "back": _events_url(person)}
    return _form(request, form, tried, context)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def move_in(request: Request) -> HttpResponse:
    """Somebody comes to live here."""
    if "collect" not in request.staff.abilities:
        raise Missing
    form = MoveInForm(request.POST or None, staff=request.staff, home=_home(request))
    tried = _attempt(request.staff, form, None)
    if isinstance(tried, LifeEvent):
        messages.success(request, _("已登记迁入。"))
        return redirect(_after(request.staff, tried.person))
    context = {"kind": rules.KINDS[rules.MOVE_IN], "back": reverse("console:people")}
    return _form(request, form, tried, context)


def _home(request: Request) -> Household | None:
    """The household that the address names, if any."""
    try:
        return households.fetch(request.staff, UUID(request.GET.get("household", "")))
    except (ValueError, Missing):
        return None


def _attempt(staff: Staff, form: LifeForm, person: Person | None) -> Any:
    """The event when it was recorded, the preview's lines, or nothing; refusals go on the form."""
    if not form.is_bound or not form.is_valid():
        return None
    who = person.uid if person else None
    try:
        if form.is_confirmed:
            return recording.record(staff, form.told(), who, form.life())
        return preview_words(staff, recording.preview(staff, form.told(), who, form.life()))
    except Refused as refused:
        form.ask(refused)
        return None


def _form(request: Request, form: LifeForm, changes: Any, context: dict[str, Any]) -> HttpResponse:
    context |= {"form": form, "changes": changes}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/lives/tell.html", context, status=status)


def _events_url(person: Person) -> str:
    return reverse("console:person_events", args=[person.uid])


def _after(staff: Staff, person: Person) -> str:
    """The person's history, or the ledger when the event took the person out of one's reach."""
    try:
        access.fetch(staff, person.uid)
    except Missing:
        return reverse("console:people")
    return _events_url(person)


@require_POST
@desk
def undo(request: Request, uid: UUID, event: UUID) -> HttpResponse:
    """Take an event back that was told by mistake."""
    person = access.fetch(request.staff, uid)
    try:
        key = UUID(request.POST.get("uid", ""))
        undoing.undo(request.staff, key, of=event, reason=request.POST.get("reason", ""))
        messages.success(request, _("已撤销，档案恢复原状。"))
    except ValueError:
        messages.error(request, _("页面已过期，请重试。"))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(_after(request.staff, person))


@never_cache
@require_GET
@desk
def person_timeline(request: Request, uid: UUID) -> HttpResponse:
    """Everything that happened to the person, newest first."""
    person = access.fetch(request.staff, uid)
    called = stories.of_person(request.staff, person, _address)
    items = timeline.of_person(request.staff, person, called)
    wanted = request.GET.get("kind", "")
    context = {
        "person": queries.header(request.staff, person),
        "items": [item for item in items if wanted in {"", item.kind}],
        "kind": wanted,
        "kinds": _kinds(items),
    }
    return render(request, "console/lives/timeline.html", context)


def _address(kind: str, uid: UUID) -> str:
    return reverse(f"console:{kind}", args=[uid])


def _kinds(items: list[timeline.Entry]) -> list[tuple[str, str, int]]:
    labels = {
        "event": _("人口变动"),
        "change": _("信息更正"),
        "label": _("标签"),
        "visit": _("走访"),
        "matter": _("事件"),
    }
    counts = [(key, label, sum(i.kind == key for i in items)) for key, label in labels.items()]
    return [("", _("全部"), len(items)), *counts]


@never_cache
@require_GET
@desk
def household(request: Request, uid: UUID) -> HttpResponse:
    """The household: who belongs to it, who did, where, and what happened."""
    staff = request.staff
    home = households.fetch(staff, uid)
    members = households.members(staff, home)
    context = {
        "house": home,
        "address": households.address(staff, home, members),
        "members": members,
        "past": households.past_members(staff, home),
        "neighbours": households.neighbours(staff, home),
        "facts": households.facts(home),
        "items": timeline.of_household(staff, home, stories.of_household(staff, home, _address)),
        "may_tell": staff.find("collect", home.area_id) is not None,
    }
    return render(request, "console/lives/household.html", context)


@never_cache
@require_GET
@desk
def arrivals(request: Request) -> HttpResponse:
    """Who came from other communities and is to be met."""
    if "collect" not in request.staff.abilities:
        raise Missing
    context = {"arrivals": queries.arrivals(request.staff)}
    return render(request, "console/lives/arrivals.html", context)


@require_POST
@desk
def confirm_arrival(request: Request, pk: int) -> HttpResponse:
    """Somebody met the people who came."""
    try:
        handing.confirm(request.staff, pk)
        messages.success(request, _("已确认接收。"))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("console:arrivals")
