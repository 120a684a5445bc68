"""What hangs on a grid: the apps above say how to count it, so that no grid is closed under it."""

from collections.abc import Callable, Iterable

from wangge.areas.models import Area

Count = Callable[[Area], Iterable[tuple[int, str]]]
"""How many of what still belong to an area: number, and both in words."""

_counts: dict[str, Count] = {}


def register(key: str, count: Count) -> None:
    """Add a count; the same key again replaces it."""
    _counts[key] = count


def hanging_on(area: Area) -> list[str]:
    """What still belongs to the area, in words; nothing where it is free."""
    return [told for count in _counts.values() for n, told in count(area) if n]
