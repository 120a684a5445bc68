"""A person as a row of a ledger tells, before anything is looked up."""

from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from wangge.dictionary.values import Value
from wangge.people import rules
from wangge.people.parsing.addresses import Address
from wangge.people.parsing.identity import IdState

At = tuple[str, int]
"""Sheet and row."""


@dataclass(slots=True)
class Draft:
    """A person as the sheet tells, before anything is looked up."""

    sheet: str
    row: int
    name: str
    sex: str = rules.UNKNOWN_SEX
    birth_date: date | None = None
    id_state: IdState = IdState.MISSING
    id_number: str = ""
    id_type: str = "111"
    phones: tuple[str, ...] = ()
    relation: str = ""
    household_number: str = ""
    head_name: str = ""
    address: Address | None = None
    registered_address: str = ""
    ethnicity: str = ""
    residence: str = ""
    labels: tuple[str, ...] = ()
    grid_name: str = ""
    grid_code: str = ""
    facts: dict[str, Value] = field(default_factory=dict)

    def __reduce__(self) -> tuple[Any, ...]:
        return Draft, _VALUES(self)  # a hundred thousand go from process to process

    @property
    def at(self) -> At:
        return self.sheet, self.row

    @property
    def place(self) -> str:
        return self.address.text if self.address else ""


_VALUES = attrgetter(*Draft.__slots__)
