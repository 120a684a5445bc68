"""Forms as workbooks: find the headings, and fill lines in without touching the layout."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from wangge.exchange import guards
from wangge.exchange.sheets import Cell, Sheet
from wangge.filings.layouts.blanks import Blanks, filled
from wangge.filings.layouts.shape import XLSX, Layout
from wangge.filings.layouts.tables import find
from wangge.kernel.errors import Refused

Value = str | int
MOST_ROWS = 2_000  # of a template
LONGEST = 32_000  # characters of a cell
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def read(
    content: bytes, sheets: Sequence[tuple[str, Sheet]], known: Mapping[str, str]
) -> tuple[bytes, Layout]:
    """The workbook without its formulas, and its form: that of the sheet with most headings."""
    layout, _rows = _best(sheets, known)
    try:
        book = load_workbook(BytesIO(content), keep_links=False)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        raise guards.unreadable() from error
    for sheet in book.worksheets:
        _drop_formulas(sheet)
    return _saved(book), _with_borders(book.worksheets[layout.part], layout)


def convert(sheets: Sequence[tuple[str, Sheet]], known: Mapping[str, str]) -> tuple[bytes, Layout]:
    """An .xls or .csv as an .xlsx that looks the same: its rows, and its merged headings."""
    layout, rows = _best(sheets, known)
    book = Workbook()
    page = book.worksheets[0]
    page.title = "".join(c for c in layout.name if c not in "[]:*?/\\")[:31] or "Sheet1"
    line = Side(style="thin")
    for at, row in enumerate(rows[: max(layout.header[1], layout.last)], 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(at, column)
            _put(cell, "" if value is None else str(value))
            if layout.header[0] <= at <= layout.header[1]:
                cell.border = Border(line, line, line, line)
                cell.font = Font(bold=True)
                cell.alignment = Alignment("center", "center", wrap_text=True)
    for (top, left), (bottom, right) in sheets[layout.part][1].merges:
        page.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
    layout = Layout(**{**vars(layout), "part": 0})
    return _saved(book), layout


def _best(
    sheets: Sequence[tuple[str, Sheet]], known: Mapping[str, str]
) -> tuple[Layout, list[list[Cell]]]:
    best: tuple[int, Layout, list[list[Cell]]] | None = None
    for part, (name, sheet) in enumerate(sheets):
        rows = []
        for row in sheet.source:
            rows.append(list(row))
            if len(rows) > MOST_ROWS:
                raise _filled()
        layout = find(
            [list(row) for row in rows], sheet.merges, known, form=XLSX, part=part, name=name
        )
        if layout and (best is None or len(layout.columns) > best[0]):
            best = (len(layout.columns), layout, rows)
    if best is None:
        raise Refused(
            "form.no_headings",
            _(
                "没有找到表头。请确认表里有一行（或上下两三行）列名，列名下面每人、每户或每个单位一行；"
                "一人一页的卡片式表格目前不能自动填写。"
            ),
        )
    return best[1], best[2]


def _filled() -> Refused:
    return Refused(
        "form.filled",
        _("这份文件有 %(most)d 行以上，像是已填好的台账。这里只要空表；台账请在“导入”里上传。")
        % {"most": MOST_ROWS},
    )


def _drop_formulas(sheet: Worksheet) -> None:
    """No formula of somebody else's runs on the machine of whoever opens the report."""
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell, MergedCell):
                cell.hyperlink = None
                if cell.data_type == "f":
                    cell.value = None


def _with_borders(sheet: Worksheet, layout: Layout) -> Layout:
    """With the ruled empty rows that stand at the end of the sheet."""
    if layout.total or layout.last >= sheet.max_row:
        return layout
    last = layout.last
    column = layout.columns[0].index + 1
    while last < sheet.max_row and _is_ruled(sheet, last + 1, column):
        last += 1
    return Layout(**{**vars(layout), "last": last})


def _is_ruled(sheet: Worksheet, row: int, column: int) -> bool:
    cell = sheet.cell(row, column)
    return bool(cell.border.bottom and cell.border.bottom.style) and cell.value in (None, "")


def fill(
    template: bytes,
    layout: Layout,
    lines: Sequence[Mapping[int, Value]],
    *,
    groups: Sequence[int] = (),
    shared: Sequence[int] = (),
    totals: Mapping[int, Value] | None = None,
    title_note: str = "",
    blanks: Blanks | None = None,
) -> bytes:
    """The form filled in: column index -> value for each line, everything else as it was.

    `groups` are the sizes of runs of lines that belong together (a household): their `shared`
    columns become one tall cell.
    """
    book = load_workbook(BytesIO(template))
    sheet = book.worksheets[layout.part]
    room = max(layout.last - layout.first + 1, 0)
    if len(lines) > room and layout.last < sheet.max_row:
        _push_down(sheet, layout.last + 1, len(lines) - room)
    _styled(sheet, layout, len(lines), room)
    for at, line in enumerate(lines):
        for spot in layout.columns:
            _put(_anchor(sheet, layout.first + at, spot.index + 1), line.get(spot.index, ""))
    _clear(sheet, layout, len(lines), room)
    _join(sheet, layout, groups, shared)
    if layout.total and totals:
        row = layout.total + max(len(lines) - room, 0)
        for index, value in totals.items():
            _put(_anchor(sheet, row, index + 1), value)
    _write_around(sheet, layout, len(lines), blanks or {})
    if title_note:
        kept = sheet.oddFooter.center.text
        note = title_note.replace("&", "&&")
        sheet.oddFooter.center.text = f"{kept}\n{note}" if kept else note
    return _saved(book)


def _write_around(sheet: Worksheet, layout: Layout, lines: int, blanks: Blanks) -> None:
    """Fill in the blanks above the headings and below the lines."""
    below = max(layout.last, layout.first + lines - 1) + 1
    for rows in ((1, layout.header[0] - 1), (below, sheet.max_row)):
        for row in sheet.iter_rows(*rows) if rows[0] <= rows[1] else ():
            for cell in row:
                if (
                    isinstance(cell.value, str)
                    and (text := filled(cell.value, blanks)) != cell.value
                ):
                    _put(cell, text)


def _anchor(sheet: Worksheet, row: int, column: int) -> Any:
    """The cell to write into: of a merged range, its first."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for joined in sheet.merged_cells.ranges:
            if cell.coordinate in joined:
                return sheet.cell(joined.min_row, joined.min_col)
    return cell


def _put(cell: Any, value: Value) -> None:
    """A value as it is, a text always as text: nothing a resident is called becomes a formula."""
    if isinstance(value, int):
        cell.value = value
        return
    text = "".join(c for c in value if c >= " " or c == "\n")[:LONGEST]
    if not text:
        cell.value = None
        return
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    if text.startswith(_DANGEROUS):
        cell.quotePrefix = True


def _push_down(sheet: Worksheet, row: int, by: int) -> None:
    """What stands from `row` on moves down: cells, merged ranges and row heights."""
    moved = [joined for joined in sheet.merged_cells.ranges if joined.min_row >= row]
    places = [(j.min_row, j.min_col, j.max_row, j.max_col) for j in moved]
    for joined in places:
        sheet.unmerge_cells(None, *joined)
    end = get_column_letter(sheet.max_column)
    heights = {at: sheet.row_dimensions[at].height for at in range(row, sheet.max_row + 1)}
    sheet.move_range(CellRange(f"A{row}:{end}{sheet.max_row}"), rows=by)
    for top, left, bottom, right in places:
        sheet.merge_cells(None, top + by, left, bottom + by, right)
    for at, height in heights.items():
        sheet.row_dimensions[at + by].height = height
        if at < row + by:
            sheet.row_dimensions[at].height = None


def _styled(sheet: Worksheet, layout: Layout, wanted: int, room: int) -> None:
    """New lines look like the first; without an empty line to copy, like the headings, unbold."""
    source = layout.first if room else layout.header[1]
    joined = [j for j in sheet.merged_cells.ranges if j.min_row == j.max_row == layout.first]
    spans = [(j.min_col, j.max_col) for j in joined] if room else []
    height = sheet.row_dimensions[source].height if room else None
    width = sheet.max_column  # counted from all cells: once, not for every line
    for at in range(layout.first + room, layout.first + wanted):
        for column in range(1, width + 1):
            model = sheet.cell(source, column)
            if model.has_style:
                cell = sheet.cell(at, column)
                cell._style = copy(model._style)  # noqa: SLF001 -- openpyxl has no other way
                if not room:
                    cell.font = Font(name=model.font.name, size=model.font.size)
        if height:
            sheet.row_dimensions[at].height = height
        for left, right in spans:
            sheet.merge_cells(None, at, left, at, right)


def _clear(sheet: Worksheet, layout: Layout, wanted: int, room: int) -> None:
    """Examples in lines that stay empty do not go out as data."""
    for at in range(layout.first + wanted, layout.first + room):
        for spot in layout.columns:
            cell = sheet.cell(at, spot.index + 1)
            if not isinstance(cell, MergedCell):
                cell.value = None


def _join(sheet: Worksheet, layout: Layout, groups: Sequence[int], shared: Sequence[int]) -> None:
    row = layout.first
    for size in groups:
        if size > 1:
            for index in shared:
                sheet.merge_cells(None, row, index + 1, row + size - 1, index + 1)
                sheet.cell(row, index + 1).alignment = Alignment(vertical="center", wrap_text=True)
        row += size


def _saved(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def cells(content: bytes, part: int = 0) -> Iterator[list[str]]:
    """The texts of a sheet, row by row, as a reader of the report sees them."""
    book = load_workbook(BytesIO(content), data_only=True)
    for row in book.worksheets[part].iter_rows(values_only=True):
        yield ["" if value is None else str(value) for value in row]
