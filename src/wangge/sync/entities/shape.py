"""What a handler gets and gives: who sends, what came of it, and reading loose values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.kernel.errors import FieldFault, Invalid, Refused
from wangge.posts.access import Staff
from wangge.sync import rules
from wangge.sync.models import Device

LONGEST = 5000


@dataclass(frozen=True)
class Sender:
    """Who sends from which device; `offset` is how far its clock is off."""

    staff: Staff
    device: Device
    offset: timedelta


@dataclass(frozen=True)
class Clash:
    """A field told differently by two people; `offered` as it can be kept."""

    entity: str
    key: UUID
    area: int
    field: str
    label: str
    offered: str


@dataclass(frozen=True)
class Outcome:
    """What an operation did."""

    result: str
    code: str = ""
    detail: str = ""
    clashes: tuple[Clash, ...] = ()


class WaitError(Exception):
    """The operation may fit once others of the same push are done."""


def conflict(clashes: tuple[Clash, ...]) -> Outcome:
    """Both tellings are kept, and the worker is told of which fields."""
    labels = "、".join(dict.fromkeys(clash.label for clash in clashes))
    told = _("“%(labels)s”和别人改的内容不同，两个都已保留，请选择以哪个为准。")
    detail = (told % {"labels": labels})[:240]
    return Outcome(rules.CONFLICT, "sync.conflict", detail, clashes)


def known_fields(entity: str, fields: Mapping[str, Any], known: Mapping[str, Any] | Any) -> None:
    """`Invalid` naming every field that the entity does not have."""
    faults = [
        FieldFault(str(name)[:60], _("没有“%(name)s”这一项") % {"name": str(name)[:40]})
        for name in fields
        if name not in known
    ]
    if faults:
        what = rules.ENTITIES[entity]
        told = "；".join(fault.detail for fault in faults[:5])
        message = _("%(what)s%(told)s，请更新手机端后重试。") % {"what": what, "told": told}
        raise Invalid("op.unknown_field", message, tuple(faults))


def text(fields: Mapping[str, Any], name: str) -> str:
    """A text; nothing given is an empty one."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST or "\x00" in value:
        raise _wrong(name, _("应为文字，不能太长"))
    return value


def uuid(fields: Mapping[str, Any], name: str) -> UUID | None:
    """An id, or nothing."""
    value = text(fields, name)
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError:
        raise _wrong(name, _("编号应为 UUID")) from None


def moment(fields: Mapping[str, Any], name: str) -> datetime | None:
    """A device's time; one that no calendar has is as good as none."""
    value = text(fields, name)
    return rules.read_moment(value)


def number(fields: Mapping[str, Any], name: str) -> float | None:
    """A number, or nothing."""
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 10**6:
        raise _wrong(name, _("应为数字"))
    return float(value)


def flag(fields: Mapping[str, Any], name: str) -> bool:
    """True or false."""
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise _wrong(name, _("只能是 true 或 false"))
    return value


def listed(fields: Mapping[str, Any], name: str, most: int) -> list[Any]:
    """A list of at most so many."""
    value = fields.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > most:
        raise _wrong(name, _("应为列表，最多 %(most)s 项") % {"most": most})
    return value


def mapping(value: Any, name: str) -> Mapping[str, Any]:
    """An object within a list."""
    if not isinstance(value, Mapping):
        raise _wrong(name, _("应为对象"))
    return value


def _wrong(name: str, told: str) -> Refused:
    return Invalid("op.value", f"{name}：{told}。", (FieldFault(name, told),))
