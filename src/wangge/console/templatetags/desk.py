"""What the desk's frame needs on every page."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from wangge.notices import queries as notices

register = template.Library()


@register.inclusion_tag("console/nav_item.html", takes_context=True)
def nav_item(
    context: dict[str, Any], name: str, icon: str, label: str, needs: str = ""
) -> dict[str, Any]:
    """One entry of the side menu; nothing for pages that the posts held do not open."""
    staff = context.get("staff")
    wanted = frozenset(needs.split())
    if wanted and (not staff or not staff.abilities & wanted):
        return {"url": ""}
    try:
        url = reverse(name)
    except NoReverseMatch:
        return {"url": ""}
    path = context["request"].path
    home = reverse("console:home")
    here = path == url if url == home else path.startswith(url)
    return {"url": url, "icon": icon, "label": label, "here": here}


@register.simple_tag(takes_context=True)
def unread_notices(context: dict[str, Any]) -> int:
    """How many messages the person has not read."""
    staff = context.get("staff")
    return notices.unread(staff.user).count() if staff else 0
