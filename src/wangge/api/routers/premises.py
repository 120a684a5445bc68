"""Units and places, rentals: masked."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from wangge.api.answers import Call, answer
from wangge.api.paging import page
from wangge.api.schemas.premises import (
    PremisesDetail,
    PremisesFilters,
    PremisesIn,
    PremisesList,
    RentalFilters,
    RentalList,
)
from wangge.areas import queries as areas
from wangge.kernel.codes import parse_code
from wangge.posts.access import Staff
from wangge.premises import access
from wangge.premises.actions import units
from wangge.premises.models import Premises
from wangge.premises.queries import rentals as rental_queries
from wangge.premises.queries import units as queries

router = Router(tags=["单位场所"])
rentals = Router(tags=["出租房屋"])


@router.get("", response=PremisesList, summary="单位列表", operation_id="list_premises")
def list_premises(request: Call, wanted: Query[PremisesFilters]) -> HttpResponse:
    """辖区内的单位和场所，电话已遮盖。"""
    staff = request.auth
    filters = queries.Filters(
        text=wanted.q,
        under=parse_code(wanted.under) if wanted.under else None,
        kind=wanted.kind or "",
        state=wanted.state or "",
    )
    rows = queries.listed(staff, filters)
    return answer(
        page(rows, wanted.cursor, wanted.limit, lambda row: _flat(queries.shown(staff, row)))
    )


@router.get("/{uid}", response=PremisesDetail, summary="一家单位", operation_id="read_premises")
def read_premises(request: Call, uid: UUID) -> HttpResponse:
    """一家单位和它的其他数据项，电话已遮盖。"""
    return answer(_detail(request.auth, access.fetch(request.auth, uid)))


@router.put(
    "/{uid}",
    response={200: PremisesDetail, 201: PremisesDetail},
    summary="登记或修改单位",
    operation_id="put_premises",
)
def put_premises(request: Call, uid: UUID, given: PremisesIn) -> HttpResponse:
    """编号由客户端生成；第一次登记答 201，修改要带现有的 version，可重复提交。"""
    staff = request.auth
    area = areas.fetch_plain(parse_code(given.grid))
    values = given.model_dump(exclude={"grid", "version", "contacts", "facts"})
    contacts = given.contacts.model_dump(exclude_none=True)
    known = access.visible(staff).filter(uid=uid).first()
    if known is None:
        row = units.create(staff, area, uid=uid, given=given.facts, contacts=contacts, **values)
        return answer(_detail(staff, row), 201)
    row = units.edit(
        staff, uid, version=given.version or 1, area=area, given=given.facts, contacts=contacts,
        **values,
    )  # fmt: skip
    return answer(_detail(staff, access.fetch(staff, row.uid)))


@rentals.get("", response=RentalList, summary="出租房屋列表", operation_id="list_rentals")
def list_rentals(request: Call, wanted: Query[RentalFilters]) -> HttpResponse:
    """辖区内的出租房屋，出租人的号码已遮盖。"""
    staff = request.auth
    under = parse_code(wanted.under) if wanted.under else None
    filters = rental_queries.Filters(text=wanted.q, under=under, state=wanted.state or "")
    rows = rental_queries.listed(staff, filters).order_by("pk")
    return answer(
        page(
            rows, wanted.cursor, wanted.limit, lambda row: _rental(rental_queries.shown(staff, row))
        )
    )


def _detail(staff: Staff, row: Premises) -> dict[str, Any]:
    shown = queries.detail(staff, row)
    for name in ("building", "dwelling", "workers", "twins"):
        shown.pop(name)
    return _flat(shown | {"facts": dict(shown["facts"])})


def _flat(shown: dict[str, Any]) -> dict[str, Any]:
    """The area as code and name."""
    area = shown.pop("area")
    return shown | {"grid": area.number, "grid_name": area.full_name}


def _rental(shown: dict[str, Any]) -> dict[str, Any]:
    shown.pop("lease_tone")
    return _flat(shown)
