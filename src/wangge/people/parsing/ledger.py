"""Reading a whole ledger: its tables, every row, the same person written twice.

It is read as a stream of parts, so that a process of its own can read it (exchange.confined) while
whoever asked goes on with what has come.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from wangge.dictionary.fields import BY_KEY, REPEATABLE, SYNONYMS, UNNEEDED, synonyms_of
from wangge.dictionary.shape import Field
from wangge.exchange.columns import ABOUT, LISTS
from wangge.exchange.confined import confined
from wangge.exchange.findings import Finding, Kind, ReturnedRow
from wangge.exchange.lines import Line, LineKind, plain
from wangge.exchange.mappings import Certainty, Match, guess
from wangge.exchange.sheets import is_harmless, load, open_book, parse_book
from wangge.exchange.tables import Column, Table, tables
from wangge.people.parsing import kinds
from wangge.people.parsing.doubles import Double, People, fill
from wangge.people.parsing.drafts import Draft
from wangge.people.parsing.rows import RowReader
from wangge.people.parsing.texts import show

Columns = Mapping[int, str]
"""Column index -> field key, as the user confirmed it."""

SAMPLES = 3
PART = 2_000
_LISTS = ("drafts", "findings", "tables", "returned", "doubles")
_GRID = re.compile(r"第?[一二三四五六七八九十百\d]+(?:号)?网格")
_RESIDENCES = (
    ("流动人口", "floating"), ("暂住人口", "floating"), ("外来人口", "floating"),
    ("寄住人口", "lodging"), ("境外人员", "overseas"), ("留守", "left_behind"),
    ("常住人口", "permanent"), ("户籍人口", "registered"),
)  # fmt: skip
_SKIPPED: Mapping[LineKind, Kind] = {
    LineKind.TITLE: kinds.ROW_TITLE,
    LineKind.SUBTOTAL: kinds.ROW_SUBTOTAL,
    LineKind.NOTE: kinds.ROW_NOTE,
    LineKind.BLANK: kinds.ROW_BLANK,
}


@dataclass(frozen=True)
class ReadTable:
    """How a table was understood, for the preview: headings, meanings, examples."""

    sheet: str
    title: str
    signature: str
    columns: tuple[Column, ...]
    mapping: Mapping[int, Match]
    samples: tuple[tuple[str, ...], ...]
    rows: int


@dataclass
class Ledger:
    """Everything read from a file, or a part of it.

    `doubles` are further rows of a person and where the first one stands.
    """

    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tables: list[ReadTable] = field(default_factory=list)
    returned: list[ReturnedRow] = field(default_factory=list)
    rows_read: int = 0
    refused: int = 0
    doubles: list[Double] = field(default_factory=list)

    def cut(self) -> "Ledger":
        """What was read so far, to be handed on; this one goes on empty."""
        part = replace(self)
        for name in _LISTS:
            setattr(part, name, list(getattr(self, name)))
            getattr(self, name).clear()
        self.rows_read = self.refused = 0
        return part

    @property
    def merged(self) -> int:
        """How many rows were another row of somebody."""
        return len(self.doubles)

    @property
    def faults(self) -> dict[str, int]:
        """How many findings there are of each kind that is a fault."""
        counts: dict[str, int] = {}
        for finding in self.findings:
            key = finding.kind.key
            if key not in kinds.NO_FAULTS:
                counts[key] = counts.get(key, 0) + 1
        return dict(sorted(counts.items()))


@dataclass(frozen=True)
class Meanings:
    """What headings mean: the dictionary with the area's own fields, and what users confirmed."""

    confirmed: Mapping[str, Columns]
    local: tuple[Field, ...] = ()

    @property
    def fields(self) -> Mapping[str, Field]:
        return {**BY_KEY, **{field.key: field for field in self.local}}

    @property
    def synonyms(self) -> Mapping[str, str]:
        return {**synonyms_of(self.local), **SYNONYMS}

    def of(self, table: Table) -> dict[int, Match]:
        """Column index -> its field, as confirmed, else as guessed."""
        guessed = guess(table.columns, self.synonyms, REPEATABLE)
        confirmed = self.confirmed.get(table.signature)
        if confirmed is None:
            return guessed
        sure = {index: Match(key, Certainty.SURE) for index, key in confirmed.items()}
        known, fields = {column.index for column in table.columns}, self.fields
        return {
            index: guessed[index] if guessed.get(index, ("",))[0] == match.field else match
            for index, match in sure.items()
            if index in known and match.field in fields
        }


def read_ledger(
    source: Path | bytes,
    name: str = "",
    *,
    today: date,
    confirmed: Mapping[str, Columns] | None = None,
    local: Sequence[Field] = (),
) -> Ledger:
    """The people in a file; `confirmed` holds the mappings that users confirmed, by signature.

    `local` are the fields that the area added to the dictionary.
    """
    data = load(source)
    name = name or (source.name if isinstance(source, Path) else "")
    asked = (data, name, today, Meanings(confirmed or {}, tuple(local)))
    return _assembled(_parts(*asked) if is_harmless(data) else confined(_parts, *asked))


def _assembled(parts: Iterable[Ledger]) -> Ledger:
    whole = Ledger()
    for part in parts:
        for name in _LISTS:
            getattr(whole, name).extend(getattr(part, name))
        whole.rows_read += part.rows_read
        whole.refused += part.refused
    first = {draft.at: draft for draft in whole.drafts} if whole.doubles else {}
    for at, again in whole.doubles:
        fill(first[at], again)
    return whole


def _parts(data: bytes, name: str, today: date, meanings: Meanings) -> Iterator[Ledger]:
    """A ledger in parts of some thousand rows; the last one ends the file."""
    ledger = Ledger()
    people = People(ledger.findings)
    for sheet in parse_book(data, name):
        for table in tables(sheet, meanings.synonyms):
            yield from _read_table(table, ledger, people, today, meanings)
    yield ledger


def _read_table(
    table: Table,
    ledger: Ledger,
    people: People,
    today: date,
    meanings: Meanings,
) -> Iterator[Ledger]:
    meaning = meanings.of(table)
    mapping = {index: match.field for index, match in meaning.items()}
    if "name" not in mapping.values():
        _skip_sheet(table, ledger)
        return
    reader = RowReader(table, mapping, today, ledger.findings, meanings.fields)
    grid, residence = _grid_of(table), _residence_of(table)
    samples: list[tuple[str, ...]] = []
    first, rows = 0, 0
    for line in table.lines:
        if line.kind is not LineKind.DATA:
            first = _skip_line(table, line, ledger, first)
            continue
        rows += 1
        if len(samples) < SAMPLES:
            samples.append(tuple(show(cell) for cell in line.cells))
        before = len(ledger.findings)
        draft = reader.read(line)
        if draft is None:
            ledger.refused += 1
        else:
            draft.grid_name = draft.grid_name or grid
            draft.residence = draft.residence or residence
            first_row = people.first_row(draft)
            if first_row:
                ledger.doubles.append((first_row, draft))
            else:
                ledger.drafts.append(draft)
        problems = [finding for finding in ledger.findings[before:] if finding.kind.returned]
        if problems:
            ledger.returned.append(_returned(table, line, problems))
        if len(ledger.drafts) >= PART:
            yield ledger.cut()
    ledger.rows_read += rows
    _say_unused(table, mapping, ledger)
    ledger.tables.append(
        ReadTable(
            table.sheet, table.title, table.signature, table.columns, meaning, tuple(samples), rows
        )
    )


def _grid_of(table: Table) -> str:
    """The grid a sheet is about, by its name or title."""
    found = _GRID.search(table.sheet) or _GRID.search(table.title)
    return found[0] if found else ""


def _residence_of(table: Table) -> str:
    """Why the people of a sheet are here, where its name or title says so."""
    named = table.sheet + table.title
    return next((code for word, code in _RESIDENCES if word in named), "")


def _skip_sheet(table: Table, ledger: Ledger) -> None:
    lines = [line for line in table.lines if any(line.cells)]
    if lines:
        first = next((show(cell) for cell in lines[0].cells if cell != ""), "")
        # Templates have a sheet of pick lists and one of explanations.
        kind = kinds.ROW_NOTE if table.sheet in {LISTS, ABOUT} else kinds.SHEET_NO_HEADER
        ledger.findings.append(Finding(table.sheet, lines[0].number, "", "", first[:200], kind))


def _skip_line(table: Table, line: Line, ledger: Ledger, first: int) -> int:
    """Say why a row is skipped; `first` is the row of the first header, 0 before it."""
    if line.kind is LineKind.HEADER:
        again = first and line.number > first + 2
        kind = kinds.ROW_HEADER_AGAIN if again else kinds.ROW_HEADER
        first = first or line.number
    else:
        kind = _SKIPPED[line.kind]
    raw = next((show(cell) for cell in line.cells if cell != ""), "")
    ledger.findings.append(Finding(table.sheet, line.number, "", "", raw[:200], kind))
    return first


def _returned(table: Table, line: Line, problems: list[Finding]) -> ReturnedRow:
    told = "；".join(
        f"{finding.heading}：{finding.what}。{finding.how}" if finding.heading else finding.what
        for finding in problems
    )
    return ReturnedRow(
        table.sheet,
        line.number,
        tuple(column.heading for column in table.columns),
        tuple(show(cell) for cell in line.cells),
        told,
    )


def _say_unused(table: Table, mapping: Columns, ledger: Ledger) -> None:
    ledger.findings.extend(
        Finding(table.sheet, 0, column.letter, column.heading, "", kinds.COLUMN_UNUSED)
        for column in table.columns
        if column.index not in mapping and column.parts and plain(column.heading) not in UNNEEDED
    )


def returned_rows(
    source: Path | bytes, name: str, wanted: set[tuple[str, int]], kind: Kind
) -> list[ReturnedRow]:
    """Read the file once more for rows that turned out wrong only beside the records."""
    rows: list[ReturnedRow] = []
    if not wanted:
        return rows
    for sheet in open_book(source, name):
        for table in tables(sheet, SYNONYMS):
            for line in table.lines:
                if (table.sheet, line.number) in wanted:
                    finding = Finding(table.sheet, line.number, "", "", "", kind)
                    rows.append(_returned(table, line, [finding]))
    return rows
