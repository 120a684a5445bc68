"""Reading ID numbers: a wrong one never passes as a valid one."""

import re
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from wangge.exchange.sheets import Cell
from wangge.people import rules
from wangge.people.parsing import kinds
from wangge.people.parsing.texts import NARROW, NOTHING, Note, Notes, show, unguard, whole

CITIZEN, PASSPORT, HONG_KONG, TAIWAN, OTHER = "111", "414", "516", "511", "990"
_EXACT = 10**15
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?1[4-9]", re.ASCII)
_SEPARATORS = re.compile(r"[\s\-－—·.]+")
_SHAPE = re.compile(r"\d{17}[\dX]", re.ASCII)
_OTHER_TYPES = (
    (HONG_KONG, re.compile(r"[HM]\d{8}(?:\d{2})?")),
    (PASSPORT, re.compile(r"[A-Z]{1,3}\d{6,9}|[A-Z]\d{2}[A-Z]\d{5,6}|\d{9}")),
    (TAIWAN, re.compile(r"\d{8}|\d{10}")),
)
_DATE_AT = slice(6, 14)


class IdState(StrEnum):
    """How far an ID number can be trusted."""

    VALID = "valid"
    DOUBTFUL = "doubtful"
    MISSING = "missing"


class Identity(NamedTuple):
    """An ID number as read; `number` is empty unless it may be used.

    `born` is what a valid number tells; `hint` is the birth date in a doubtful one.
    """

    state: IdState
    number: str = ""
    type: str = CITIZEN
    born: rules.Born | None = None
    hint: date | None = None
    notes: Notes = ()


MISSING = Identity(IdState.MISSING)


def read_id(raw: Cell, today: date, id_type: str = "") -> Identity:
    """The ID number in a cell; `id_type` as the sheet says, if it does."""
    if type(raw) is str and _SHAPE.fullmatch(raw) and id_type in {"", CITIZEN}:
        return _judge(raw, [], today)
    if isinstance(raw, int | float):
        return _from_number(whole(raw), today)
    text = show(raw)
    number, notes = _clean(text)
    if number.lower() in NOTHING:
        return Identity(IdState.MISSING, notes=((kinds.ID_MISSING, ""),))
    if "*" in number or number.count("X") > 2:  # noqa: PLR2004 -- the check digit and a slip
        return _doubt(number, [*notes, (kinds.ID_MASKED, "")], today)
    if _SCIENTIFIC.fullmatch(number):
        return _from_number(whole(number), today, notes)
    if id_type not in {"", CITIZEN}:
        return Identity(IdState.VALID, number, id_type, notes=tuple(notes))
    if _SHAPE.fullmatch(number):
        return _judge(number, notes, today)
    return _unusual(number, notes, today)


def _clean(text: str) -> tuple[str, list[Note]]:
    notes: list[Note] = []
    inner = unguard(text)
    if inner != text.strip(" \u3000") or text[:1] == "\t":
        notes.append((kinds.ID_GUARDED, ""))
    narrow = inner.translate(NARROW).upper().replace("＊", "*").replace("×", "*")
    if narrow != inner and narrow.replace(" ", "") != inner.replace("\u3000", ""):
        notes.append((kinds.ID_WIDTH, ""))
    number = _SEPARATORS.sub("", narrow) if "E+" not in narrow else narrow.replace(" ", "")
    if number != narrow or (inner != text and not notes):
        notes.append((kinds.ID_BLANKS, ""))
    return number, notes


def _judge(number: str, notes: list[Note], today: date) -> Identity:
    """An ID number of the right shape: the check digit and the date decide."""
    told = rules.born(number, today)
    if number.endswith("000"):
        # What a spreadsheet leaves of a number kept as a number; one in eleven passes the check.
        notes.append((kinds.ID_DIGITS_LOST, ""))
    elif told is None:
        notes.append((kinds.ID_DATE, ""))
    elif not rules.check_digit_fits(number):
        notes.append((kinds.ID_CHECK_DIGIT, ""))
    else:
        return Identity(IdState.VALID, number, born=told, notes=tuple(notes))
    return _doubt(number, notes, today)


def _from_number(number: int, today: date, notes: list[Note] | None = None) -> Identity:
    said = list(notes or ())
    digits = str(number)
    if len(digits) == rules.OLD_ID_LENGTH and number < _EXACT:
        return _lengthened(digits, said, today)
    if len(digits) == rules.ID_LENGTH:
        return _doubt(digits, [*said, (kinds.ID_DIGITS_LOST, "")], today)
    return _unusual(digits, said, today)


def _lengthened(digits: str, notes: list[Note], today: date) -> Identity:
    number = rules.lengthen(digits)
    told = rules.born(number, today)
    if told is None:
        return _doubt("", [*notes, (kinds.ID_DATE, "")], today)
    notes.append((kinds.ID_LENGTHENED, ""))
    return Identity(IdState.VALID, number, born=told, notes=tuple(notes))


def _unusual(number: str, notes: list[Note], today: date) -> Identity:
    if number.isdigit() and len(number) == rules.OLD_ID_LENGTH:
        return _lengthened(number, notes, today)
    for id_type, shape in _OTHER_TYPES:
        if shape.fullmatch(number):
            return Identity(IdState.DOUBTFUL, number, id_type, notes=(*notes, (kinds.ID_OTHER, "")))
    return _doubt(number, [*notes, (kinds.ID_LENGTH, str(len(number)))], today)


def _doubt(number: str, notes: list[Note], today: date) -> Identity:
    hint = rules.born(number, today) if number[_DATE_AT].isdigit() and len(number) > 16 else None  # noqa: PLR2004 -- the sex digit
    return Identity(
        IdState.DOUBTFUL, hint=hint.date if hint and number[16].isdigit() else None,
        notes=tuple(notes),
    )  # fmt: skip
