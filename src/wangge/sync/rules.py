"""What devices send: entities, their fields, and the names older versions used. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

APPLIED, REPEATED, MERGED, CONFLICT, REFUSED = (
    "applied",
    "repeated",
    "merged",
    "conflict",
    "refused",
)
RESULTS = (APPLIED, REPEATED, MERGED, CONFLICT, REFUSED)
ENTITIES = {
    "visit": "走访",
    "person": "居民",
    "household": "户",
    "life": "人口变动",
    "incident": "事项",
    "step": "办理",
    "patrol": "巡查",
    "journal": "日志",
    "information": "信息报送",
    "suggestion": "建议与投诉",
    "notice": "通知",
}
MOST = 1000
"""Operations taken at once."""

FORMER: Mapping[str, Mapping[str, str]] = {
    "visit": {
        "problem": "found",
        "problems": "found",
        "result": "feedback",
        "difficulties": "difficulty",
        "needs": "need",
        "change": "recent_change",
        "changes": "recent_change",
        "start": "started_at",
        "end": "ended_at",
    },
    "person": {
        "phones": "phone",
        "mobile": "phone",
        "address": "living_address",
        "id_card": "id_number",
        "birthday": "birth_date",
    },
    "incident": {"content": "description", "images": "photos"},
}
"""Names of fields in older versions of the phone app -> today's; a phone may be 30 days behind."""

FIRST_YEAR, LAST_YEAR = 1970, 2199
DEVICE = 64
_ID = 100
_DETAIL = 240


@dataclass(frozen=True)
class Operation:
    """One entry of a device's log, read."""

    id: UUID
    entity: str
    key: UUID
    base: Any
    fields: Mapping[str, Any]
    at: datetime | None


@dataclass(frozen=True)
class Receipt:
    """What became of an operation; `detail` says it to the worker."""

    id: str
    result: str
    code: str = ""
    detail: str = ""

    def to(self, told: str) -> "Receipt":
        """The receipt under the id as it was sent."""
        return replace(self, id=told)


def refused(told: Any, code: str, detail: str) -> Receipt:
    """A receipt for what could not be done."""
    return Receipt(str(told)[:_ID], REFUSED, code, detail[:_DETAIL])


def is_device(code: str) -> bool:
    """Whether a device may call itself so."""
    return code == code.strip() and code.isprintable() and 0 < len(code) <= DEVICE


def read_operation(raw: Any) -> Operation | Receipt:
    """The operation, or a receipt that says why it cannot be read."""
    if not isinstance(raw, Mapping):
        return refused("", "op.shape", "这一条不是有效的操作记录，请更新手机端后重试。")
    told = raw.get("id", "")
    uid, key = _uuid(told), _uuid(raw.get("key"))
    if uid is None:
        return refused(told, "op.id", "操作编号不是 UUID，无法保证只办一次。")
    entity, fields = raw.get("entity"), raw.get("fields")
    if not isinstance(entity, str) or entity not in ENTITIES:
        known = "、".join(ENTITIES)
        return refused(told, "op.entity", f"不认识“{str(entity)[:40]}”，只能是：{known}。")
    if key is None:
        return refused(told, "op.key", f"{ENTITIES[entity]}的编号不是 UUID，请更新手机端后重试。")
    if not isinstance(fields, Mapping) or not fields:
        return refused(told, "op.fields", "没有写改了什么，请更新手机端后重试。")
    return Operation(
        id=uid,
        entity=entity,
        key=key,
        base=renamed(entity, raw.get("base")),
        fields=renamed(entity, fields),
        at=read_moment(raw.get("at")),
    )


def renamed(entity: str, fields: Any) -> Any:
    """The fields under today's names; a field given under both keeps today's."""
    if not isinstance(fields, Mapping):
        return fields
    former = FORMER.get(entity, {})
    found = {former[name]: value for name, value in fields.items() if name in former}
    return found | {name: value for name, value in fields.items() if name not in former}


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def read_moment(value: Any) -> datetime | None:
    """A device's time; nothing where there is none to be made of it."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
