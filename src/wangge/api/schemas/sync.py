"""What devices send and fetch."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, WithJsonSchema

from wangge.api.schemas.fields import AreaCode, Given, Moment, OneOf, Paged, Shown
from wangge.sync import rules
from wangge.sync.actions.resolving import CHOICES
from wangge.sync.models import SyncConflict

# Each operation is read by itself: one that is wrong must not stop the others.
_OPERATION = WithJsonSchema({
    "type": "object",
    "required": ["id", "entity", "key", "fields"],
    "properties": {
        "id": {"type": "string", "format": "uuid", "description": "操作编号，设备自己生成"},
        "entity": {"type": "string", "enum": list(rules.ENTITIES)},
        "key": {"type": "string", "format": "uuid", "description": "走访、居民、事项等的编号"},
        "base": {
            "description": "修改前看到的：版本号，或 {字段: 原值}，或 {字段: 版本号}",
            "type": ["object", "integer", "null"],
        },
        "fields": {"type": "object", "description": "改成什么：只写改了的字段"},
        "at": {"type": ["string", "null"], "description": "设备时间，仅作参考"},
    },
})  # fmt: skip
Device = Annotated[str, Field(min_length=1, max_length=rules.DEVICE, description="设备编号")]


class PushIn(Given):
    """A device's operations, in any order; sent again they change nothing."""

    device: Device
    ops: list[Annotated[Any, _OPERATION]] = Field(max_length=rules.MOST)
    sent_at: Moment | None = Field(default=None, description="设备现在的时间，用来校正时钟")
    version: str = Field(default="", max_length=40, description="手机端版本")
    unsent: int | None = Field(default=None, ge=0, le=10**6, description="还没有传的条数")


class ReceiptOut(Shown):
    """What became of one operation."""

    id: str
    result: Annotated[str, OneOf(rules.RESULTS)]
    code: str
    detail: str


class PushOut(Shown):
    """One receipt for each operation, in the order sent."""

    receipts: list[ReceiptOut]


class ProofFilters(Given):
    """Which device, and from which of its operations on."""

    device: Device
    since: UUID = Field(description="设备上最早一条操作的编号")


class ProofOut(Shown):
    """What reached the server: the device works out the same and compares."""

    count: int
    hash: str = Field(description="各条编号按次序、以换行相连的 SHA-256")
    last: datetime | None


class PullFilters(Given):
    """From where on; `device` lets the server know what the device has seen."""

    since: str = Field(default="", max_length=200, description="上次的 next；首次不填")
    device: Device | None = None
    version: str = Field(default="", max_length=40)


class Pulled(Shown):
    """Something a device holds; `gone` means that it is to be deleted there."""

    id: UUID
    gone: bool


class PulledHousehold(Pulled):
    """A household; only `id` and `gone` when it is gone."""

    grid: AreaCode | None = None
    address: str | None = None
    building: UUID | None = None
    facts: dict[str, str] | None = None
    kind: str | None = None
    visited_at: datetime | None = None
    outcome: str | None = None
    wished: str | None = None
    version: int | None = None


class PulledPerson(Pulled):
    """A resident, as lists show one; only `id` and `gone` when gone."""

    household: UUID | None = None
    grid: AreaCode | None = None
    name: str | None = None
    sex: str | None = None
    birth_date: date | None = None
    age: int | None = None
    relation: str | None = None
    phones: list[str] | None = None
    living_address: str | None = None
    residence: str | None = None
    status: str | None = None
    labels: list[str] | None = None
    facts: dict[str, str] | None = None
    confirmed_on: date | None = None
    version: int | None = None


class PulledIncident(Pulled):
    """An open matter in reach; only `id` and `gone` once it is closed."""

    number: str | None = None
    title: str | None = None
    description: str | None = None
    category: str | None = None
    state: str | None = None
    state_label: str | None = None
    stage: str | None = None
    grid: AreaCode | None = None
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
    due_at: datetime | None = None
    offers: list[str] | None = None
    version: int | None = None


class Task(Shown):
    """Something to be done, and why."""

    kind: Annotated[str, OneOf(("incident", "visit", "patrol"))]
    title: str
    reason: str
    due_on: date
    grid: AreaCode
    household: UUID | None
    incident: UUID | None
    risk: int = Field(description="0 到 3，越大越要先办")
    wished: str = Field(description="住户希望的时间")
    any_day: bool = Field(description="没有固定日子：due_on 之前任意一天")
    stand_in: str = Field(description="代谁办（A岗姓名），自己的为空")


class PulledNotice(Shown):
    """Something the caller was told and has not read."""

    id: UUID
    text: str
    urgent: bool
    at: datetime
    incident: UUID | None


class PulledPage(Shown):
    """A page of one of the caller's own journals."""

    id: UUID
    kind: str
    day: date
    text: str
    lines: list[str]
    shared: bool
    submitted: bool


class PulledInformation(Shown):
    """Information the caller told, and the day on which the desk gets it."""

    id: UUID
    kind: str
    text: str
    noted_at: datetime
    handed_on: date


class PulledRules(Shown):
    """Local rules that a phone goes by."""

    report_days: str = Field(default="", description="一般信息报送日")
    report_weekdays: list[int] = Field(default_factory=list, description="周一为 0")
    week_cap: int = Field(default=0, description="每周走访任务上限，0 为不限")
    week_made: int = Field(default=0, description="本周已走访的户数")


class PullOut(Shown):
    """The caller's grids; `more`: fetch again with `next` at once; `reset`: forget all first."""

    households: list[PulledHousehold]
    people: list[PulledPerson]
    incidents: list[PulledIncident]
    tasks: list[Task]
    dropped: list[Task] = Field(description="本周排不下的走访，写明原因")
    notices: list[PulledNotice]
    journals: list[PulledPage]
    information: list[PulledInformation]
    rules: PulledRules
    next: str
    more: bool
    reset: bool


class ConflictFilters(Paged):
    """Which conflicts."""

    state: Annotated[str, OneOf(tuple(SyncConflict.State.values))] | None = None


class ConflictOut(Shown):
    """One field told differently by two people: both in words, numbers masked."""

    id: UUID
    op: UUID
    entity: str
    key: UUID
    field: str
    label: str
    current: str
    offered: str
    by: str
    at: datetime
    state: str
    grid: AreaCode


class ConflictList(Shown):
    """A page of conflicts, the newest first."""

    items: list[ConflictOut]
    next: str | None


class ChoiceIn(Given):
    """Which of the two stays."""

    keep: Annotated[str, OneOf(CHOICES)]
