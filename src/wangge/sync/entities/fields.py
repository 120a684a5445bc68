"""Values that a device tells, read by the field dictionary."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from wangge.dictionary.access import may_see
from wangge.dictionary.queries import Dictionary
from wangge.dictionary.shape import Subject
from wangge.dictionary.values import Value, read
from wangge.kernel.errors import FieldFault
from wangge.people.editing import refuse
from wangge.posts.access import Staff


def read_fields(
    staff: Staff, dictionary: Dictionary, subject: Subject, area: int, fields: Mapping[str, Any]
) -> dict[str, Value]:
    """The stored forms by key; `Invalid` names every field that is unknown, hidden or wrong."""
    found: dict[str, Value] = {}
    faults: list[FieldFault] = []
    for key, raw in fields.items():
        field = dictionary.by_key.get(key)
        if field is None or field.subject is not subject or not may_see(staff, field, area):
            faults.append(FieldFault(key[:60], _("没有“%(key)s”这一项") % {"key": key[:40]}))
            continue
        if not is_plain(raw):
            faults.append(FieldFault(key, _("“%(label)s”的格式不对") % {"label": field.label}))
            continue
        got = read(field, raw)
        if isinstance(got, FieldFault):
            faults.append(got)
        else:
            found[key] = got
    refuse(faults)
    return found


def is_plain(raw: Any) -> bool:
    """Whether it is a value as a form gives one, not a structure."""
    if isinstance(raw, list):
        return all(isinstance(each, str | int | float | None) for each in raw)
    return raw is None or isinstance(raw, str | int | float | bool)
