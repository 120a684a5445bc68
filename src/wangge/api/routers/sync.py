"""Devices that were away: push what was done, pull what is known, choose between two tellings."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from wangge.api.answers import Call, answer, moment
from wangge.api.paging import page
from wangge.api.schemas.sync import (
    ChoiceIn,
    ConflictFilters,
    ConflictList,
    ConflictOut,
    ProofFilters,
    ProofOut,
    PullFilters,
    PullOut,
    PushIn,
    PushOut,
)
from wangge.posts.access import Staff
from wangge.sync import access
from wangge.sync.actions import pulling, pushing, resolving
from wangge.sync.actions.pushing import Hello
from wangge.sync.models import SyncConflict
from wangge.sync.queries import conflicts, proving

router = Router(tags=["离线同步"])


@router.post("/push", response=PushOut, summary="上传", operation_id="push")
def push(request: Call, given: PushIn) -> HttpResponse:
    """设备离线时做的事，每条都有回执；次序不限，重发不会重复，一条有误不影响其他。"""
    hello = Hello(given.device, given.version, given.unsent, given.sent_at)
    receipts = pushing.push(request.auth, hello, given.ops)
    return answer({"receipts": receipts})


@router.get("/pull", response=PullOut, summary="下载", operation_id="pull")
def pull(request: Call, wanted: Query[PullFilters]) -> HttpResponse:
    """本人网格里的户、居民、未办结的事项和待办；带上次的 `next` 只答有变化的。"""
    found = pulling.fetch(
        request.auth, wanted.since, device=wanted.device or "", version=wanted.version
    )
    return answer(found)


@router.get("/proof", response=ProofOut, summary="收到的核对", operation_id="prove_received")
def prove(request: Call, wanted: Query[ProofFilters]) -> HttpResponse:
    """服务器从这台设备收到了多少条：条数、校验码、最后时间，与设备自己算的应当一致。"""
    found = proving.prove(request.auth, wanted.device, wanted.since)
    last = moment(found.last) if found.last else None
    return answer({"count": found.count, "hash": found.hash, "last": last})


@router.get(
    "/conflicts", response=ConflictList, summary="同步冲突", operation_id="list_sync_conflicts"
)
def list_conflicts(request: Call, wanted: Query[ConflictFilters]) -> HttpResponse:
    """同一项两个人改得不同：两个都保留着，等人选择。"""
    rows = access.conflicts(request.auth)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    staff = request.auth
    found = page(
        rows.order_by("-pk"),
        wanted.cursor,
        wanted.limit,
        lambda row: _conflict(staff, row),
        newest_first=True,
    )
    return answer(found)


@router.post(
    "/conflicts/{uid}",
    response=ConflictOut,
    summary="选择保留哪一个",
    operation_id="resolve_sync_conflict",
)
def resolve_conflict(request: Call, uid: UUID, given: ChoiceIn) -> HttpResponse:
    """`current` 保留现有的，`offered` 采用手机端的。"""
    row = resolving.resolve(request.auth, uid, given.keep)
    return answer(_conflict(request.auth, row))


def _conflict(staff: Staff, row: SyncConflict) -> dict[str, Any]:
    shown = conflicts.shown(staff, row)
    area, at = shown.pop("area"), moment(shown["at"])
    kept = {key: shown[key] for key in ConflictOut.model_fields if key in shown}
    return kept | {"grid": area.number, "at": at}
