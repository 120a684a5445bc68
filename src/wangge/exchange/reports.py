"""Write what came of an import: a report of every finding, and the rows to mend."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO

from wangge.exchange.findings import Finding, Kind, ReturnedRow, Severity
from wangge.exchange.textbooks import PLAIN, TEXT, TextBook

PROBLEMS = "问题说明"
MOST_FINDINGS = 500_000
_FINDING_COLUMNS = (
    ("工作表", 14), ("行", 6), ("列", 5), ("栏目", 16), ("原内容", 24), ("结果", 8), ("问题", 16),
    ("说明", 44), ("怎样修改", 44),
)  # fmt: skip
_TOTAL_WIDTHS = (22, 12, 12, 60)
_KIND_COLUMNS = ("问题", "结果", "处数", "怎样修改")
_SETTLED = {Severity.CHANGED, Severity.SKIPPED}
"""Nothing to mend here; what to do in case is said once, on the first sheet."""
_PRIVACY = "本文件含个人信息，请勿转发；用后删除。"


def write_report(
    target: Path | IO[bytes], totals: Mapping[str, str | int], findings: Sequence[Finding]
) -> None:
    """The report workbook: 说明 with totals, 问题清单 with one line per finding."""
    with TextBook(target) as book:
        with book.sheet("说明", [(width, PLAIN) for width in _TOTAL_WIDTHS]) as sheet:
            for cells in _total_lines(totals, findings):
                sheet.add(cells)
        columns = [(width, PLAIN) for _, width in _FINDING_COLUMNS]
        titles = [title for title, _ in _FINDING_COLUMNS]
        with book.sheet("问题清单", columns, titles) as sheet:
            for finding in findings[:MOST_FINDINGS]:
                sheet.add(_finding_cells(finding))


def write_mend(target: Path | IO[bytes], rows: Iterable[ReturnedRow]) -> None:
    """The mend workbook: the rows with their headings and cells as they were, and what to mend.

    It can be mended and imported again; sheets keep their names, which may name a grid.
    """
    sheets: dict[tuple[str, tuple[str, ...]], list[ReturnedRow]] = {}
    for row in rows:
        sheets.setdefault((row.sheet, row.headings), []).append(row)
    if not sheets:
        sheets["没有需要修改的行", ()] = []
    with TextBook(target) as book:
        for (name, headings), returned in sheets.items():
            width = len(headings)
            # Text format: an ID number typed here keeps all its digits.
            columns = [*[(16, TEXT)] * width, (60, PLAIN)]
            with book.sheet(name, columns, [*headings, PROBLEMS]) as sheet:
                for row in returned:
                    cells = [*row.cells, *[""] * (width - len(row.cells)), row.problems]
                    sheet.add(cells, TEXT)


def _total_lines(
    totals: Mapping[str, str | int], findings: Sequence[Finding]
) -> Iterable[Sequence[str]]:
    yield from ((label, str(value)) for label, value in totals.items())
    yield from (("提示", _PRIVACY), (), _KIND_COLUMNS)
    for kind, count in Counter(finding.kind for finding in findings).most_common():
        yield kind.label, kind.severity.label, str(count), kind.how
    if len(findings) > MOST_FINDINGS:
        yield (f"问题清单只列出前 {MOST_FINDINGS} 处",)


def _finding_cells(finding: Finding) -> tuple[str, ...]:
    result, label, how = _words(finding.kind)
    return (
        finding.sheet,
        str(finding.row or ""),
        finding.column,
        finding.heading,
        finding.raw,
        result,
        label,
        finding.what,
        how,
    )


@lru_cache
def _words(kind: Kind) -> tuple[str, str, str]:
    """What is said of every finding of a kind."""
    severity = kind.severity
    return severity.label, kind.label, "" if severity in _SETTLED else kind.how
