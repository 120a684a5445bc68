"""Keeping the register of estates, buildings and dwellings."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.audit.actions import record
from wangge.dictionary.shape import Field
from wangge.kernel.codes import Level
from wangge.kernel.errors import FieldFault, Invalid, Refused
from wangge.kernel.text import tidy
from wangge.places import access, facts
from wangge.places.access import WRITING
from wangge.places.fields import BUILDING_FIELDS, dwelling_fields
from wangge.places.models import Building, Dwelling, Estate
from wangge.places.rules import USES, Door, Layout, doors, whole_address
from wangge.places.writing import Author, change
from wangge.posts.access import Staff

_BUILDING = ("address", "name", "use", "floors", "lon", "lat")
_ROOM = 20


@transaction.atomic
def create_estate(
    staff: Staff, community: Area, *, name: str, manager: str = "", manager_phone: str = ""
) -> Estate:
    """A new estate, street block or natural village of a community."""
    staff.require(WRITING, community.code)
    if community.level != Level.COMMUNITY:
        raise _wrong("area", _("小区属于社区，请选择社区。"))
    title = _needed("name", name)
    if Estate.objects.filter(area=community, name=title).exists():
        raise _wrong("name", _("本社区已有“%(name)s”。") % {"name": title})
    row = Estate.objects.create(
        area=community, name=title, manager=tidy(manager), manager_phone=tidy(manager_phone)
    )
    _record("estate.create", row, staff, community.code, name=title)
    return row


@transaction.atomic
def edit_estate(staff: Staff, uid: UUID, *, version: int, **values: str) -> Estate:
    """Another name, manager or telephone of the manager's office."""
    row = access.estate(staff, uid)
    staff.require(WRITING, row.area_id)
    new = {name: tidy(value) for name, value in values.items()}
    if "name" in new:
        _needed("name", new["name"])
        others = Estate.objects.filter(area=row.area_id, name=new["name"]).exclude(pk=row.pk)
        if others.exists():
            raise _wrong("name", _("本社区已有“%(name)s”。") % {"name": new["name"]})
    if changed := change(row, version, new, Author(staff.user)):
        _record("estate.edit", row, staff, row.area_id, fields=changed)
    return row


@transaction.atomic
def create_building(
    staff: Staff,
    area: Area,
    *,
    estate: Estate | None = None,
    given: Mapping[str, Any] | None = None,
    **values: Any,
) -> Building:
    """A new building in a grid; `given` are further facts by key."""
    staff.require(WRITING, area.code)
    new = _building_values(values)
    if Building.objects.filter(area=area, address=new["address"], name=new["name"]).exists():
        raise _wrong("name", _("这个网格里已有同样地址和名称的楼栋。"))
    row = Building(area=area, estate=_estate_of(estate, area.code), **new)
    row.facts = _facts(BUILDING_FIELDS, {}, given or {})
    row.save(force_insert=True)
    _record("building.create", row, staff, area.code, address=str(row))
    return row


@transaction.atomic
def edit_building(
    staff: Staff,
    uid: UUID,
    *,
    version: int,
    estate: Estate | None = None,
    given: Mapping[str, Any] | None = None,
    **values: Any,
) -> Building:
    """New values of a building; its dwellings' addresses follow when it is renamed."""
    row = access.building(staff, uid)
    staff.require(WRITING, row.area_id)
    new = _building_values(values)
    twins = Building.objects.filter(area=row.area_id, address=new["address"], name=new["name"])
    if twins.exclude(pk=row.pk).exists():
        raise _wrong("name", _("这个网格里已有同样地址和名称的楼栋。"))
    chosen = _estate_of(estate, row.area_id)
    new["estate_id"] = chosen.pk if chosen else None
    new["facts"] = _facts(BUILDING_FIELDS, row.facts, given or {})
    named = {each.pk: each.name for each in (row.estate, chosen) if each}
    changed = change(
        row,
        version,
        new,
        Author(staff.user),
        fields=BUILDING_FIELDS,
        words={"use": USES, "estate_id": named},
    )
    if {"address", "name"} & set(changed):
        _readdress(row)
    if changed:
        _record("building.edit", row, staff, row.area_id, fields=changed)
    return row


def new_doors(building: Building, layout: Layout) -> tuple[list[Door], int]:
    """The doors of `layout` that the building does not have yet, and how many it has already."""
    faults = layout.faults()
    if faults:
        raise Invalid(
            "doors.layout",
            "；".join(faults.values()),
            tuple(FieldFault(field, told) for field, told in faults.items()),
        )
    known = set(building.dwellings.values_list("unit", "room"))
    wanted = list(doors(layout))
    fresh = [door for door in wanted if (door.unit, door.room) not in known]
    return fresh, len(wanted) - len(fresh)


@transaction.atomic
def add_doors(staff: Staff, uid: UUID, layout: Layout) -> int:
    """Make the doors of `layout` that are not there yet; how many were made."""
    row = access.building(staff, uid)
    staff.require(WRITING, row.area_id)
    Building.objects.select_for_update().get(pk=row.pk)  # two clerks must not both make door 101
    fresh, _known = new_doors(row, layout)
    Dwelling.objects.bulk_create(
        Dwelling(
            building=row,
            area_id=row.area_id,
            unit=door.unit,
            room=door.room,
            address=whole_address(row.address, row.name, door),
        )
        for door in fresh
    )
    if fresh:
        _record("building.doors", row, staff, row.area_id, made=len(fresh))
    return len(fresh)


@transaction.atomic
def add_door(staff: Staff, uid: UUID, *, unit: str, room: str) -> Dwelling:
    """One more door of a building."""
    row = access.building(staff, uid)
    staff.require(WRITING, row.area_id)
    door = Door(tidy(unit)[:_ROOM], _needed("room", room)[:_ROOM])
    if row.dwellings.filter(unit=door.unit, room=door.room).exists():
        raise _wrong("room", _("这栋楼里已有这一户。"))
    home = Dwelling.objects.create(
        building=row,
        area_id=row.area_id,
        unit=door.unit,
        room=door.room,
        address=whole_address(row.address, row.name, door),
    )
    _record("dwelling.create", home, staff, row.area_id, address=home.address)
    return home


@transaction.atomic
def edit_dwelling(staff: Staff, uid: UUID, *, version: int, given: Mapping[str, Any]) -> Dwelling:
    """Facts of a dwelling: use, tenure, owner."""
    row = access.dwelling(staff, uid)
    staff.require(WRITING, row.area_id)
    fields = dwelling_fields(row.area_id)
    new = {"facts": _facts(fields, row.facts, given)}
    changed = change(row, version, new, Author(staff.user), fields=fields)
    if changed:
        _record("dwelling.edit", row, staff, row.area_id, fields=changed)
    return row


def _building_values(values: Mapping[str, Any]) -> dict[str, Any]:
    new = {name: values.get(name) for name in _BUILDING}
    new["address"] = _needed("address", str(new["address"] or ""))
    new["name"] = tidy(str(new["name"] or ""))
    new["use"] = new["use"] or ""
    if new["use"] and new["use"] not in USES:
        raise _wrong(
            "use", _("请从列表中选择用途：%(known)s。") % {"known": "、".join(USES.values())}
        )
    if (new["lon"] is None) != (new["lat"] is None):
        raise _wrong("lon", _("经度和纬度要一起填。"))
    return new


def _estate_of(estate: Estate | None, code: int) -> Estate | None:
    if estate is not None and code not in estate.area.codes:
        raise _wrong("estate", _("这个小区不在所选网格的社区里。"))
    return estate


def _readdress(row: Building) -> None:
    homes = list(row.dwellings.all())
    for home in homes:
        home.address = whole_address(row.address, row.name, Door(home.unit, home.room))
    Dwelling.objects.bulk_update(homes, ["address"], batch_size=500)


def _facts(
    fields: Iterable[Field], old: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    values, faults = facts.read(fields, given)
    if faults:
        told = "；".join(fault.detail for fault in faults)
        raise Invalid("place.facts", told, tuple(faults))
    return facts.merged(fields, old, values)


def _needed(field: str, value: str) -> str:
    text = tidy(value)
    if not text:
        raise _wrong(field, _("请填写此项。"))
    return text


def _wrong(field: str, told: str) -> Refused:
    return Invalid("place.invalid", told, (FieldFault(field, told),))


def _record(verb: str, row: Any, staff: Staff, area: int, **detail: Any) -> None:
    record(verb, f"{type(row).__name__.lower()}:{row.uid}", actor=staff.user, area=area, **detail)
