"""Which numbers of a table are not shown: the small ones, and those that would give them away."""

from collections.abc import Iterator, Sequence

LEAST = 5
"""Fewer people than this are not shown of anything sensitive (k = 5)."""

Grid = Sequence[Sequence[int]]
Place = tuple[int, int]


def small(number: int) -> bool:
    """Whether the number tells of so few that they could be guessed; nobody is not few."""
    return 0 < number < LEAST


def suppressed(grid: Grid) -> set[Place]:
    """The cells to leave out of a table whose last row and last column are totals.

    A cell that alone is missing of its row or column could be reckoned from the total: the
    smallest other one then goes too, at last the total itself.
    """
    hidden = {(i, j) for i, row in enumerate(grid) for j, n in enumerate(row) if small(n)}
    more = True
    while more:
        more = False
        for line in _lines(grid):
            gone = [place for place in line if place in hidden]
            if len(gone) == 1 and (other := _next(grid, line, hidden)):
                hidden.add(other)
                more = True
    return hidden


def _lines(grid: Grid) -> Iterator[list[Place]]:
    height, width = len(grid), len(grid[0]) if grid else 0
    if width > 1:
        yield from ([(i, j) for j in range(width)] for i in range(height))
    if height > 1:
        yield from ([(i, j) for i in range(height)] for j in range(width))


def _next(grid: Grid, line: list[Place], hidden: set[Place]) -> Place | None:
    """What else to leave out of a row or column: the smallest number that is not its total."""
    free = [place for place in line if place not in hidden]
    inner = [place for place in free if place != line[-1] and grid[place[0]][place[1]]]
    if inner:
        return min(inner, key=lambda place: grid[place[0]][place[1]])
    return free[-1] if free and free[-1] == line[-1] else None
