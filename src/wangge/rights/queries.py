"""Reading requests, and who looked at a resident's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from wangge.audit.models import Record
from wangge.dictionary.fields import BY_KEY
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Field
from wangge.guarded import queries as guarded
from wangge.kernel import clock
from wangge.kernel.codes import HANDLING_LEVELS, ancestor
from wangge.people.models import Person
from wangge.posts.access import Staff
from wangge.rights import access
from wangge.rights.models import DataRequest

VERBS = {
    "person.reveal": "查看完整信息",
    "person.export": "导出完整信息",
    "person.change": "修改信息",
    "person.merge": "合并档案",
    "person.unmerge": "撤销合并",
    "person.expire": "保存期限已到，清除",
    "life.record": "登记人口变动",
    "life.undo": "撤销人口变动",
    "life.confirm": "确认迁入",
    "data_request.take_in": "登记个人信息申请",
    "data_request.grant": "办理个人信息申请",
    "data_request.refuse": "不予办理个人信息申请",
    "data_request.copy": "导出本人信息副本",
}
MOST = 500
LISTS = {"people.print": "打印台账或卡册", "export.download": "下载导出文件"}


@dataclass(frozen=True)
class Look:
    """Somebody saw or changed something of a resident's."""

    at: datetime
    who: str
    what: str
    fields: str
    reason: str


def requests(staff: Staff, *, state: str = "") -> "QuerySet[DataRequest]":
    """Requests in reach, the most urgent first."""
    rows = access.visible(staff)
    return rows.filter(state=state) if state else rows


def overdue(staff: Staff) -> int:
    """How many are past their time."""
    return requests(staff, state=DataRequest.State.OPEN).filter(due_on__lt=clock.today()).count()


def lookers(person: Person) -> list[Look]:
    """Who opened, changed or took out the person's data, the latest first."""
    of_person = Q(subject=f"person:{person.uid}", verb__in=VERBS)
    rows = Record.objects.filter(of_person).select_related("actor").order_by("-at", "-pk")
    known = dictionary_at(person.area_id).by_key
    return [_look(row, known) for row in rows[:MOST]]


def guarded_looks(staff: Staff, person: Person) -> list[Look]:
    """What was done with those of the person's guarded records that the reader may open.

    For everybody else a person with such records is like one without: the list is empty.
    """
    kinds = {line.kind.label for line in guarded.of_person(staff, person.uid)}
    if not kinds:
        return []
    return [
        Look(
            at=trace.at,
            who=f"{trace.actor}（{trace.post}）" if trace.post else trace.actor,
            what=trace.verb,
            fields=trace.kind,
            reason=trace.reason,
        )
        for trace in guarded.trail(person.uid)[:MOST]
        if trace.kind in kinds
    ]


def lists_with(person: Person) -> list[Look]:
    """Lists of the person's area that were printed or taken out since the person is on record."""
    areas = [ancestor(person.area_id, level) for level in HANDLING_LEVELS]
    rows = Record.objects.filter(verb__in=LISTS, area__in=areas, at__gte=person.created_at)
    return [_look(row, BY_KEY) for row in rows.select_related("actor").order_by("-at", "-pk")[:200]]


def _look(row: Record, known: Mapping[str, Field]) -> Look:
    detail: dict[str, Any] = row.detail
    keys = detail.get("fields") or detail.get("columns") or []
    labels = [known[key].label if key in known else str(key) for key in keys]
    name = row.actor.name if row.actor else "系统"
    post = detail.get("post", "")
    return Look(
        at=row.at,
        who=f"{name}（{post}）" if post else name,
        what=(VERBS | LISTS).get(row.verb, row.verb),
        fields="、".join(labels),
        reason=str(detail.get("reason") or detail.get("title") or ""),
    )
