"""Reading text cells: what is typed around the words is taken off, and said so."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from wangge.exchange.findings import Kind
from wangge.exchange.sheets import Cell
from wangge.people.parsing import kinds

Note = tuple[Kind, str]
Notes = tuple[Note, ...]
CACHE = 16_384
_EXACT = 10**15

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_KEPT_WIDE = {ord(mark): mark for mark in "，。；：？！（）、"}
NARROW = _WIDE
"""For str.translate: full-width letters, digits, signs and blanks to half-width."""
NARROW_TEXT = {code: to for code, to in _WIDE.items() if code not in _KEPT_WIDE}
"""The same for prose: Chinese punctuation stays."""

NOTHING = frozenset(
    {"", "无", "-", "--", "—", "——", "／", "/", "\\", "不详", "未知", "不明", "暂无", "没有", "空", "null",
     "none", "n/a", "nan", "#n/a", "0", "×", "x", "待查", "不清楚", "未填"}
)  # fmt: skip
_MASKS = re.compile("[*＊×＃]|xx|XX")
LONGEST = 240


class Text(NamedTuple):
    """A text value and what there is to say about it."""

    value: str
    notes: Notes = ()


def show(raw: Cell) -> str:
    """Show a cell as people read it: whole numbers without `.0`, dates as 2026-03-01.

    A number of more than 15 digits is shown as a spreadsheet shows it: its last digits are made
    up by the machine and must not look like digits somebody typed.
    """
    if type(raw) is str:
        return raw
    if isinstance(raw, int | float) and abs(raw) >= _EXACT:
        digits = str(whole(raw))  # cut, not rounded: a carry would change a date of birth
        return f"{digits[0]}.{digits[1:15]}E+{len(digits) - 1}"
    if type(raw) is float and raw.is_integer():
        return str(int(raw))
    return str(raw)


def whole(number: float | str) -> int:
    """The whole number as a spreadsheet shows it, without the binary digits behind."""
    return int(Decimal(number if isinstance(number, str) else repr(number)))


def unguard(text: str) -> str:
    """The text inside the guards that keep a program from reading a number: ="…", ', tab."""
    inner = text.strip("\t\r\n \u200b\ufeff")
    if inner.startswith('="') and inner.endswith('"'):
        inner = inner[2:-1]
    return inner.strip("'‘’`\t \"")


@lru_cache(CACHE)
def read_text(raw: Cell) -> Text:
    """One line of text without stray blanks; 不详 and its like are nothing."""
    text = show(raw)
    if not text:
        return Text("")
    clean = " ".join(text.translate(NARROW_TEXT).split())
    if clean.isascii() is False and " " in clean:
        clean = _close_up(clean)
    notes: list[Note] = []
    if clean.lower() in NOTHING:
        return Text("", ((kinds.UNKNOWN_TEXT, ""),) if clean else ())
    if clean[:2] == '="' or clean[:1] in "'\t":
        clean = unguard(clean)
        notes.append((kinds.GUARDED_TEXT, clean))
    elif clean != text:
        notes.append((kinds.BLANKS, clean))
    if _MASKS.search(clean):
        notes.append((kinds.GUARDED_PARTS, ""))
    if len(clean) > LONGEST:
        clean = clean[:LONGEST]
        notes.append((kinds.TOO_LONG, str(LONGEST)))
    return Text(clean, tuple(notes))


def _close_up(text: str) -> str:
    """Take out blanks between two Chinese characters; those beside letters stay."""
    parts = [text[0]]
    for at in range(1, len(text)):
        if text[at] == " " and text[at - 1] > "\u2e80" and text[at + 1] > "\u2e80":
            continue
        parts.append(text[at])
    return "".join(parts)
