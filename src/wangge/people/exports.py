"""The ledger of residents as a workbook: its columns, its rows, and who hears of it."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wangge.areas.models import Area
from wangge.audit.models import Record
from wangge.dictionary.access import may_see
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Field, Mask, Sensitivity, Type
from wangge.exchange.catalog import Filters, Kind, register
from wangge.exchange.columns import Column, Gate
from wangge.exchange.watermarks import key_of
from wangge.exchange.workbooks import Row
from wangge.kernel.codes import below
from wangge.people.access import SEEING
from wangge.people.cells import Reader, fields
from wangge.people.intake.bulk import insert
from wangge.people.intake.chunks import chunks
from wangge.people.models import Person
from wangge.people.queries import Filters as ListFilters
from wangge.people.queries import listed
from wangge.people.rules import relation_label
from wangge.people.sight import NEVER_HIDDEN

if TYPE_CHECKING:
    from wangge.posts.access import Staff


def _keys(text: str) -> tuple[str, ...]:
    return tuple(text.split())


KIND = "people"
SEEN = "person.export"
USUAL = _keys(
    "household_number head_name relation name former_name sex birth_date id_type id_number phone "
    "ethnicity residence apart living_address registered_address marital political education "
    "occupation workplace arrived_on stay_reason note grid_name grid_code"
)
"""Columns of a workbook nobody chose columns for, in their order."""
_WIDTHS = {Type.ADDRESS: 34, Type.ID_NUMBER: 20, Type.PHONES: 16, Type.DATE: 12, Type.CODE: 12}
_EXAMPLES = {
    "name": "王小明", "sex": "男", "birth_date": "1985-03-12", "id_type": "居民身份证",
    "id_number": "18 位号码", "phone": "手机号；固定电话", "relation": "户主",
    "living_address": "建设路 12 号 3 栋 2 单元 501 室", "grid_name": "第一网格",
}  # fmt: skip


def columns(staff: "Staff | None", area: int) -> list[Column]:
    """The columns that this person may ask for: the usual ones first, then the whole dictionary."""
    starts = starts_of(staff, area)
    held = {
        field.key: field
        for field in fields(dictionary_at(area, below_too=True))
        if staff is None
        or field.key in NEVER_HIDDEN
        or all(may_see(staff, field, start) for start in starts)
    }
    order = [key for key in USUAL if key in held]
    return [_column(held[key]) for key in (*order, *(key for key in held if key not in USUAL))]


def select(staff: "Staff | None", area: Area, filters: Filters) -> Sequence[int]:
    """Keys of the residents of the list, in its order; eight bytes each."""
    if staff is None:
        codes = area.codes
        rows = Person.objects.filter(
            area_id__gte=codes.start, area_id__lt=codes.stop, hidden=""
        ).order_by("pk")
    else:
        rows = listed(staff, _filters(filters, area.code))
    return array("q", rows.values_list("pk", flat=True).iterator(10_000))


def read(
    staff: "Staff | None", keys: Sequence[int], wanted: Sequence[Column], revealed: bool
) -> Iterator[Row]:
    """The rows of these residents, as far as they are still there and in reach."""
    del staff  # the keys were selected for this person a moment ago
    people = list(Person.objects.filter(pk__in=list(keys), hidden="").order_by("pk"))
    reader = Reader(people)
    getters = [reader.getter(column.source, revealed=revealed) for column in wanted]
    for person in people:
        yield key_of(person.uid, person.version), [get(person) for get in getters]


def seen(keys: Sequence[int], facts: Mapping[str, Any]) -> None:
    """Put on record, for each resident, that their data was given out in the clear."""
    values = (facts["actor"], SEEN, facts["detail"], facts["at"])
    for run in chunks(keys, 2_000):
        rows = Person.objects.filter(pk__in=run).values_list("uid", "area_id")
        insert(
            Record,
            ("actor", "verb", "detail", "at", "subject", "area"),
            ((*values, f"person:{uid}", area) for uid, area in rows),
        )


def describe(filters: Filters) -> str:
    """The filters in words."""
    names = {"text": "姓名或地址", "label": "标签", "residence": "居住类型"}
    words = dict(Person.Residence.choices)
    told = (
        f"{names[key]}：{words.get(value, value)}"
        for key, value in filters.items()
        if key in names and value
    )
    return "，".join(told) or "全部"


def template(area: int) -> list[Column]:
    """The columns of an empty ledger to fill in: all that an import can read."""
    return columns(None, area)


def people_kind() -> Kind:
    """The residents' ledger for the catalog of what can be given out."""
    query = {"q": "text", "label": "label", "residence": "residence"}
    return Kind(KIND, "人口台账", SEEING, columns, select, read, seen, describe, template, query)


def register_kind() -> None:
    """Add the ledger of residents to what can be given out."""
    register(people_kind())


def _filters(filters: Filters, under: int) -> ListFilters:
    return ListFilters(
        text=str(filters.get("text", "")),
        under=under,
        label=str(filters.get("label", "")),
        residence=str(filters.get("residence", "")),
    )


def starts_of(staff: "Staff | None", area: int) -> list[int]:
    """Where the person's ranges within the area begin: a field must be open in all of them."""
    inside = below(area)
    ranges = staff.ranges(*SEEING) if staff else ()
    return [
        max(start, inside.start)
        for start, stop in ranges
        if start < inside.stop and stop > inside.start
    ]


def gate_of(field: Field) -> Gate | None:
    """The class of a field: an ID number alone is personal, what tells of need or health is more."""
    if field.type is Type.LABELS:
        return Gate.SENSITIVE
    if field.sensitivity is Sensitivity.SENSITIVE:
        return Gate.PERSONAL if field.key == "id_number" else Gate.SENSITIVE
    return Gate.PERSONAL if field.sensitivity is Sensitivity.PERSONAL else None


def _column(field: Field) -> Column:
    gate = gate_of(field)
    return Column(
        key=field.key,
        heading=field.label,
        gate=gate,
        usual=field.key in USUAL or (bool(field.local) and gate is not Gate.SENSITIVE),
        guarded=gate is Gate.SENSITIVE,
        editable=not field.elsewhere,
        required=field.required or field.key == "name",
        choices=_choices(field),
        width=_WIDTHS.get(field.type, 14),
        note=_note(field),
        example=_EXAMPLES.get(field.key, ""),
        source=field,
    )


def _choices(field: Field) -> tuple[str, ...]:
    if field.key == "relation":
        found = (relation_label(code, sex) for code in (field.codes or {}) for sex in "012")
        return tuple(dict.fromkeys(found))
    listed = field.type in {Type.CODE, Type.BOOLEAN}
    return tuple((field.codes or {}).values()) if listed else ()


def _note(field: Field) -> str:
    masked = "；带 * 的是脱敏显示，不改就保持原样" if field.mask is not Mask.NONE else ""
    how = {Type.DATE: "写成 2026-03-01", Type.PHONES: "多个号码用“；”隔开"}.get(field.type, "")
    where = f"{field.elsewhere}，在表里改了也不导入" if field.elsewhere else ""
    return "；".join(filter(None, (f"用途：{field.purpose}", how, where))) + masked
