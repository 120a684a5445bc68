"""What lies in a guarded record, sealed; and the blind indexes by which it is found."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from wangge.guarded.kinds import BY_KEY, Kind
from wangge.guarded.models import GuardedEntry, GuardedRecord
from wangge.privacy.keys import GUARDED, GUARDED_INDEX
from wangge.privacy.sealing import blind, blinds, seal, unseal

_SUBJECT, _KIND, _WORKER = "guarded-subject", "guarded-kind", "guarded-worker"
_DATES = ("begin", "end", "review_on")


@dataclass(frozen=True)
class Case:
    """A guarded record in the clear; `subject` is the person, `worker` the user named on it."""

    subject: UUID
    kind: str
    basis: str = ""
    begin: date | None = None
    end: date | None = None
    review_on: date | None = None
    source: str = ""
    worker: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> Kind:
        return BY_KEY[self.kind]


def record_context(uid: UUID) -> str:
    """What binds a sealed record to its row."""
    return f"guarded:{uid}"


def entry_context(uid: UUID) -> str:
    """What binds a sealed entry to its row."""
    return f"guarded-entry:{uid}"


def close_up(case: Case, uid: UUID) -> bytes:
    """The case, sealed for the record `uid`."""
    return seal(_written(asdict(case)), record_context(uid), GUARDED)


def open_up(record: GuardedRecord) -> Case:
    """The case in a record; whoever shows it must have put that on record."""
    kept = json.loads(unseal(record.sealed, record_context(record.uid), GUARDED))
    dates = {name: date.fromisoformat(kept[name]) if kept[name] else None for name in _DATES}
    return Case(**{**kept, **dates, "subject": UUID(kept["subject"])})


def note(told: Mapping[str, Any], uid: UUID) -> bytes:
    """What an entry says, sealed for the entry `uid`."""
    return seal(_written(told), entry_context(uid), GUARDED)


def read_note(entry: GuardedEntry) -> dict[str, Any]:
    """What an entry says."""
    told: dict[str, Any] = json.loads(unseal(entry.sealed, entry_context(entry.uid), GUARDED))
    return told


def _written(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, default=str, separators=(",", ":"))


def indexes(case: Case) -> dict[str, bytes]:
    """The columns that a record is found by."""
    return {
        "subject_index": blind(str(case.subject), _SUBJECT, GUARDED_INDEX),
        "kind_index": blind(f"{case.subject}:{case.kind}", _KIND, GUARDED_INDEX),
        "worker_index": blind(str(case.worker or ""), _WORKER, GUARDED_INDEX),
    }


def of_subject(subject: UUID) -> list[bytes]:
    """The indexes that records of a person may stand under."""
    return blinds(str(subject), _SUBJECT, GUARDED_INDEX)


def of_kind(subject: UUID, kind: str) -> list[bytes]:
    """The indexes that a person's record of one kind may stand under."""
    return blinds(f"{subject}:{kind}", _KIND, GUARDED_INDEX)


def of_worker(user: int) -> list[bytes]:
    """The indexes that the cases of a named worker stand under."""
    return blinds(str(user), _WORKER, GUARDED_INDEX)
