"""The faults that a schema finds, said in Chinese."""

from collections.abc import Mapping, Sequence
from typing import Any

from wangge.kernel.errors import FieldFault

# Where a fault lies, told by the framework, and what our views call the whole.
_OUTER = frozenset({"body", "query", "path", "header", "given", "wanted"})

_TOLD = {
    "missing": "必须填写",
    "extra_forbidden": "没有这个字段，请核对接口文档",
    "model_type": "应为 JSON 对象",
    "model_attributes_type": "应为 JSON 对象",
    "dict_type": "应为 JSON 对象",
    "list_type": "应为列表",
    "string_type": "应为文字",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "不能超过 {max_length} 个字",
    "string_pattern_mismatch": "格式不对",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少 {min_length} 项",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_parsing_size": "数字太大",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "finite_number": "应为有限的数字",
    "bool_type": "只能是 true 或 false",
    "bool_parsing": "只能是 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "uuid_type": "应为 UUID",
    "uuid_parsing": "应为 UUID",
    "value_error": "{error}",
}
_DATES = "日期或时间不对；时间应写作 2026-01-31T09:30:00+08:00，日期应写作 2026-01-31"


def field_faults(errors: Sequence[Mapping[str, Any]]) -> tuple[FieldFault, ...]:
    """One fault for each thing the schema found."""
    return tuple(FieldFault(_field(error["loc"]), _detail(error)) for error in errors[:50])


def _field(loc: Sequence[Any]) -> str:
    names = list(loc)
    while names and names[0] in _OUTER:
        names.pop(0)
    return ".".join(map(str, names))[:200]


def _detail(error: Mapping[str, Any]) -> str:
    kind = error["type"]
    if kind in _TOLD:
        return _TOLD[kind].format_map(error.get("ctx", {}))
    if kind.startswith(("date", "time")):
        return _DATES
    return "格式不对，请核对接口文档"
