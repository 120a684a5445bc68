"""The same person in several rows of a file: noticed while it is read, joined in the end."""

from dataclasses import dataclass
from datetime import date

from wangge.exchange.findings import Finding, Kind
from wangge.people.parsing import kinds
from wangge.people.parsing.drafts import At, Draft
from wangge.people.parsing.identity import IdState
from wangge.people.rules import UNKNOWN_SEX

Double = tuple[At, Draft]
"""A further row of a person, and where the first one stands."""


@dataclass(slots=True)
class _Seen:
    """What tells a person of an earlier row: the drafts themselves may be gone already."""

    at: At
    name: str
    has_number: bool


class People:
    """Notices the same person in another row: by ID number, else by name, birth and address."""

    def __init__(self, findings: list[Finding]) -> None:
        self._findings = findings
        self._by_number: dict[str, _Seen] = {}
        self._by_name: dict[tuple[str, date | None, str], _Seen] = {}

    def first_row(self, draft: Draft) -> At | None:
        """Where the same person stands already; nothing when this is their first row."""
        known = self._by_number.get(draft.id_number) if draft.id_number else None
        if known and known.name != draft.name:
            self._say(draft, known, kinds.ROW_CONFLICT)
            draft.id_number, draft.id_state = "", IdState.DOUBTFUL
            draft.birth_date, draft.sex = None, UNKNOWN_SEX  # they were told by that number
            known = None
        key = (draft.name, draft.birth_date, draft.place)
        if known is None and (draft.birth_date or draft.place):
            other = self._by_name.get(key)
            if other and not (other.has_number and draft.id_number):
                known = other
        if known:
            self._join(known, draft)
            return known.at
        seen = _Seen(draft.at, draft.name, bool(draft.id_number))
        self._by_name.setdefault(key, seen)
        if draft.id_number:
            self._by_number[draft.id_number] = seen
        return None

    def _join(self, known: _Seen, again: Draft) -> None:
        self._say(again, known, kinds.ROW_DUPLICATE)
        if again.id_number and not known.has_number:
            known.has_number = True
            self._by_number[again.id_number] = known

    def _say(self, draft: Draft, other: _Seen, kind: Kind) -> None:
        sheet, row = other.at
        self._findings.append(
            Finding(draft.sheet, draft.row, "", "", draft.name, kind, f"“{sheet}”第 {row} 行")
        )


def fill(known: Draft, again: Draft) -> None:
    """Fill what is empty of a person from another row of theirs."""
    if again.id_number and not known.id_number:
        known.id_number, known.id_state = again.id_number, again.id_state
    for name in _FILLED:
        if not getattr(known, name) and getattr(again, name):
            setattr(known, name, getattr(again, name))
    known.labels = tuple(dict.fromkeys(known.labels + again.labels))
    known.facts = {**again.facts, **known.facts}


_FILLED = (
    "birth_date", "phones", "relation", "household_number", "head_name", "address",
    "registered_address", "ethnicity", "residence", "grid_name", "grid_code",
)  # fmt: skip
