"""Residents: masked; whole only with a reason, on record."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from wangge.api.answers import Call, answer
from wangge.api.paging import page
from wangge.api.schemas.people import PersonDetail, PersonFilters, PersonList, RevealIn, RevealOut
from wangge.kernel.codes import parse_code
from wangge.people import access, actions, queries

router = Router(tags=["居民"])


@router.get("", response=PersonList, summary="居民列表", operation_id="list_people")
def list_people(request: Call, wanted: Query[PersonFilters]) -> HttpResponse:
    """辖区内的居民，证件号码和电话已遮盖。"""
    staff = request.auth
    under = parse_code(wanted.under) if wanted.under else None
    rows = queries.listed(staff, queries.Filters(text=wanted.q, under=under))
    found = page(rows, wanted.cursor, wanted.limit, lambda row: _flat(queries.masked(staff, row)))
    return answer(found)


@router.get("/{uid}", response=PersonDetail, summary="一位居民", operation_id="read_person")
def read_person(request: Call, uid: UUID) -> HttpResponse:
    """一位居民和同户的人，证件号码和电话已遮盖。"""
    staff = request.auth
    return answer(_flat(queries.detail(staff, access.fetch(staff, uid))))


@router.post(
    "/{uid}/reveal", response=RevealOut, summary="查看完整信息", operation_id="reveal_person"
)
def reveal_person(request: Call, uid: UUID, given: RevealIn) -> HttpResponse:
    """写明事由后查看所选字段的完整内容；谁、何时、看了什么、为何都有记录，本人可查。"""
    values = actions.reveal(request.auth, uid, fields=given.fields, reason=given.reason)
    return answer({"id": uid, "fields": values})


def _flat(person: dict[str, Any]) -> dict[str, Any]:
    """The area as code and name."""
    area = person.pop("area")
    return person | {"grid": area.number, "grid_name": area.full_name}
