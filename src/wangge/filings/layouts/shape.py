"""Where a superior's form has its headings and its lines."""

from dataclasses import dataclass
from typing import Any

from wangge.exchange.lines import plain

XLSX, DOCX = "xlsx", "docx"
_STARS = "*＊★"


@dataclass(frozen=True)
class Spot:
    """A column of the form: its 0-based place and its headings from the top row down."""

    index: int
    parts: tuple[str, ...]

    @property
    def heading(self) -> str:
        return " / ".join(self.parts)

    @property
    def word(self) -> str:
        """The heading as it is compared with others."""
        return plain("".join(self.parts))

    @property
    def is_starred(self) -> bool:
        """Whether the superior marked the column as required."""
        return any(star in part for part in self.parts for star in _STARS)


@dataclass(frozen=True)
class Layout:
    """A form as it stands in its file; rows are 1-based.

    `part` is the sheet's or table's number in the file. Lines go into `first` … `last`; `last` is
    before `first` when nothing stands below the headings. `total` is the row of sums, 0 if none.
    """

    format: str
    part: int
    name: str
    title: str
    header: tuple[int, int]
    first: int
    last: int
    total: int
    columns: tuple[Spot, ...]

    def as_json(self) -> dict[str, Any]:
        """The layout as the form register keeps it."""
        return {
            "format": self.format,
            "part": self.part,
            "name": self.name,
            "title": self.title,
            "header": list(self.header),
            "first": self.first,
            "last": self.last,
            "total": self.total,
            "columns": [[spot.index, list(spot.parts)] for spot in self.columns],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Layout":
        """The layout kept by `as_json`."""
        top, bottom = kept["header"]
        columns = tuple(Spot(index, tuple(parts)) for index, parts in kept["columns"])
        rest = {
            key: kept[key] for key in ("format", "part", "name", "title", "first", "last", "total")
        }
        return cls(header=(top, bottom), columns=columns, **rest)
