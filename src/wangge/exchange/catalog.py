"""The kinds of lists that can be given out; each is added by the app that holds the rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wangge.areas.models import Area
from wangge.exchange.columns import Column
from wangge.exchange.workbooks import Row
from wangge.kernel.errors import Missing

if TYPE_CHECKING:
    from wangge.posts.access import Staff

Filters = Mapping[str, Any]
"""What narrows the list, as JSON keeps it."""


@dataclass(frozen=True)
class Kind:
    """A list that becomes a workbook (导出种类).

    `columns` are those that the person may ask for at an area, `template` those of an empty
    workbook for it; a kind without one is never taken in again. `select` answers the keys of the
    rows in reach, in the order of the list, and `read` turns a run of keys into rows; rows that
    have gone meanwhile are left out. `seen` puts on record, row by row, whose data was given out
    in the clear. Nobody (`None`) is the command line: it sees all of the area. `query` names the
    filters as they stand in the address of the list.
    """

    key: str
    title: str
    abilities: tuple[str, ...]
    columns: Callable[["Staff | None", int], Sequence[Column]]
    select: Callable[["Staff | None", Area, Filters], Sequence[int]]
    read: Callable[["Staff | None", Sequence[int], Sequence[Column], bool], Iterable[Row]]
    seen: Callable[[Sequence[int], Mapping[str, Any]], None]
    describe: Callable[[Filters], str]
    template: Callable[[int], Sequence[Column]] | None = None
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def comes_in(self) -> bool:
        """Whether it is taken in again, and has an empty workbook to fill in."""
        return self.template is not None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; the same key again replaces it."""
    _kinds[kind.key] = kind


def kind_of(key: str) -> Kind:
    """The kind with this key, or `Missing`."""
    if key not in _kinds:
        raise Missing
    return _kinds[key]


def kinds() -> list[Kind]:
    """All kinds, in the order they were added."""
    return list(_kinds.values())


def chosen(
    kind: Kind, staff: "Staff | None", area: int, keys: Sequence[str] | None = None
) -> tuple[Column, ...]:
    """The columns asked for, as far as allowed; without a choice, the usual ones."""
    columns = kind.columns(staff, area)
    if keys is None:
        return tuple(column for column in columns if column.usual)
    wanted = set(keys)
    return tuple(column for column in columns if column.key in wanted)


def filters_of(kind: Kind, given: Mapping[str, Any]) -> dict[str, str]:
    """The filters in the address of a list, as they are kept with what was asked for."""
    return {key: str(given[name])[:100] for name, key in kind.query.items() if given.get(name)}
