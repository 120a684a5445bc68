"""Matters: reporting, moving, listing, reading."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from wangge.api import shapes
from wangge.api.answers import Call, answer
from wangge.api.paging import page
from wangge.api.reading import report_of
from wangge.api.schemas.incidents import (
    IncidentDetail,
    IncidentFilters,
    IncidentIn,
    IncidentList,
    IncidentOut,
    StepIn,
)
from wangge.areas.settings import read_once
from wangge.files.serving import response
from wangge.incidents import access, queries
from wangge.incidents.actions import reporting, stepping
from wangge.kernel.codes import parse_code
from wangge.kernel.errors import Invalid, Refused, Stale

router = Router(tags=["事项"])
_OTHER = {"verb", "version", "note"}
_FILE = {
    kind: {"schema": {"type": "string", "format": "binary"}}
    for kind in ("image/jpeg", "image/png", "image/webp", "application/pdf")
}


@router.put(
    "/{uid}",
    response={200: IncidentOut, 201: IncidentOut},
    summary="上报",
    operation_id="report_incident",
)
def report_incident(request: Call, uid: UUID, given: IncidentIn) -> HttpResponse:
    """以自己生成的编号上报；重发同样内容不会重复，编号相同而内容不同答 409。"""
    receipt = reporting.report(uid, report_of(given), staff=request.auth)
    return answer(shapes.incident(request.auth, receipt.incident), 201 if receipt.created else 200)


@router.post(
    "/{uid}/steps", response=IncidentOut, summary="办理一步", operation_id="advance_incident"
)
def advance_incident(request: Call, uid: UUID, given: StepIn) -> HttpResponse:
    """按动作表走一步：现在能用的动作见事项的 offers，每个动作要填的字段见 docs/api.md。

    version 须是您看到的版本；别人先办了答 409 stale 并附现在的版本，此刻不能办答 409 refused。
    """
    facts = given.model_dump(exclude=_OTHER, exclude_none=True)
    try:
        row = stepping.advance(
            uid,
            given.verb,
            version=given.version,
            staff=request.auth,
            note=given.note or "",
            facts=facts,
        )
    except (Stale, Invalid):
        raise
    except Refused as refused:
        raise Refused("refused", refused.message, refused.faults) from refused
    return answer(shapes.incident(request.auth, row))


@router.get("", response=IncidentList, summary="事项列表", operation_id="list_incidents")
def list_incidents(request: Call, wanted: Query[IncidentFilters]) -> HttpResponse:
    """本人职责范围内的事项，新的在前。"""
    rows = queries.worklist(request.auth, _filters(wanted)).prefetch_related("assisting")
    with read_once():
        found = page(
            rows,
            wanted.cursor,
            wanted.limit,
            lambda row: shapes.incident(request.auth, row),
            newest_first=True,
        )
    return answer(found)


def _filters(wanted: IncidentFilters) -> queries.Filters:
    return queries.Filters(
        state=wanted.state or "",
        stage=wanted.stage or "",
        under=parse_code(wanted.under) if wanted.under else None,
        text=wanted.q,
        overdue=wanted.overdue,
        kind=wanted.kind or "",
        category=wanted.category,
        since=wanted.since,
        until=wanted.until,
        mine=wanted.mine,
    )


@router.get("/{uid}", response=IncidentDetail, summary="一件事项", operation_id="read_incident")
def read_incident(request: Call, uid: UUID) -> HttpResponse:
    """事项的全部：办理过程、附件、承办和协办单位、各个时间。"""
    return answer(shapes.incident_detail(request.auth, access.fetch(request.auth, uid)))


@router.get(
    "/{uid}/files/{file_uid}",
    summary="事项的附件",
    operation_id="read_incident_file",
    openapi_extra={"responses": {200: {"description": "附件内容", "content": _FILE}}},
)
def read_incident_file(request: Call, uid: UUID, file_uid: UUID) -> HttpResponse:
    """附件的内容；图片已去除拍摄信息。"""
    row = access.fetch(request.auth, uid)
    return response(queries.photo(row, file_uid).file)
