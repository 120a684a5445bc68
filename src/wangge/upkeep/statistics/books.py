"""A table as a workbook to take away: every cell a text, what is not shown left out there too."""

from typing import IO

from django.utils.translation import gettext as _

from wangge.exchange.textbooks import BOLD, PLAIN, TextBook
from wangge.upkeep.statistics.tables import Cell, Table

_FIRST, _REST = 24, 12


def write(target: IO[bytes], told: str, shown: Table) -> None:
    """Two sheets: the numbers and the shares; `told` says what was counted, where and when."""
    widths = [(_FIRST, PLAIN), *[(_REST, PLAIN)] * (len(shown.columns) + 1)]
    headings = [shown.axes[0].label, *(label for _key, label in shown.columns), _("合计")]
    with TextBook(target) as book:
        for title, words in ((_("数量"), _number), (_("占比（%）"), _share)):
            with book.sheet(title, widths) as sheet:
                sheet.add((told,))
                sheet.add(headings, BOLD)
                for label, cells in shown.lines:
                    sheet.add((label, *map(words, cells)))


def _number(cell: Cell) -> str:
    return cell.shown


def _share(cell: Cell) -> str:
    return cell.shown if cell.is_hidden else f"{cell.share:.1f}"
