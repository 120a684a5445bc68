"""What the desk's frame needs on every page."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from wangge.guarded import queries as guarded
from wangge.kernel import clock
from wangge.kernel.worktime import Unit
from wangge.notices import queries as notices
from wangge.notices.models import Notice
from wangge.people import access as people
from wangge.posts.access import Staff
from wangge.posts.models import Posting

register = template.Library()
GUARDED_TAB = "console:person_guarded"
HUES = 12
IN_GRID = 1000  # a grid's number is the last three digits of its code


@register.inclusion_tag("console/nav_item.html", takes_context=True)
def nav_item(
    context: dict[str, Any], name: str, icon: str, label: str, needs: str = ""
) -> dict[str, Any]:
    """One entry of the side menu; nothing for pages that the posts held do not open."""
    staff = context.get("staff")
    wanted = frozenset(needs.split())
    if wanted and (not staff or not _held(staff) & wanted):
        return {"url": ""}
    try:
        url = reverse(name)
    except NoReverseMatch:
        return {"url": ""}
    path = context["request"].path
    home = reverse("console:home")
    here = path == url if url == home else path.startswith(url)
    return {"url": url, "icon": icon, "label": label, "here": here}


def _held(staff: Staff) -> frozenset[str]:
    """The abilities, and `guarded` for whom a post opens guarded records."""
    named = any(duty.guarded for duty in staff.duties)
    return staff.abilities | {"guarded"} if named else staff.abilities


@register.inclusion_tag("console/people/tab.html", takes_context=True)
def person_tab(context: dict[str, Any], name: str, label: str) -> dict[str, Any]:
    """One page of a resident's file; `person` is in the context."""
    if name == GUARDED_TAB and not _has_guarded(context):
        return {"url": ""}
    try:
        url = reverse(name, args=[context["person"]["id"]])
    except NoReverseMatch:
        return {"url": ""}
    return {"url": url, "label": label, "here": context["request"].path == url}


@register.inclusion_tag("console/people/tab.html", takes_context=True)
def page_tab(context: dict[str, Any], name: str, label: str) -> dict[str, Any]:
    """One of the pages that belong together."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return {"url": ""}
    return {"url": url, "label": label, "here": context["request"].path == url}


def _has_guarded(context: dict[str, Any]) -> bool:
    """For everybody else the page of guarded records does not exist, nor does its tab."""
    staff, uid = context["staff"], context["person"]["id"]
    area = context["person"].get("area") or people.fetch(staff, uid).area
    return guarded.has_page(staff, uid, area.code)


@register.simple_tag(takes_context=True)
def unread_notices(context: dict[str, Any]) -> int:
    """How many messages the person has not read."""
    staff = context.get("staff")
    return notices.unread(staff.user).count() if staff else 0


@register.simple_tag
def notice_url(notice: Notice) -> str:
    """The page of the thing a message is about."""
    kind, _, key = notice.subject.partition(":")
    if kind not in {"incident", "export", "person", "form", "filing", "plan"}:
        return ""
    try:
        return reverse(f"console:{kind}", args=[key])
    except NoReverseMatch:
        return ""


@register.filter
def of(rows: dict[Any, Any], key: Any) -> Any:
    """The entry of `rows` under a key that the template only knows by name."""
    return rows.get(key)


@register.filter
def hue(grid: Any) -> str:
    """The colour class of a grid by its number, so that map, table and sketch agree."""
    number = getattr(grid, "number", 0)
    told = int(number) if isinstance(number, int) else int(grid.code) % IN_GRID
    return f"hue-{told % HUES}"


@register.filter
def limit(kept: dict[str, Any]) -> str:
    """A time limit as people say it: 3 个工作日."""
    if not kept:
        return ""
    return f"{kept['amount']:g} {Unit(kept['unit']).label}"


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, in the largest unit: 3 小时前; 刚刚 within a minute."""
    now = clock.now()
    if now - moment < timedelta(minutes=1):
        return _("刚刚")
    return _("%(span)s前") % {"span": timesince(moment, now, depth=1)}


@register.filter
def seat(posting: Posting, how: str = "") -> str:
    """What a posting is for: its unit, its group, or its area (`whole`: with the area's parents)."""
    at = posting.unit or posting.group
    if at is not None:
        return at.name
    return posting.area.full_name if how == "whole" else posting.area.name
