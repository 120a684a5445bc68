"""One unit goes over to a neighbouring grid, if both stay in one piece: the small move.

Arrays are taken out of their tuples once for each function: in a loop every access would count
references, which takes ten times as long as the work.
"""

from wangge.division.board import (
    Board,
    Floats,
    Ints,
    Rules,
    State,
    burden,
    draw,
    jagged,
    strain,
    taken,
)
from wangge.division.compiled import compiled, inlined
from wangge.division.shifting import shift
from wangge.division.trees import recut


@compiled
def stays_whole(board: Board, state: State, unit: int) -> bool:
    """Whether the unit's grid is in one piece, and not empty, without it."""
    start, other, part = board.start, board.other, state.part
    mark, want, order = state.mark, state.want, state.order
    of = part[unit]
    state.stamp[0] += 1
    stamp = state.stamp[0]
    needed, first = 0, -1
    for at in range(start[unit], start[unit + 1]):
        near = other[at]
        if part[near] == of:
            needed += 1
            first = near
            want[near] = stamp
    if needed <= 1:
        return needed == 1
    mark[unit] = stamp
    mark[first] = stamp
    order[0] = first
    done, known, found = 0, 1, 1
    while done < known:
        here = order[done]
        done += 1
        for at in range(start[here], start[here + 1]):
            near = other[at]
            if part[near] == of and mark[near] != stamp:
                mark[near] = stamp
                order[known] = near
                known += 1
                if want[near] == stamp:
                    found += 1
        if found == needed:
            return True
    return False


@inlined
def _border(  # noqa: PLR0917 -- bare arrays, so that nothing counts references
    start: Ints, other: Ints, cost: Floats, part: Ints, unit: int, to: int
) -> tuple[float, int]:
    """By how much borders would cost more if the unit went over, and its neighbours left behind."""
    of = part[unit]
    rise, same = 0.0, 0
    for at in range(start[unit], start[unit + 1]):
        beyond = part[other[at]]
        if beyond == of:
            rise += cost[at]
            same += 1
        elif beyond == to:
            rise -= cost[at]
    return rise, same


@compiled
def anneal(board: Board, state: State, rules: Rules, sweeps: int, every: int) -> None:
    """Each unit in turn, forth and back; after so many of them two neighbours are cut anew."""
    start, other, cost, weight, fixed = (
        board.start,
        board.other,
        board.cost,
        board.weight,
        board.fixed,
    )
    part, households, random = state.part, state.households, state.random
    count, waiting, plain = len(part), every, rules.plain
    for sweep in range(sweeps):
        for step in range(count):
            unit = step if sweep % 2 == 0 else count - 1 - step
            waiting -= 1
            if waiting == 0:
                waiting = every
                recut(board, state, rules, unit)
            first, degree = start[unit], start[unit + 1] - start[unit]
            if degree == 0 or fixed[unit]:
                continue
            of, to = part[unit], part[other[first + int(draw(random) * degree)]]
            if to == of:
                continue
            rise, same = _border(start, other, cost, part, unit, to)
            here, there = households[of], households[to]
            rise += strain(rules, here - weight[unit]) - strain(rules, here)
            rise += strain(rules, there + weight[unit]) - strain(rules, there)
            if not plain:
                rise += _besides(board, state, rules, unit, to)
            if same == 0 or not taken(random, rules.heat, rise):
                continue
            if same == 1 or stays_whole(board, state, unit):
                shift(board, state, rules, unit, to)


@compiled
def _besides(board: Board, state: State, rules: Rules, unit: int, to: int) -> float:
    """By how much everything but borders and households would cost more."""
    of = state.part[unit]
    told = 0.0
    if board.home[unit] == of:
        told += board.price[unit]
    elif board.home[unit] == to:
        told -= board.price[unit]
    if board.extra.shape[1]:
        told -= burden(rules, state.load[of]) + burden(rules, state.load[to])
        told += burden(rules, state.load[of] - board.extra[unit])
        told += burden(rules, state.load[to] + board.extra[unit])
    if rules.compact > 0:
        told += _rounder(board, state, rules, unit, to)
    return told


@compiled
def _rounder(board: Board, state: State, rules: Rules, unit: int, to: int) -> float:
    of = state.part[unit]
    edges, stay, go = board.outer[unit], 0.0, 0.0
    for at in range(board.start[unit], board.start[unit + 1]):
        beyond = state.part[board.other[at]]
        edges += board.metres[at]
        if beyond == of:
            stay += board.metres[at]
        elif beyond == to:
            go += board.metres[at]
    area, rim, room = board.area[unit], state.rim[of], state.area[of]
    told = jagged(rules, rim - edges + 2 * stay, room - area) - jagged(rules, rim, room)
    rim, room = state.rim[to], state.area[to]
    return told + jagged(rules, rim + edges - 2 * go, room + area) - jagged(rules, rim, room)
