"""The register of units as a workbook: its columns, its rows, and who hears of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wangge.areas.models import Area
from wangge.dictionary.access import may_see
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Field, Type
from wangge.exchange import lists
from wangge.exchange.catalog import Filters, Kind, register
from wangge.exchange.columns import Column, Gate
from wangge.exchange.workbooks import Row
from wangge.people.access import SEEING
from wangge.people.exports import gate_of, starts_of
from wangge.premises.cells import PLACE, Reader, fields
from wangge.premises.fields import COLUMNS, CONTACTS
from wangge.premises.models import Premises
from wangge.premises.queries import units
from wangge.premises.rules import ATTENTION, HAZARDS, KINDS

if TYPE_CHECKING:
    from wangge.posts.access import Staff

KIND = "premises"
SEEN = "premises.export"
_USUAL = {*COLUMNS, *CONTACTS, *PLACE}
_ELSEWHERE = "所属网格在单位页面调整"
_WIDTHS = {
    "premises_name": 28, "premises_address": 34, "credit_code": 22, "legal_phone": 16,
    "manager_phone": 16,
}  # fmt: skip
_EXAMPLES = {
    "premises_name": "建设路便利店", "premises_kind": "个体工商户", "credit_code": "18 位代码",
    "premises_address": "建设路 12 号 3 栋 101", "legal_person": "王小明", "staff_count": "3",
    "opened_on": "2020-03-01", "grid_name": "第一网格",
}  # fmt: skip
_QUERY = {
    "q": "text", "kind": "kind", "hazard": "hazard", "attention": "attention", "state": "state",
}  # fmt: skip
_describe = lists.told(
    {"text": "名称或地址", "kind": "类型", "hazard": "隐患", "attention": "关注程度", "state": "状态"},
    {"kind": KINDS, "hazard": HAZARDS, "attention": ATTENTION, "state": units.STATES},
)  # fmt: skip


def columns(staff: "Staff | None", area: int) -> list[Column]:
    """The columns that this person may ask for: the usual ones first, then the whole dictionary."""
    starts = starts_of(staff, area)
    held = [
        field
        for field in fields(dictionary_at(area, below_too=True))
        if staff is None
        or field.key in PLACE
        or all(may_see(staff, field, start) for start in starts)
    ]
    found = [_column(field) for field in held]
    return sorted(found, key=lambda column: not column.usual)


def template(area: int) -> list[Column]:
    """The columns of an empty ledger to fill in: all that an import can read."""
    return [replace(column, editable=True) for column in columns(None, area)]


def select(staff: "Staff | None", area: Area, filters: Filters) -> Sequence[int]:
    """Keys of the units of the list, in its order."""
    if staff is None:
        return lists.keys_of(lists.within(Premises.objects.all(), area))
    wanted = {key: str(filters.get(key, "")) for key in _QUERY.values()}
    return lists.keys_of(units.listed(staff, units.Filters(under=area.code, **wanted)))


def read(
    staff: "Staff | None", keys: Sequence[int], wanted: Sequence[Column], revealed: bool
) -> Iterator[Row]:
    """The rows of these units, as far as they are still there."""
    del staff  # the keys were selected for this person a moment ago
    rows = Premises.objects.filter(pk__in=list(keys)).select_related("area")
    found = rows.defer("area__boundary").prefetch_related("contacts")
    pairs = ((row, row) for row in lists.in_order(found, keys))
    return lists.cells(pairs, wanted, revealed=revealed)


def seen(keys: Sequence[int], facts: Mapping[str, Any]) -> None:
    """Put on record, for each unit, that its contacts were given out in the clear."""
    lists.on_record(Premises.objects.all(), keys, SEEN, "premises", facts)


def register_kind() -> None:
    """Add the register of units to what can be given out."""
    register(
        Kind(KIND, "单位台账", SEEING, columns, select, read, seen, _describe, template, _QUERY)
    )


_READER = Reader()


def _column(field: Field) -> Column:
    gate = None if field.key in PLACE else gate_of(field)

    def cell(row: Premises, revealed: bool) -> str:
        return _READER.text(row, field, revealed=revealed)

    return Column(
        key=field.key,
        heading=field.label,
        gate=gate,
        usual=field.key in _USUAL or bool(field.local),
        guarded=gate is Gate.SENSITIVE,
        editable=field.key not in PLACE,
        required=field.key == "premises_name",
        choices=tuple((field.codes or {}).values()) if field.type in _PICKED else (),
        width=_WIDTHS.get(field.key, 14),
        note=_ELSEWHERE if field.key in PLACE else f"用途：{field.purpose}",
        example=_EXAMPLES.get(field.key, ""),
        source=cell,
    )


_PICKED = {Type.CODE, Type.BOOLEAN}
