"""Spans of time as the dictionary's page says them."""

from django import template
from django.utils.translation import gettext as _

from wangge.dictionary.shape import YEAR

register = template.Library()


@register.filter
def days(count: int) -> str:
    """Days in the largest unit that fits: 2 年."""
    if count % YEAR == 0:
        return _("%(n)d 年") % {"n": count // YEAR}
    return _("%(n)d 天") % {"n": count}
