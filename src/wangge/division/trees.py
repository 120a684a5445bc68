"""Two neighbouring grids are merged and cut again at the best edge of a tree drawn by lot.

The tree grows over the units of both; each of its edges is one way to cut them into two grids in one
piece, and all of these ways are weighed at once.
"""

import math

from wangge.division.board import Board, Rules, State, draw, pair_energy, strain
from wangge.division.compiled import compiled
from wangge.division.shifting import shift


@compiled
def grow(board: Board, state: State, pair: tuple[int, int], root: int) -> int:
    """A tree over the units of both grids, drawn by lot; its size."""
    state.stamp[0] += 1
    stamp = state.stamp[0]
    state.mark[root] = stamp
    state.order[0], state.spot[root], state.parent[0], state.depth[0] = root, 0, -1, 0
    size, waiting = 1, _look(board, state, pair, root, 0)
    while waiting:
        at = _pick(board, state, waiting)
        entry = state.frontier[at]
        waiting -= 1
        state.frontier[at] = state.frontier[waiting]
        unit = board.other[entry]
        if state.mark[unit] == stamp:
            continue
        edge = board.edge[entry]
        of = board.ends[edge, 0] if board.ends[edge, 1] == unit else board.ends[edge, 1]
        state.mark[unit] = stamp
        state.order[size], state.spot[unit] = unit, size
        state.parent[size] = state.spot[of]
        state.depth[size] = state.depth[state.spot[of]] + 1
        size += 1
        waiting = _look(board, state, pair, unit, waiting)
    return size


@compiled
def _look(board: Board, state: State, pair: tuple[int, int], unit: int, waiting: int) -> int:
    one, two = pair
    stamp = state.stamp[0]
    for at in range(board.start[unit], board.start[unit + 1]):
        near = board.other[at]
        if state.mark[near] != stamp and (state.part[near] == one or state.part[near] == two):
            state.frontier[waiting] = at
            waiting += 1
    return waiting


@compiled
def _pick(board: Board, state: State, waiting: int) -> int:
    """One of the frontier; of two drawn the dearer, so that cheap borders are left to be cut."""
    one = int(draw(state.random) * waiting)
    two = int(draw(state.random) * waiting)
    return one if board.cost[state.frontier[one]] >= board.cost[state.frontier[two]] else two


@compiled
def weigh(board: Board, state: State, size: int) -> None:
    """For every edge of the tree: households below it and the cost of the border it would make."""
    stamp = state.stamp[0]
    for index in range(size):
        unit = state.order[index]
        state.below[index] = board.weight[unit]
        state.severed[index] = 0.0
        for at in range(board.start[unit], board.start[unit + 1]):
            near = board.other[at]
            if state.mark[near] != stamp or state.spot[near] >= index:
                continue
            cost = board.cost[at]
            state.severed[index] += cost
            state.severed[state.spot[near]] += cost
            one, two = index, state.spot[near]
            while one != two:
                if state.depth[one] >= state.depth[two]:
                    one = state.parent[one]
                else:
                    two = state.parent[two]
            state.severed[one] -= 2 * cost
    for index in range(size - 1, 0, -1):
        state.below[state.parent[index]] += state.below[index]
        state.severed[state.parent[index]] += state.severed[index]


@compiled
def _best(state: State, rules: Rules, size: int) -> int:
    """The edge whose cut costs least."""
    total, best, least = state.below[0], 1, math.inf
    for index in range(1, size):
        below = state.below[index]
        told = state.severed[index]
        told += strain(rules, below, 0.0, 0.0) + strain(rules, total - below, 0.0, 0.0)
        if told < least:
            best, least = index, told
    return best


@compiled
def _sides(board: Board, state: State, at: int, size: int, one: int) -> bool:
    """Mark the units beyond the edge in `depth` (1); whether they should be grid `one`."""
    same = 0
    state.depth[0] = 0
    for index in range(size):
        inside = index == at or (index > 0 and state.depth[state.parent[index]] == 1)
        state.depth[index] = 1 if inside else 0
        unit = state.order[index]
        weight = board.weight[unit] + 1
        stays = (state.part[unit] == one) == inside
        same += weight if stays else -weight
    return same >= 0


@compiled
def _assign(board: Board, state: State, size: int, inner: int, outer: int) -> None:
    """Each unit to its side; `below` keeps what it was."""
    for index in range(size):
        unit = state.order[index]
        to = inner if state.depth[index] == 1 else outer
        state.below[index] = state.part[unit]
        if state.part[unit] != to:
            shift(board, state, unit, to)


@compiled
def _held(board: Board, state: State, size: int, inner: int, outer: int) -> bool:
    """Whether a unit that must not move would."""
    for index in range(size):
        unit = state.order[index]
        to = inner if state.depth[index] == 1 else outer
        if board.fixed[unit] and state.part[unit] != to:
            return True
    return False


@compiled
def _border(board: Board, state: State, size: int, one: int) -> float:
    """What the border between the two costs now."""
    told = 0.0
    for index in range(size):
        unit = state.order[index]
        if state.part[unit] != one:
            continue
        for at in range(board.start[unit], board.start[unit + 1]):
            near = board.other[at]
            if state.mark[near] == state.stamp[0] and state.part[near] != one:
                told += board.cost[at]
    return told


@compiled
def recut(board: Board, state: State, rules: Rules) -> None:
    """Two neighbours drawn by lot, merged and cut again, kept by the rule of annealing."""
    edge = state.cuts[int(draw(state.random) * state.size[0])]
    left, right = board.ends[edge, 0], board.ends[edge, 1]
    one, two = state.part[left], state.part[right]
    root = left if draw(state.random) < 0.5 else right  # noqa: PLR2004 -- a coin
    recut_pair(board, state, rules, (one, two), root)


@compiled
def recut_pair(board: Board, state: State, rules: Rules, pair: tuple[int, int], root: int) -> bool:
    """These two merged and cut again; whether that was kept."""
    one, two = pair
    size = grow(board, state, pair, root)
    before = _border(board, state, size, one)
    weigh(board, state, size)
    at = _best(state, rules, size)
    border = state.severed[at]
    swap = not _sides(board, state, at, size, one)
    inner, outer = (two, one) if swap else (one, two)
    if _held(board, state, size, inner, outer):
        return False
    before += pair_energy(board, state, rules, pair, size)
    _assign(board, state, size, inner, outer)
    rise = border + pair_energy(board, state, rules, pair, size) - before
    if rise <= 0 or (rules.heat > 0 and draw(state.random) < math.exp(-rise / rules.heat)):
        return True
    for index in range(size):
        unit = state.order[index]
        if state.part[unit] != state.below[index]:
            shift(board, state, unit, state.below[index])
    return False
