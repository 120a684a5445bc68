"""Write what came of an import: a report of every finding, and the rows to mend.

Every cell is written as a text, so that nothing in a ledger can become a formula in the report.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from wangge.exchange.findings import Finding, Kind, ReturnedRow, Severity

PROBLEMS = "问题说明"
MOST_FINDINGS = 500_000
_LONGEST = 32_000
_NAME_LENGTH = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
_FINDING_COLUMNS = (
    ("工作表", 14), ("行", 6), ("列", 5), ("栏目", 16), ("原内容", 24), ("结果", 8), ("问题", 16),
    ("说明", 44), ("怎样修改", 44),
)  # fmt: skip
_KIND_COLUMNS = ("问题", "结果", "处数", "怎样修改")
_SETTLED = {Severity.CHANGED, Severity.SKIPPED}
"""Nothing to mend here; what to do in case is said once, on the first sheet."""
_PRIVACY = "本文件含个人信息，请勿转发；用后删除。"


def write_report(
    target: Path | IO[bytes], totals: Mapping[str, str | int], findings: Sequence[Finding]
) -> None:
    """The report workbook: 说明 with totals, 问题清单 with one line per finding."""
    with _workbook(target) as book:
        _write_totals(book, totals, findings)
        sheet = _sheet(book, "问题清单", [title for title, _ in _FINDING_COLUMNS])
        for column, (_, width) in enumerate(_FINDING_COLUMNS):
            sheet.set_column(column, column, width)
        for row, finding in enumerate(findings[:MOST_FINDINGS], 1):
            _write_row(sheet, row, _finding_cells(finding))


def write_mend(target: Path | IO[bytes], rows: Iterable[ReturnedRow]) -> None:
    """The mend workbook: the rows with their headings and cells as they were, and what to mend.

    It can be mended and imported again; sheets keep their names, which may name a grid.
    """
    with _workbook(target) as book:
        text = book.add_format({"num_format": "@"})
        sheets: dict[tuple[str, tuple[str, ...]], tuple[Any, int]] = {}
        for row in rows:
            key = (row.sheet, row.headings)
            if key not in sheets:
                sheet = _sheet(book, row.sheet, [*row.headings, PROBLEMS])
                # Text format: an ID number typed here keeps all its digits.
                sheet.set_column(0, max(len(row.headings) - 1, 0), 16, text)
                sheet.set_column(len(row.headings), len(row.headings), 60)
                sheets[key] = (sheet, 1)
            sheet, line = sheets[key]
            cells = [*row.cells, *[""] * (len(row.headings) - len(row.cells)), row.problems]
            _write_row(sheet, line, cells, text)
            sheets[key] = (sheet, line + 1)
        if not sheets:
            _sheet(book, "没有需要修改的行", [PROBLEMS])


def _workbook(target: Path | IO[bytes]) -> Any:
    place = str(target) if isinstance(target, Path) else target
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    return xlsxwriter.Workbook(place, options)


def _sheet(book: Any, name: str, headings: Sequence[str]) -> Any:
    sheet = book.add_worksheet(_sheet_name(book, name))
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    sheet.freeze_panes(1, 0)
    return sheet


def _sheet_name(book: Any, name: str) -> str:
    """A name that a workbook accepts and that is not taken."""
    base = name.translate(_FORBIDDEN).strip()[:_NAME_LENGTH] or "表"
    taken = {sheet.get_name().lower() for sheet in book.worksheets()}
    wanted, number = base, 2
    while wanted.lower() in taken:
        ending = f"({number})"
        wanted, number = base[: _NAME_LENGTH - len(ending)] + ending, number + 1
    return wanted


def _write_totals(book: Any, totals: Mapping[str, str | int], findings: Sequence[Finding]) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 2, 12)
    sheet.set_column(3, 3, 60)
    lines: list[Sequence[str]] = [(label, str(value)) for label, value in totals.items()]
    lines += [("提示", _PRIVACY), (), _KIND_COLUMNS]
    counts: dict[Kind, int] = {}
    for finding in findings:
        counts[finding.kind] = counts.get(finding.kind, 0) + 1
    lines += [
        (kind.label, kind.severity.label, str(count), kind.how)
        for kind, count in sorted(counts.items(), key=lambda item: -item[1])
    ]
    if len(findings) > MOST_FINDINGS:
        lines.append((f"问题清单只列出前 {MOST_FINDINGS} 处",))
    for row, cells in enumerate(lines):
        _write_row(sheet, row, cells)


def _finding_cells(finding: Finding) -> tuple[str, ...]:
    return (
        finding.sheet,
        str(finding.row or ""),
        finding.column,
        finding.heading,
        finding.raw,
        finding.severity.label,
        finding.kind.label,
        finding.what,
        "" if finding.severity in _SETTLED else finding.how,
    )


def _write_row(sheet: Any, row: int, cells: Sequence[str], style: Any = None) -> None:
    for column, cell in enumerate(cells):
        if cell:
            sheet.write_string(row, column, cell[:_LONGEST], style)
