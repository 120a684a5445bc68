"""Visits and patrols, as sent and as answered."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from wangge.api.schemas.fields import (
    AreaCode,
    Day,
    Given,
    Latitude,
    Longitude,
    Moment,
    OneOf,
    Paged,
    Shown,
)
from wangge.api.schemas.incidents import IncidentIn, PersonRef
from wangge.visits import rules
from wangge.visits.models import PatrolFinding, Visit

Kind = Annotated[str, OneOf(tuple(Visit.Kind.values))]
Outcome = Annotated[str, OneOf(tuple(Visit.Outcome.values))]
# A moment given for a day means its day.
TripDay = Annotated[Day, BeforeValidator(lambda told: told[:10] if "T" in str(told) else told)]
Result = Annotated[str, OneOf(tuple(PatrolFinding.Result.values))]


def _text(told: str) -> "str | None":
    return Field(default=None, max_length=rules.LONGEST, description=told)


class MetIn(Given):
    """Whom one met; `fields` are the dictionary keys borne out, none means the whole record."""

    person: UUID
    fields: list[Annotated[str, Field(max_length=60)]] = Field(default=[], max_length=100)


class MatterIn(IncidentIn):
    """A matter handed on; without a place of its own it lies where the household is."""

    id: UUID = Field(description="事项的编号，自己生成")


class VisitIn(Given):
    """One visit. The same visit sent again under the same id changes nothing."""

    household: UUID
    kind: Kind = Visit.Kind.VISIT.value
    outcome: Outcome = Visit.Outcome.MET.value
    purpose: str | None = _text("去前：走访目的")
    found: str | None = _text("走访中：发现的问题")
    feedback: str | None = _text("走访后：反馈")
    difficulty: str | None = _text("困难")
    need: str | None = _text("需求")
    recent_change: str | None = _text("近期变化")
    wished: str | None = _text("希望的走访时间")
    met: list[MetIn] = Field(default=[], max_length=rules.MEMBERS)
    matters: list[MatterIn] = Field(default=[], max_length=20, description="交办的事项")
    patrol: UUID | None = Field(default=None, description="兼作哪一次巡查")
    started_at: Moment | None = Field(default=None, description="设备上的时间；不填用现在")
    ended_at: Moment | None = None


class PointIn(Given):
    """A point of a patrol, noted only where one wants to."""

    lon: Longitude
    lat: Latitude
    note: str | None = Field(default=None, max_length=100)


class FindingIn(Given):
    """What a patrol found: `done` when settled on the spot, else `incident`, with its `report`."""

    text: str = Field(max_length=rules.LONGEST)
    done: str | None = Field(default=None, max_length=rules.LONGEST, description="当场怎样处理的")
    incident: UUID | None = Field(default=None, description="上报为哪一件事项")
    report: IncidentIn | None = Field(default=None, description="事项未上报过时一并上报")


class PatrolIn(Given):
    """One patrol. The same patrol sent again under the same id changes nothing."""

    grid: AreaCode | None = Field(default=None, description="不填用本人唯一的网格")
    started_at: Moment | None = None
    ended_at: Moment | None = None
    points: list[PointIn] = Field(default=[], max_length=rules.POINTS)
    findings: list[FindingIn] = Field(default=[], max_length=rules.FINDINGS)
    note: str | None = Field(default=None, max_length=rules.LONGEST)


class TripFilters(Paged):
    """What visits and patrols can be narrowed by."""

    under: AreaCode | None = None
    since: TripDay | None = Field(default=None, alias="from", description="日期起")
    until: TripDay | None = Field(default=None, alias="to", description="日期止（含）")


class VisitFilters(TripFilters):
    """What visits can be narrowed by."""

    household: UUID | None = None
    outcome: Outcome | None = None


class MetOut(Shown):
    """Somebody met."""

    person: UUID
    name: str
    fields: list[str]


class MatterOut(Shown):
    """A matter handed on."""

    id: UUID
    number: str
    title: str
    state: str
    state_label: str


class TripOut(Shown):
    """What visits and patrols share: the server's time, and what the device claimed."""

    id: UUID
    grid: AreaCode
    grid_name: str
    worker: PersonRef
    post: str
    started_at: datetime
    ended_at: datetime
    claimed_start: datetime | None
    claimed_end: datetime | None
    clock_doubtful: bool
    received_at: datetime


class VisitOut(TripOut):
    """A visit."""

    household: UUID
    address: str
    kind: Kind
    outcome: Outcome
    purpose: str
    found: str
    feedback: str
    difficulty: str
    need: str
    recent_change: str
    wished: str
    patrol: UUID | None
    met: list[MetOut]
    matters: list[MatterOut]
    version: int


class VisitList(Shown):
    """A page of visits, the last received first."""

    items: list[VisitOut]
    next: str | None


class PointOut(Shown):
    """A point of a patrol."""

    lon: float
    lat: float
    note: str


class FindingOut(Shown):
    """What a patrol found and what became of it."""

    text: str
    result: Result
    done: str
    incident: UUID | None


class PatrolOut(TripOut):
    """A patrol."""

    note: str
    points: list[PointOut]
    findings: list[FindingOut]


class PatrolList(Shown):
    """A page of patrols, the last received first."""

    items: list[PatrolOut]
    next: str | None
