"""Choosing a kind of matter in plain words: by a few typed characters, or group by group."""

from dataclasses import dataclass

from wangge.incidents import queries
from wangge.incidents.models import Category
from wangge.kernel.text import bigrams

MOST = 12


@dataclass(frozen=True)
class Kind:
    """One kind of matter as it is offered."""

    code: str
    label: str
    group: str


@dataclass(frozen=True)
class Choice:
    """What the picker shows: what fits the words typed, what is common, and everything."""

    found: list[Kind]
    common: list[Kind]
    groups: list[tuple[str, list[Kind]]]


def choice(text: str, *, common: tuple[str, ...], residents: bool) -> Choice:
    """The catalogue for the picker, read in one query."""
    rows = list(queries.catalogue(residents=residents))
    kinds = {row.code: _kind(row, residents=residents) for row in rows}
    groups: dict[str, list[Kind]] = {}
    for kind in kinds.values():
        groups.setdefault(kind.group, []).append(kind)
    return Choice(
        found=[kinds[row.code] for row in _found(rows, text)],
        common=[kinds[code] for code in common if code in kinds],
        groups=list(groups.items()),
    )


def chosen(code: str, *, residents: bool) -> tuple[Category, Kind] | None:
    """The kind with this code, if it is offered."""
    row = queries.catalogue(residents=residents).filter(code=code).first()
    return (row, _kind(row, residents=residents)) if row else None


def _kind(row: Category, *, residents: bool) -> Kind:
    label = row.resident_label if residents and row.resident_label else row.name
    return Kind(row.code, label, row.parent.name if row.parent else "")


def _found(rows: list[Category], text: str) -> list[Category]:
    """Rows that share most pairs of characters with the text, best first."""
    wanted = set(bigrams(text))
    if not wanted:
        return []
    scored = [(_score(row, wanted), row) for row in rows]
    best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return [row for _points, row in best[:MOST]]


def _score(row: Category, wanted: set[str]) -> int:
    """What stands in the name counts twice."""
    names = f"{row.name} {row.resident_label}"
    texts = f"{names} {row.condition}"
    # A single character has no pair of its own: look for it as it stands.
    single = sum(len(pair) == 1 and pair in texts for pair in wanted)
    return len(wanted & set(bigrams(names))) + len(wanted & set(bigrams(texts))) + single
