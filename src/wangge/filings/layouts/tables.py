"""Find the headings of a form among its rows, and where lines can be filled in below them."""

from collections.abc import Mapping, Sequence
from itertools import takewhile

from wangge.exchange import tables as ledger_tables
from wangge.exchange.lines import LONGEST_HEADING, Line, LineKind, plain
from wangge.exchange.sheets import Cell, Merge, Sheet
from wangge.filings.layouts.shape import Layout, Spot

Row = Sequence[Cell]
LOOK_AHEAD = 40
FEWEST = 2
_NUMBERING = frozenset("甲乙丙丁戊己庚辛壬癸")


def find(
    rows: Sequence[Row],
    merges: Sequence[Merge],
    known: Mapping[str, str],
    *,
    form: str,
    part: int,
    name: str,
) -> Layout | None:
    """The form on a sheet or in a table of a document; nothing where there are no headings."""
    words = dict(known) | dict.fromkeys(_likely(rows, known), "?")
    sheet = Sheet(name, iter([list(row) for row in rows]), list(merges))
    table = next(iter(ledger_tables.tables(sheet, words)), None)
    if table is None or len(table.columns) < FEWEST:
        return None
    lines = list(table.lines)
    header = [line.number for line in _header(lines)]
    columns = _columns([Spot(column.index, column.parts) for column in table.columns])
    if not header or len(columns) < FEWEST:
        return None
    below = _after_numbering([line for line in lines if line.number > header[-1]])
    first = below[0].number if below else header[-1] + 1
    foot = next((line for line in below if _is_foot(line)), None)
    last = (foot.number - 1) if foot else max((line.number for line in below), default=first - 1)
    total = foot.number if foot and foot.kind is LineKind.SUBTOTAL else 0
    return Layout(
        form, part, name, table.title, (header[0], header[-1]), first, last, total, columns
    )


def _likely(rows: Sequence[Row], known: Mapping[str, str]) -> set[str]:
    """The words of the row that looks most like headings, for forms of which little is known."""
    best: set[str] = set()
    best_score = 0
    for row in rows[:LOOK_AHEAD]:
        filled = [cell for cell in row if cell != ""]
        if any(not isinstance(cell, str) or len(cell) > LONGEST_HEADING for cell in filled):
            continue
        texts = {plain(cell) for cell in filled}
        hits = len(texts & known.keys())
        if hits >= FEWEST + 1 and hits * 4 >= len(texts):
            return set()  # the ledger's own reader will see it
        score = len(texts) + hits
        if len(texts) >= FEWEST and score > best_score:
            best, best_score = texts, score
    return best


def _header(lines: Sequence[Line]) -> list[Line]:
    at = next((i for i, line in enumerate(lines) if line.kind is LineKind.HEADER), len(lines))
    return list(takewhile(lambda line: line.kind is LineKind.HEADER, lines[at:]))


def _columns(columns: Sequence[Spot]) -> tuple[Spot, ...]:
    """Columns with a heading; of a heading that is merged over several, the first alone."""
    kept: list[Spot] = []
    before: tuple[str, ...] = ()
    for spot in columns:
        if spot.parts and spot.parts != before:
            kept.append(spot)
        before = spot.parts
    return tuple(kept)


def _after_numbering(lines: list[Line]) -> list[Line]:
    """Without the rows under the headings that only number the columns: 1 2 3, 甲 乙 1 2."""
    while lines and _is_numbering(lines[0]):
        lines = lines[1:]
    return lines


def _is_numbering(line: Line) -> bool:
    filled = [str(cell).removesuffix(".0").strip("()（）") for cell in line.cells if cell != ""]
    marks = {text for text in filled if text in _NUMBERING or text.isdigit()}
    return len(filled) > FEWEST and len(marks) == len(filled)


def _is_foot(line: Line) -> bool:
    if line.kind in {LineKind.NOTE, LineKind.SUBTOTAL}:
        return True
    filled = {str(cell).strip() for cell in line.cells if cell != ""}
    return line.kind is LineKind.DATA and any(
        text.startswith(("填表", "审核", "负责人", "单位盖章", "注：", "注:")) for text in filled
    )
