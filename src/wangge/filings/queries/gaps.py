"""What a filing lacks, household by household, and its figures, read from the ledger as it is."""

from dataclasses import dataclass, field

from wangge.filings.models import Filing
from wangge.filings.queries.cells import Cell
from wangge.filings.queries.lines import Lines
from wangge.filings.queries.values import How
from wangge.filings.rules.figures import Figure
from wangge.posts.access import Staff

BORN = "birth_date"


@dataclass
class Gap:
    """What one household (or somebody without one) lacks: person's uid -> keys."""

    area: int
    household: int | None
    person: int | None
    missing: dict[str, list[str]] = field(default_factory=dict)


Whose = tuple[int | None, int | None]
"""A household, or a person who has none."""


@dataclass
class State:
    """A filing's figures, and its gaps by household."""

    rows: int = 0
    cells: int = 0
    filled: int = 0
    missing: int = 0
    gaps: dict[Whose, Gap] = field(default_factory=dict)


def state(staff: Staff, filing: Filing) -> State:
    """How the filing stands now; no value is opened for it."""
    lines = Lines(staff, filing, How.PRESENT)
    found = State()
    for line in lines.all():
        for row in lines.cells(line):
            found.rows += 1
            found.cells += len(row)
            for cell in row:
                found.filled += bool(cell.answer.text)
                if cell.answer.state == "missing":
                    found.missing += 1
                    _add(found, cell)
    return found


def _add(found: State, cell: Cell) -> None:
    person = cell.person
    if person is None:
        return
    whose = (person.household_id, None if person.household_id else person.pk)
    gap = found.gaps.setdefault(whose, Gap(person.area_id, *whose))
    key = BORN if cell.column.key == Figure.AGE else cell.column.key
    keys = gap.missing.setdefault(str(person.uid), [])
    if key not in keys:
        keys.append(key)
