"""Incidents as a workbook: the worklist with its filters, masked as on screen."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from wangge.areas.models import Area
from wangge.areas.queries import county_name
from wangge.exchange import lists
from wangge.exchange.catalog import Filters, Kind, register
from wangge.exchange.columns import Column, Gate
from wangge.exchange.workbooks import Row
from wangge.incidents import queries, rules
from wangge.incidents.access import NOT_SHOWN, SEEING, SHOWN_WITH
from wangge.incidents.models import Category, Incident
from wangge.incidents.words import holder_of, place_of
from wangge.kernel import clock
from wangge.kernel.codes import parse_code, short
from wangge.privacy.masks import mask_name, mask_phone

if TYPE_CHECKING:
    from wangge.posts.access import Staff

KIND = "incidents"
_col, _plain = lists.column, lists.plain
_QUERY = {
    "q": "text", "area": "area", "stage": "stage", "state": "state", "category": "category",
    "kind": "kind", "since": "since", "until": "until", "mine": "mine", "overdue": "overdue",
}  # fmt: skip


def columns(_staff: "Staff | None", _area: int) -> list[Column]:
    """What a worklist tells of an incident; whoever reported it only in the clear."""
    county = county_name()
    return [
        _col("number", "编号", _plain("number"), width=22),
        _col("title", "标题", _plain("title"), width=28),
        _col("group", "大类", lambda row, _whole: _group(row)),
        _col("category", "小类", lambda row, _whole: row.category.name),
        _col("kind", "类型", _plain("kind")),
        _col("urgency", "紧急程度", _plain("urgency")),
        _col("source", "来源", _plain("source")),
        _col("stage", "阶段", lambda row, _whole: row.stage),
        _col("state", "状态", lambda row, _whole: row.get_state_display()),
        _col("level", "层级", lambda row, _whole: row.get_level_display()),
        _col("grid_name", "所属网格", lambda row, _whole: place_of(row.area, county), width=26),
        _col("grid_code", "网格编码", lambda row, _whole: short(row.area_id), usual=False),
        _col("address", "地点", _plain("address"), width=30),
        _col("holder", "承办", lambda row, _whole: holder_of(row), width=20),
        _col("reported_at", "上报时间", _at("reported_at"), width=18),
        _col("due_at", "办结时限", _at("due_at"), width=18),
        _col("handled_at", "处理完成时间", _at("handled_at"), width=18),
        _col("closed_at", "结案时间", _at("closed_at"), width=18),
        _col("late", "超期", _late, width=8),
        _col("satisfaction", "满意度", _plain("satisfaction")),
        _col("description", "描述", _plain("description"), usual=False, width=40),
        _col("reporter_name", "反映人", _reporter, Gate.PERSONAL, usual=False),
        _col("reporter_phone", "反映人电话", _phone, Gate.PERSONAL, usual=False, width=16),
    ]


def _group(row: Incident) -> str:
    return row.category.parent.name if row.category.parent else row.category.name


def _at(name: str) -> lists.Getter:
    def cell(row: Incident, _whole: bool) -> str:
        moment: datetime | None = getattr(row, name)
        return f"{moment.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}" if moment else ""

    return cell


def _late(row: Incident, _whole: bool) -> str:
    if row.is_open and row.state == rules.SUSPENDED:
        return ""
    ended = clock.now() if row.is_open else row.closed_at or row.changed_at
    return "是" if ended > row.due_at else ""


def _reporter(row: Incident, whole: bool) -> str:
    return row.reporter_name if whole else mask_name(row.reporter_name)


def _phone(row: Incident, whole: bool) -> str:
    return row.phone if whole else mask_phone(row.phone)


def select(staff: "Staff | None", area: Area, filters: Filters) -> Sequence[int]:
    """Keys of the incidents of the worklist, in its order."""
    if staff is None:
        return lists.keys_of(lists.within(Incident.objects.all(), area).order_by("-pk"))
    words = {
        key: str(filters.get(key, "")) for key in ("text", "stage", "state", "category", "kind")
    }
    wanted = queries.Filters(
        under=_code(str(filters.get("area", ""))) or area.code, since=_day(filters.get("since")),
        until=_day(filters.get("until")), mine=bool(filters.get("mine")),
        overdue=bool(filters.get("overdue")), **words,
    )  # fmt: skip
    inside = lists.within(queries.worklist(staff, wanted), area)
    return lists.keys_of(inside.order_by("-pk"))


def _code(text: str) -> int | None:
    try:
        return parse_code(text) if text else None
    except ValueError:
        return None  # a place that does not exist narrows nothing, as on the page


def _day(given: Any) -> date | None:
    try:
        return date.fromisoformat(str(given)) if given else None
    except ValueError:
        return None


def read(
    _staff: "Staff | None", keys: Sequence[int], wanted: Sequence[Column], revealed: bool
) -> Iterator[Row]:
    """The rows of these incidents, as far as they are still there."""
    found = Incident.objects.filter(pk__in=list(keys)).select_related(*SHOWN_WITH)
    rows = lists.in_order(found.defer(*NOT_SHOWN), keys)
    return lists.cells(((row, row) for row in rows), wanted, revealed=revealed)


def seen(keys: Sequence[int], facts: Mapping[str, Any]) -> None:
    """Put on record, for each incident, that its reporter was given out in the clear."""
    lists.on_record(Incident.objects.all(), keys, "incident.export", "incident", facts)


def describe(filters: Filters) -> str:
    """The filters in words."""
    names = {
        "text": "关键词", "area": "区域", "stage": "阶段", "state": "状态", "category": "大类",
        "kind": "类型", "since": "上报起", "until": "上报止", "mine": "待我处理", "overdue": "超期",
    }  # fmt: skip
    groups = dict(Category.objects.filter(parent=None).values_list("code", "name"))
    code = _code(str(filters.get("area", ""))) or 0
    areas = Area.objects.filter(code=code).values_list("full_name", flat=True)
    words = {
        "state": dict(rules.STATE_CHOICES), "category": groups, "mine": {"on": "是"},
        "overdue": {"on": "是"}, "area": {str(filters.get("area")): name for name in areas},
    }  # fmt: skip
    return lists.told(names, words)(filters)


def register_kind() -> None:
    """Add incidents to what can be given out."""
    register(Kind(KIND, "事件清单", SEEING, columns, select, read, seen, describe, query=_QUERY))
