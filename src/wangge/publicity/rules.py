"""What of a print is out of date. Pure: no Django, no database."""

import re
from collections.abc import Mapping
from typing import Any

NAMES = {
    "staff": "人员",
    "phones": "人员电话",
    "service": "社区服务电话",
    "area": "网格名称",
    "border": "网格边界",
    "place": "楼栋名称",
    "duties": "工作职责",
    "promise": "服务承诺",
    "certificate": "证件编号",
    "photo": "照片",
}
"""Everything a print can show, by the key under which it is kept."""

_NUMBERS = re.compile("([0-9]+)")
ENDED = "任职已结束"
OTHER_GRID = "所属网格"


def changes(shown: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What stood on a print and is different now, in words; empty while it is right."""
    if now.get("ended"):
        return [ENDED]
    return [NAMES[key] for key in NAMES if key in shown and shown[key] != now.get(key)]


def street_order(address: str) -> list[tuple[int, str]]:
    """Sorts addresses as people count them: 2号 before 10号."""
    return [(int(p), "") if p.isdecimal() else (0, p) for p in _NUMBERS.split(address)]


def percent(part: int, whole: int) -> float | None:
    """A share in percent; None of nothing."""
    return 100 * part / whole if whole else None
