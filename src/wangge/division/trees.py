"""Two neighbouring grids are merged and cut again at the best edge of a tree drawn by lot.

The tree grows over the units of both; each of its edges is one way to cut them into two grids in one
piece, and all of these ways are weighed at once.
"""

import math

from wangge.division.board import (
    Board,
    Floats,
    Ints,
    Rules,
    State,
    draw,
    pair_energy,
    strain,
    taken,
)
from wangge.division.compiled import compiled, inlined
from wangge.division.shifting import shift


@compiled
def grow(board: Board, state: State, pair: tuple[int, int], root: int) -> int:
    """A tree over the units of both grids, drawn by lot; its size."""
    start, other, part, mark = board.start, board.other, state.part, state.mark
    order, spot, parent, depth = state.order, state.spot, state.parent, state.depth
    frontier, origin = state.frontier, state.origin
    one, two = pair
    state.stamp[0] += 1
    stamp = state.stamp[0]
    mark[root] = stamp
    order[0], spot[root], parent[0], depth[0] = root, 0, -1, 0
    size, waiting, here = 1, 0, root
    while True:
        for at in range(start[here], start[here + 1]):
            near = other[at]
            if mark[near] != stamp and (part[near] == one or part[near] == two):
                frontier[waiting] = at
                origin[waiting] = spot[here]
                waiting += 1
        while waiting:
            at = _pick(board.cost, frontier, state.random, waiting)
            here, above = other[frontier[at]], origin[at]
            waiting -= 1
            frontier[at], origin[at] = frontier[waiting], origin[waiting]
            if mark[here] != stamp:
                break
        if mark[here] == stamp:
            return size
        mark[here] = stamp
        order[size], spot[here] = here, size
        parent[size], depth[size] = above, depth[above] + 1
        size += 1


@inlined
def _pick(cost: Floats, frontier: Ints, random: Ints, waiting: int) -> int:
    """One of the frontier; of two drawn the dearer, so that cheap borders are left to be cut."""
    one, two = int(draw(random) * waiting), int(draw(random) * waiting)
    return one if cost[frontier[one]] >= cost[frontier[two]] else two


@inlined
def _leap(parent: Ints, depth: Ints, leap: Ints, index: int) -> int:
    """An ancestor so far above that a way to the root is short: jumps double as they can."""
    above = parent[index]
    if above < 0:
        return index
    far = leap[above]
    even = depth[above] - depth[far] == depth[far] - depth[leap[far]]
    return int(leap[far]) if even else above


@inlined
def _meeting(parent: Ints, depth: Ints, leap: Ints, one: int, two: int) -> int:
    """Where the ways of two to the root meet."""
    if depth[one] < depth[two]:
        one, two = two, one
    while depth[one] > depth[two]:
        one = leap[one] if depth[leap[one]] >= depth[two] else parent[one]
    while one != two:
        if leap[one] == leap[two]:
            one, two = parent[one], parent[two]
        else:
            one, two = leap[one], leap[two]
    return one


@compiled
def weigh(board: Board, state: State, size: int) -> None:
    """For every edge of the tree: households below it and the cost of the border it would make."""
    start, other, cost, weight = board.start, board.other, board.cost, board.weight
    order, spot, parent, depth = state.order, state.spot, state.parent, state.depth
    mark, below, severed, leap = state.mark, state.below, state.severed, state.origin
    stamp = state.stamp[0]
    for index in range(size):
        unit = order[index]
        leap[index] = _leap(parent, depth, leap, index)
        below[index] = weight[unit]
        severed[index] = 0.0
        for at in range(start[unit], start[unit + 1]):
            near = other[at]
            if mark[near] != stamp or spot[near] >= index:
                continue
            severed[index] += cost[at]
            severed[spot[near]] += cost[at]
            severed[_meeting(parent, depth, leap, index, spot[near])] -= 2 * cost[at]
    for index in range(size - 1, 0, -1):
        below[parent[index]] += below[index]
        severed[parent[index]] += severed[index]


@compiled
def _best(state: State, rules: Rules, size: int) -> int:
    """The edge whose cut costs least."""
    below, severed = state.below, state.severed
    total, best, least = below[0], 1, math.inf
    for index in range(1, size):
        told = severed[index]
        told += strain(rules, below[index]) + strain(rules, total - below[index])
        if told < least:
            best, least = index, told
    return best


@compiled
def _sides(board: Board, state: State, at: int, size: int, one: int) -> bool:
    """Mark the units beyond the edge in `depth` (1); whether they should be grid `one`."""
    order, parent, depth, part = state.order, state.parent, state.depth, state.part
    weight = board.weight
    same = 0
    depth[0] = 0
    for index in range(size):
        inside = index == at or (index > 0 and depth[parent[index]] == 1)
        depth[index] = 1 if inside else 0
        unit = order[index]
        stays = (part[unit] == one) == inside
        same += weight[unit] + 1 if stays else -weight[unit] - 1
    return same >= 0


@compiled
def _assign(board: Board, state: State, rules: Rules, size: int, sides: tuple[int, int]) -> None:
    """Each unit to its side; `below` keeps what it was."""
    order, depth, part, below = state.order, state.depth, state.part, state.below
    for index in range(size):
        unit = order[index]
        to = sides[0] if depth[index] == 1 else sides[1]
        below[index] = part[unit]
        if part[unit] != to:
            shift(board, state, rules, unit, to)


@compiled
def _bound(board: Board, state: State, size: int, sides: tuple[int, int]) -> bool:
    """Whether a unit that must not move would."""
    order, depth, part, fixed = state.order, state.depth, state.part, board.fixed
    for index in range(size):
        unit = order[index]
        to = sides[0] if depth[index] == 1 else sides[1]
        if fixed[unit] and part[unit] != to:
            return True
    return False


@compiled
def _border(board: Board, state: State, size: int, one: int) -> float:
    """What the border between the two costs now."""
    start, other, cost = board.start, board.other, board.cost
    order, part, mark, stamp = state.order, state.part, state.mark, state.stamp[0]
    told = 0.0
    for index in range(size):
        unit = order[index]
        if part[unit] != one:
            continue
        for at in range(start[unit], start[unit + 1]):
            near = other[at]
            if mark[near] == stamp and part[near] != one:
                told += cost[at]
    return told


@compiled
def recut(board: Board, state: State, rules: Rules, unit: int) -> None:
    """The unit's grid and that of a neighbour drawn by lot, merged and cut again."""
    first, last = board.start[unit], board.start[unit + 1]
    if first == last:
        return
    near = board.other[first + int(draw(state.random) * (last - first))]
    one, two = state.part[unit], state.part[near]
    if one != two:
        recut_pair(board, state, rules, (one, two), unit)


@compiled
def recut_pair(board: Board, state: State, rules: Rules, pair: tuple[int, int], root: int) -> bool:
    """These two merged and cut again; whether that was kept."""
    one, two = pair
    size = grow(board, state, pair, root)
    weigh(board, state, size)
    at = _best(state, rules, size)
    rise = state.severed[at] - _border(board, state, size, one)
    if rules.plain:
        below = state.below[at]
        rise += strain(rules, below) + strain(rules, state.below[0] - below)
        rise -= strain(rules, state.households[one]) + strain(rules, state.households[two])
        if not taken(state.random, rules.heat, rise):
            return False
    swap = not _sides(board, state, at, size, one)
    sides = (two, one) if swap else (one, two)
    if _bound(board, state, size, sides):
        return False
    rise -= 0.0 if rules.plain else pair_energy(board, state, rules, pair, size)
    _assign(board, state, rules, size, sides)
    if rules.plain:
        return True
    rise += pair_energy(board, state, rules, pair, size)
    if taken(state.random, rules.heat, rise):
        return True
    _undo(board, state, rules, size)
    return False


@compiled
def _undo(board: Board, state: State, rules: Rules, size: int) -> None:
    """Every unit back to where it was."""
    for index in range(size):
        unit = state.order[index]
        if state.part[unit] != state.below[index]:
            shift(board, state, rules, unit, state.below[index])
