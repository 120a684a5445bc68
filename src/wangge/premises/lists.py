"""Rentals, facilities and dwellings as workbooks: given out only, with the filters of their lists."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from wangge.areas.models import Area
from wangge.dictionary import codes, values
from wangge.dictionary.access import may_see
from wangge.dictionary.shape import Field
from wangge.exchange import lists
from wangge.exchange.catalog import Filters, Kind, register
from wangge.exchange.columns import Column, Gate
from wangge.exchange.workbooks import Row
from wangge.kernel.codes import short
from wangge.people.access import SEEING
from wangge.people.cells import mask
from wangge.people.exports import gate_of, starts_of
from wangge.people.models import Household, Person
from wangge.places import access as places
from wangge.places import queries as ground
from wangge.places.fields import dwelling_fields
from wangge.places.models import Dwelling
from wangge.places.rules import USES
from wangge.premises.fields import rental_fields
from wangge.premises.models import Facility, Premises, Rental
from wangge.premises.queries import facilities, rentals
from wangge.premises.rules import FACILITY_KINDS, FACILITY_STATES, HAZARDS, RENTAL_USES
from wangge.privacy.masks import mask_address, mask_id_number, mask_name

if TYPE_CHECKING:
    from wangge.posts.access import Staff

P = Gate.PERSONAL
_col, _plain, _masked = lists.column, lists.plain, lists.masked
_Load = Callable[[Sequence[int]], Iterable[tuple[Any, Any]]]


def _where(get: Callable[[Any], Any] = lambda row: row) -> list[Column]:
    return [
        _col("grid_name", "所属网格", lambda row, _whole: get(row).area.full_name, width=26),
        _col("grid_code", "网格编码", lambda row, _whole: short(get(row).area_id), usual=False),
    ]


def _fact(field: Field, get: Callable[[Any], Any] = lambda row: row) -> Column:
    gate = gate_of(field)

    def cell(row: Any, revealed: bool) -> str:
        text = values.show(field, get(row).facts.get(field.key), whole=True)
        return text if revealed else mask(field, text)

    return _col(
        field.key, field.label, cell, gate, usual=gate is not Gate.SENSITIVE,
        guarded=gate is Gate.SENSITIVE,
    )  # fmt: skip


def _open(staff: "Staff | None", area: int, fields: Iterable[Field]) -> list[Field]:
    starts = starts_of(staff, area)
    return [f for f in fields if staff is None or all(may_see(staff, f, at) for at in starts)]


def _read(
    load: _Load,
) -> Callable[["Staff | None", Sequence[int], Sequence[Column], bool], Iterator[Row]]:
    def read(
        _staff: "Staff | None",
        keys: Sequence[int],
        wanted: Sequence[Column],
        revealed: bool,
    ) -> Iterator[Row]:
        return lists.cells(load(keys), wanted, revealed=revealed)

    return read


def _seen(
    rows: "QuerySet[Any]", subject: str
) -> Callable[[Sequence[int], Mapping[str, Any]], None]:
    def seen(keys: Sequence[int], facts: Mapping[str, Any]) -> None:
        lists.on_record(rows.all(), keys, f"{subject}.export", subject, facts)

    return seen


def _whole(rows: "QuerySet[Any]", keys: Sequence[int]) -> list[tuple[Any, Any]]:
    """These rows in the order of the list, each read from by itself."""
    found = rows.filter(pk__in=list(keys)).select_related("area").defer("area__boundary")
    return [(row, row) for row in lists.in_order(found, keys)]


def _words(filters: Filters, *keys: str) -> dict[str, str]:
    return {key: str(filters.get(key, "")) for key in keys}


# --- rentals


def _rental_columns(staff: "Staff | None", area: int) -> list[Column]:
    return [
        _col("address", "房屋", _let(lambda row: f"{row.dwelling.address}{row.part}", mask_address), P, width=34),
        _col("landlord_name", "出租人", _let(_landlord, mask_name), P),
        _col("landlord_phone", "出租人电话", _let(lambda row: row.landlord_phone, None, lambda row: row.phone_hint), P, width=16),
        _col("landlord_id", "出租人证件号码", _let(lambda row: row.landlord_id, mask_id_number), P, width=20, usual=False),
        _col("use", "出租用途", lambda row, _whole: RENTAL_USES.get(row.use, "")),
        _col("lease_from", "租赁起始", _plain("lease_from"), width=12),
        _col("lease_to", "租赁到期", _plain("lease_to"), width=12),
        _col("filing_number", "登记备案号", _plain("filing_number")),
        _col("pledged_on", "治安责任书签订日期", _plain("pledged_on")),
        _col("hazard", "隐患类型", lambda row, _whole: HAZARDS.get(row.hazard, "")),
        _col("ended_on", "停租日期", _plain("ended_on"), width=12),
        _col("note", "备注", _plain("note"), usual=False),
        *_where(),
        *map(_fact, _open(staff, area, rental_fields(area))),
    ]  # fmt: skip


def _landlord(row: Rental) -> str:
    return row.owner.name if row.owner else row.landlord_name


def _let(
    whole: Callable[[Rental], str],
    hide: Callable[[str], str] | None,
    hint: Callable[[Rental], str] | None = None,
) -> lists.Getter:
    def cell(row: Rental, revealed: bool) -> str:
        if revealed:
            return whole(row)
        return hint(row) if hint else hide(whole(row)) if hide else ""

    return cell


def _rentals(staff: "Staff | None", area: Area, filters: Filters) -> Sequence[int]:
    if staff is None:
        return lists.keys_of(lists.within(Rental.objects.all(), area))
    wanted = _words(filters, "text", "use", "hazard", "state")
    return lists.keys_of(rentals.listed(staff, rentals.Filters(under=area.code, **wanted)))


def _load_rentals(keys: Sequence[int]) -> Iterable[tuple[Any, Any]]:
    return _whole(Rental.objects.select_related("dwelling", "owner"), keys)


# --- facilities


def _facility_columns(_staff: "Staff | None", _area: int) -> list[Column]:
    return [
        _col("name", "名称", _plain("name"), width=26),
        _col("kind", "类型", lambda row, _whole: FACILITY_KINDS.get(row.kind, "")),
        _col("number", "编号（部件编码）", _plain("number")),
        _col("address", "位置", _plain("address"), width=34),
        *_where(),
        _col("owner", "权属单位", _plain("owner"), width=20),
        _col("keeper", "养护（管理）单位", _plain("keeper"), width=20),
        _col("keeper_phone", "管理单位电话", _plain("keeper_phone"), width=16),
        _col("state", "状态", lambda row, _whole: FACILITY_STATES.get(row.state, "")),
        _col("capacity", "容量（数量）", _plain("capacity")),
        _col("shared", "可共享", _plain("shared")),
        _col("lon", "经度", _plain("lon"), usual=False),
        _col("lat", "纬度", _plain("lat"), usual=False),
        _col("note", "备注", _plain("note"), usual=False),
    ]


def _facilities(staff: "Staff | None", area: Area, filters: Filters) -> Sequence[int]:
    if staff is None:
        return lists.keys_of(lists.within(Facility.objects.all(), area))
    wanted = facilities.Filters(
        under=area.code,
        shared=bool(filters.get("shared")),
        **_words(filters, "text", "kind", "state"),
    )
    return lists.keys_of(facilities.listed(staff, wanted))


def _load_facilities(keys: Sequence[int]) -> Iterable[tuple[Any, Any]]:
    return _whole(Facility.objects.all(), keys)


# --- dwellings


@dataclass(frozen=True)
class _Home:
    """A dwelling with those who live and work in it."""

    row: Dwelling
    heads: Sequence[str]
    households: int
    people: int
    let: bool
    units: Sequence[str]


def _home_columns(staff: "Staff | None", area: int) -> list[Column]:
    return [
        _col("estate", "小区", lambda home, _whole: str(home.row.building.estate or "")),
        _col("building", "楼栋", lambda home, _whole: str(home.row.building), width=26),
        _col("unit", "单元", lambda home, _whole: home.row.unit, width=10),
        _col("room", "房号", lambda home, _whole: home.row.room, width=10),
        _col("address", "地址", lambda home, _whole: home.row.address, width=34),
        *_where(lambda home: home.row),
        _col("head_name", "户主", _heads, P),
        _col("households", "户数", lambda home, _whole: home.households, width=8),
        _col("people", "人数", lambda home, _whole: home.people, width=8),
        _col("let", "出租", lambda home, _whole: "是" if home.let else "", width=8),
        _col("units", "单位", lambda home, _whole: "；".join(home.units), width=20),
        *(_fact(f, lambda home: home.row) for f in _open(staff, area, dwelling_fields(area))),
    ]


def _heads(home: _Home, revealed: bool) -> str:
    return "；".join(home.heads if revealed else map(mask_name, home.heads))


def _homes(staff: "Staff | None", area: Area, filters: Filters) -> Sequence[int]:
    if staff is None:
        return lists.keys_of(lists.within(Dwelling.objects.all(), area))
    words = _words(filters, "text", "use")
    wanted = ground.Filters(under=area.code, text=words["text"], use=words["use"])
    buildings = ground.buildings(staff, wanted).order_by().values("pk")
    rows = places.dwellings(staff).filter(staff.reach("area_id", *SEEING), building__in=buildings)
    inside = lists.within(rows, area)
    order = ("building__address", "building__name", "building_id", "unit", "room", "pk")
    return lists.keys_of(inside.order_by(*order))


def _load_homes(keys: Sequence[int]) -> Iterator[tuple[Any, Any]]:
    pairs = _whole(Dwelling.objects.select_related("building", "building__estate"), keys)
    pks = [row.pk for row, _same in pairs]
    present = Q(members__status=Person.Status.PRESENT, members__hidden="")
    open_ones = Household.objects.filter(dwelling__in=pks, until=None)
    living = open_ones.annotate(n=Count("members", filter=present))
    counts: dict[int, list[int]] = {}
    for dwelling, people in living.values_list("dwelling_id", "n"):
        counts.setdefault(dwelling, []).append(people)
    heads, let, units = _heads_of(pks), _let_ones(pks), _units_of(pks)
    for row, _same in pairs:
        found = counts.get(row.pk, [])
        yield (
            row,
            _Home(
                row,
                heads.get(row.pk, ()),
                len(found),
                sum(found),
                row.pk in let,
                units.get(row.pk, ()),
            ),
        )


def _heads_of(pks: Collection[int]) -> dict[int, list[str]]:
    rows = Person.objects.filter(
        household__dwelling__in=pks, household__until=None, relation=codes.HEAD, hidden=""
    )
    return _grouped(rows.order_by("pk").values_list("household__dwelling_id", "name"))


def _units_of(pks: Collection[int]) -> dict[int, list[str]]:
    rows = Premises.objects.filter(dwelling__in=pks, closed_on=None).order_by("pk")
    return _grouped(rows.values_list("dwelling_id", "name"))


def _let_ones(pks: Collection[int]) -> set[int]:
    rows = Rental.objects.filter(dwelling__in=pks, ended_on=None)
    return set(rows.values_list("dwelling_id", flat=True))


def _grouped(pairs: Iterable[tuple[Any, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key, text in pairs:
        found.setdefault(key, []).append(text)
    return found


def register_kinds() -> None:
    """Add rentals, facilities and dwellings to what can be given out."""
    told = lists.told
    register(Kind(
        "dwellings", "房屋台账", SEEING, _home_columns, _homes, _read(_load_homes),
        _seen(Dwelling.objects.all(), "dwelling"),
        told({"text": "地址、楼栋或小区", "use": "用途"}, {"use": USES}),
        query={"q": "text", "use": "use"},
    ))  # fmt: skip
    register(Kind(
        "rentals", "出租房屋台账", SEEING, _rental_columns, _rentals, _read(_load_rentals),
        _seen(Rental.objects.all(), "rental"),
        told({"text": "地址或出租人", "use": "用途", "hazard": "隐患", "state": "状态"},
             {"use": RENTAL_USES, "hazard": HAZARDS, "state": rentals.STATES}),
        query={"q": "text", "use": "use", "hazard": "hazard", "state": "state"},
    ))  # fmt: skip
    register(Kind(
        "facilities", "设施资源台账", SEEING, _facility_columns, _facilities,
        _read(_load_facilities), _seen(Facility.objects.all(), "facility"),
        told({"text": "名称或地址", "kind": "类型", "state": "状态", "shared": "可共享"},
             {"kind": FACILITY_KINDS, "state": FACILITY_STATES}),
        query={"q": "text", "kind": "kind", "state": "state", "shared": "shared"},
    ))  # fmt: skip
