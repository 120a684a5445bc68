"""Reading the further fields of a row: whatever the dictionary has, also fields of the area."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from wangge.dictionary.shape import Field, Type
from wangge.dictionary.values import Value, read
from wangge.exchange.sheets import Cell
from wangge.kernel.errors import FieldFault
from wangge.people.contradictions import TO_COME
from wangge.people.parsing import kinds
from wangge.people.parsing.choices import choice_reader
from wangge.people.parsing.dates import read_date
from wangge.people.parsing.names import read_name
from wangge.people.parsing.phones import read_phones
from wangge.people.parsing.texts import NARROW, NOTHING, Note, Notes, read_text, show, unguard

COLUMNS = frozenset(
    {"name", "sex", "birth_date", "id_type", "id_number", "phone", "ethnicity", "relation",
     "household_number", "head_name", "living_address", "estate", "door", "building", "unit",
     "room", "registered_address", "registered_region", "residence", "labels", "grid_name",
     "grid_code"}
)  # fmt: skip
"""Fields that a row keeps elsewhere than in its facts."""
LIFE = frozenset({"moved_out_on", "moved_out_to", "death_date"})
"""What a ledger only hints at: moving out and dying are told by a step of their own."""
BETWEEN = "；"
_SERIALS = range(20_000, 80_000)
_EPOCH = date(1899, 12, 30)


class Fact(NamedTuple):
    """A value in its stored form and what there is to say about it."""

    value: Value = ""
    notes: Notes = ()


def fact_reader(field: Field, today: date) -> Callable[[Cell], Any]:
    """The reader of a field's cells."""
    if field.key in LIFE:
        return _life
    if field.type is Type.CODE:
        return choice_reader(field)
    if field.type is Type.DATE and field.key not in TO_COME and not field.local:
        return lambda raw: _past(raw, today)
    simple: dict[Type, Callable[[Cell], Any]] = {
        Type.TEXT: read_text,
        Type.ADDRESS: read_text,
        Type.NAME: _name,
        Type.PHONES: _phones,
    }
    return simple.get(field.type, lambda raw: _any(field, raw))


def _life(raw: Cell) -> Fact:
    text = unguard(show(raw))
    if text.lower() in NOTHING or text == "否":
        return Fact()
    return Fact("", ((kinds.STATUS_IN_NOTE, ""),))


def _past(raw: Cell, today: date) -> Fact:
    day = read_date(raw, today)
    if day.value is not None:
        return Fact(day.value.isoformat(), day.notes)
    if day.month:
        return Fact("", (_refused(f"只有年月 {day.month[0]}-{day.month[1]:02}，日期要写到日"),))
    return Fact("", day.notes)


def _name(raw: Cell) -> Fact:
    """Somebody else's name: when there is none, that is no fault of the row."""
    name = read_name(raw)
    return Fact(name.value, name.notes if name.value else ())


def _phones(raw: Cell) -> Fact:
    phones = read_phones(raw)
    return Fact(BETWEEN.join(phones.numbers), phones.notes)


def _any(field: Field, raw: Cell) -> Fact:
    """Yes or no, several choices, numbers, amounts, certificates, dates to come."""
    text = unguard(show(raw))
    cell: Any = text
    if field.type is Type.DATE:
        cell = _serial(raw) or (text if isinstance(raw, str | int | float) else raw)
    got = read(field, cell)
    if not isinstance(got, FieldFault):
        return Fact(got)
    if text.translate(NARROW).strip().lower() in NOTHING:
        return Fact("", ((kinds.UNKNOWN_TEXT, ""),))
    return Fact("", (_refused(got.detail.rstrip("。")),))


def _serial(raw: Cell) -> date | None:
    """A date that a spreadsheet keeps as a number of days."""
    if isinstance(raw, int | float) and int(raw) == raw and int(raw) in _SERIALS:
        return _EPOCH + timedelta(days=int(raw))
    return None


def _refused(told: str) -> Note:
    return kinds.VALUE_REFUSED, told
