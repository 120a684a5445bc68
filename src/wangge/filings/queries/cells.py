"""What a filled form is made of: lines, the people in them, and the answers in their cells."""

from dataclasses import dataclass, field

from wangge.filings.columns import Column
from wangge.people.models import Person


@dataclass(frozen=True)
class Answer:
    """A cell: its text and how it came about."""

    text: str
    state: str  # filled, counted, missing, blank, refused or unknown
    number: int | None = None


@dataclass(frozen=True)
class Cell:
    """A cell with its column and the resident whose fact it is."""

    column: Column
    person: Person | None
    answer: Answer


@dataclass(frozen=True)
class Group:
    """A line before it is read: a person, the people of a household, or an area."""

    key: str
    area: int
    pks: tuple[int, ...] = ()
    household: int | None = None


@dataclass
class Line:
    """A line with its people, the first being the one it is named for."""

    group: Group
    number: int
    people: list[Person] = field(default_factory=list)

    @property
    def head(self) -> Person | None:
        return self.people[0] if self.people else None
