"""Counting the ledger by any of its fields: one GROUP BY for a table, and the rows behind a cell."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import product
from time import monotonic
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.utils.translation import gettext as _

from wangge.dictionary.shape import Subject
from wangge.kernel import clock
from wangge.kernel.codes import below
from wangge.kernel.errors import Missing
from wangge.people.access import SEEING
from wangge.people.models import Household
from wangge.posts.access import Staff
from wangge.upkeep.quality import residents
from wangge.upkeep.statistics.axes import Axis
from wangge.upkeep.statistics.suppression import LEAST, small, suppressed

SLOW_SECONDS = 0.3
KEPT_SECONDS = 600
"""A count that took longer than the one is kept for the other: the page says of when it is."""
Buckets = tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """A number of the table; `shown` is what a reader sees of it."""

    row: str | None  # None: the total
    column: str | None
    number: int
    share: float
    is_hidden: bool = False

    @property
    def shown(self) -> str:
        if not self.is_hidden:
            return str(self.number)
        return _("少于%(least)d") % {"least": LEAST} if small(self.number) else _("已隐去")


@dataclass(frozen=True)
class Table:
    """Counts of an area by one field or two, with their totals."""

    subject: Subject
    axes: tuple[Axis, ...]
    rows: tuple[tuple[str, str], ...]  # bucket and label
    columns: tuple[tuple[str, str], ...]
    counts: Counter[Buckets]
    row_totals: Counter[Buckets]
    column_totals: Counter[Buckets]
    total: int
    at: datetime

    @property
    def is_sensitive(self) -> bool:
        return any(axis.is_sensitive for axis in self.axes)

    @cached_property
    def lines(self) -> list[tuple[str, list[Cell]]]:
        """Label and cells of each row, the row of totals last; the last cell is the row's total."""
        keys = [*(key for key, _label in self.rows), None]
        labels = [*(label for _key, label in self.rows), _("合计")]
        columns = [*(key for key, _label in self.columns), None]
        grid = [[self._number(row, column) for column in columns] for row in keys]
        hidden = suppressed(grid) if self.is_sensitive else set()
        return [
            (label, [self._cell(row, column, grid[i][j], (i, j) in hidden)
                     for j, column in enumerate(columns)])
            for i, (row, label) in enumerate(zip(keys, labels, strict=True))
        ]  # fmt: skip

    def cell(self, row: str | None, column: str | None) -> Cell:
        """The cell of two buckets; nothing that is not shown, and no bucket that is not there."""
        for _label, cells in self.lines:
            for cell in cells:
                if (cell.row, cell.column) == (row, column) and not cell.is_hidden:
                    return cell
        raise Missing

    def _number(self, row: str | None, column: str | None) -> int:
        if row is None:
            return self.total if column is None else self.column_totals[column,]
        return self.row_totals[row,] if column is None else self.counts[row, column]

    def _cell(self, row: str | None, column: str | None, number: int, hidden: bool) -> Cell:
        share = 100 * number / self.total if self.total else 0.0
        return Cell(row, column, number, share, hidden)


def base(staff: Staff, area: int, subject: Subject) -> Any:
    """The people who live in one's reach under an area, or the households of today."""
    if subject is Subject.PERSON:
        return residents(staff, area)
    codes = below(area)
    rows = Household.objects.filter(staff.reach("area_id", *SEEING), until=None)
    return rows.filter(area_id__gte=codes.start, area_id__lt=codes.stop)


def table(staff: Staff, area: int, subject: Subject, row: Axis, column: Axis | None) -> Table:
    """The table of one axis or two."""
    axes = (row, column) if column else (row,)
    found = _Found.of(staff, area, subject, axes)
    keys = [{bucket for (bucket,) in totals} for totals in (found.rows, found.columns)]
    return Table(
        subject=subject,
        axes=axes,
        rows=tuple(row.names(keys[0]).items()),
        columns=tuple(column.names(keys[1]).items()) if column else (),
        counts=found.counts,
        row_totals=found.rows,
        column_totals=found.columns,
        total=found.total,
        at=found.at,
    )


def behind(staff: Staff, area: int, shown: Table, row: str | None, column: str | None) -> Any:
    """The rows behind a cell that is shown; `Missing` for the others."""
    shown.cell(row, column)
    rows = base(staff, area, shown.subject)
    for axis, bucket in zip(shown.axes, (row, column), strict=False):
        if bucket is not None:
            rows = axis.within(rows, bucket)
    return rows


@dataclass(frozen=True)
class _Found:
    """What the database counted."""

    counts: Counter[Buckets]
    rows: Counter[Buckets]
    columns: Counter[Buckets]
    total: int
    at: datetime

    @classmethod
    def of(cls, staff: Staff, area: int, subject: Subject, axes: tuple[Axis, ...]) -> "_Found":
        """Counted now, or kept from a count that took long."""
        keys = [axis.key for axis in axes]
        parts = (clock.today(), subject, *keys, area, *staff.ranges(*SEEING))
        name = "statistics:" + sha256(repr(parts).encode()).hexdigest()
        kept: _Found | None = cache.get(name)
        if kept:
            return kept
        begun = monotonic()
        found = cls.count(base(staff, area, subject), axes)
        if monotonic() - begun > SLOW_SECONDS:
            cache.set(name, found, KEPT_SECONDS)
        return found

    @classmethod
    def count(cls, rows: Any, axes: tuple[Axis, ...]) -> "_Found":
        """One GROUP BY; with labels, of which somebody has several, one for each total too."""
        raw = _grouped(rows, axes)
        sets = [raw] * len(axes)
        total = sum(number for _values, number in raw)
        if any(axis.joins for axis in axes):
            sets = [_grouped(rows, (axis,)) for axis in axes] if len(axes) > 1 else [raw]
            total = rows.count()
        places = [0, 1] if len(axes) > 1 and sets[0] is raw else [0, 0]
        margins = [
            _sorted(found, (axis,), (place,))
            for found, axis, place in zip(sets, axes, places, strict=False)
        ]
        counts = _sorted(raw, axes, range(len(axes)))
        columns = margins[1] if len(axes) > 1 else Counter()
        return cls(counts, margins[0], columns, total, clock.now())


Raw = list[tuple[tuple[Any, ...], int]]


def _grouped(rows: Any, axes: tuple[Axis, ...]) -> Raw:
    names = {f"axis{place}": axis.expression for place, axis in enumerate(axes)}
    for axis in axes:
        rows = axis.join(rows)
    found = rows.annotate(**names).order_by().values_list(*names).annotate(many=Count("pk"))
    return [(tuple(values), number) for *values, number in found]


def _sorted(raw: Raw, axes: tuple[Axis, ...], places: Sequence[int]) -> Counter[Buckets]:
    counts: Counter[Buckets] = Counter()
    for values, number in raw:
        each = (axis.sort(values[place]) for axis, place in zip(axes, places, strict=True))
        for buckets in product(*each):
            counts[buckets] += number
    return counts
