"""What a column of a workbook is: heading, pick list, and how carefully it must be kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any


class Gate(StrEnum):
    """Classes of personal data by what giving them away does (法释〔2017〕10号 art. 5).

    The limits are half the numbers at which a person who got the data in office commits a crime.
    """

    WHEREABOUTS = "whereabouts"
    SENSITIVE = "sensitive"
    PERSONAL = "personal"

    @property
    def limit(self) -> int:
        """Rows a person may take in a day without a second person."""
        return _LIMITS[self]

    @property
    def label(self) -> str:
        return _LABELS[self]


_LIMITS = {Gate.WHEREABOUTS: 25, Gate.SENSITIVE: 250, Gate.PERSONAL: 2_500}
_LABELS = {
    Gate.WHEREABOUTS: "行踪位置",
    Gate.SENSITIVE: "健康、特定身份等敏感信息",
    Gate.PERSONAL: "个人信息",
}
DAY = timedelta(hours=24)
LISTS, ABOUT = "选项", "说明"
"""Sheets that hold pick lists and words, no rows."""


@dataclass(frozen=True)
class Column:
    """A column of an exported workbook or of a template.

    `gate` is None for what tells nothing of a person. `usual` columns are given without asking;
    `guarded` ones only in the clear, with a reason. A column that is not `editable` is written but
    never read back. `source` is what the kind of list reads its cells from.
    """

    key: str
    heading: str
    gate: Gate | None = None
    usual: bool = True
    guarded: bool = False
    editable: bool = True
    required: bool = False
    choices: tuple[str, ...] = ()
    width: int = 14
    note: str = ""
    example: str = ""
    source: Any = None


def strictest(columns: Iterable[Column]) -> Gate | None:
    """The class that decides over a workbook with these columns."""
    held = {column.gate for column in columns}
    return next((gate for gate in Gate if gate in held), None)
