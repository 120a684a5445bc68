"""Keeping public facilities, shared resources and volunteers."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Refused
from wangge.kernel.text import tidy
from wangge.people import access as people
from wangge.places.writing import Author, Words, change
from wangge.posts.access import Staff
from wangge.premises import access
from wangge.premises.access import WRITING
from wangge.premises.models import Facility, Volunteer
from wangge.premises.rules import FACILITY_KINDS, FACILITY_STATES, ROLES

_TEXTS = {
    "name": 100, "number": 40, "address": 240, "owner": 100, "keeper": 100, "keeper_phone": 40,
    "capacity": 60, "note": 240,
}  # fmt: skip
COLUMNS = (*_TEXTS, "kind", "state", "lon", "lat", "shared")
_LON, _LAT = (73.0, 136.0), (3.0, 54.0)  # China


@transaction.atomic
def create(staff: Staff, area: Area, **values: Any) -> Facility:
    """A new facility or resource of an area."""
    staff.require(WRITING, area.code)
    row = Facility.objects.create(area=area, **_checked(values))
    _record("facility.create", row, staff, name=row.name)
    return row


@transaction.atomic
def edit(
    staff: Staff, uid: UUID, *, version: int, area: Area | None = None, **values: Any
) -> Facility:
    """New values of a facility; what is not named stays."""
    row = access.facility(staff, uid)
    staff.require(WRITING, row.area_id)
    new = _checked({**{name: getattr(row, name) for name in COLUMNS}, **values})
    if area is not None and area.code != row.area_id:
        staff.require(WRITING, area.code)
        new["area_id"] = area.code
    areas = {row.area_id: row.area.full_name, **({area.code: area.full_name} if area else {})}
    words: Words = {"kind": FACILITY_KINDS, "state": FACILITY_STATES, "area_id": areas}
    if changed := change(row, version, new, Author(staff.user), words=words):
        _record("facility.edit", row, staff, fields=changed)
    return row


@transaction.atomic
def enlist(
    staff: Staff,
    person: UUID,
    *,
    role: str = "volunteer",
    team: Facility | None = None,
    skills: str = "",
    since: date | None = None,
) -> Volunteer:
    """A resident becomes a volunteer or activist; several roles are possible, each once."""
    who = people.fetch(staff, person)
    staff.require(WRITING, who.area_id)
    if role not in ROLES:
        raise _wrong("role", _("请从列表中选择身份。"))
    if team is not None and team.kind != "team":
        raise _wrong("team", _("请选择一支队伍。"))
    if Volunteer.objects.filter(person=who, role=role, until=None).exists():
        raise Refused("volunteer.twice", _("此人已登记为%(role)s。") % {"role": ROLES[role]})
    row = Volunteer.objects.create(
        person=who, role=role, team=team, skills=tidy(skills)[:120], since=since or clock.today()
    )
    record(
        "volunteer.enlist", f"volunteer:{row.uid}", actor=staff.user, area=who.area_id, role=role
    )
    return row


@transaction.atomic
def release(staff: Staff, uid: UUID) -> Volunteer:
    """The volunteer stops today."""
    row = access.volunteer(staff, uid)
    staff.require(WRITING, row.person.area_id)
    if not Volunteer.objects.filter(pk=row.pk, until=None).update(until=clock.today()):
        raise Refused("volunteer.released", _("此人已经退出。"))
    record("volunteer.release", f"volunteer:{uid}", actor=staff.user, area=row.person.area_id)
    return row


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    new = {name: values.get(name) for name in COLUMNS}
    for name, longest in _TEXTS.items():
        new[name] = tidy(str(new[name] or ""))[:longest]
    new["state"] = new["state"] or "sound"
    new["shared"] = bool(new["shared"])
    if not new["name"]:
        raise _wrong("name", _("请填写名称。"))
    if new["kind"] not in FACILITY_KINDS:
        raise _wrong("kind", _("请从列表中选择类型。"))
    if new["state"] not in FACILITY_STATES:
        raise _wrong("state", _("请从列表中选择状态。"))
    lon, lat = new["lon"], new["lat"]
    if (lon is None) != (lat is None):
        raise _wrong("lon", _("经度和纬度要一起填。"))
    if (
        lon is not None
        and lat is not None
        and not (_LON[0] <= lon <= _LON[1] and _LAT[0] <= lat <= _LAT[1])
    ):
        raise _wrong("lon", _("坐标不在国内：先经度（约 73–136）后纬度（约 3–54）。"))
    return new


def _wrong(field: str, told: str) -> Invalid:
    return Invalid("facility.invalid", told, (FieldFault(field, told),))


def _record(verb: str, row: Facility, staff: Staff, **detail: Any) -> None:
    record(verb, f"facility:{row.uid}", actor=staff.user, area=row.area_id, **detail)
