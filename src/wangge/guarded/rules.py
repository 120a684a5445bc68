"""What a guarded record may say: each value by its field's type."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wangge.dictionary.shape import Field, Type
from wangge.guarded.kinds import Kind
from wangge.kernel.errors import FieldFault, Invalid
from wangge.kernel.text import tidy

LONGEST = 500
Facts = dict[str, Any]


def checked(kind: Kind, given: Mapping[str, Any]) -> Facts:
    """The facts as they are kept, empty ones left out; `Invalid` names every wrong field."""
    faults = [FieldFault(key, "没有这一项") for key in given if key not in kind.by_key]
    kept: Facts = {}
    for field in kind.fields:
        value = given.get(field.key)
        if value in (None, "", []):
            continue
        try:
            kept[field.key] = _value(field, value)
        except ValueError as error:
            faults.append(FieldFault(field.key, f"{field.label}{error}"))
    if faults:
        told = "；".join(fault.detail for fault in faults)
        raise Invalid("guarded.facts", f"请改正后再保存——{told}。", tuple(faults))
    return kept


def _value(field: Field, value: Any) -> Any:
    reader = _READERS.get(field.type, _text)
    return reader(field, value)


def _text(_field: Field, value: Any) -> str:
    text = tidy(str(value))
    if len(text) > LONGEST:
        raise ValueError(f"不能超过 {LONGEST} 个字")
    return text


def _date(_field: Field, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError("请填日期，例如 2026-11-24") from None


def _code(field: Field, value: Any) -> str:
    if str(value) not in (field.codes or {}):
        raise ValueError("请从列表中选择")
    return str(value)


def _codes(field: Field, value: Any) -> list[str]:
    return [_code(field, each) for each in value]


def _number(_field: Field, value: Any) -> str:
    text = str(value)
    if not text.replace(".", "", 1).isdigit():
        raise ValueError("请填数字")
    return text


def _boolean(_field: Field, value: Any) -> str:
    if value in {True, "1"}:
        return "1"
    if value in {False, "0"}:
        return "0"
    raise ValueError("请选择是或否")


_READERS = {
    Type.DATE: _date,
    Type.CODE: _code,
    Type.CHOICES: _codes,
    Type.NUMBER: _number,
    Type.MONEY: _number,
    Type.BOOLEAN: _boolean,
}


def spelled(field: Field, value: Any) -> str:
    """A kept value in words."""
    if field.type is Type.BOOLEAN:
        return "是" if value == "1" else "否"
    codes = field.codes or {}
    values = value if isinstance(value, list) else [value]
    return "、".join(codes.get(each, str(each)) for each in values)
