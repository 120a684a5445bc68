"""Reading phone numbers, several in one cell."""

import re
from functools import lru_cache
from typing import NamedTuple

from wangge.exchange.sheets import Cell
from wangge.people.parsing import kinds
from wangge.people.parsing.texts import NARROW, NOTHING, Note, Notes, show, unguard

_MOBILE = re.compile(r"1\d{10}")
_LANDLINE = re.compile(r"(?:0\d{2,3})?[2-8]\d{6,7}(?:[转x]\d{1,5})?|400\d{7}")
_SPLIT = re.compile(r"[/、,，;；|\\\n\r和或]+")
_BLANKS = re.compile(r"[\s\-－—()（）]+")
_NUMBER = re.compile(r"\d[\d\s\-]{5,}\d")
_LIST = re.compile(r"1\d{10}(?:[/、,，;；]1\d{10})+", re.ASCII)
_MARKED = re.compile(r"[*＊×]")


class Phones(NamedTuple):
    """The numbers of a cell, the first one first."""

    numbers: tuple[str, ...] = ()
    notes: Notes = ()


NO_PHONES = Phones()


def read_phones(raw: Cell) -> Phones:
    """The phone numbers in a cell; what is no number is said, never guessed."""
    if type(raw) is str and len(raw) == 11 and raw.isdigit() and raw.isascii() and raw[0] == "1":  # noqa: PLR2004 -- a mobile number
        return Phones((raw,))
    if raw == "":
        return NO_PHONES
    return _read(raw)


@lru_cache(4096)
def _read(raw: Cell) -> Phones:
    notes: list[Note] = []
    text = show(raw)
    if _LIST.fullmatch(text):
        listed = _SPLIT.split(text)
        return Phones(tuple(dict.fromkeys(listed)), ((kinds.PHONE_TWO, str(len(listed))),))
    if type(raw) is float or type(raw) is int:
        notes.append((kinds.PHONE_NUMBER, ""))
    narrow = unguard(text.translate(NARROW))
    if narrow.lower() in NOTHING:
        return Phones((), ((kinds.PHONE_NONE, ""),) if narrow else ())
    if any("０" <= c <= "９" for c in text):
        notes.append((kinds.PHONE_WIDTH, ""))
    pieces = _pieces(narrow)
    if any(_BLANKS.search(piece.strip()) for piece in pieces):
        notes.append((kinds.PHONE_BLANKS, ""))
    numbers: list[str] = []
    for piece in pieces:
        _take(piece, numbers, notes)
    if len(pieces) > 1 and numbers:
        notes.append((kinds.PHONE_TWO, str(len(numbers))))
    return Phones(tuple(dict.fromkeys(numbers)), tuple(notes))


def _pieces(text: str) -> list[str]:
    """The cell cut at its separators; also at blanks where each part is a number of its own."""
    pieces = [piece for piece in _SPLIT.split(text) if piece.strip()]
    if len(pieces) == 1:
        parts = text.split()
        if len(parts) > 1 and all(_is_number(part) for part in parts):
            return parts
    return pieces


def _take(piece: str, numbers: list[str], notes: list[Note]) -> None:
    number = _bare(piece)
    if _is_number(number):
        numbers.append(number)
        return
    if _MARKED.search(piece):
        notes.append((kinds.PHONE_MASKED, ""))
        return
    inside = [_bare(found) for found in _NUMBER.findall(piece)]
    good = [found for found in inside if _is_number(found)]
    if good:
        numbers.extend(good)
        notes.append((kinds.PHONE_TEXT, ""))
    elif inside or piece.strip().isascii():
        notes.append((kinds.PHONE_WRONG, piece.strip()))
    else:
        notes.append((kinds.PHONE_TEXT, ""))


def _bare(piece: str) -> str:
    number = _BLANKS.sub("", piece)
    for prefix in ("+86", "0086", "86"):
        rest = number.removeprefix(prefix)
        if rest != number and _MOBILE.fullmatch(rest):
            return rest
    return number


def _is_number(text: str) -> bool:
    bare = _BLANKS.sub("", text)
    return bool(_MOBILE.fullmatch(bare) or _LANDLINE.fullmatch(bare))
