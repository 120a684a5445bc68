"""Reading one row of a ledger: every cell by its field, then what the cells say of each other."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from wangge.dictionary.codes import HEAD
from wangge.dictionary.fields import BY_KEY
from wangge.dictionary.shape import Field, Type
from wangge.exchange.findings import Finding, Kind
from wangge.exchange.lines import Line
from wangge.exchange.sheets import Cell
from wangge.exchange.tables import Column, Table
from wangge.people import rules
from wangge.people.parsing import kinds
from wangge.people.parsing.addresses import join_address, split_address
from wangge.people.parsing.births import beside_id, without_id
from wangge.people.parsing.choices import CODE_READERS, Labels, read_labels
from wangge.people.parsing.dates import NO_DAY, Day, read_date
from wangge.people.parsing.drafts import Draft
from wangge.people.parsing.facts import COLUMNS, Fact, fact_reader
from wangge.people.parsing.identity import MISSING, read_id
from wangge.people.parsing.names import read_name
from wangge.people.parsing.phones import NO_PHONES, Phones, read_phones
from wangge.people.parsing.texts import Notes, Text, read_text, show

_HOME = ("living_address", "estate", "door", "building", "unit", "room")
_GONE = re.compile("已故|死亡|去世|病故|过世|搬走|搬离|已搬|迁出|失联")
_LONGEST_RAW = 200
_REMEMBERED = 16_384
_UNIQUE = frozenset({"id_number", "phone"})
NO_TEXT = Text("")


class _Memory(dict[Cell, Any]):
    """What the cells of a column mean: they come again and again."""

    def __init__(self, read: Callable[[Cell], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, raw: Cell) -> Any:
        got = self._read(raw)
        if len(self) < _REMEMBERED:
            self[raw] = got
        return got


class RowReader:
    """Reads the rows of one table by a mapping from column index to field key."""

    def __init__(
        self,
        table: Table,
        mapping: Mapping[int, str],
        today: date,
        findings: list[Finding],
        fields: Mapping[str, Field] = BY_KEY,
    ) -> None:
        self._sheet = table.sheet
        self._today = today
        self._findings = findings
        self._fields = fields
        self._columns: dict[str, Column] = {}
        self._plan: list[tuple[int, str, Callable[[Cell], Any]]] = []
        self._by_index = {column.index: column for column in table.columns}
        for index, key in mapping.items():
            self._columns.setdefault(key, self._by_index[index])
            read = self._reader(key)
            self._plan.append((index, key, read if key in _UNIQUE else _Memory(read).__getitem__))
        self._mapped = frozenset(mapping)
        self._household = ("", "")
        self._facts_here = tuple(key for key in self._columns if key not in COLUMNS)
        self._parts_here = any(key in self._columns for key in _HOME[1:])

    def _reader(self, key: str) -> Callable[[Cell], Any]:
        today = self._today
        if key in CODE_READERS:
            return CODE_READERS[key]
        if key not in COLUMNS:
            return fact_reader(self._fields[key], today)
        kind = self._fields[key].type
        if kind is Type.DATE:
            return lambda raw: read_date(raw, today)
        simple: dict[Type, Callable[[Cell], Any]] = {
            Type.PHONES: read_phones,
            Type.LABELS: read_labels,
            Type.NAME: read_name,
            Type.ID_NUMBER: lambda raw: raw,
        }
        return simple.get(kind, read_text)

    def read(self, line: Line) -> Draft | None:
        """The person in a data row; nothing when the row has no usable name."""
        if line.dittos or line.lost or line.merged:
            self._say_carried(line)
        cells, row = line.cells, line.number
        width = len(cells)
        values: dict[str, Any] = {}
        for index, key, read in self._plan:
            raw = cells[index] if index < width else ""
            if raw == "":
                continue
            got = read(raw)
            if key in values:
                got = _merge(values[key], got)
            values[key] = got
            if key not in _LATER and got.notes:
                self._say(row, self._by_index[index], raw, got.notes)
        return self._person(line, values)

    def _person(self, line: Line, values: dict[str, Any]) -> Draft | None:
        row, cells = line.number, line.cells
        name = values.get("name")
        if name is None or not name.value:
            if name is None:
                self._say_of(row, "name", cells, ((kinds.NAME_MISSING, ""),))
            return None
        draft = Draft(self._sheet, row, name.value)
        self._identify(draft, values, cells)
        phones = values.get("phone", NO_PHONES)
        draft.phones = phones.numbers
        if not phones.numbers and not phones.notes and "phone" in self._columns:
            self._miss_phone(draft, cells)
        relation = values.get("relation")
        if relation is not None:
            draft.relation = relation.value
        draft.labels = values["labels"].names if "labels" in values else ()
        for key in ("ethnicity", "residence", "head_name", "grid_name", "grid_code"):
            if key in values:
                setattr(draft, key, values[key].value)
        self._relate(draft, cells)
        self._house(draft, values, cells)
        self._facts(draft, values, cells)
        return draft

    def _relate(self, draft: Draft, cells: list[Cell]) -> None:
        """A relation such as 长女 tells the sex: it fills a blank, and a contradiction is said."""
        told = rules.sex_of_relation(draft.relation)
        if not told or told == draft.sex:
            return
        word = "男" if told == rules.MAN else "女"
        if draft.sex == rules.UNKNOWN_SEX:
            draft.sex = told
            self._say_of(draft.row, "relation", cells, ((kinds.SEX_FROM_RELATION, word),))
        else:
            self._say_of(draft.row, "relation", cells, ((kinds.RELATION_AGAINST_SEX, ""),))

    def _identify(self, draft: Draft, values: dict[str, Any], cells: list[Cell]) -> None:
        id_type = values["id_type"].value if "id_type" in values else ""
        identity = MISSING
        if "id_number" in values:
            identity = read_id(values["id_number"], self._today, id_type)
            if identity.notes:
                self._say_of(draft.row, "id_number", cells, identity.notes)
        elif "id_number" in self._columns:
            self._say_of(draft.row, "id_number", cells, ((kinds.ID_MISSING, ""),))
        draft.id_state, draft.id_number, draft.id_type = (
            identity.state, identity.number, id_type or identity.type,
        )  # fmt: skip
        day = values.get("birth_date", NO_DAY)
        if identity.born:
            draft.birth_date, draft.sex = identity.born
            self._compare(draft, values, day, cells)
            return
        draft.birth_date, notes = without_id(day, identity.hint)
        if notes:
            self._say_of(draft.row, "birth_date", cells, notes)
        if "sex" in values:
            draft.sex = values["sex"].value or rules.UNKNOWN_SEX

    def _compare(self, draft: Draft, values: dict[str, Any], day: Day, cells: list[Cell]) -> None:
        """A valid ID number decides; what the columns say otherwise is a doubt, never silent."""
        assert draft.birth_date is not None
        if "birth_date" in self._columns:
            notes = beside_id(day, draft.birth_date)
            if notes:
                self._say_of(draft.row, "birth_date", cells, notes)
        if "sex" in self._columns:
            sex = values["sex"].value if "sex" in values else ""
            if sex != draft.sex:
                kind = kinds.SEX_AGAINST_ID if sex else kinds.SEX_FROM_ID
                word = "男" if draft.sex == rules.MAN else "女"
                self._say_of(draft.row, "sex", cells, ((kind, word),))

    def _miss_phone(self, draft: Draft, cells: list[Cell]) -> None:
        born = draft.birth_date
        if born and rules.age(born, self._today) >= rules.ADULT:
            self._say_of(draft.row, "phone", cells, ((kinds.PHONE_MISSING, ""),))

    def _house(self, draft: Draft, values: dict[str, Any], cells: list[Cell]) -> None:
        whole = values.get("living_address", NO_TEXT).value
        text = _join_home(whole, values) if self._parts_here else whole
        if text:
            draft.address = split_address(text)
            if not draft.address.is_split:
                self._say_of(
                    draft.row, "living_address" if whole else "estate", cells,
                    ((kinds.ADDRESS_UNSPLIT, ""),),
                )  # fmt: skip
        number = values.get("household_number", NO_TEXT).value
        if not number and draft.relation != HEAD and self._household[1] == draft.place:
            number = self._household[0]
        self._household = (number, draft.place)
        draft.household_number = number
        region = values.get("registered_region", NO_TEXT).value
        address = values.get("registered_address", NO_TEXT).value
        draft.registered_address = address if address.startswith(region) else region + address

    def _facts(self, draft: Draft, values: dict[str, Any], cells: list[Cell]) -> None:
        facts = draft.facts
        for key in self._facts_here:
            got = values.get(key)
            if got is not None and got.value:
                facts[key] = got.value
        if "residence" in values and "apart" not in facts:
            word = show(self._cell("residence", cells))
            if "分离" in word or "空挂" in word:
                facts["apart"] = "apart"
                self._say_of(draft.row, "residence", cells, ((kinds.APART, ""),))
        if "note" in facts and _GONE.search(str(facts["note"])):
            self._say_of(draft.row, "note", cells, ((kinds.STATUS_IN_NOTE, ""),))

    def _cell(self, key: str, cells: list[Cell]) -> Cell:
        index = self._columns[key].index
        return cells[index] if index < len(cells) else ""

    def _say_of(self, row: int, key: str, cells: list[Cell], notes: Notes) -> None:
        column = self._columns.get(key)
        if column is None:
            for kind, detail in notes:
                self._findings.append(Finding(self._sheet, row, "", "", "", kind, detail))
            return
        self._say(row, column, self._cell(key, cells), notes)

    def _say(self, row: int, column: Column, raw: Cell, notes: Notes) -> None:
        text = show(raw)[:_LONGEST_RAW]
        for kind, detail in notes:
            self._findings.append(
                Finding(self._sheet, row, column.letter, column.heading, text, kind, detail)
            )

    def _say_carried(self, line: Line) -> None:
        said: list[tuple[int, Kind, str, str]] = [
            (index, kinds.DITTO, "同上", show(line.cells[index])) for index in line.dittos
        ]
        said += [(index, kinds.DITTO_LOST, "同上", "") for index in line.lost]
        said += [
            (index, kinds.MERGED, show(line.cells[index]), str(last))
            for index, last in line.merged
            if index < len(line.cells)
        ]
        for index, kind, raw, detail in said:
            if index in self._mapped:
                column = self._by_index[index]
                self._findings.append(
                    Finding(
                        self._sheet, line.number, column.letter, column.heading, raw, kind, detail
                    )
                )


def _join_home(whole: str, values: dict[str, Any]) -> str:
    """The address from its columns; a whole address that can be split needs none of them."""
    parts = [values.get(key, NO_TEXT).value for key in _HOME[1:]]
    if not any(parts) or (whole and split_address(whole).is_split):
        return str(whole)
    return str(whole) + join_address(*parts)


_LATER = frozenset({"birth_date", "id_number"})


def _merge(one: Any, other: Any) -> Any:
    """The values of two columns that hold the same field."""
    if isinstance(one, Phones):
        numbers = tuple(dict.fromkeys(one.numbers + other.numbers))
        return Phones(numbers, other.notes)
    if isinstance(one, Labels):
        return Labels(tuple(dict.fromkeys(one.names + other.names)), other.notes)
    if isinstance(one, Text | Fact) and isinstance(one.value, str) and one.value and other.value:
        return Text(f"{one.value}；{other.value}", other.notes)
    return other if getattr(other, "value", other) else one
