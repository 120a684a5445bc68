"""What every list that becomes a workbook needs: its keys, its cells, the record of who saw it."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from wangge.areas.models import Area
from wangge.audit.models import Record
from wangge.exchange.columns import Column, Gate
from wangge.exchange.watermarks import key_of
from wangge.exchange.workbooks import Row

Getter = Callable[[Any, bool], Any]
"""Reads a cell of a row: whole where the second argument says so, else masked."""
_RUN = 2_000


def keys_of(rows: "QuerySet[Any]") -> Sequence[int]:
    """The keys of a list in its order; eight bytes each."""
    return array("q", rows.prefetch_related(None).values_list("pk", flat=True).iterator(10_000))


def within(rows: "QuerySet[Any]", area: Area) -> "QuerySet[Any]":
    """The rows of an area and all below it, in the order they were entered."""
    codes = area.codes
    return rows.filter(area_id__gte=codes.start, area_id__lt=codes.stop).order_by("pk")


def cells(
    pairs: Iterable[tuple[Any, Any]], wanted: Sequence[Column], *, revealed: bool
) -> Iterator[Row]:
    """The lines of a workbook: each row with what its columns read from."""
    for row, shown in pairs:
        yield (
            key_of(row.uid, row.version),
            [str(column.source(shown, revealed)) for column in wanted],
        )


def in_order(rows: Iterable[Any], keys: Sequence[int]) -> list[Any]:
    """Rows in the order of their keys; those that have gone are left out."""
    found = {row.pk: row for row in rows}
    return [found[key] for key in keys if key in found]


def column(key: str, heading: str, read: Getter, gate: Gate | None = None, **more: Any) -> Column:
    """A column that is shown and never read back."""
    return Column(key, heading, gate, **{"editable": False, "source": read, **more})


def plain(name: str) -> Getter:
    """Reads an attribute that nobody needs to be kept from; a day as it is written."""

    def read(row: Any, _revealed: bool) -> Any:
        value = getattr(row, name)
        if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
            return "" if value is None else value
        if isinstance(value, bool):
            return "是" if value else "否"
        return str(value)

    return read


def masked(name: str, mask: Callable[[str], str]) -> Getter:
    """Reads an attribute, masked unless it is given out in the clear."""

    def read(row: Any, revealed: bool) -> Any:
        value = str(getattr(row, name) or "")
        return value if revealed else mask(value)

    return read


def told(names: Mapping[str, str], words: Mapping[str, Mapping[str, str]]) -> Callable[[Any], str]:
    """Says filters in words: `names` of the filters, `words` of their choices."""

    def describe(filters: Any) -> str:
        found = (
            f"{names[key]}：{words.get(key, {}).get(str(value), value)}"
            for key, value in filters.items()
            if key in names and value
        )
        return "，".join(found) or "全部"

    return describe


def on_record(
    rows: "QuerySet[Any]", keys: Sequence[int], verb: str, subject: str, facts: Mapping[str, Any]
) -> None:
    """Put on record, row by row, that what a list holds was given out in the clear."""
    for start in range(0, len(keys), _RUN):
        found = rows.filter(pk__in=list(keys[start : start + _RUN])).values_list("uid", "area_id")
        Record.objects.bulk_create(
            Record(
                actor_id=facts["actor"], verb=verb, subject=f"{subject}:{uid}", area=area,
                detail=facts["detail"], at=facts["at"],
            )
            for uid, area in found
        )  # fmt: skip
