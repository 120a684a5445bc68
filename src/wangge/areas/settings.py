"""Local rules with their defaults: what differs from county to county is data, never code."""

from dataclasses import dataclass
from typing import Any

from wangge.areas.models import Setting
from wangge.kernel.codes import Level, ancestor

PLACES = (Level.COMMUNITY, Level.TOWN, Level.COUNTY)


@dataclass(frozen=True)
class Definition:
    """A rule that may differ locally: what it means, its default and where that comes from."""

    key: str
    label: str
    default: Any
    source: str


DEFINITIONS = {
    d.key: d
    for d in (
        Definition(
            "work_hours",
            "工作时间",
            "09:00-12:00,13:30-17:30",
            "默认值;请按当地作息填写",
        ),
        Definition("reopen_days", "结案后可重启的天数", 15, "默认值;结案后群众仍可反映"),
        Definition("extensions_max", "每件事项最多延期次数", 2, "数字化城市管理常用规则"),
        Definition("warn_share", "黄灯预警:已用时限占比(%)", 70, "默认值"),
        Definition("grid_households", "每格户数上下限", [300, 500], "GB/T 34300 与地方文件常用区间"),
    )
}


def setting(key: str, area: int) -> Any:
    """The rule that holds at `area`: its own, else the nearest above, else the default."""
    codes = [ancestor(area, level) for level in PLACES]
    rows = {
        row.area_id: row.value
        for row in Setting.objects.filter(key=key, area__in=codes).order_by("since")
    }
    for code in codes:
        if code in rows:
            return rows[code]
    return DEFINITIONS[key].default
