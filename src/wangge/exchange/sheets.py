"""Open .xlsx, .xls and .csv files as sheets of rows of raw cells.

Limits are checked before anything is parsed (`guards`). A row is a list of cells as they stand in
the file: texts, numbers, dates; an empty cell is "". The values of merged cells are carried into
every cell of the merged range.
"""

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from subprocess import TimeoutExpired, run

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from wangge.exchange import guards

Cell = str | int | float | bool | date | datetime | time | timedelta
Merge = tuple[tuple[int, int], tuple[int, int]]

MAX_ROWS = 300_000
MAX_COLUMNS = 500
MAX_MERGES = 200_000
XLS_MEMORY = 1024 * 1024 * 1024
XLS_SECONDS = 60

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_DELIMITERS = (",", "\t", ";", "|", "，")
_PROBE = Path(__file__).with_name("probe.py")


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
    if isinstance(source, Path):
        name = name or source.name
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
    if data.startswith(_ZIP):
        guards.check_archive(data)
        return _workbook(data)
    if data.startswith(_OLE):
        _check_ole(data)
        return _workbook(data)
    return iter([_text_sheet(data, Path(name).stem or "表格")])


def _check_ole(data: bytes) -> None:
    if _utf16("EncryptedPackage") in data:
        raise guards.encrypted()
    if _utf16("_VBA_PROJECT") in data:
        raise guards.macros()
    if _utf16("Workbook") not in data and _utf16("Book") not in data:
        raise guards.wrong_type("不是 .xls 工作簿")
    # An .xls names no sizes that could be trusted: another process with a memory limit goes first.
    try:
        probe = run(  # noqa: S603 -- our own interpreter and module, data on standard input
            [sys.executable, "-I", str(_PROBE), str(XLS_MEMORY), str(XLS_SECONDS)],
            input=data,
            capture_output=True,
            timeout=XLS_SECONDS * 2,
            check=False,
        )
    except TimeoutExpired as error:
        raise guards.bomb("读取时间过长") from error
    answer = probe.stdout.decode().strip()
    if answer == "password":
        raise guards.encrypted()
    if answer == "unreadable":
        raise guards.unreadable()
    if answer != "fine":
        raise guards.bomb("所需内存过多")


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
