"""What a row below the header is, told by its own words; and marks for "the same as above"."""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from wangge.exchange.sheets import Cell

LONGEST_HEADING = 40
_SENTENCE = 15
_FEW = 3
_LONGEST_DITTO = 8

_SUBTOTAL = re.compile(r"^(?:.{0,12}(?:小计|合计|总计|共计|累计|总数)).{0,12}$")
_NOTE = re.compile(
    r"^[*※（(]*(?:说明|备注|注意|注\d*[:：]|填表|填报|制表|审核|经办|负责人|单位负责人|盖章|"
    r"报送|统计人|联系人[:：]|日期[:：]|以上|以下|本表|此表)"
)
_HINT = re.compile(r"^[*（(]*(?:必填|选填|可不填|填写|请填|示例|样例|例如|例[:：]|如[:：]|格式)")
_BRACKETS = re.compile(r"[（(\[【][^（()）\]】]*[)）\]】]$")
DITTO = frozenset(
    {"同上", "〃", "″", '"', "''", "〞", "同上。", "同前", "同上行", "″″", "〃〃", "ditto"}
)


class LineKind(StrEnum):
    """What a row of the sheet is."""

    DATA = "data"
    TITLE = "title"
    HEADER = "header"
    SUBTOTAL = "subtotal"
    NOTE = "note"
    BLANK = "blank"


class Line(NamedTuple):
    """One row: its number, what it is, its cells after carrying, and what was carried.

    `dittos` are columns whose mark was replaced by the value above, `lost` those with nothing
    above; `merged` are columns where a merged range starts, with its last row.
    """

    number: int
    kind: LineKind
    cells: list[Cell]
    dittos: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    merged: tuple[tuple[int, int], ...] = ()


def plain(heading: Cell) -> str:
    """A heading without blanks, stars, colons and trailing brackets: `姓 名*（必填）` -> 姓名."""
    text = "".join(unicodedata.normalize("NFKC", str(heading)).split()).lower()
    text = text.strip("*□○:;.,、")
    while (shorter := _BRACKETS.sub("", text).strip("*□:")) != text and shorter:
        text = shorter
    return text


def kind_of_text(first: str, filled: list[Cell]) -> LineKind:
    """What a row is whose first filled cell is a text."""
    text = "".join(first.split())
    if len(text) <= LONGEST_HEADING and _SUBTOTAL.match(text):
        return LineKind.SUBTOTAL
    different = len(set(filled))
    if _NOTE.match(text) and (different <= _FEW or text.endswith((":", "："))):
        return LineKind.NOTE
    if different == 1 and (len(text) > _SENTENCE or len(filled) > _FEW):
        return LineKind.NOTE
    hints = sum(1 for cell in filled if type(cell) is str and _HINT.match(cell))
    if hints * 3 >= len(filled):
        return LineKind.NOTE
    return LineKind.DATA


def carry(cells: list[Cell], above: list[Cell]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Replace ditto marks by the values above; answers the columns carried and those lost."""
    marks = [
        column
        for column, cell in enumerate(cells)
        if type(cell) is str and 0 < len(cell) <= _LONGEST_DITTO and cell.strip() in DITTO
    ]
    if not marks:
        return (), ()
    carried: list[int] = []
    lost: list[int] = []
    for column in marks:
        value = above[column] if column < len(above) else ""
        (carried if value != "" else lost).append(column)
        cells[column] = value
    return tuple(carried), tuple(lost)
