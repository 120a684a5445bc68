"""What the workbooks of rentals, facilities and dwellings have in common: their columns."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from wangge.dictionary import values
from wangge.dictionary.access import may_see
from wangge.dictionary.shape import Field
from wangge.exchange import lists
from wangge.exchange.catalog import Filters
from wangge.exchange.columns import Column, Gate
from wangge.exchange.workbooks import Row
from wangge.kernel.codes import short
from wangge.people.cells import mask
from wangge.people.exports import gate_of, starts_of

if TYPE_CHECKING:
    from wangge.posts.access import Staff

Load = Callable[[Sequence[int]], Iterable[tuple[Any, Any]]]


def where(get: Callable[[Any], Any] = lambda row: row) -> list[Column]:
    """The columns that say which grid a row belongs to."""
    return [
        lists.column(
            "grid_name", "所属网格", lambda row, _whole: get(row).area.full_name, width=26
        ),
        lists.column(
            "grid_code", "网格编码", lambda row, _whole: short(get(row).area_id), usual=False
        ),
    ]


def fact(field: Field, get: Callable[[Any], Any] = lambda row: row) -> Column:
    """A column of a fact by the dictionary, masked by its rule."""
    gate = gate_of(field)

    def cell(row: Any, revealed: bool) -> str:
        text = values.show(field, get(row).facts.get(field.key), whole=True)
        return text if revealed else mask(field, text)

    return lists.column(
        field.key, field.label, cell, gate, usual=gate is not Gate.SENSITIVE,
        guarded=gate is Gate.SENSITIVE,
    )  # fmt: skip


def open_fields(staff: "Staff | None", area: int, fields: Iterable[Field]) -> list[Field]:
    """The fields that the person sees in all of their areas."""
    starts = starts_of(staff, area)
    return [f for f in fields if staff is None or all(may_see(staff, f, at) for at in starts)]


def reading(
    load: Load,
) -> Callable[["Staff | None", Sequence[int], Sequence[Column], bool], Iterator[Row]]:
    """How a run of keys becomes the lines of a workbook."""

    def read(
        _staff: "Staff | None",
        keys: Sequence[int],
        wanted: Sequence[Column],
        revealed: bool,
    ) -> Iterator[Row]:
        return lists.cells(load(keys), wanted, revealed=revealed)

    return read


def seen(rows: "QuerySet[Any]", subject: str) -> Callable[[Sequence[int], Mapping[str, Any]], None]:
    """How it is put on record whose data was given out in the clear."""

    def put(keys: Sequence[int], facts: Mapping[str, Any]) -> None:
        lists.on_record(rows.all(), keys, f"{subject}.export", subject, facts)

    return put


def pairs_of(rows: "QuerySet[Any]", keys: Sequence[int]) -> list[tuple[Any, Any]]:
    """These rows in the order of the list, each read from by itself."""
    found = rows.filter(pk__in=list(keys)).select_related("area").defer("area__boundary")
    return [(row, row) for row in lists.in_order(found, keys)]


def words(filters: Filters, *keys: str) -> dict[str, str]:
    """The filters that are texts."""
    return {key: str(filters.get(key, "")) for key in keys}
