"""Reading a ledger of units: every row's cells by the dictionary, faults named, nothing dropped."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from wangge.dictionary import values
from wangge.dictionary.queries import Dictionary
from wangge.dictionary.shape import Field, Type
from wangge.exchange.columns import ABOUT, LISTS
from wangge.exchange.findings import Finding, Kind, ReturnedRow, Severity
from wangge.exchange.lines import Line, LineKind
from wangge.exchange.sheets import Cell, letter, open_book
from wangge.exchange.tables import Table, tables
from wangge.kernel.errors import FieldFault
from wangge.people.parsing import kinds
from wangge.people.parsing.ledger import SAMPLES, ReadTable
from wangge.people.parsing.phones import read_phones
from wangge.people.parsing.texts import NOTHING, show
from wangge.premises.fields import COLUMNS, CONTACTS
from wangge.premises.meanings import Meanings
from wangge.premises.rules import KINDS, even_name, kind_of_code, read_credit_code

CODE_WRONG = Kind(
    "credit_code.wrong", Severity.DOUBTED, "信用代码有误", "信用代码{detail}",
    "请按营业执照（登记证书）核对后改正，再导入一次。", returned=True,
)  # fmt: skip
NAME_MISSING = Kind(
    "premises.name_missing", Severity.REFUSED, "没有单位名称", "没有单位名称，整行未导入",
    "请填写单位名称后再导入。", returned=True,
)  # fmt: skip
VALUE_WRONG = Kind(
    "premises.value", Severity.DOUBTED, "内容不合要求", "{detail}该格没有导入",
    "请改正后再导入一次。", returned=True,
)  # fmt: skip
ROW_AGAIN = Kind(
    "premises.duplicate", Severity.CHANGED, "同一单位重复", "与{detail}是同一单位，已合并",
    "无需处理；如不是同一单位，请核对信用代码、名称和地址。",
)  # fmt: skip
KINDS_OF_FINDINGS = (CODE_WRONG, NAME_MISSING, VALUE_WRONG, ROW_AGAIN)
_KIND_WORDS = {
    "个体": "02", "个体户": "02", "工商户": "02", "商户": "02", "门店": "02", "商铺": "02",
    "公司": "01", "民营企业": "01", "私营企业": "01", "国有企业": "01", "工商企业": "01",
    "社会团体": "03", "民办非企业单位": "03", "民办非企业": "03", "协会": "03",
    "机关事业单位": "05", "幼儿园": "06", "小学": "06", "中学": "06",
}  # fmt: skip
_PLACE = ("grid_name", "grid_code")
_SKIPPED = {
    LineKind.TITLE: kinds.ROW_TITLE, LineKind.HEADER: kinds.ROW_HEADER,
    LineKind.SUBTOTAL: kinds.ROW_SUBTOTAL, LineKind.NOTE: kinds.ROW_NOTE,
    LineKind.BLANK: kinds.ROW_BLANK,
}  # fmt: skip
_LONGEST_RAW = 200
_LONGEST = {"premises_name": 120, "legal_person": 100}
_MOST_STAFF = 1_000_000


@dataclass(slots=True)
class Draft:
    """A unit as the sheet tells, before anything is looked up."""

    sheet: str
    row: int
    columns: dict[str, Any]
    facts: dict[str, Any]
    contacts: dict[str, dict[str, str]]
    grid_name: str = ""
    grid_code: str = ""

    @property
    def name(self) -> str:
        return str(self.columns["name"])

    @property
    def keys(self) -> tuple[str, tuple[str, str]]:
        """By what the unit is known again: its credit code, else name and address."""
        code = "" if self.columns.get("code_doubt") else self.columns.get("credit_code", "")
        return code, (self.name, self.columns.get("address", ""))


@dataclass
class Units:
    """Everything read from a file."""

    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    returned: list[ReturnedRow] = field(default_factory=list)
    tables: list[ReadTable] = field(default_factory=list)
    rows_read: int = 0
    refused: int = 0
    merged: int = 0

    @property
    def faults(self) -> dict[str, int]:
        """How many findings there are of each kind that is a fault."""
        counts: dict[str, int] = {}
        for finding in self.findings:
            if finding.kind.key not in kinds.NO_FAULTS:
                counts[finding.kind.key] = counts.get(finding.kind.key, 0) + 1
        return dict(sorted(counts.items()))


def read_units(
    source: Path | bytes,
    name: str,
    dictionary: Dictionary,
    confirmed: Mapping[str, Mapping[int, str]] | None = None,
) -> Units:
    """The units in a file, each once; `confirmed` are the headings that users matched."""
    units = Units()
    meanings = Meanings(dictionary, confirmed or {})
    seen: dict[Any, Draft] = {}
    for sheet in open_book(source, name):
        for table in tables(sheet, meanings.synonyms):
            for draft in _rows(table, units, meanings):
                _add(draft, units, seen)
    return units


def _rows(table: Table, units: Units, meanings: Meanings) -> Iterator[Draft]:
    meaning = meanings.of(table)
    mapping = {index: match.field for index, match in meaning.items()}
    if "premises_name" not in mapping.values():
        # Templates have a sheet of pick lists and one of explanations.
        kind = kinds.ROW_NOTE if table.sheet in {LISTS, ABOUT} else kinds.SHEET_NO_HEADER
        units.findings.append(Finding(table.sheet, 1, "", "", table.title, kind))
        return
    reader = _Reader(table, mapping, meanings.dictionary.by_key, units.findings)
    samples: list[tuple[str, ...]] = []
    before_all = units.rows_read
    for line in table.lines:
        if line.kind is not LineKind.DATA:
            raw = next((show(cell) for cell in line.cells if cell != ""), "")[:_LONGEST_RAW]
            units.findings.append(
                Finding(table.sheet, line.number, "", "", raw, _SKIPPED[line.kind])
            )
            continue
        units.rows_read += 1
        if len(samples) < SAMPLES:
            samples.append(tuple(show(cell) for cell in line.cells))
        before = len(units.findings)
        draft = reader.read(line)
        problems = [each for each in units.findings[before:] if each.kind.returned]
        if problems:
            units.returned.append(_returned(table, line, problems))
        if draft is None:
            units.refused += 1
        else:
            yield draft
    rows = units.rows_read - before_all
    told = (table.sheet, table.title, table.signature, table.columns, meaning, tuple(samples), rows)
    units.tables.append(ReadTable(*told))


def _returned(table: Table, line: Line, problems: list[Finding]) -> ReturnedRow:
    told = "；".join(
        f"{each.heading}：{each.what}。{each.how}" if each.heading else f"{each.what}。{each.how}"
        for each in problems
    )
    headings = tuple(column.heading for column in table.columns)
    cells = tuple(show(cell) for cell in line.cells)
    return ReturnedRow(table.sheet, line.number, headings, cells, told)


def _add(draft: Draft, units: Units, seen: dict[Any, Draft]) -> None:
    known = next((seen[key] for key in draft.keys if key in seen and key), None)
    if known is None:
        units.drafts.append(draft)
        seen.update(dict.fromkeys((key for key in draft.keys if key), draft))
        return
    units.merged += 1
    where = f"“{known.sheet}”第 {known.row} 行"
    units.findings.append(Finding(draft.sheet, draft.row, "", "", draft.name, ROW_AGAIN, where))
    known.columns = draft.columns | {k: v for k, v in known.columns.items() if v not in ("", None)}
    known.facts = draft.facts | known.facts
    known.contacts = draft.contacts | known.contacts


class _Reader:
    """Reads rows of one table."""

    def __init__(
        self,
        table: Table,
        mapping: Mapping[int, str],
        fields: Mapping[str, Field],
        findings: list[Finding],
    ) -> None:
        self._sheet = table.sheet
        self._headings = {column.index: column.heading for column in table.columns}
        self._mapping = mapping
        self._fields = fields
        self._findings = findings
        named = table.sheet + table.title
        self._kind = next((code for code, label in KINDS.items() if label in named), "")

    def read(self, line: Line) -> Draft | None:
        """The unit of a row; nothing where it has no name."""
        draft = Draft(self._sheet, line.number, {}, {}, {})
        for index, key in self._mapping.items():
            cell = line.cells[index] if index < len(line.cells) else ""
            if show(cell).strip().lower() not in NOTHING or cell == 0:
                self._take(draft, key, index, cell)
        if not draft.columns.get("name"):
            self._say(draft, 0, "", NAME_MISSING)
            return None
        code = draft.columns.get("credit_code", "")
        draft.columns.setdefault("kind", self._kind or kind_of_code(code))
        return draft

    def _take(self, draft: Draft, key: str, index: int, cell: Cell) -> None:
        if key in _PLACE:
            setattr(draft, key, show(cell).strip())
        elif key == "credit_code":
            self._code(draft, index, cell)
        elif key in CONTACTS:
            self._contact(draft, key, index, cell)
        elif (value := self._value(draft, key, index, cell)) not in ("", [], None):
            if key in COLUMNS:
                draft.columns[COLUMNS[key]] = value
            else:
                draft.facts[key] = value

    def _code(self, draft: Draft, index: int, cell: Cell) -> None:
        code = read_credit_code(show(cell))
        draft.columns |= {"credit_code": code.value[:20], "code_doubt": code.fault}
        if code.fault:
            self._say(draft, index, show(cell), CODE_WRONG, code.fault)

    def _contact(self, draft: Draft, key: str, index: int, cell: Cell) -> None:
        role, what = CONTACTS[key]
        contact = draft.contacts.setdefault(role, {})
        if what == "name":
            contact["name"] = show(cell).strip()
            return
        phones = read_phones(cell)
        for kind, detail in phones.notes:
            self._say(draft, index, show(cell), kind, detail)
        if phones.numbers:
            contact["phone"] = phones.numbers[0]

    def _value(self, draft: Draft, key: str, index: int, cell: Cell) -> Any:
        declared = self._fields[key]
        if key == "premises_kind" and (known := _KIND_WORDS.get(show(cell).strip())):
            return known
        value = values.read(declared, cell if declared.type is Type.DATE else show(cell))
        if isinstance(value, FieldFault):
            self._say(draft, index, show(cell), VALUE_WRONG, value.detail)
            return None
        converted = CONVERTED.get(key, lambda same: same)(value)
        if _too_much(key, converted):
            told = f"“{declared.label}”太长或太大，"
            self._say(draft, index, show(cell), VALUE_WRONG, told)
            return None
        return converted

    def _say(self, draft: Draft, index: int, raw: str, kind: Kind, detail: str = "") -> None:
        at = (letter(index), self._headings.get(index, "")) if raw else ("", "")
        self._findings.append(
            Finding(draft.sheet, draft.row, *at, raw[:_LONGEST_RAW], kind, detail)
        )


def _too_much(key: str, value: Any) -> bool:
    if key == "staff_count":
        return value is not None and value > _MOST_STAFF
    return len(value) > _LONGEST[key] if key in _LONGEST else False


def _day(value: str) -> Any:
    return date.fromisoformat(value) if value else None


CONVERTED: dict[str, Any] = {
    "premises_name": even_name,
    "opened_on": _day,
    "closed_on": _day,
    "staff_count": lambda value: int(float(value)) if value else None,
    "hazardous": lambda value: value == "1",
}
