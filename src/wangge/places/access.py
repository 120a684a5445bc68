"""Whose buildings a person may see and change: they stand in areas, rights come from posts."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing
from wangge.places.models import Building, Dwelling, Estate
from wangge.posts.access import Staff

WRITING = "collect"
SHAPING = "dispatch"  # moves a building to another grid
Row = TypeVar("Row", Building, Dwelling, Estate)


def buildings(staff: Staff) -> "QuerySet[Building]":
    """The buildings of one's areas."""
    rows = Building.objects.filter(staff.reach("area_id"))
    return rows.select_related("area", "estate").defer("area__boundary")


def dwellings(staff: Staff) -> "QuerySet[Dwelling]":
    """The dwellings of one's areas."""
    rows = Dwelling.objects.filter(staff.reach("area_id"))
    return rows.select_related("area", "building", "building__estate").defer("area__boundary")


def estates(staff: Staff) -> "QuerySet[Estate]":
    """The estates of one's communities, and those with a building in one's grids."""
    near = Building.objects.filter(staff.reach("area_id"), estate=OuterRef("pk"))
    rows = Estate.objects.filter(Q(staff.reach("area_id")) | Q(Exists(near)))
    return rows.select_related("area").defer("area__boundary")


def building(staff: Staff, uid: UUID) -> Building:
    """The building, or `Missing` when there is none for this person."""
    return _one(buildings(staff).filter(uid=uid).first())


def dwelling(staff: Staff, uid: UUID) -> Dwelling:
    """The dwelling, or `Missing` when there is none for this person."""
    return _one(dwellings(staff).filter(uid=uid).first())


def estate(staff: Staff, uid: UUID) -> Estate:
    """The estate, or `Missing` when there is none for this person."""
    return _one(estates(staff).filter(uid=uid).first())


def is_close(staff: Staff, area: int) -> bool:
    """Whether the place is of one's own grid or community: neighbours are known by name."""
    return any(duty.level >= Level.COMMUNITY and duty.covers(area) for duty in staff.duties)


def may_write(staff: Staff, area: int) -> bool:
    """Whether the person keeps the register of this area."""
    return staff.find(WRITING, area) is not None


def _one(row: Row | None) -> Row:
    if row is None:
        raise Missing
    return row
