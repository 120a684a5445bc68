"""Naming a resident on a form: by name, and by address where several have it."""

from django.utils.translation import gettext as _

from wangge.people import queries
from wangge.people.models import Person
from wangge.posts.access import Staff

_LOOK = 50


def one_named(staff: Staff, name: str, address: str = "") -> Person | str:
    """The one resident in reach of this name, else what to do about it."""
    text = f"{name} {address}".strip()
    rows = queries.listed(staff, queries.Filters(text=text))[:_LOOK]
    found = [row for row in rows if row.name == name]
    if len(found) == 1:
        return found[0]
    if found:
        return _("辖区内有 %(n)d 位同名居民，请补充住址。") % {"n": len(found)}
    return _("辖区内没有这位居民，请先登记或核对姓名。")
