"""The households of a ledger: rows of one household number, or of one home, keep house together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.people.intake.bulk import insert, reserve
from wangge.people.intake.chunks import chunks
from wangge.people.intake.homes import Home
from wangge.people.intake.matching import Known
from wangge.people.models import Household
from wangge.people.parsing.drafts import Draft

_NUMBER = 40
Key = tuple[int | str, str, str]


@dataclass(slots=True)
class _Group:
    """The rows of a file that belong to one household."""

    home: Home
    number: str
    known: list[int] = field(default_factory=list)


def settle(
    drafts: Sequence[Draft], homes: Sequence[Home], known: Sequence[Known | None]
) -> list[int | None]:
    """The household of each draft: on record, or made."""
    dwelling_of = _dwellings_of({row.household for row in known if row and row.household})
    groups: dict[Key, _Group] = {}
    keys: list[Key | None] = []
    for draft, home, row in zip(drafts, homes, known, strict=True):
        key = _key(draft, home)
        keys.append(key)
        if key is None:
            continue
        group = groups.setdefault(key, _Group(home, draft.household_number[:_NUMBER]))
        if row and row.household and dwelling_of.get(row.household) == home.dwelling:
            group.known.append(row.household)
    found = _find(groups)
    settled: list[int | None] = []
    for key, home, row in zip(keys, homes, known, strict=True):
        # A number in a ledger is often only a serial: who lives here already stays in place.
        if row and row.household and (key is None or dwelling_of[row.household] == home.dwelling):
            settled.append(row.household)
        else:
            settled.append(found[key] if key is not None else None)
    return settled


def _key(draft: Draft, home: Home) -> Key | None:
    number = draft.household_number
    place: int | str = home.dwelling if home.dwelling is not None else draft.place
    if number:
        return place, draft.sheet, number
    if home.dwelling is None and draft.head_name:
        return place, "", draft.head_name
    return (place, "", "") if place else None


def _dwellings_of(households: set[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for chunk in chunks(sorted(households)):
        found.update(Household.objects.filter(pk__in=chunk).values_list("pk", "dwelling_id"))
    return found


def _find(groups: dict[Key, _Group]) -> dict[Key, int]:
    found = {key: group.known[0] for key, group in groups.items() if group.known}
    rest = {key: group for key, group in groups.items() if key not in found}
    on_record = _on_record({g.home.dwelling for g in rest.values() if g.home.dwelling})
    used = set(found.values())
    fresh: dict[Key, _Group] = {}
    for key, group in rest.items():
        pk = _choose(group, on_record.get(group.home.dwelling or 0, {}), used)
        if pk:
            found[key] = pk
            used.add(pk)
        else:
            fresh[key] = group
    return found | _make(fresh)


def _make(fresh: dict[Key, _Group]) -> dict[Key, int]:
    made = dict(zip(fresh, reserve(Household, len(fresh)), strict=True))
    today = clock.today()
    insert(
        Household,
        ("id", "uid", "area", "dwelling", "number", "since", "version"),
        (
            (pk, uuid7(), group.home.area, group.home.dwelling, group.number, today, 1)
            for pk, group in zip(made.values(), fresh.values(), strict=True)
        ),
    )
    return made


def _on_record(dwellings: set[int]) -> dict[int, dict[int, str]]:
    """Dwelling -> its households of today with their numbers."""
    found: dict[int, dict[int, str]] = {}
    for chunk in chunks(sorted(dwellings)):
        rows = Household.objects.filter(dwelling_id__in=chunk, until=None).order_by("pk")
        for pk, dwelling, number in rows.values_list("pk", "dwelling_id", "number"):
            found.setdefault(dwelling, {})[pk] = number
    return found


def _choose(group: _Group, here: dict[int, str], used: set[int]) -> int | None:
    """The household with the group's number; without numbers, the only one of the home."""
    for pk, number in here.items():
        if number == group.number and pk not in used:
            return pk
    if not group.number and len(here) == 1:
        return next(iter(here))
    return None
