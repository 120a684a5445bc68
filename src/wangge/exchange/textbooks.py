"""Write workbooks in which every cell is a text, row by row and fast.

A text can become no formula, no link and no number with lost digits. Texts stand in their cells,
not in a table of all texts, so a sheet of a million cells needs no memory.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from xml.sax.saxutils import escape, quoteattr

from wangge.exchange.sheets import letter

PLAIN, BOLD, TEXT = 0, 1, 2
"""Styles of cells and columns: nothing, a heading, a cell whose entries stay texts."""
LONGEST = 32_000

_NAME_LENGTH = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
_CACHE = 16_384
_WRITTEN = 2_000
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF7"/></patternFill></fill></fills>'
    '<borders count="2"><border/><border><left style="thin"/><right style="thin"/>'
    '<top style="thin"/><bottom style="thin"/></border></borders>'
    "<cellStyleXfs><xf/></cellStyleXfs>"
    '<cellXfs count="3"><xf xfId="0"/>'
    '<xf fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1"/>'
    '<xf numFmtId="49" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
# Characters that XML cannot hold stand as _xHHHH_; a text that looks like one is guarded.
_CONTROLS = {code: f"_x{code:04X}_" for code in range(32) if chr(code) not in "\t\n"}
_CONTROLS |= {code: f"_x{code:04X}_" for code in (0xFFFE, 0xFFFF)}
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class TextSheet:
    """A sheet that takes rows one after the other."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._rows = 0
        self._waiting: list[str] = []

    def add(self, cells: Sequence[str], style: int = PLAIN) -> None:
        """One more row; empty cells are left out."""
        self._rows += 1
        row = self._rows
        self._waiting.append(f'<row r="{row}">')
        self._waiting += [
            f'<c r="{name}{row}"{_content(cell, style)}'
            for name, cell in zip(_letters(len(cells)), cells, strict=True)
            if cell
        ]
        self._waiting.append("</row>")
        if len(self._waiting) > _WRITTEN:
            self.flush()

    def flush(self) -> None:
        """Hand on what was added."""
        self._target.write("".join(self._waiting).encode("utf-8", "replace"))
        self._waiting.clear()


class TextBook:
    """A workbook that is written sheet by sheet; it is whole when the `with` block ends."""

    def __init__(self, target: Path | IO[bytes]) -> None:
        self._archive = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._names: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        if kind is None:
            self._finish()
        self._archive.close()

    @contextmanager
    def sheet(
        self,
        name: str,
        columns: Iterable[tuple[float, int]],
        headings: Sequence[str] = (),
    ) -> Iterator[TextSheet]:
        """The next sheet; `columns` are widths and styles, `headings` a row that stays in view."""
        self._names.append(_free_name(name, self._names))
        with self._archive.open(f"xl/worksheets/sheet{len(self._names)}.xml", "w") as target:
            target.write(_sheet_head(columns, frozen=bool(headings)).encode())
            sheet = TextSheet(target)
            if headings:
                sheet.add(headings, BOLD)
            yield sheet
            sheet.flush()
            target.write(b"</sheetData></worksheet>")

    def _finish(self) -> None:
        """The parts that name the sheets."""
        numbers = range(1, len(self._names) + 1)
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"/>'
            for at, name in enumerate(self._names, 1)
        )
        links = "".join(
            _link(f"rId{at}", f"{_OFFICE}/worksheet", f"worksheets/sheet{at}.xml") for at in numbers
        )
        links += _link("rId0", f"{_OFFICE}/styles", "styles.xml")
        parts = {
            "xl/workbook.xml": (
                f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": _links(links),
            "xl/styles.xml": _STYLES,
            "_rels/.rels": _links(_link("rId1", f"{_OFFICE}/officeDocument", "xl/workbook.xml")),
            "[Content_Types].xml": _content_types(numbers),
        }
        for path, text in parts.items():
            self._archive.writestr(path, _HEAD + text)


@lru_cache(_CACHE)
def _content(cell: str, style: int) -> str:
    """A cell behind its place: people's tables say the same things again and again."""
    text = cell[:LONGEST].translate(_CONTROLS)
    if "_x" in cell:
        text = _LOOKS_ESCAPED.sub("_x005F_", cell).translate(_CONTROLS)[:LONGEST]
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    look = f' s="{style}"' if style else ""
    return f'{look} t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'


@lru_cache(_CACHE)
def _letters(width: int) -> tuple[str, ...]:
    return tuple(letter(index) for index in range(width))


def _free_name(name: str, taken: Iterable[str]) -> str:
    """A name that a workbook accepts and that is not taken."""
    base = name.translate(_FORBIDDEN).strip()[:_NAME_LENGTH] or "表"
    lower = {other.lower() for other in taken}
    wanted, number = base, 2
    while wanted.lower() in lower:
        ending = f"({number})"
        wanted, number = base[: _NAME_LENGTH - len(ending)] + ending, number + 1
    return wanted


def _sheet_head(columns: Iterable[tuple[float, int]], *, frozen: bool) -> str:
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    wide = "".join(
        f'<col min="{at}" max="{at}" width="{width}" style="{style}" customWidth="1"/>'
        for at, (width, style) in enumerate(columns, 1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}">'
        f'<sheetViews><sheetView workbookViewId="0">{pane if frozen else ""}</sheetView></sheetViews>'
        f"{f'<cols>{wide}</cols>' if wide else ''}<sheetData>"
    )


def _link(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'


def _links(links: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _content_types(sheets: Iterable[int]) -> str:
    parts = [("workbook", "sheet.main"), ("styles", "styles")]
    parts += [(f"worksheets/sheet{at}", "worksheet") for at in sheets]
    named = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{_SHEET_TYPE}.{kind}+xml"/>'
        for part, kind in parts
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )
