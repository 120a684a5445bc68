"""Open .xlsx, .xls and .csv files as sheets of rows of raw cells.

Limits are checked before anything is parsed (`guards`), and workbooks are parsed in a process of
their own (`confined`). A row is a list of cells as they stand in
the file: texts, numbers, dates; an empty cell is "". The values of merged cells are carried into
every cell of the merged range.
"""

import csv
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from wangge.exchange import guards
from wangge.exchange.confined import confined

Cell = str | int | float | bool | date | datetime | time | timedelta
Merge = tuple[tuple[int, int], tuple[int, int]]

MAX_ROWS = 300_000
MAX_COLUMNS = 500
MAX_MERGES = 200_000
BATCH = 1_000

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_DELIMITERS = (",", "\t", ";", "|", "，")


@dataclass
class Sheet:
    """A sheet whose rows are read once, one after the other."""

    name: str
    source: Iterator[list[Cell]]
    merges: list[Merge] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Row numbers and cells, merged values carried down and right."""
        if not self.merges:
            yield from enumerate(self.source, 1)
            return
        waiting = sorted(self.merges, reverse=True)
        active: list[tuple[Merge, Cell]] = []
        for index, cells in enumerate(self.source):
            while waiting and waiting[-1][0][0] <= index:
                merge = waiting.pop()
                left = merge[0][1]
                active.append((merge, cells[left] if left < len(cells) else ""))
            for ((_, left), (_, right)), value in active:
                for column in range(left, min(right + 1, len(cells))):
                    cells[column] = value
            if active:
                active = [entry for entry in active if entry[0][1][0] > index]
            yield index + 1, cells


def letter(index: int) -> str:
    """The column's letters for its 0-based index: 0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def open_book(source: Path | bytes, name: str = "") -> Iterator[Sheet]:
    """The sheets of a file, one after the other; `Refused` if it is not safe or not readable."""
    data = load(source)
    name = name or (source.name if isinstance(source, Path) else "")
    return parse_book(data, name) if is_harmless(data) else _opened(confined(_pieces, data, name))


def is_harmless(data: bytes) -> bool:
    """A short text: nothing in it can unfold, so it needs no process of its own."""
    return len(data) <= guards.SMALL and not data.startswith((_ZIP, _OLE))


def load(source: Path | bytes) -> bytes:
    """What stands in the file, if it is not too much."""
    if isinstance(source, Path):
        try:
            if source.stat().st_size > guards.MAX_FILE_BYTES:
                raise guards.too_large()
            data = source.read_bytes()
        except OSError as error:
            raise guards.unreadable() from error
    else:
        data = source
    if len(data) > guards.MAX_FILE_BYTES:
        raise guards.too_large()
    return data


def parse_book(data: bytes, name: str = "") -> Iterator[Sheet]:
    """`open_book` in this process, for work that is confined already."""
    if data.startswith(_ZIP):
        guards.check_archive(data)
        return _workbook(data)
    if data.startswith(_OLE):
        _check_ole(data)
        return _workbook(data)
    return iter([_text_sheet(data, Path(name).stem or "表格")])


Piece = tuple[str, list[Merge]] | list[list[Cell]]
"""The name and merges of a sheet, or some of its rows."""


def _pieces(data: bytes, name: str) -> Iterator[Piece]:
    for sheet in parse_book(data, name):
        yield sheet.name, sheet.merges
        while rows := list(islice(sheet.source, BATCH)):
            yield rows


def _opened(pieces: Iterator[Piece]) -> Iterator[Sheet]:
    """The sheets again; what was not read of one is kept when the next is asked for."""
    rest: deque[list[Cell]] = deque()
    ahead: list[Piece] = []

    def rows(kept: deque[list[Cell]]) -> Iterator[list[Cell]]:
        while kept or _more(pieces, kept, ahead):
            yield kept.popleft()

    while (head := ahead.pop() if ahead else next(pieces, None)) is not None:
        if isinstance(head, list):
            rest.extend(head)
            continue
        rest = deque()
        yield Sheet(head[0], rows(rest), head[1])


def _more(pieces: Iterator[Piece], kept: deque[list[Cell]], ahead: list[Piece]) -> bool:
    """Fetch more rows of the sheet being read; the head of the next is put by."""
    piece = None if ahead else next(pieces, None)
    if isinstance(piece, list):
        kept.extend(piece)
    elif piece is not None:
        ahead.append(piece)
    return bool(kept)


def _check_ole(data: bytes) -> None:
    if _utf16("EncryptedPackage") in data:
        raise guards.encrypted()
    if _utf16("_VBA_PROJECT") in data:
        raise guards.macros()
    if _utf16("Workbook") not in data and _utf16("Book") not in data:
        raise guards.wrong_type("不是 .xls 工作簿")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


@contextmanager
def _parsing() -> Iterator[None]:
    """Turn every way in which the parser gives up into a refusal."""
    try:
        yield
    except PasswordError as error:
        raise guards.encrypted() from error
    except (CalamineError, OSError, ValueError) as error:
        raise guards.unreadable() from error
    except BaseException as error:
        # A panic of the Rust parser is no Exception; its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise guards.unreadable() from error


def _workbook(data: bytes) -> Iterator[Sheet]:
    with _parsing():
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        names = book.sheet_names
    return (_sheet(book, index, name) for index, name in enumerate(names))


def _sheet(book: CalamineWorkbook, index: int, name: str) -> Sheet:
    with _parsing():
        sheet = book.get_sheet_by_index(index)
        merges = sheet.merged_cell_ranges or []
    if sheet.start is None:
        return Sheet(name, iter(()))
    if sheet.total_height > MAX_ROWS:
        raise guards.bomb(f"超过 {MAX_ROWS} 行")
    if sheet.total_width > MAX_COLUMNS:
        raise guards.bomb(f"超过 {MAX_COLUMNS} 列")
    if len(merges) > MAX_MERGES:
        raise guards.bomb("合并单元格过多")
    rows: Iterator[list[Cell]] = iter(sheet.iter_rows())
    left = sheet.start[1]
    if left:
        rows = ([""] * left + cells for cells in rows)
    return Sheet(name, rows, merges)


def _text_sheet(data: bytes, name: str) -> Sheet:
    text = _decode(data)
    start = text.lstrip()[:200].lower()
    if start.startswith(("<html", "<!doctype", "<table", "<?xml", "<meta", "<style", "<div")):
        raise guards.wrong_type("实际是网页格式")
    if not start:
        return Sheet(name, iter(()))
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    return Sheet(name, _text_rows(reader))


def _text_rows(reader: "Iterator[list[str]]") -> Iterator[list[Cell]]:
    try:
        for count, cells in enumerate(reader, 1):
            if count > MAX_ROWS:
                raise guards.bomb(f"超过 {MAX_ROWS} 行")
            if len(cells) > MAX_COLUMNS:
                raise guards.bomb(f"超过 {MAX_COLUMNS} 列")
            yield list(cells)
    except csv.Error as error:
        raise guards.unreadable() from error


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data:
        raise guards.unreadable()
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise guards.unreadable()


def _delimiter(text: str) -> str:
    """The delimiter that occurs most evenly in the first lines."""
    lines = [line for line in text[:20_000].splitlines()[:30] if line.strip()]
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        counts = sorted(line.count(delimiter) for line in lines)
        # The median: title and note rows have fewer, cells with commas in quotes have more.
        score = counts[len(counts) // 2] if counts else 0
        if score > best_score:
            best, best_score = delimiter, score
    return best
