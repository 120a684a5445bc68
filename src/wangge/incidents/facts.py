"""Reading the facts that come with a verb: every fault is named, nothing is guessed."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from wangge.incidents import rules
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid
from wangge.kernel.text import tidy

NOTE = 2000
TEXT = 60
LIST = 20
FIRST_YEAR = 2000  # a time before that is a clock that was never set
SLACK = timedelta(minutes=5)  # phones' clocks differ


def _one_of(choices: tuple[str, ...]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value not in choices:
            raise ValueError(f"只能是:{'、'.join(choices)}")
        return value

    return read


def _boolean(value: Any) -> bool:
    if value in {True, False}:
        return bool(value)
    if value in {"true", "1", "通过"}:
        return True
    if value in {"false", "0", "不通过"}:
        return False
    raise ValueError("只能是 true(通过)或 false(不通过)")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("应为文字")  # noqa: TRY004 -- one exception for every fault of a field
    text = tidy(value)
    if len(text) > TEXT:
        raise ValueError(f"不能超过 {TEXT} 个字")
    return text


def read_moment(value: Any) -> datetime:
    """A time of the past, aware; ValueError says what is wrong with it."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError("时间应写作 2026-01-31T09:30:00+08:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=clock.BEIJING)
    if moment.year < FIRST_YEAR:
        raise ValueError(f"时间不能早于 {FIRST_YEAR} 年")
    if moment > clock.now() + SLACK:
        raise ValueError("时间不能晚于现在")
    return moment


def _uuid(value: Any) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise ValueError("编号格式不对") from None


def _list_of(read: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    def read_all(value: Any) -> list[Any]:
        if not isinstance(value, list | tuple):
            raise ValueError("应为列表")  # noqa: TRY004
        if len(value) > LIST:
            raise ValueError(f"最多 {LIST} 项")
        return [read(item) for item in value]

    return read_all


READERS: dict[str, Callable[[Any], Any]] = {
    "channel": _one_of(rules.CHANNELS),
    "told_at": read_moment,
    "passed": _boolean,
    "category": _text,
    "kind": _one_of(rules.KINDS),
    "urgency": _one_of(rules.URGENCIES),
    "reason": _one_of(rules.ESCALATION_REASONS),
    "handler": _text,
    "unit": _text,
    "assist": _list_of(_text),
    "into": _uuid,
    "satisfaction": _one_of(rules.SATISFACTION),
    "supervision": _one_of(rules.SUPERVISION),
    "photos": _list_of(_uuid),
}
LABELS = {
    "note": "说明",
    "channel": "告知方式",
    "told_at": "告知时间",
    "found_at": "发现时间",
    "passed": "核查是否通过",
    "category": "事项类别",
    "kind": "事件类型",
    "urgency": "紧急程度",
    "reason": "上报原因",
    "handler": "承办人",
    "unit": "承办单位",
    "assist": "协办单位",
    "into": "并入的事项",
    "satisfaction": "满意度",
    "supervision": "督办级别",
    "photos": "照片",
}


def read_facts(given: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in their proper types; empty ones are left out; `Invalid` names every fault."""
    facts: dict[str, Any] = {}
    faults: list[FieldFault] = []
    for field, value in given.items():
        if value in (None, "", []):
            continue
        read = READERS.get(field)
        if read is None:
            faults.append(FieldFault(field, "没有这个字段,请核对接口文档"))
            continue
        try:
            facts[field] = read(value)
        except (ValueError, TypeError) as fault:
            faults.append(FieldFault(field, str(fault)))
    if faults:
        raise_faults(faults)
    return facts


def read_note(note: str) -> str:
    """The note as kept; line breaks stay."""
    lines = (tidy(line) for line in note.splitlines())
    text = "\n".join(line for line in lines if line)
    if len(text) > NOTE:
        raise_faults([FieldFault("note", f"不能超过 {NOTE} 个字,现在有 {len(text)} 个")])
    return text


def raise_faults(faults: list[FieldFault]) -> None:
    """Refuse with every fault named in one sentence."""
    told = ";".join(f"{LABELS.get(f.field, f.field)}:{f.detail}" for f in faults)
    raise Invalid("incident.facts", f"请改正后再提交——{told}。", tuple(faults))
