"""The course of an incident: the eight stages with their times, and every step in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wangge.accounts.models import User
from wangge.incidents import rules
from wangge.incidents.facts import LABELS
from wangge.incidents.models import Category, Incident, IncidentStep
from wangge.incidents.words import step_label
from wangge.kernel import clock
from wangge.posts.models import Unit
from wangge.privacy.masks import mask_name

# Facts that the verb's label says already, or that are shown elsewhere.
SAID_BY_LABEL = ("passed", "photos")
TONES = {
    "reject": "danger",
    "void": "danger",
    "return": "wait",
    "decline": "wait",
    "supervise": "warm",
    "escalate": "wait",
    "handle": "work",
    "close": "good",
    "archive": "mute",
}


@dataclass(frozen=True)
class Stage:
    """One of the eight stages: when it was reached last, and where the matter stands to it."""

    name: str
    at: datetime | None
    is_current: bool
    is_done: bool


@dataclass(frozen=True)
class Item:
    """One step of the time line."""

    at: datetime
    verb: str
    by: str
    post: str
    stage: str
    note: str
    tone: str
    facts: list[str] = field(default_factory=list)


def stages(incident: Incident, steps: Sequence[IncidentStep]) -> list[Stage]:
    """The eight stages; those behind a return have no time until they are reached again."""
    at = {step.stage: step.at for step in steps if step.source != step.target}
    if incident.told_at:
        at.setdefault("反馈", incident.told_at)
    here = rules.STAGES.index(incident.stage)
    finished = incident.state in rules.ENDED
    return [
        Stage(
            name=name,
            at=at.get(name) if index <= here else None,
            is_current=index == here and not (finished and name == "结案"),
            is_done=index < here or (finished and index == here),
        )
        for index, name in enumerate(rules.STAGES)
    ]


def items(steps: Sequence[IncidentStep]) -> list[Item]:
    """Every step, newest first, with its facts in words."""
    names = _names(steps)
    return [
        Item(
            at=step.at,
            verb=step_label(step),
            by=step.by if step.actor_id else _resident(step.by),
            post=step.post,
            stage=step.stage,
            note=step.note,
            tone=TONES.get(step.verb, ""),
            facts=list(_words(step.facts, names)),
        )
        for step in reversed(steps)
    ]


def _resident(name: str) -> str:
    """A resident's name stays masked here as everywhere."""
    return name if name == "居民" else mask_name(name)


def _words(facts: dict[str, Any], names: dict[tuple[str, str], str]) -> Iterable[str]:
    for key, value in facts.items():
        if key in SAID_BY_LABEL or key not in LABELS:
            continue
        values = value if isinstance(value, list) else [value]
        told = "、".join(_told(key, str(one), names) for one in values)
        yield f"{LABELS[key]}：{told}"


def _told(key: str, value: str, names: dict[tuple[str, str], str]) -> str:
    if key == "told_at":
        return f"{datetime.fromisoformat(value).astimezone(clock.BEIJING):%Y-%m-%d %H:%M}"
    return names.get((_KIND.get(key, key), value), value)


_KIND = {"assist": "unit"}


def _names(steps: Iterable[IncidentStep]) -> dict[tuple[str, str], str]:
    """How the units, people, categories and matters that steps name are called."""
    wanted: dict[str, set[str]] = {
        "unit": set(),
        "handler": set(),
        "category": set(),
        "into": set(),
    }
    for step in steps:
        for key, value in step.facts.items():
            kind = _KIND.get(key, key)
            if kind in wanted:
                wanted[kind] |= set(value if isinstance(value, list) else [value])
    found: dict[tuple[str, str], str] = {}
    for kind, keys in wanted.items():
        if keys:
            found |= {(kind, str(key)): name for key, name in _LOOK_UP[kind](keys)}
    return found


_LOOK_UP: dict[str, Any] = {
    "unit": lambda keys: Unit.objects.filter(code__in=keys).values_list("code", "name"),
    "handler": lambda keys: User.objects.filter(username__in=keys).values_list("username", "name"),
    "category": lambda keys: Category.objects.filter(code__in=keys).values_list("code", "name"),
    "into": lambda keys: Incident.objects.filter(uid__in=keys).values_list("uid", "number"),
}
