"""What somebody tells of a visit or patrol, as it is compared, read and kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.incidents.actions.reporting import Report
from wangge.kernel.errors import FieldFault, Invalid
from wangge.privacy.sealing import lasting
from wangge.visits.rules import LONGEST, TEXTS


@dataclass(frozen=True)
class Met:
    """Whom one met; `fields` are the facts that were borne out, none means the whole record."""

    person: UUID
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class VisitEntry:
    """One visit as told; `offset` is how far the device's clock is known to be off."""

    household: UUID
    kind: str = "visit"
    outcome: str = "met"
    texts: Mapping[str, str] = field(default_factory=dict)
    met: tuple[Met, ...] = ()
    started_at: datetime | None = None
    ended_at: datetime | None = None
    patrol: UUID | None = None
    matters: tuple[tuple[UUID, Report], ...] = ()
    source: UUID | None = None
    offset: timedelta = timedelta()

    def digest(self) -> str:
        """Equal for equal visits."""
        return _digest(
            "visit",
            [self.household, self.kind, self.outcome, dict(self.texts), self.patrol],
            [self.started_at, self.ended_at],
            sorted((str(one.person), sorted(one.fields)) for one in self.met),
            [(uid, report.digest()) for uid, report in self.matters],
        )


@dataclass(frozen=True)
class Finding:
    """What a patrol found: what was done about it, or under which id it was reported."""

    text: str
    done: str = ""
    incident: UUID | None = None
    report: Report | None = None


@dataclass(frozen=True)
class PatrolEntry:
    """One patrol as told."""

    grid: int
    started_at: datetime | None = None
    ended_at: datetime | None = None
    points: tuple[Mapping[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()
    note: str = ""
    source: UUID | None = None
    offset: timedelta = timedelta()

    def digest(self) -> str:
        """Equal for equal patrols."""
        return _digest(
            "patrol",
            [self.grid, self.note, [dict(point) for point in self.points]],
            [self.started_at, self.ended_at],
            [
                (one.text, one.done, one.incident, one.report.digest() if one.report else "")
                for one in self.findings
            ],
        )


def _digest(kind: str, *parts: Any) -> str:
    told = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=_plain)
    return lasting(told, kind).hex()


def _plain(value: Any) -> str:
    # Two ways to write the same moment are one.
    return f"{value.timestamp():.3f}" if isinstance(value, datetime) else str(value)


def read_texts(given: Mapping[str, str]) -> dict[str, str]:
    """The texts as kept, empty ones left out; `Invalid` names every one that is too long."""
    kept, faults = {}, []
    for key, label in TEXTS.items():
        text = read_text(given.get(key, ""))
        if len(text) > LONGEST:
            told = _("“%(label)s”最多 %(most)s 个字，现在有 %(n)s 个字，请缩短。")
            faults.append(FieldFault(key, told % {"label": label, "most": LONGEST, "n": len(text)}))
        if text:
            kept[key] = text
    if faults:
        said = "".join(fault.detail for fault in faults)
        raise Invalid("visit.texts", said, tuple(faults))
    return kept


def read_text(text: str) -> str:
    """A text without blanks at its ends or control characters; lines and punctuation stay."""
    lines = (
        " ".join("".join(c if c.isprintable() else " " for c in line).split())
        for line in text.splitlines()
    )
    return "\n".join(line for line in lines if line)


def invalid(code: str, name: str, told: str) -> Invalid:
    """One field that must be mended."""
    return Invalid(code, told, (FieldFault(name, told),))
