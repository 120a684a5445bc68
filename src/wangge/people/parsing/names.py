"""Reading names of people: Han, minority and foreign, rare characters kept."""

import re
import unicodedata
from functools import lru_cache

from wangge.exchange.findings import Kind
from wangge.exchange.sheets import Cell
from wangge.people.parsing import kinds
from wangge.people.parsing.texts import CACHE, NARROW, NOTHING, Note, Text, show

LONGEST_NAME = 100
_USUAL = 10
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅．｡●᛫˙", "·"))
_LATIN_DOT = re.compile(r"(?<=[\u3400-\u9fff])\.(?=[\u3400-\u9fff])")
_WIDE_LETTER = re.compile("[Ａ-Ｚａ-ｚ０-９]")
_REMARK = re.compile(r"[(（\[【].*[)）\]】]$")
_ODD = frozenset('0123456789?!@#$%^&=+<>/\\|~:;,_"，。；：？！、')


@lru_cache(CACHE)
def read_name(raw: Cell) -> Text:
    """The name as it is written in the register; empty when there is none."""
    if type(raw) is str and _is_usual(raw):
        return Text(raw)
    return _read(show(raw))


def _is_usual(text: str) -> bool:
    """Whether nothing needs a closer look: a few Han characters and no more."""
    if len(text) > _USUAL or not text.isalpha() or text.isascii() or text == "无":
        return False
    return text.translate(NARROW) == text and not _has_private(text)


def _read(text: str) -> Text:
    clean = text.translate(NARROW)
    notes: list[Note] = []
    if _WIDE_LETTER.search(text):
        notes.append((kinds.NAME_WIDTH, ""))
    inner = clean if clean.isprintable() else "".join(filter(_is_shown, clean))
    bare = inner.strip()
    name = _join(bare)
    if bare != inner or inner != clean:
        notes.append((kinds.NAME_BLANK_END, ""))
    if name != bare:
        notes.append((kinds.NAME_BLANK_INSIDE, ""))
    dotted = _LATIN_DOT.sub("·", name.translate(_DOTS))
    if dotted != name:
        name = dotted
        notes.append((kinds.NAME_DOT, ""))
    if not name or name.lower() in NOTHING:
        return Text("", ((kinds.NAME_MISSING, ""),))
    if len(name) > LONGEST_NAME:
        return Text("", ((kinds.NAME_TOO_LONG, ""),))
    return _doubts(name, notes)


def _is_shown(character: str) -> bool:
    return character in "\t\n" or unicodedata.category(character) not in {"Cc", "Cf"}


def _join(bare: str) -> str:
    """Without blanks between Han characters; one blank between the parts of a Latin name."""
    parts = bare.split()
    if all(part.isascii() for part in parts):
        return " ".join(parts)
    return "".join(parts)


def _doubts(name: str, notes: list[Note]) -> Text:
    if name.isalpha():  # no brackets, no signs, nothing private
        return Text(name, tuple((kind, name) for kind, _ in notes))
    short = _REMARK.sub("", name).strip()
    if short and short != name:
        name = short
        notes.append((kinds.NAME_REMARK, ""))
    kind: Kind | None = None
    if "*" in name or "×" in name:
        kind = kinds.NAME_MASKED
    elif _has_private(name):
        kind = kinds.NAME_PRIVATE
    elif not _ODD.isdisjoint(name) or any(unicodedata.category(c)[0] == "S" for c in name):
        kind = kinds.NAME_ODD
    if kind:
        notes.append((kind, ""))
    return Text(name, tuple((kind, name) for kind, _ in notes))


def _has_private(name: str) -> bool:
    """Characters made by hand: they look right on one computer only."""
    return any("\ue000" <= c <= "\uf8ff" or c >= "\U000f0000" or c == "\ufffd" for c in name)
