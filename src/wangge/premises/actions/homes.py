"""What a change of a building means for those who live and work there."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.codes import Level, ancestor
from wangge.kernel.errors import FieldFault, Invalid
from wangge.people import homes
from wangge.places import access
from wangge.places import actions as places
from wangge.places.access import SHAPING
from wangge.places.models import Building, Estate
from wangge.places.writing import Author, change
from wangge.posts.access import Staff
from wangge.premises.models import Premises, Rental


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
    """Edit a building; the residents' living address follows its name."""
    row = access.building(staff, uid)
    before = dict(row.dwellings.values_list("pk", "address"))
    name = str(row)
    row = places.edit_building(staff, uid, version=version, estate=estate, given=given, **values)
    if str(row) != name:
        told = _("楼栋更名：%(old)s → %(new)s") % {"old": name, "new": row}
        homes.readdress(before, actor=staff.user, source=told)
    return row


@transaction.atomic
def move_building(staff: Staff, uid: UUID, area: Area, *, version: int, reason: str) -> homes.Moved:
    """Let a building belong to another grid, with its dwellings, households, people, units, rentals.

    Needs the desk's duty at both places. Raises `Stale` when the building changed meanwhile.
    """
    row = access.building(staff, uid)
    staff.require(SHAPING, row.area_id)
    staff.require(SHAPING, area.code)
    _check_target(row, area, reason)
    author = Author(staff.user, _("楼栋调整网格：%(reason)s") % {"reason": reason})
    new: dict[str, Any] = {"area_id": area.code}
    if row.estate and ancestor(area.code, Level.COMMUNITY) != row.estate.area_id:
        new["estate_id"] = None  # an estate belongs to one community
    estates = {row.estate.pk: row.estate.name} if row.estate else {}
    words = {
        "area_id": {row.area_id: row.area.full_name, area.code: area.full_name},
        "estate_id": estates,
    }
    change(row, version, new, author, words=words)
    moved = homes.reassign(row, area, actor=staff.user, source=author.source)
    for model, along in ((Premises, {"building": row}), (Rental, {"dwelling__building": row})):
        model._base_manager.filter(**along).update(  # noqa: SLF001 -- Django's name for it
            area=area, version=F("version") + 1, changed_at=clock.now()
        )
    record(
        "building.move",
        f"building:{row.uid}",
        actor=staff.user,
        area=area.code,
        reason=reason,
        **moved._asdict(),
    )
    return moved


def _check_target(row: Building, area: Area, reason: str) -> None:
    told = ""
    if area.level != Level.GRID:
        told = _("请选择一个网格。")
    elif area.code == row.area_id:
        told = _("这栋楼已经在这个网格里。")
    elif Building.objects.filter(area=area, address=row.address, name=row.name).exists():
        told = _("那个网格里已有同样地址和名称的楼栋。")
    if told:
        raise Invalid("building.move", told, (FieldFault("area", told),))
    if not reason.strip():
        told = _("请写明调整原因。")
        raise Invalid("building.move", told, (FieldFault("reason", told),))
