"""Changing keys while the installation runs: seal again what lies under an old key.

What is left to do is read from the rows themselves, so a run that was cut off goes on where it
was, and a run too many does no harm. Rows are taken in batches, each a short transaction that
compares before it sets: whoever writes meanwhile wins. A key is dropped from the file only an hour
after it was replaced and when no row uses it (docs/adr/0014).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import Formatter
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from wangge.kernel import clock
from wangge.privacy import facts as sealed_facts
from wangge.privacy.facts import Facts
from wangge.privacy.keys import INDEXING, SEAL, SEALING, drop_keys, records, retired_at, ring
from wangge.privacy.sealing import seal, unseal

BATCH = 1000
GRACE = timedelta(hours=1)
"""Other processes see a new key within a second; what they sealed before may be written later."""


@dataclass(frozen=True)
class Index:
    """A column with the blind index of a sealed value, under the keys of a ring."""

    column: str
    ring: str
    of: Callable[[str], bytes]


@dataclass(frozen=True)
class Column:
    """A sealed column: `context` names the columns that bind a value to its row."""

    model: str
    name: str
    context: str
    ring: str = SEAL
    indexes: Sequence[Index] = ()

    @property
    def table(self) -> Any:
        return apps.get_model(self.model)

    @property
    def bound_to(self) -> list[str]:
        return [name for _, name, *_ in Formatter().parse(self.context) if name]


@dataclass(frozen=True)
class Sealed:
    """Everything of the installation that lies sealed."""

    columns: Sequence[Column]
    facts: Sequence[Facts]


def reseal(
    sealed: Sealed, *, batch: int = BATCH, tell: Callable[[int], None] = lambda _done: None
) -> Counter[str]:
    """Bring every value under its current key, then drop the keys that are not needed any more.

    Counts `resealed`, `indexed`, `clashes` (rows that an older double keeps from their new index)
    and `dropped` keys.
    """
    begun = clock.now()
    done: Counter[str] = Counter()
    for column in sealed.columns:
        for counted in _batches(column, batch):
            done += counted
            tell(done["resealed"] + done["indexed"])
    for facts in sealed.facts:
        for number in sealed_facts.reseal(facts, batch):
            done["resealed"] += number
            tell(done["resealed"] + done["indexed"])
    for name, numbers in _unneeded(sealed, begun, clashes=done["clashes"]).items():
        drop_keys(name, numbers)
        done["dropped"] += len(numbers)
    return +done


def usage(sealed: Sealed) -> dict[str, Counter[int]]:
    """How many values lie under each key of each sealing ring."""
    used: dict[str, Counter[int]] = {name: Counter() for name in SEALING}
    for column in sealed.columns:
        used[column.ring] += _keys_of(column)
    for facts in sealed.facts:
        used[SEAL] += sealed_facts.keys_of(facts)
    return used


def _unneeded(sealed: Sealed, begun: datetime, *, clashes: int) -> dict[str, set[int]]:
    told = records()
    old = {
        name: {
            number
            for number in ring(name).numbers
            if (moment := retired_at(told[name], number)) and moment + GRACE <= begun
        }
        for name in (*SEALING, *INDEXING)
    }
    if not any(old.values()):
        return {}
    used = usage(sealed)
    free = {name: old[name] - set(used[name]) for name in SEALING}
    if not clashes:  # every row was looked at: none stands under an old index any more
        free |= {name: old[name] for name in INDEXING}
    return {name: numbers for name, numbers in free.items() if numbers}


def _keys_of(column: Column) -> Counter[int]:
    quote = connection.ops.quote_name
    name, table = quote(column.name), quote(column.table._meta.db_table)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT substr({name}, 1, 1), count(*) FROM {table}"  # noqa: S608 -- names of fields
            f" WHERE length({name}) > 0 GROUP BY 1"
        )
        return Counter({bytes(key)[0]: number for key, number in cursor.fetchall()})


@dataclass(frozen=True)
class _Row:
    """A row as it was read and as it should be: its sealed column and then its indexes."""

    pk: int
    was: tuple[bytes, ...]
    now: tuple[bytes, ...]


def _batches(column: Column, size: int) -> Iterator[Counter[str]]:
    """Go through the rows by key, one transaction for each batch."""
    if ring(column.ring).numbers == (1,) and not _reindexes(column):
        return
    last = 0
    while True:
        with transaction.atomic():
            rows = _read(column, last, size)
            if not rows:
                return
            last = rows[-1].pk
            counted = _write(column, [row for row in rows if row.was != row.now])
        yield counted


def _reindexes(column: Column) -> bool:
    return any(len(ring(index.ring).numbers) > 1 for index in column.indexes)


def _read(column: Column, last: int, size: int) -> list[_Row]:
    indexes = [index.column for index in column.indexes]
    rows = column.table.objects.filter(pk__gt=last).exclude(**{column.name: b""}).order_by("pk")
    found = rows.values("pk", column.name, *indexes, *column.bound_to)[:size]
    return [_row(column, values) for values in found]


def _row(column: Column, values: dict[str, Any]) -> _Row:
    raw = bytes(values[column.name])
    was = (raw, *(bytes(values[index.column]) for index in column.indexes))
    current = ring(column.ring).current
    if raw[0] == current and not _reindexes(column):
        return _Row(values["pk"], was, was)
    context = column.context.format(**{name: values[name] for name in column.bound_to})
    text = unseal(raw, context, column.ring)
    sealed = raw if raw[0] == current else seal(text, context, column.ring)
    # An index that was left empty stays empty: the row is not to be found by it.
    indexes = (
        index.of(text) if old else old for index, old in zip(column.indexes, was[1:], strict=True)
    )
    return _Row(values["pk"], was, (sealed, *indexes))


def _write(column: Column, rows: list[_Row]) -> Counter[str]:
    """Set each row that is still as it was read."""
    counted = Counter(resealed=sum(row.was[0] != row.now[0] for row in rows))
    counted["indexed"] = sum(row.was[1:] != row.now[1:] for row in rows)
    try:
        with transaction.atomic():
            _update(column, rows)
    except IntegrityError:
        return _one_by_one(column, rows)
    return counted


def _one_by_one(column: Column, rows: list[_Row]) -> Counter[str]:
    """A row that clashes with a double keeps its old index; the others do not wait for it."""
    counted: Counter[str] = Counter()
    for row in rows:
        try:
            with transaction.atomic():
                _update(column, [row])
            counted["indexed"] += row.was[1:] != row.now[1:]
        except IntegrityError:
            _update(column, [_Row(row.pk, row.was, (row.now[0], *row.was[1:]))])
            counted["clashes"] += 1
        counted["resealed"] += row.was[0] != row.now[0]
    return counted


def _update(column: Column, rows: list[_Row]) -> None:
    quote, options = connection.ops.quote_name, column.table._meta  # noqa: SLF001
    names = [quote(column.name), *(quote(index.column) for index in column.indexes)]
    values = ", ".join(f"{name} = %s" for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(options.db_table)} SET {values}"  # noqa: S608 -- names of fields
            f" WHERE {quote(options.pk.column)} = %s AND {names[0]} = %s",
            [(*row.now, row.pk, row.was[0]) for row in rows],
        )
