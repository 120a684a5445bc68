"""What comes of holding a workbook that came back against the ledger."""

from dataclasses import dataclass, field
from typing import NamedTuple

from wangge.exchange.findings import Finding, ReturnedRow
from wangge.exchange.watermarks import Origin
from wangge.people.round_trip.judging import RowChange


class Added(NamedTuple):
    """A row without a key: somebody new."""

    sheet: str
    row: int
    headings: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass
class Comparison:
    """What a workbook that came back would change."""

    origin: Origin
    name: str
    rows_read: int = 0
    untouched: int = 0
    missing: int = 0
    changes: list[RowChange] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    returned: list[ReturnedRow] = field(default_factory=list)
    refused: int = 0

    @property
    def conflicts(self) -> int:
        return sum(len(row.clashes) for row in self.changes)

    @property
    def edits(self) -> int:
        return sum(len(row.edits) for row in self.changes) - self.conflicts

    @property
    def faults(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for finding in self.findings:
            counts[finding.kind.key] = counts.get(finding.kind.key, 0) + 1
        return dict(sorted(counts.items()))
