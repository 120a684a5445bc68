"""Reports, steps, and matters as they are answered."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, WithJsonSchema

from wangge.api.schemas.fields import (
    AreaCode,
    Day,
    Given,
    Latitude,
    LevelName,
    Longitude,
    Moment,
    OneOf,
    Paged,
    Shown,
)
from wangge.api.schemas.files import FileOut
from wangge.incidents import rules

Kind = Annotated[str, OneOf(rules.KINDS)]
Stage = Annotated[str, OneOf(rules.STAGES)]
State = Annotated[str, OneOf(tuple(rules.STATES))]
Source = Annotated[str, OneOf(rules.SOURCES)]
Verb = Annotated[str, OneOf(rules.FLOW.verbs)]


class ReporterIn(Given):
    """Who told of it, where that is not the sender."""

    name: str | None = Field(default=None, max_length=60)
    phone: str | None = Field(default=None, max_length=20)


class IncidentIn(Given):
    """One report. The same report sent again under the same id changes nothing."""

    category: str = Field(max_length=12, description="小类代码，见 GET /categories")
    title: str | None = Field(default=None, max_length=60, description="不填取描述的第一行")
    description: str = Field(max_length=2000)
    lon: Longitude | None = None
    lat: Latitude | None = None
    grid: AreaCode | None = Field(default=None, description="没有坐标时写明网格或社区")
    address: str | None = Field(default=None, max_length=200)
    kind: Kind | None = Field(default=None, description="不填用该小类的事件类型")
    source: Source | None = Field(default=None, description="不填按上报人的岗位")
    reporter: ReporterIn | None = None
    found_at: Moment | None = Field(default=None, description="不填用现在")
    photos: list[UUID] | None = Field(default=None, max_length=9, description="已上传文件的编号")


# The facts of a step are read by the verb itself, so that all their faults are told together.
def _text(most: int) -> WithJsonSchema:
    return WithJsonSchema({"type": ["string", "null"], "maxLength": most})


def _choice(choices: tuple[str, ...]) -> WithJsonSchema:
    return WithJsonSchema({"type": ["string", "null"], "enum": [*choices, None]})


def _list(most: int, **item: Any) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": ["array", "null"], "items": {"type": "string", **item}, "maxItems": most}
    )


def _null_or(kind: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": [kind, "null"], **more})


class StepIn(Given):
    """One step; besides verb, version and note only the facts of that verb."""

    verb: Verb
    version: int = Field(ge=1, le=2**31 - 1, description="您看到的版本")
    note: str | None = Field(default=None, max_length=4000)
    channel: Annotated[Any, _choice(rules.CHANNELS)] = Field(
        default=None, description="告知方式：reject、settle、feedback 必填，handle 可同时告知"
    )
    told_at: Annotated[Any, _null_or("string", format="date-time")] = Field(
        default=None, description="告知时间，不填用现在"
    )
    passed: Annotated[Any, _null_or("boolean")] = Field(
        default=None, description="verify：是否通过"
    )
    category: Annotated[Any, _text(12)] = Field(default=None, description="classify：小类代码")
    kind: Annotated[Any, _choice(rules.KINDS)] = Field(
        default=None, description="classify：事件类型"
    )
    urgency: Annotated[Any, _choice(rules.URGENCIES)] = Field(
        default=None, description="classify：紧急程度"
    )
    reason: Annotated[Any, _choice(rules.ESCALATION_REASONS)] = Field(
        default=None, description="escalate：上报原因"
    )
    handler: Annotated[Any, _text(60)] = Field(default=None, description="dispatch：承办人的账号")
    unit: Annotated[Any, _text(60)] = Field(default=None, description="dispatch：承办单位的代码")
    assist: Annotated[Any, _list(20, maxLength=60)] = Field(
        default=None, description="dispatch：协办单位的代码"
    )
    into: Annotated[Any, _null_or("string", format="uuid")] = Field(
        default=None, description="merge：并入的事项"
    )
    satisfaction: Annotated[Any, _choice(rules.SATISFACTION)] = Field(
        default=None, description="callback：满意度"
    )
    supervision: Annotated[Any, _choice(rules.SUPERVISION)] = Field(
        default=None, description="supervise：督办级别"
    )
    photos: Annotated[Any, _list(20, format="uuid")] = Field(
        default=None, description="已上传文件的编号"
    )


class IncidentFilters(Paged):
    """What the worklist can be narrowed by."""

    state: State | None = None
    stage: Stage | None = None
    under: AreaCode | None = None
    q: str = Field(default="", max_length=200, description="编号、标题、描述、地址、上报人中的词")
    overdue: bool = False
    mine: bool = Field(default=False, description="只列等我办理的")
    kind: Kind | None = None
    category: str = Field(default="", max_length=12, description="大类或小类代码")
    since: Day | None = Field(default=None, description="上报日期起")
    until: Day | None = Field(default=None, description="上报日期止（含）")


class PersonRef(Shown):
    """A member of staff."""

    username: str
    name: str


class UnitRef(Shown):
    """A department or office."""

    code: str
    name: str


class ReporterOut(Shown):
    """Who told of it; the phone is masked."""

    name: str
    phone: str


class IncidentOut(Shown):
    """A matter as lists show it."""

    id: UUID
    number: str
    title: str
    description: str
    category: str
    category_name: str
    kind: Kind
    urgency: str
    source: str
    state: State
    state_label: str
    stage: Stage
    level: LevelName
    grid: AreaCode
    grid_name: str
    address: str
    lon: float | None
    lat: float | None
    reporter: ReporterOut
    lead_unit: UnitRef | None
    handler: PersonRef | None
    supervision: str
    pending: str
    found_at: datetime
    reported_at: datetime
    changed_at: datetime
    due_at: datetime
    closed_at: datetime | None
    overdue: bool
    version: int
    offers: list[str]


class HistoryEntry(Shown):
    """One step of the matter; `version` is the one it led to."""

    at: datetime
    by: str
    post: str
    verb: str
    stage: Stage
    note: str
    state: State
    level: LevelName
    version: int
    facts: dict[str, Any]


class IncidentFileOut(FileOut):
    """An attachment and the step it came by."""

    verb: str
    url: str


class IncidentDetail(IncidentOut):
    """A matter with all that belongs to it."""

    history: list[HistoryEntry]
    files: list[IncidentFileOut]
    assisting: list[UnitRef]
    accept_due_at: datetime
    accepted_at: datetime | None
    handled_at: datetime | None
    told_at: datetime | None
    verified_at: datetime | None
    suspended_at: datetime | None
    extensions: int
    rework: int
    satisfaction: str
    supervisor: PersonRef | None
    merged_into: UUID | None


class IncidentList(Shown):
    """A page of the worklist, the newest first."""

    items: list[IncidentOut]
    next: str | None


class Limit(Shown):
    """An amount of working or calendar time."""

    amount: float
    unit: str


class Limits(Shown):
    """How soon to accept and to close; empty for a 大类."""

    accept: Limit | None
    handle: Limit | None


class CategoryOut(Shown):
    """One line of the catalogue."""

    code: str
    name: str
    parent: str | None
    kind: Kind
    urgency: str
    limits: Limits
    department: str
    photo_required: bool
    condition: str
    closing: str


class CategoryList(Shown):
    """The whole catalogue in force."""

    items: list[CategoryOut]
    next: str | None
