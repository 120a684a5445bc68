"""What a spreadsheet import has to say about a cell: changed, doubted or refused."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Severity(StrEnum):
    """How far a finding reaches; the label is what people read."""

    CHANGED = "changed"
    DOUBTED = "doubted"
    REFUSED = "refused"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Severity.CHANGED: "已规范",
    Severity.DOUBTED: "存疑",
    Severity.REFUSED: "未导入",
    Severity.SKIPPED: "跳过",
}


@dataclass(frozen=True, eq=False)
class Kind:
    """A class of findings: what is wrong, why it matters, how to mend it.

    `what` may hold `{raw}` (the cell as it stands) and `{detail}` (what was made of it).
    `returned` says that the row goes back to the user in the mend workbook.
    """

    key: str
    severity: Severity
    label: str
    what: str
    how: str
    returned: bool = False

    def __post_init__(self) -> None:
        _KNOWN.setdefault(self._values(), self)

    def __reduce__(self) -> tuple[Any, ...]:
        return _known, self._values()  # the same object in another process

    def _values(self) -> tuple[Any, ...]:
        return self.key, self.severity, self.label, self.what, self.how, self.returned


_KNOWN: dict[tuple[Any, ...], Kind] = {}


def _known(*values: Any) -> Kind:
    return _KNOWN.get(values) or Kind(*values)


class Finding(NamedTuple):
    """One thing to say about one cell, or about a whole row when `column` is empty."""

    sheet: str
    row: int
    column: str
    heading: str
    raw: str
    kind: Kind
    detail: str = ""

    @property
    def severity(self) -> Severity:
        return self.kind.severity

    @property
    def what(self) -> str:
        return self.kind.what.format(raw=self.raw, detail=self.detail)

    @property
    def how(self) -> str:
        return self.kind.how


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row that goes back to the user: its headings and cells as they are, what to mend."""

    sheet: str
    row: int
    headings: tuple[str, ...]
    cells: tuple[str, ...]
    problems: str
