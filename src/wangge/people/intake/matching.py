"""The persons of a ledger who are known already: by ID number, else by name, birth and home."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from wangge.areas.models import Area
from wangge.people.intake.chunks import chunks
from wangge.people.models import Person
from wangge.people.parsing.drafts import Draft
from wangge.privacy.sealing import blind_all, older_indexes

_COLUMNS = ("pk", "area_id", "household_id", "name", "birth_date", "living_address", "id_index")


class Known(NamedTuple):
    """What matching needs of a person on record."""

    pk: int
    area: int
    household: int | None
    name: str
    birth_date: date | None
    address: str
    number: bytes


def indexes(drafts: Sequence[Draft]) -> list[bytes]:
    """The blind index of each draft's ID number; empty where there is none."""
    return blind_all([draft.id_number for draft in drafts], "id_number")


def match(
    drafts: Sequence[Draft], index: Sequence[bytes], area: Area, short: Callable[[str], str]
) -> list[Known | None]:
    """The person on record for each draft, each person for one draft only."""
    if not Person.objects.exists():
        return [None] * len(drafts)
    older = older_indexes([draft.id_number for draft in drafts], "id_number")
    wanted = [*filter(None, index), *older]
    by_index = {older.get(row.number, row.number): row for row in _with_index(wanted)}
    found = [by_index.get(value) if value else None for value in index]
    taken = {row.pk for row in found if row}
    names = {draft.name for draft, row in zip(drafts, found, strict=True) if row is None}
    by_name = _with_name(names, area)
    doubles = _merged_into({row.pk for rows in by_name.values() for row in rows} & taken)
    for at, draft in enumerate(drafts):
        if found[at] is None and draft.name in by_name:
            row = _same(draft, index[at], by_name[draft.name], short)
            if row and (row.pk not in taken or row.pk in doubles):
                taken.add(row.pk)
                found[at] = row
    return found


def _with_index(index: list[bytes]) -> Iterator[Known]:
    """Who has one of the numbers, or was merged into whom from a record that has."""
    kept = (*(f"merged_into__{column}" for column in _COLUMNS[:-1]), "id_index")
    for chunk in chunks(index):
        rows = Person.objects.filter(id_index__in=chunk)
        yield from map(_known, rows.exclude(merged_into=None).values_list(*kept))
        yield from map(_known, rows.filter(hidden="").values_list(*_COLUMNS))


def _merged_into(keys: set[int]) -> set[int]:
    """Those of whom two records were made one: an old ledger may still name them twice."""
    found: set[int] = set()
    for chunk in chunks(sorted(keys)):
        rows = Person.objects.filter(merged_into__in=chunk)
        found.update(rows.values_list("merged_into_id", flat=True))
    return found


def _known(row: tuple[Any, ...]) -> Known:
    pk, area, household, name, birth_date, address, number = row
    return Known(pk, area, household, name, birth_date, address, bytes(number))


def _with_name(names: set[str], area: Area) -> dict[str, list[Known]]:
    codes = area.codes
    found: dict[str, list[Known]] = {}
    for chunk in chunks(sorted(names)):
        rows = Person.objects.filter(
            area_id__gte=codes.start, area_id__lt=codes.stop, name__in=chunk, hidden=""
        )
        for row in rows.values_list(*_COLUMNS):
            found.setdefault(row[3], []).append(_known(row))
    return found


def _same(
    draft: Draft, index: bytes, rows: list[Known], short: Callable[[str], str]
) -> Known | None:
    """The one person of that name who agrees in birth and home, and in no number disagrees."""
    home = short(draft.place)
    agree = [
        row
        for row in rows
        if not (index and row.number)
        and (draft.birth_date is None or row.birth_date in {None, draft.birth_date})
        and ((home and short(row.address) == home) or (not home and draft.birth_date))
    ]
    exact = [row for row in agree if row.birth_date == draft.birth_date]
    if exact:
        return exact[0]
    return agree[0] if len(agree) == 1 else None
