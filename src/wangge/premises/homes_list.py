"""The register of dwellings as a workbook: who heads, lives, lets and trades there."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from wangge.areas.models import Area
from wangge.dictionary import codes
from wangge.exchange import lists
from wangge.exchange.catalog import Filters, Kind
from wangge.exchange.columns import Column, Gate
from wangge.people.access import SEEING
from wangge.people.models import Household, Person
from wangge.places import access as places
from wangge.places import queries as ground
from wangge.places.fields import dwelling_fields
from wangge.places.models import Dwelling
from wangge.places.rules import USES
from wangge.premises.models import Premises, Rental
from wangge.privacy.masks import mask_name

if TYPE_CHECKING:
    from wangge.posts.access import Staff

from wangge.premises.columns import fact, open_fields, pairs_of, reading, seen, where, words


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
        lists.column("estate", "小区", lambda home, _whole: str(home.row.building.estate or "")),
        lists.column("building", "楼栋", lambda home, _whole: str(home.row.building), width=26),
        lists.column("unit", "单元", lambda home, _whole: home.row.unit, width=10),
        lists.column("room", "房号", lambda home, _whole: home.row.room, width=10),
        lists.column("address", "地址", lambda home, _whole: home.row.address, width=34),
        *where(lambda home: home.row),
        lists.column("head_name", "户主", _heads, Gate.PERSONAL),
        lists.column("households", "户数", lambda home, _whole: home.households, width=8),
        lists.column("people", "人数", lambda home, _whole: home.people, width=8),
        lists.column("let", "出租", lambda home, _whole: "是" if home.let else "", width=8),
        lists.column("units", "单位", lambda home, _whole: "；".join(home.units), width=20),
        *(fact(f, lambda home: home.row) for f in open_fields(staff, area, dwelling_fields(area))),
    ]


def _heads(home: _Home, revealed: bool) -> str:
    return "；".join(home.heads if revealed else map(mask_name, home.heads))


def _homes(staff: "Staff | None", area: Area, filters: Filters) -> Sequence[int]:
    if staff is None:
        return lists.keys_of(lists.within(Dwelling.objects.all(), area))
    asked = words(filters, "text", "use")
    wanted = ground.Filters(under=area.code, text=asked["text"], use=asked["use"])
    buildings = ground.buildings(staff, wanted).order_by().values("pk")
    rows = places.dwellings(staff).filter(staff.reach("area_id", *SEEING), building__in=buildings)
    inside = lists.within(rows, area)
    order = ("building__address", "building__name", "building_id", "unit", "room", "pk")
    return lists.keys_of(inside.order_by(*order))


def _load_homes(keys: Sequence[int]) -> Iterator[tuple[Any, Any]]:
    pairs = pairs_of(Dwelling.objects.select_related("building", "building__estate"), keys)
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


def homes_kind() -> Kind:
    """The register of dwellings for the catalog of what can be given out."""
    return Kind(
        "dwellings", "房屋台账", SEEING, _home_columns, _homes, reading(_load_homes),
        seen(Dwelling.objects.all(), "dwelling"),
        lists.told({"text": "地址、楼栋或小区", "use": "用途"}, {"use": USES}),
        query={"q": "text", "use": "use"},
    )  # fmt: skip
