"""Visits and patrols: kept under the sender's ids, listed for the desk."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from wangge.api import trips
from wangge.api.answers import Call, answer
from wangge.api.paging import page, page_of
from wangge.api.reading import report_of
from wangge.api.schemas.visits import (
    FindingIn,
    PatrolIn,
    PatrolList,
    PatrolOut,
    TripFilters,
    VisitFilters,
    VisitIn,
    VisitList,
    VisitOut,
)
from wangge.kernel.codes import parse_code
from wangge.visits import access, rules
from wangge.visits.actions import patrolling, recording
from wangge.visits.actions.entries import Finding, Met, PatrolEntry, VisitEntry
from wangge.visits.queries import listing

router = Router(tags=["走访"])
patrols = Router(tags=["巡查"])


@router.put(
    "/{uid}",
    response={200: VisitOut, 201: VisitOut},
    summary="记录走访",
    operation_id="put_visit",
)
def put_visit(request: Call, uid: UUID, given: VisitIn) -> HttpResponse:
    """以自己生成的编号记录一次走访；重发同样内容不会重复，编号相同而内容不同答 409。"""
    row, created = recording.record_visit(request.auth, uid, _visit(given))
    return answer(trips.visits(request.auth, [row])[0], 201 if created else 200)


def _visit(given: VisitIn) -> VisitEntry:
    return VisitEntry(
        household=given.household,
        kind=given.kind,
        outcome=given.outcome,
        texts={key: text for key in rules.TEXTS if (text := getattr(given, key))},
        met=tuple(Met(one.person, tuple(one.fields)) for one in given.met),
        matters=tuple((one.id, report_of(one)) for one in given.matters),
        patrol=given.patrol,
        started_at=given.started_at,
        ended_at=given.ended_at,
    )


@router.get("", response=VisitList, summary="走访列表", operation_id="list_visits")
def list_visits(request: Call, wanted: Query[VisitFilters]) -> HttpResponse:
    """辖区内的走访，后收到的在前；`from` 和 `to` 是日期，含首尾。"""
    filters = listing.Filters(
        under=parse_code(wanted.under) if wanted.under else None,
        since=wanted.since,
        until=wanted.until,
        household=wanted.household,
        outcome=wanted.outcome or "",
    )
    rows, following = page_of(
        listing.visits(request.auth, filters), wanted.cursor, wanted.limit, newest_first=True
    )
    return answer({"items": trips.visits(request.auth, rows), "next": following})


@router.get("/{uid}", response=VisitOut, summary="一次走访", operation_id="read_visit")
def read_visit(request: Call, uid: UUID) -> HttpResponse:
    """一次走访、见到的人和交办的事项。"""
    row = access.fetch_visit(request.auth, uid)
    return answer(trips.visits(request.auth, [row])[0])


@patrols.put(
    "/{uid}",
    response={200: PatrolOut, 201: PatrolOut},
    summary="记录巡查",
    operation_id="put_patrol",
)
def put_patrol(request: Call, uid: UUID, given: PatrolIn) -> HttpResponse:
    """以自己生成的编号记录一次巡查；每条发现要么当场处理，要么上报。"""
    staff = request.auth
    entry = PatrolEntry(
        grid=parse_code(given.grid) if given.grid else patrolling.own_grid(staff),
        started_at=given.started_at,
        ended_at=given.ended_at,
        points=tuple(point.model_dump(exclude_none=True) for point in given.points),
        findings=tuple(_finding(one) for one in given.findings),
        note=given.note or "",
    )
    row, created = patrolling.record_patrol(staff, uid, entry)
    return answer(trips.patrol(row), 201 if created else 200)


def _finding(given: FindingIn) -> Finding:
    report = report_of(given.report) if given.report else None
    return Finding(given.text, given.done or "", given.incident, report)


@patrols.get("", response=PatrolList, summary="巡查列表", operation_id="list_patrols")
def list_patrols(request: Call, wanted: Query[TripFilters]) -> HttpResponse:
    """辖区内的巡查，后收到的在前。"""
    filters = listing.Filters(
        under=parse_code(wanted.under) if wanted.under else None,
        since=wanted.since,
        until=wanted.until,
    )
    rows = listing.patrols(request.auth, filters)
    return answer(page(rows, wanted.cursor, wanted.limit, trips.patrol, newest_first=True))


@patrols.get("/{uid}", response=PatrolOut, summary="一次巡查", operation_id="read_patrol")
def read_patrol(request: Call, uid: UUID) -> HttpResponse:
    """一次巡查和它的发现。"""
    return answer(trips.patrol(access.fetch_patrol(request.auth, uid)))
