"""Writing workbooks that are given out: every cell a text, every sheet marked with who has it.

Rows are written as they come, so half a million of them cost no more memory than ten. A cell is
an inline string: no value can become a formula, a link or a number, and none loses a digit.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, Self
from zipfile import ZipFile

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from wangge.exchange.columns import ABOUT, LISTS, Column

KEY_HEADING = "编号"
MARK = "网格平台导出"
SHEET_ROWS = 200_000
PROPERTY = "WanggeExport"
_VALIDATED = 1_048_575
_FOOTER = 200
_EXAMPLE = "例："
# What XML 1.0 cannot hold at all; and the escape that Excel would read as a control character.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_KEYED = re.compile(rb'<c r="A\d+" s="\d+" t="inlineStr"><is><t>[0-9a-f]{32}v\d+<')
_LONGEST_KEY = 128
_CHUNK = 1024 * 1024
_RESERVED = 64

Row = tuple[str, Sequence[str]]
"""The key of a row, and its cells in the order of the columns."""


@dataclass(frozen=True)
class Marks:
    """What every sheet says about the workbook: for people, and for the importer."""

    title: str
    watermark: str
    author: str = ""
    origin: str = ""
    notes: tuple[str, ...] = ()


def write_rows(
    target: Path,
    marks: Marks,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    most: int = SHEET_ROWS,
) -> int:
    """A workbook of rows that can be edited and taken in again; answers how many rows it has."""
    written = 0
    with _Book(target, marks, columns) as book:
        rest = iter(rows)
        while True:
            first = next(rest, None)
            if first is None and written:
                break
            sheet = book.sheet(marks.title, keyed=True)
            if first is None:
                break
            written += sheet.write_rows(book.head, chain([first], islice(rest, most - 1)))
    return written


def write_template(target: Path, marks: Marks, columns: Sequence[Column]) -> None:
    """An empty workbook to fill in: headings, examples, pick lists, what each column is for."""
    with _Book(target, marks, columns) as book:
        sheet = book.sheet(marks.title, keyed=False)
        sheet.write_rows(
            book.head, [("", [_EXAMPLE + c.example for c in columns])], style=book.faint
        )


def count_rows(path: Path) -> int:
    """The rows with a key that really stand on the sheets of a finished workbook."""
    found = 0
    with ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                with archive.open(name) as stream:
                    found += _count(stream)
    return found


def _count(stream: IO[bytes]) -> int:
    found, rest = 0, b""
    while chunk := stream.read(_CHUNK):
        text, end = rest + chunk, 0
        for match in _KEYED.finditer(text):
            found, end = found + 1, match.end()
        rest = text[max(end, len(text) - _LONGEST_KEY) :]
    return found


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet to which rows of texts are appended below what xlsxwriter has written."""

    key_style = text_style = 0
    dim_colmax: int | None
    dim_rowmax: int | None

    def write_rows(self, first: int, rows: Iterable[Row], *, style: Any = None) -> int:
        """Append rows of texts from row index `first` on; answers how many."""
        self._write_single_row(first)
        write = self.row_data_fh.write
        styles: list[int] = [self.key_style] if self.key_style else []
        starts: list[tuple[str, str]] = []
        count = 0
        for number, (key, cells) in enumerate(rows, first + 1):
            if not starts:
                starts = _starts(styles + [style or self.text_style] * len(cells))
            write(_line(number, starts, (key, *cells) if styles else cells))
            count += 1
        self.dim_rowmax = first + max(count, 1) - 1
        self.dim_colmax = max(self.dim_colmax or 0, len(starts) - 1)
        self.previous_row = first + count
        return count


def _starts(styles: Sequence[int]) -> list[tuple[str, str]]:
    """What stands before and behind the row number at the start of each cell."""
    return [
        (f'<c r="{xl_col_to_name(at)}', f'" s="{style}" t="inlineStr"><is><t')
        for at, style in enumerate(styles)
    ]


def _line(number: int, starts: Sequence[tuple[str, str]], values: Sequence[str]) -> str:
    parts = [f'<row r="{number}">']
    for (before, behind), value in zip(starts, values, strict=True):
        if value:
            parts.append(f"{before}{number}{behind}{_body(value)}</t></is></c>")
    parts.append("</row>")
    return "".join(parts)


def _body(value: str) -> str:
    """The text of a cell as XML, with what must be kept of its blanks."""
    if "&" in value or "<" in value or ">" in value:
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not value.isprintable():
        value = _ILLEGAL.sub("", value)
    if "_x" in value:
        value = _ESCAPE.sub("_x005F_", value)
    if value != value.strip() or "\n" in value:
        return f' xml:space="preserve">{value}'
    return f">{value}"


class _Book:
    """A workbook with its styles, pick lists and marks; the sheets are added one by one."""

    def __init__(self, target: Path, marks: Marks, columns: Sequence[Column]) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": False,
        }
        self._book = xlsxwriter.Workbook(str(target), options)
        self._marks = marks
        self._columns = columns
        self.head = 2 if marks.watermark else 1
        self._styles()
        self._ranges: dict[tuple[str, ...], str] = {}
        self._sheets = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed is None:
            self._lists()
            self._about()
            self._properties()
        self._book.close()

    def _styles(self) -> None:
        add = self._book.add_format
        self._text = add({"num_format": "@"})
        self._key = add({"num_format": "@", "font_color": "#9AA4B2", "font_size": 8})
        self._mark = add({"font_color": "#B42318", "font_size": 9})
        heading = {"bold": True, "border": 1, "num_format": "@", "valign": "vcenter"}
        self._heading = add({**heading, "bg_color": "#E8EEF7"})
        self._needed = add({**heading, "bg_color": "#FFE8CC"})
        self._fixed = add({**heading, "bg_color": "#ECECEC", "font_color": "#5B6472"})
        self._faint = add({"num_format": "@", "italic": True, "font_color": "#8A94A3"})
        self.faint = self._faint._get_xf_index()  # noqa: SLF001 -- as the library's own writer asks

    def sheet(self, title: str, *, keyed: bool) -> _Sheet:
        """The next sheet with its mark, headings, pick lists and footer."""
        self._sheets += 1
        name = title if self._sheets == 1 else f"{title}({self._sheets})"
        sheet: _Sheet = self._book.add_worksheet(name, worksheet_class=_Sheet)
        sheet.text_style = self._text._get_xf_index()  # noqa: SLF001
        offset = 1 if keyed else 0
        if keyed:
            sheet.key_style = self._key._get_xf_index()  # noqa: SLF001
            sheet.set_column(0, 0, 4, self._key)
        for at, column in enumerate(self._columns, offset):
            sheet.set_column(at, at, column.width, self._text)
            self._validate(sheet, at, column)
        if self._marks.watermark:
            sheet.write_string(0, 0, _plain(self._marks.watermark), self._mark)
        self._headings(sheet, keyed=keyed)
        sheet.freeze_panes(self.head, offset + 1)
        sheet.autofilter(self.head - 1, 0, self.head - 1, len(self._columns) - 1 + offset)
        self._print(sheet)
        return sheet

    def _headings(self, sheet: _Sheet, *, keyed: bool) -> None:
        row = self.head - 1
        if keyed:
            sheet.write_string(row, 0, KEY_HEADING, self._fixed)
        for at, column in enumerate(self._columns, 1 if keyed else 0):
            needed = column.required and not keyed
            open_ = column.editable or not keyed
            style = self._needed if needed else self._heading if open_ else self._fixed
            sheet.write_string(row, at, column.heading + ("*" if needed else ""), style)

    def _validate(self, sheet: _Sheet, at: int, column: Column) -> None:
        """The pick list, and what appears beside a chosen cell."""
        rule: dict[str, Any] = {"validate": "any"}
        if column.choices:
            rule = {
                "validate": "list",
                "source": self._range(column.choices),
                "error_title": "不在选项中",
                "error_message": "请从下拉选项中选择。",
            }
        if column.note:
            rule |= {"input_title": column.heading[:32], "input_message": column.note[:255]}
        if len(rule) > 1:
            sheet.data_validation(self.head, at, _VALIDATED, at, rule)

    def _range(self, choices: tuple[str, ...]) -> str:
        if choices not in self._ranges:
            letter = xl_col_to_name(len(self._ranges))
            self._ranges[choices] = f"='{LISTS}'!${letter}$1:${letter}${len(choices)}"
        return self._ranges[choices]

    def _print(self, sheet: _Sheet) -> None:
        text = self._marks.watermark[:_FOOTER].replace("&", "&&")
        if text:
            sheet.set_header(f"&L&8{text}")
            sheet.set_footer(f"&L&8{text[:_RESERVED]}&R&8&P/&N")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(self.head - 1)

    def _lists(self) -> None:
        if not self._ranges:
            return
        sheet = self._book.add_worksheet(LISTS)
        height = max(map(len, self._ranges))
        for row in range(height):
            for at, choices in enumerate(self._ranges):
                if row < len(choices):
                    sheet.write_string(row, at, choices[row])
        sheet.very_hidden()

    def _about(self) -> None:
        sheet = self._book.add_worksheet(ABOUT)
        sheet.set_column(0, 0, 100)
        lines = [*([self._marks.watermark] if self._marks.watermark else []), *self._marks.notes]
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, _plain(line))
        self._print(sheet)

    def _properties(self) -> None:
        marks = self._marks
        told = {"title": marks.title, "author": marks.author, "comments": marks.watermark}
        self._book.set_properties({key: _plain(value) for key, value in told.items()})
        if marks.origin:
            self._book.set_custom_property(PROPERTY, marks.origin, "text")


def _plain(text: str) -> str:
    """A text that xlsxwriter cannot take for markup: it passes on `<r>…</r>` as it is."""
    return _ILLEGAL.sub("", text).replace("<r>", "＜r＞")
