"""Rentals and facilities as workbooks: given out only, with the filters of their lists."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from wangge.areas.models import Area
from wangge.exchange import lists
from wangge.exchange.catalog import Filters, Kind, register
from wangge.exchange.columns import Column, Gate
from wangge.people.access import SEEING
from wangge.premises.fields import rental_fields
from wangge.premises.models import Facility, Rental
from wangge.premises.queries import facilities, rentals
from wangge.premises.rules import FACILITY_KINDS, FACILITY_STATES, HAZARDS, RENTAL_USES
from wangge.privacy.masks import mask_address, mask_id_number, mask_name

if TYPE_CHECKING:
    from wangge.posts.access import Staff

from wangge.premises.columns import fact, open_fields, pairs_of, reading, seen, where, words
from wangge.premises.homes_list import homes_kind


def _rental_columns(staff: "Staff | None", area: int) -> list[Column]:
    return [
        lists.column("address", "房屋", _let(lambda row: f"{row.dwelling.address}{row.part}", mask_address), Gate.PERSONAL, width=34),
        lists.column("landlord_name", "出租人", _let(_landlord, mask_name), Gate.PERSONAL),
        lists.column("landlord_phone", "出租人电话", _let(lambda row: row.landlord_phone, None, lambda row: row.phone_hint), Gate.PERSONAL, width=16),
        lists.column("landlord_id", "出租人证件号码", _let(lambda row: row.landlord_id, mask_id_number), Gate.PERSONAL, width=20, usual=False),
        lists.column("use", "出租用途", lambda row, _whole: RENTAL_USES.get(row.use, "")),
        lists.column("lease_from", "租赁起始", lists.plain("lease_from"), width=12),
        lists.column("lease_to", "租赁到期", lists.plain("lease_to"), width=12),
        lists.column("filing_number", "登记备案号", lists.plain("filing_number")),
        lists.column("pledged_on", "治安责任书签订日期", lists.plain("pledged_on")),
        lists.column("hazard", "隐患类型", lambda row, _whole: HAZARDS.get(row.hazard, "")),
        lists.column("ended_on", "停租日期", lists.plain("ended_on"), width=12),
        lists.column("note", "备注", lists.plain("note"), usual=False),
        *where(),
        *map(fact, open_fields(staff, area, rental_fields(area))),
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
    wanted = words(filters, "text", "use", "hazard", "state")
    return lists.keys_of(rentals.listed(staff, rentals.Filters(under=area.code, **wanted)))


def _load_rentals(keys: Sequence[int]) -> Iterable[tuple[Any, Any]]:
    return pairs_of(Rental.objects.select_related("dwelling", "owner"), keys)


def _facility_columns(_staff: "Staff | None", _area: int) -> list[Column]:
    return [
        lists.column("name", "名称", lists.plain("name"), width=26),
        lists.column("kind", "类型", lambda row, _whole: FACILITY_KINDS.get(row.kind, "")),
        lists.column("number", "编号（部件编码）", lists.plain("number")),
        lists.column("address", "位置", lists.plain("address"), width=34),
        *where(),
        lists.column("owner", "权属单位", lists.plain("owner"), width=20),
        lists.column("keeper", "养护（管理）单位", lists.plain("keeper"), width=20),
        lists.column("keeper_phone", "管理单位电话", lists.plain("keeper_phone"), width=16),
        lists.column("state", "状态", lambda row, _whole: FACILITY_STATES.get(row.state, "")),
        lists.column("capacity", "容量（数量）", lists.plain("capacity")),
        lists.column("shared", "可共享", lists.plain("shared")),
        lists.column("lon", "经度", lists.plain("lon"), usual=False),
        lists.column("lat", "纬度", lists.plain("lat"), usual=False),
        lists.column("note", "备注", lists.plain("note"), usual=False),
    ]


def _facilities(staff: "Staff | None", area: Area, filters: Filters) -> Sequence[int]:
    if staff is None:
        return lists.keys_of(lists.within(Facility.objects.all(), area))
    wanted = facilities.Filters(
        under=area.code,
        shared=bool(filters.get("shared")),
        **words(filters, "text", "kind", "state"),
    )
    return lists.keys_of(facilities.listed(staff, wanted))


def _load_facilities(keys: Sequence[int]) -> Iterable[tuple[Any, Any]]:
    return pairs_of(Facility.objects.all(), keys)


def register_kinds() -> None:
    """Add rentals, facilities and dwellings to what can be given out."""
    told = lists.told
    register(homes_kind())
    register(Kind(
        "rentals", "出租房屋台账", SEEING, _rental_columns, _rentals, reading(_load_rentals),
        seen(Rental.objects.all(), "rental"),
        told({"text": "地址或出租人", "use": "用途", "hazard": "隐患", "state": "状态"},
             {"use": RENTAL_USES, "hazard": HAZARDS, "state": rentals.STATES}),
        query={"q": "text", "use": "use", "hazard": "hazard", "state": "state"},
    ))  # fmt: skip
    register(Kind(
        "facilities", "设施资源台账", SEEING, _facility_columns, _facilities,
        reading(_load_facilities), seen(Facility.objects.all(), "facility"),
        told({"text": "名称或地址", "kind": "类型", "state": "状态", "shared": "可共享"},
             {"kind": FACILITY_KINDS, "state": FACILITY_STATES}),
        query={"q": "text", "kind": "kind", "state": "state", "shared": "shared"},
    ))  # fmt: skip
