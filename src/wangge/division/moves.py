"""One unit goes over to a neighbouring grid, if both stay in one piece: the small move."""

import math

from wangge.division.board import Board, Rules, State, burden, draw, strain
from wangge.division.compiled import compiled, inlined
from wangge.division.shifting import shift
from wangge.division.trees import recut


@inlined
def stays_whole(board: Board, state: State, unit: int) -> bool:
    """Whether the unit's grid is in one piece, and not empty, without it."""
    of = state.part[unit]
    state.stamp[0] += 1
    stamp = state.stamp[0]
    needed, first = 0, -1
    for at in range(board.start[unit], board.start[unit + 1]):
        near = board.other[at]
        if state.part[near] == of:
            needed += 1
            first = near
            state.want[near] = stamp
    if needed <= 1:
        return needed == 1
    state.mark[unit] = stamp
    state.mark[first] = stamp
    state.order[0] = first
    done, known, found = 0, 1, 1
    while done < known:
        here = state.order[done]
        done += 1
        for at in range(board.start[here], board.start[here + 1]):
            near = board.other[at]
            if state.part[near] == of and state.mark[near] != stamp:
                state.mark[near] = stamp
                state.order[known] = near
                known += 1
                if state.want[near] == stamp:
                    found += 1
        if found == needed:
            return True
    return False


@inlined
def change(board: Board, state: State, rules: Rules, unit: int, to: int) -> float:
    """By how much the plan's cost would rise if the unit went over."""
    of = state.part[unit]
    told, edges, stay, go = 0.0, board.outer[unit], 0.0, 0.0
    for at in range(board.start[unit], board.start[unit + 1]):
        beyond = state.part[board.other[at]]
        edges += board.metres[at]
        if beyond == of:
            told += board.cost[at]
            stay += board.metres[at]
        elif beyond == to:
            told -= board.cost[at]
            go += board.metres[at]
    weight, area = board.weight[unit], board.area[unit]
    here, there = state.households[of], state.households[to]
    rim, room = state.rim[of], state.area[of]
    told += strain(rules, here - weight, rim - edges + 2 * stay, room - area)
    told -= strain(rules, here, rim, room)
    rim, room = state.rim[to], state.area[to]
    told += strain(rules, there + weight, rim + edges - 2 * go, room + area)
    told -= strain(rules, there, rim, room)
    if not rules.plain:
        told += _besides(board, state, rules, unit, to)
    return told


@compiled
def _besides(board: Board, state: State, rules: Rules, unit: int, to: int) -> float:
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
    return told


@inlined
def flip(board: Board, state: State, rules: Rules) -> None:
    """Try one unit at a border drawn by lot."""
    edge = state.cuts[int(draw(state.random) * state.size[0])]
    side = 0 if draw(state.random) < 0.5 else 1  # noqa: PLR2004 -- a coin
    unit, to = board.ends[edge, side], state.part[board.ends[edge, 1 - side]]
    if board.fixed[unit]:
        return
    rise = change(board, state, rules, unit, to)
    if rise > 0 and (rules.heat <= 0 or draw(state.random) >= math.exp(-rise / rules.heat)):
        return
    if stays_whole(board, state, unit):
        shift(board, state, unit, to)


@compiled
def anneal(board: Board, state: State, rules: Rules, steps: int, every: int) -> None:
    """Small moves, and now and then two neighbours cut anew."""
    for step in range(steps):
        if state.size[0] == 0:
            return
        if every and step % every == every - 1:
            recut(board, state, rules)
        else:
            flip(board, state, rules)
