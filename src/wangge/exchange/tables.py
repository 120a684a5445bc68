"""Find the table in a sheet as people keep it, and what its columns mean.

Before the header stand title rows; the header may have several rows and come again on each page;
between and below the data stand subtotals, notes and blank rows; cells say "the same as above".
Every row is handed on with what it is, so that nothing is dropped in silence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import chain, islice, pairwise

from wangge.exchange.lines import LONGEST_HEADING, Line, LineKind, carry, kind_of_text, plain
from wangge.exchange.sheets import Cell, Merge, Sheet, letter

LOOK_AHEAD = 40
HEADER_ROWS = 3
_ENOUGH = 3
_DIGITS = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Column:
    """A column of the table; `parts` are its headings from the top row down."""

    index: int
    parts: tuple[str, ...]

    @cached_property
    def letter(self) -> str:
        return letter(self.index)

    @cached_property
    def heading(self) -> str:
        return " ".join(self.parts)


@dataclass
class Table:
    """One header and the rows below it; `columns` is empty where no header was found."""

    sheet: str
    title: str
    columns: tuple[Column, ...]
    lines: Iterator[Line]
    signature: str = field(init=False)

    def __post_init__(self) -> None:
        headings = "\x1f".join(plain(column.heading) for column in self.columns)
        self.signature = sha256(headings.encode()).hexdigest()[:32]


def tables(sheet: Sheet, synonyms: Mapping[str, str]) -> Iterator[Table]:
    """The tables of a sheet, one below the other; each must be read to its end before the next."""
    reader = _Reader(sheet, synonyms)
    table = reader.first()
    while table is not None:
        yield table
        for _ in table.lines:
            pass
        table = reader.following()


class _Reader:
    """Reads a sheet once, row by row, and starts a new table where another header stands."""

    def __init__(self, sheet: Sheet, synonyms: Mapping[str, str]) -> None:
        self._sheet = sheet.name
        self._synonyms = synonyms
        self._rows = sheet.rows()
        self._starts = _starts(sheet.merges)
        self._header: list[list[str]] = []
        self._labels: frozenset[str] = frozenset()
        self._next: tuple[int, list[Cell]] | None = None

    def first(self) -> Table | None:
        ahead = list(islice(self._rows, LOOK_AHEAD))
        if not any(any(cells) for _, cells in ahead):
            rest = next((row for row in self._rows if any(row[1])), None)
            if rest is None:
                return None
            ahead.append(rest)
        at = self._find(ahead)
        self._rows = chain(ahead[at:], self._rows)
        before = [Line(number, _before(cells), cells) for number, cells in ahead[:at]]
        title = " ".join(dict.fromkeys(str(c).strip() for x in before for c in x.cells if c))
        if at == len(ahead):
            rest_lines = (Line(number, _before(cells), cells) for number, cells in self._rows)
            return Table(self._sheet, title, (), chain(before, rest_lines))
        return self._table(title, before)

    def following(self) -> Table | None:
        """The table whose header ended the one before."""
        if self._next is None:
            return None
        self._rows = chain([self._next], self._rows)
        self._next = None
        return self._table("", [])

    def _find(self, ahead: Sequence[tuple[int, list[Cell]]]) -> int:
        best, best_score = len(ahead), 0
        for at, (_, cells) in enumerate(ahead):
            score = self._score(cells)
            if score > best_score:
                best, best_score = at, score
            if score >= _ENOUGH:
                break
        while best and best < len(ahead) and self._is_under(ahead[best - 1][1], ahead[best][1]):
            best -= 1
        return best

    def _is_under(self, above: list[Cell], cells: list[Cell]) -> bool:
        """Whether the row above is the upper row of the same header, not a title."""
        upper = [_text(cell) for cell in above]
        return self._score(above) > 0 and _is_below(upper, [_text(c) for c in cells], cells)

    def _score(self, cells: Sequence[Cell]) -> int:
        """How many different cells are known headings; nothing if it cannot be a header."""
        filled = [cell for cell in cells if cell != ""]
        if any(not isinstance(cell, str) for cell in filled):
            return 0
        texts = {plain(cell) for cell in filled if len(str(cell)) <= LONGEST_HEADING}
        known = len(texts & self._synonyms.keys())
        return known if len(texts) > 1 and known * 4 >= len(texts) else 0

    def _table(self, title: str, before: list[Line]) -> Table:
        number, cells = next(iter(self._rows))
        header = [[_text(cell) for cell in cells]]
        lines = [*before, Line(number, LineKind.HEADER, cells)]
        rows = iter(self._rows)
        for number, cells in rows:
            texts = [_text(cell) for cell in cells]
            if len(header) < HEADER_ROWS and _is_below(header[-1], texts, cells):
                header.append(texts)
                lines.append(Line(number, LineKind.HEADER, cells))
                continue
            rows = chain([(number, cells)], rows)
            break
        self._rows = rows
        self._header = header
        self._labels = frozenset(plain(text) for row in header for text in row if text)
        return Table(self._sheet, title, _columns(header), chain(lines, self._lines()))

    def _lines(self) -> Iterator[Line]:
        above: list[Cell] = []
        for number, cells in self._rows:
            kind = self._kind(cells)
            if kind is LineKind.DATA:
                dittos, lost = carry(cells, above)
                above = cells
                merged = self._starts.get(number, ()) if self._starts else ()
                yield Line(number, kind, cells, dittos, lost, merged)
            elif kind is LineKind.HEADER and self._is_other(cells):
                self._next = (number, cells)
                return
            else:
                yield Line(number, kind, cells)

    def _kind(self, cells: list[Cell]) -> LineKind:
        if type(cells[0]) is float and cells.count("") < len(cells) - 1:
            return LineKind.DATA
        filled = [c for c in cells if c != "" and not (type(c) is str and c.isspace())]
        if not filled:
            return LineKind.BLANK
        first = filled[0]
        if type(first) is not str:
            return LineKind.DATA if len(filled) > 1 else LineKind.BLANK
        word = plain(first)
        is_heading = word in self._labels or word in self._synonyms
        if is_heading and (self._is_header(filled) or self._score(filled) >= _ENOUGH):
            return LineKind.HEADER
        return kind_of_text(first, filled)

    def _is_header(self, filled: list[Cell]) -> bool:
        texts = [plain(cell) for cell in filled if type(cell) is str]
        repeated = sum(text in self._labels for text in texts)
        return repeated >= 2 and repeated * 2 > len(filled)  # noqa: PLR2004 -- two make a header

    def _is_other(self, cells: list[Cell]) -> bool:
        """Whether a header has other columns than the one above it."""
        here = [plain(cell) for cell in cells]
        for column, text in enumerate(here):
            labels = {plain(row[column]) for row in self._header if column < len(row)}
            if text and text not in labels:
                return True
        return False


def _text(cell: Cell) -> str:
    return " ".join(str(cell).split())


def _starts(merges: Sequence[Merge]) -> dict[int, tuple[tuple[int, int], ...]]:
    """Columns in which a range of several rows starts, by 1-based row."""
    starts: dict[int, tuple[tuple[int, int], ...]] = {}
    for (top, left), (bottom, _) in merges:
        if bottom > top:
            starts[top + 1] = (*starts.get(top + 1, ()), (left, bottom + 1))
    return starts


def _before(cells: list[Cell]) -> LineKind:
    return LineKind.TITLE if any(cells) else LineKind.BLANK


def _is_below(above: list[str], texts: list[str], cells: list[Cell]) -> bool:
    """Whether a row goes on with the header above: parts under a wide heading, nothing else."""
    new = [i for i, text in enumerate(texts) if text and text != _at(above, i)]
    if not new or any(cell != "" and type(cell) is not str for cell in cells):
        return False
    if any(_DIGITS.search(texts[i]) or len(texts[i]) > LONGEST_HEADING for i in new):
        return False
    return all(_is_wide(above, i) for i in new)


def _is_wide(above: list[str], column: int) -> bool:
    here = _at(above, column)
    if not here:
        return any(above[:column])
    neighbours = (_at(above, column - 1) if column else here + "?", _at(above, column + 1))
    return here in neighbours or not neighbours[1]


def _at(texts: Sequence[str], column: int) -> str:
    return texts[column] if column < len(texts) else ""


def _columns(header: list[list[str]]) -> tuple[Column, ...]:
    width = max(len(row) for row in header)
    for upper, lower in pairwise(header):
        # A wide heading whose merge was lost (a .csv) covers the blanks to its right.
        for column in range(1, len(upper)):
            if not upper[column] and _at(lower, column):
                upper[column] = upper[column - 1]
    columns = []
    for column in range(width):
        parts = tuple(dict.fromkeys(t for row in header if (t := _at(row, column))))
        columns.append(Column(column, parts))
    return tuple(columns)
