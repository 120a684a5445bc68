"""Whose data went where: the report that a leak asks for, out of the log of access (个保法 57).

One workbook: everybody affected, every opening and giving out, and the lists that were printed or
downloaded. Residents are read in runs, so a county's log needs no more memory than its people.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wangge.audit.actions import record
from wangge.audit.models import Record
from wangge.dictionary.fields import BY_KEY
from wangge.dictionary.models import LocalField
from wangge.exchange.textbooks import PLAIN, TextBook
from wangge.guarded.queries import subjects_of
from wangge.kernel import clock
from wangge.kernel.errors import Invalid
from wangge.people.models import Person

OPENED = {
    "person.reveal": "查看完整信息",
    "person.export": "导出完整信息",
    "data_request.copy": "导出本人信息副本",
    "guarded.open": "查看专项记录",
}
LISTED = {"people.print": "打印台账或卡册", "export.download": "下载导出文件"}
GUARDED = "专项记录"
RUN = 2_000
MOST_ROWS = 1_000_000  # a sheet holds 48,576 more
Labels = Mapping[str, str]


@dataclass
class Affected:
    """A resident whose data was seen or taken, and what the person is to be told."""

    times: int = 0
    first: datetime | None = None
    last: datetime | None = None
    fields: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)

    def add(self, line: "Line") -> None:
        """One more opening."""
        self.times += 1
        self.first = min(self.first or line.at, line.at)
        self.last = max(self.last or line.at, line.at)
        self.fields.update(line.fields)
        self.actors.add(line.actor)


@dataclass(frozen=True)
class Line:
    """One opening of one resident's data."""

    at: datetime
    actor: str
    what: str
    person: str
    fields: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Window:
    """Which part of the log: from a moment until before another, perhaps of one account."""

    since: datetime
    until: datetime
    actor: str = ""

    def rows(self, verbs: Iterable[str]) -> "QuerySet[Record]":
        """The lines of the log, the oldest first."""
        found = Record.objects.filter(at__gte=self.since, at__lt=self.until, verb__in=list(verbs))
        if self.actor:
            found = found.filter(actor__username=self.actor)
        return found.select_related("actor").order_by("at", "pk")


def report(path: Path, window: Window) -> dict[str, int]:
    """Write the report; how many residents, openings and lists are in it. On record itself."""
    if window.since >= window.until:
        raise Invalid("breach.window", "开始时间应早于结束时间，请核对。")
    labels = _labels()
    people: dict[str, Affected] = {}
    draft = path.with_name(f".{path.name}.part")
    with TextBook(draft) as book:
        openings = _fill(book, "明细", _DETAIL, _details(_lines(window, labels), people))
        affected = _fill(book, "受影响居民", _PEOPLE, _summary(people))
        lists = _fill(book, "名单打印和下载", _LISTS, _lists(window))
    draft.replace(path)
    counts = {"residents": affected, "openings": openings, "lists": lists}
    record(
        "breach.report", "county", actor=None, account=window.actor,
        since=window.since.isoformat(), until=window.until.isoformat(), counts=counts,
    )  # fmt: skip
    return counts


_DETAIL = (("时间", 20), ("账号", 24), ("动作", 16), ("居民编号", 38), ("姓名", 12), ("区划编码", 18),
    ("涉及字段", 40), ("事由", 40))  # fmt: skip
_PEOPLE = (("居民编号", 38), ("姓名", 12), ("区划编码", 18), ("次数", 8), ("最早", 20), ("最近", 20),
    ("涉及字段", 50), ("经手账号", 40))  # fmt: skip
_LISTS = (("时间", 20), ("账号", 24), ("动作", 16), ("对象", 40), ("区划编码", 18), ("行数", 8),
    ("名称或事由", 40))  # fmt: skip
Rows = Iterable[tuple[str, ...]]


def _fill(book: TextBook, title: str, columns: tuple[tuple[str, int], ...], rows: Rows) -> int:
    """The rows on one sheet, or on as many as they need; how many there were."""
    number = sheets = 0
    rest = iter(rows)
    widths = [(width, PLAIN) for _heading, width in columns]
    headings = [heading for heading, _width in columns]
    more = True
    while more:
        sheets += 1
        name = title if sheets == 1 else f"{title}{sheets}"
        held = 0
        with book.sheet(name, widths, headings) as sheet:
            for row in islice(rest, MOST_ROWS):
                sheet.add(row)
                held += 1
        number += held
        more = held == MOST_ROWS
    return number


def _lines(window: Window, labels: Labels) -> Iterator[Line]:
    for run in _runs(window.rows(OPENED).iterator(RUN)):
        uids = [row.subject.removeprefix("guarded:") for row in run if row.verb == "guarded.open"]
        subjects = subjects_of(map(UUID, uids)) if uids else {}
        for row in run:
            kind, _, uid = row.subject.partition(":")
            person = str(subjects.get(UUID(uid), "")) if kind == "guarded" else uid
            yield Line(row.at, _who(row), OPENED[row.verb], person, _fields(row, labels), _why(row))


def _details(lines: Iterable[Line], people: dict[str, Affected]) -> Iterator[tuple[str, ...]]:
    for run in _runs(lines):
        named = _named({line.person for line in run})
        for line in run:
            people.setdefault(line.person, Affected()).add(line)
            name, area = named.get(line.person, ("", ""))
            yield (
                _at(line.at), line.actor, line.what, line.person, name, area,
                "、".join(line.fields), line.reason,
            )  # fmt: skip


def _summary(people: Mapping[str, Affected]) -> Iterator[tuple[str, ...]]:
    for run in _runs(people.items()):
        named = _named({uid for uid, _affected in run})
        for uid, each in run:
            name, area = named.get(uid, ("", ""))
            yield (
                uid, name, area, str(each.times), _at(each.first), _at(each.last),
                "、".join(sorted(each.fields)), "、".join(sorted(each.actors)),
            )  # fmt: skip


def _lists(window: Window) -> Iterator[tuple[str, ...]]:
    for row in window.rows(LISTED).iterator(RUN):
        detail: dict[str, Any] = row.detail
        told = str(detail.get("title") or detail.get("reason") or "")
        yield (
            _at(row.at), _who(row), LISTED[row.verb], row.subject, str(row.area or ""),
            str(detail.get("rows", "")), told,
        )  # fmt: skip


def _runs(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(rows)
    while run := list(islice(rest, RUN)):
        yield run


def _named(uids: set[str]) -> dict[str, tuple[str, str]]:
    rows = Person.objects.filter(uid__in=uids - {""}).values_list("uid", "name", "area_id")
    return {str(uid): (name, str(area)) for uid, name, area in rows}


def _labels() -> Labels:
    local = LocalField.objects.values_list("key", "label")
    return {key: field.label for key, field in BY_KEY.items()} | dict(local)


def _fields(row: Record, labels: Labels) -> tuple[str, ...]:
    if row.verb == "guarded.open":
        return (GUARDED,)
    keys = row.detail.get("fields") or row.detail.get("columns") or []
    return tuple(labels.get(key, str(key)) for key in keys)


def _who(row: Record) -> str:
    return f"{row.actor.name}（{row.actor.username}）" if row.actor else "命令行"


def _why(row: Record) -> str:
    return str(row.detail.get("reason", ""))


def _at(moment: datetime | None) -> str:
    return f"{moment.astimezone(clock.BEIJING):%Y-%m-%d %H:%M:%S}" if moment else ""
