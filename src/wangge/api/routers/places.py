"""Buildings and their dwellings."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from wangge.api.answers import Call, answer
from wangge.api.paging import page
from wangge.api.schemas.fields import Paged
from wangge.api.schemas.places import BuildingFilters, BuildingList, DwellingList
from wangge.dictionary.access import seen
from wangge.kernel.codes import parse_code
from wangge.people import homes as lived
from wangge.places import access, facts, queries
from wangge.places.fields import dwelling_fields
from wangge.places.models import Building
from wangge.premises.queries import homes

router = Router(tags=["房屋"])


@router.get("", response=BuildingList, summary="楼栋列表", operation_id="list_buildings")
def list_buildings(request: Call, wanted: Query[BuildingFilters]) -> HttpResponse:
    """辖区内的楼栋。"""
    under = parse_code(wanted.under) if wanted.under else None
    filters = queries.Filters(text=wanted.q, under=under)
    rows = queries.buildings(request.auth, filters).order_by("pk")
    return answer(page(rows, wanted.cursor, wanted.limit, _building))


def _building(row: Building) -> dict[str, Any]:
    return {
        "id": row.uid,
        "grid": row.area.number,
        "grid_name": row.area.full_name,
        "address": row.address,
        "name": row.name,
        "estate": row.estate.name if row.estate else "",
        "use": row.use,
        "floors": row.floors,
        "lon": row.lon,
        "lat": row.lat,
        "dwellings": getattr(row, "doors", 0),
        "version": row.version,
    }


@router.get(
    "/{uid}/dwellings", response=DwellingList, summary="楼栋的住房", operation_id="list_dwellings"
)
def list_dwellings(request: Call, uid: UUID, wanted: Query[Paged]) -> HttpResponse:
    """一栋楼的住房，证件号码和电话已遮盖。"""
    staff = request.auth
    building = access.building(staff, uid)
    close = access.is_close(staff, building.area_id)
    fields = seen(staff, dwelling_fields(building.area_id), building.area_id)
    people = lived.lived_in(building)

    def shape(row: Any) -> dict[str, Any]:
        return {
            "id": row.uid,
            "grid": row.area.number,
            "unit": row.unit,
            "room": row.room,
            "address": row.address,
            "people": people.get(row.pk, 0),
            "facts": dict(facts.shown(fields, row.facts, close=close)),
            "version": row.version,
        }

    rows = homes.doors_of(building).order_by("pk")
    return answer(page(rows, wanted.cursor, wanted.limit, shape))
