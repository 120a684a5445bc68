"""Local rules with their defaults: what differs from county to county is data, never code."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, Q, QuerySet

from wangge.areas.models import Setting
from wangge.kernel.codes import Level, ancestor
from wangge.sql.prepared import Prepared

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
        Definition("data_request_days", "个人信息申请的办理期限(天)", 7, "GB/T 35273 最长 30 天"),
        Definition("reconfirm_days", "居民信息应重新核实的间隔(天)", 365, "默认值;可按社区缩短"),
        Definition(
            "retention_after_leaving_days",
            "迁出或死亡后档案保留天数",
            730,
            "默认值;个人信息保护法第 19 条:实现目的所必要的最短时间;0 为不自动清除",
        ),
        Definition(
            "visit_days_old", "走访间隔：老（天）", 30, "五必访；默认每月一次，可按社区调整"
        ),
        Definition(
            "visit_days_weak", "走访间隔：弱（天）", 90, "五必访；默认每季一次，可按社区调整"
        ),
        Definition(
            "visit_days_young", "走访间隔：小（天）", 90, "五必访；默认每季一次，可按社区调整"
        ),
        Definition(
            "visit_days_disabled", "走访间隔：残（天）", 90, "五必访；默认每季一次，可按社区调整"
        ),
        Definition(
            "visit_days_pregnant", "走访间隔：孕（天）", 30, "五必访；默认每月一次，可按社区调整"
        ),
        Definition(
            "visit_days_household",
            "走访间隔：每一户（天）",
            180,
            "联系群众全覆盖；默认每半年一次，0 为不定期",
        ),
        Definition(
            "patrol_frequency",
            "每几天至少巡查一次",
            1,
            "各地规定不一：每天一次或每周一次；一次外出可兼作巡查和走访",
        ),
        Definition(
            "report_days",
            "一般信息报送日",
            "周二、周五",
            "网格内一般信息每周二、五报送社区；特殊信息随时报送，不受此限",
        ),
        Definition(
            "visits_week_cap",
            "每人每周走访任务上限（户）",
            25,
            "默认值；超出的排到以后并说明原因，0 为不设上限",
        ),
        Definition(
            "service_phone", "社区服务电话（公示用）", "", "印在联系卡、公示牌上；填社区办公电话"
        ),
        Definition(
            "grid_duties",
            "网格员工作职责（公示用）",
            "采集核实人口、房屋、单位信息；巡查走访，发现隐患及时上报；了解民情，调处邻里矛盾；代办、引导便民服务事项；宣传政策法规",
            "统一公示内容；各条以分号隔开",
        ),
        Definition(
            "grid_promise",
            "服务承诺（公示用）",
            "来电来访当场回应，不推诿；反映的事项办到哪一步随时可查；进门亮证，只问与工作有关的事；保护居民个人信息",
            "“三亮”公示内容；各条以分号隔开",
        ),
        Definition(
            "grid_households", "每格户数上下限", [300, 500], "GB/T 34300 与地方文件常用区间"
        ),
        Definition(
            "division_approval",
            "网格划分方案由哪一级批准",
            "社区",
            "默认由社区书记批准；可填社区、镇街或县区，上级也可批准，起草人不能批准自己的方案",
        ),
        Definition(
            "grid_posts",
            "每格必须配齐的岗位",
            "网格长、网格员",
            "默认值；另须配协管员、监督员、信息员的地方写在这里，用顿号隔开",
        ),
    )
}


_read: ContextVar[dict[str, dict[int, Any]] | None] = ContextVar("read", default=None)


@contextmanager
def read_once(*keys: str) -> Iterator[None]:
    """Inside the block each rule is read from the database once: lists ask it for every row.

    The rules named here are read together.
    """
    read: dict[str, dict[int, Any]] = {key: {} for key in keys}
    for key, area, value in _ahead(keys):
        read[key][area] = value
    token = _read.set(read)
    try:
        yield
    finally:
        _read.reset(token)


def _values(key: Any, *where: Q) -> "QuerySet[Setting, tuple[int, Any]]":
    rows = Setting.objects.filter(*where, key=key).order_by("since")
    return rows.values_list("area_id", "value")


def _ahead(keys: Collection[str]) -> "QuerySet[Setting, tuple[str, int, Any]]":
    rows = Setting.objects.filter(key__in=keys).order_by("since")
    return rows.values_list("key", "area_id", "value")


_AT = Prepared(
    lambda key, community, town, county: _values(
        key, Q(area_id=community) | Q(area_id=town) | Q(area_id=county)
    ),
    key=CharField(),
    community=BigIntegerField(),
    town=BigIntegerField(),
    county=BigIntegerField(),
)
_ANYWHERE = Prepared(_values, key=CharField())


def setting(key: str, area: int) -> Any:
    """The rule that holds at `area`: its own, else the nearest above, else the default."""
    codes = [ancestor(area, level) for level in PLACES]
    rows = _newest(key, codes)
    for code in codes:
        if code in rows:
            return rows[code]
    return DEFINITIONS[key].default


def settings_at(keys: Collection[str], area: int) -> dict[str, Any]:
    """Several rules that hold at `area`, in one query."""
    codes = [ancestor(area, level) for level in PLACES]
    rows = Setting.objects.filter(key__in=keys, area_id__in=codes).order_by("since")
    found = {(key, code): value for key, code, value in rows.values_list("key", "area_id", "value")}
    default = {key: DEFINITIONS[key].default for key in keys}
    return {
        key: next((found[key, code] for code in codes if (key, code) in found), default[key])
        for key in keys
    }


def _newest(key: str, codes: list[int]) -> dict[int, Any]:
    """The newest value of the rule for each area that has one; at least for `codes`."""
    kept = _read.get()
    if kept is None:
        community, town, county = codes
        return dict(_AT.rows(key=key, community=community, town=town, county=county))
    if key not in kept:
        kept[key] = dict(_ANYWHERE.rows(key=key))
    return kept[key]
