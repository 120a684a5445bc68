"""Forms as Word documents with a table of headings: find them, fill lines in, keep the rest."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import docx
from django.utils.translation import gettext as _
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from wangge.exchange import guards
from wangge.exchange.lines import plain
from wangge.filings.layouts.blanks import Blanks, filled
from wangge.filings.layouts.shape import DOCX, Layout
from wangge.filings.layouts.tables import find
from wangge.kernel.errors import Refused

MOST_LINES = 2_000  # a Word table of more is nothing anybody reads
_TITLES = 3


def read(content: bytes, known: Mapping[str, str]) -> tuple[bytes, Layout]:
    """The document and its form: that of the table with most headings."""
    document = _opened(content)
    best: Layout | None = None
    for part, table in enumerate(document.tables):
        rows = [_texts(row) for row in table.rows]
        found = find(rows, (), known, form=DOCX, part=part, name="")
        if (
            found
            and _is_list(rows, found, known)
            and (not best or len(found.columns) > len(best.columns))
        ):
            best = found
    if best is None:
        raise Refused(
            "form.no_headings",
            _(
                "文档里没有找到“一行列名、下面逐行填写”的表格。一人一页的卡片式表格目前不能自动填写；"
                "请改用清册式表格，或转成 .xlsx 后上传。"
            ),
        )
    titles = [text for p in document.paragraphs if (text := " ".join(p.text.split()))]
    title = best.title or " ".join(titles[:_TITLES])[:100]
    return content, Layout(**{**vars(best), "title": title})


def _opened(content: bytes) -> Any:
    try:
        return docx.Document(BytesIO(content))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise guards.unreadable() from error


def _texts(row: _Row) -> list[str]:
    """The row's texts, one for each column of the grid; a wide cell's text stands in each."""
    return ["".join(cell.text.split()) for cell in row.cells]


def _is_list(rows: Sequence[Sequence[str]], layout: Layout, known: Mapping[str, str]) -> bool:
    """Whether headings stand at the top and empty rows below: not the card of one person."""
    top, bottom = layout.header
    width = max(len(row) for row in rows[top - 1 : bottom])
    headed = {c for row in rows[top - 1 : bottom] for c, text in enumerate(row) if text}
    below = rows[layout.first - 1] if layout.first <= len(rows) else []
    empty = sum(not text for text in below)
    return (
        top <= _TITLES
        and sum(spot.word in known or plain(spot.parts[-1]) in known for spot in layout.columns) > 1
        and len(headed) * 5 >= width * 4
        and empty * 2 >= len(below)
    )


def fill(
    template: bytes,
    layout: Layout,
    lines: Sequence[Mapping[int, str | int]],
    *,
    totals: Mapping[int, str | int] | None = None,
    title_note: str = "",
    blanks: Blanks | None = None,
) -> bytes:
    """The document with its lines filled in; more lines are made like the last empty one."""
    if len(lines) > MOST_LINES:
        raise Refused(
            "filing.document_long",
            _("Word 表格最多填 %(most)d 行，这次有 %(n)d 行。请缩小范围，或请上级改用 Excel 表。")
            % {"most": MOST_LINES, "n": len(lines)},
        )
    document = _opened(template)
    table = document.tables[layout.part]
    room = max(layout.last - layout.first + 1, 0)
    model = table.rows[layout.first - 1 if room else layout.header[1] - 1]._tr  # noqa: SLF001
    blank = _blank(model, table)
    _grow(table, layout, len(lines) - room, blank)
    rows = table.rows
    for at in range(max(len(lines), room)):
        line = lines[at] if at < len(lines) else {}
        cells = rows[layout.first - 1 + at].cells
        for spot in layout.columns:
            if spot.index < len(cells):
                _write(cells[spot.index], str(line.get(spot.index, "")))
    if layout.total and totals:
        cells = rows[layout.total - 1 + max(len(lines) - room, 0)].cells
        for index, value in totals.items():
            _write(cells[index], str(value))
    for paragraph in document.paragraphs:
        if (text := filled(paragraph.text, blanks or {})) != paragraph.text:
            _say(paragraph, text)
    if title_note:
        document.sections[0].footer.add_paragraph(title_note)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _blank(model: Any, table: Table) -> Any:
    row = deepcopy(model)
    for cell in _Row(row, table).cells:
        _write(cell, "")
    return row


def _grow(table: Table, layout: Layout, by: int, blank: Any) -> None:
    if by <= 0:
        return
    at = max(layout.last, layout.header[1])
    after = table.rows[at - 1]._tr  # noqa: SLF001 -- rows can be copied in XML only
    for _more in range(by):
        fresh = deepcopy(blank)
        after.addnext(fresh)
        after = fresh


def _write(cell: _Cell, text: str) -> None:
    """The text in the style the cell has; what stood there goes."""
    paragraph = cell.paragraphs[0]
    for other in cell.paragraphs[1:]:
        other._element.getparent().remove(other._element)  # noqa: SLF001 -- no public way
    _say(paragraph, text)


def _say(paragraph: Paragraph, text: str) -> None:
    clean = "".join(c for c in text if c >= " ")
    runs = paragraph.runs
    for run in runs[1:]:
        run.text = ""
    if runs:
        runs[0].text = clean
    elif clean:
        paragraph.add_run(clean)


def cells(content: bytes, part: int = 0) -> list[list[str]]:
    """The texts of a table, row by row, as a reader of the report sees them."""
    return [[cell.text for cell in row.cells] for row in _opened(content).tables[part].rows]
