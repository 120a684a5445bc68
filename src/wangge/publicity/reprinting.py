"""The reprint list as work to do: pieces of one kind that changed alike are printed in one go."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from wangge.areas.models import Area
from wangge.publicity.models import Printing
from wangge.publicity.queries import Reprint
from wangge.publicity.rules import ENDED

EXAMPLES = 2
PER_SHEET, MOST_SHEETS = 10, 100  # as the cards are laid out
Kind = Printing.Kind


@dataclass(frozen=True)
class Batch:
    """Pieces of one kind for one area that are out for the same reasons."""

    kind: str
    label: str
    area: Area
    changed: list[str]
    rows: list[Reprint]

    @property
    def count(self) -> int:
        """How many pieces, households' cards one by one."""
        return sum(row.count for row in self.rows)

    @property
    def examples(self) -> list[str]:
        return [row.where for row in self.rows[:EXAMPLES]]

    @property
    def more(self) -> int:
        return max(len(self.rows) - EXAMPLES, 0)

    @property
    def buildings(self) -> list[int]:
        return [row.board.building_id for row in self.rows if row.board and row.board.building_id]

    @property
    def postings(self) -> list[int]:
        """The badges to be made anew; one whose posting ended is only handed back."""
        if self.changed == [ENDED]:
            return []
        held = [row.printing for row in self.rows if row.kind == Kind.BADGE and row.printing]
        return [row.posting_id for row in held if row.posting_id]

    @property
    def sheets(self) -> int:
        return min(-(-self.count // PER_SHEET), MOST_SHEETS)

    @property
    def is_printable(self) -> bool:
        """Whether printing it again mends it."""
        needs = {Kind.BOARD: self.buildings, Kind.BADGE: self.postings}
        return bool(needs.get(Kind(self.kind), True))


def batches(rows: Iterable[Reprint]) -> list[Batch]:
    """The list, one line for what can be printed at once, area by area."""
    found: dict[tuple[str, int, tuple[str, ...]], list[Reprint]] = defaultdict(list)
    for row in rows:
        found[row.kind, row.area.code, tuple(row.changed)].append(row)
    made = [
        Batch(kind, alike[0].label, alike[0].area, list(changed), alike)
        for (kind, _code, changed), alike in found.items()
    ]
    order = list(Kind)
    return sorted(made, key=lambda batch: (batch.area.code, order.index(Kind(batch.kind))))
