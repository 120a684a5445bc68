"""A unit changes its grid and all sums follow."""

from wangge.division.board import Board, Rules, State
from wangge.division.compiled import compiled, inlined


@inlined
def shift(board: Board, state: State, rules: Rules, unit: int, to: int) -> None:
    """The unit belongs to grid `to` from now on; all sums that the rules look at follow."""
    of = state.part[unit]
    state.households[of] -= board.weight[unit]
    state.households[to] += board.weight[unit]
    if not rules.plain:
        _besides(board, state, unit, to)
    state.part[unit] = to


@compiled
def _besides(board: Board, state: State, unit: int, to: int) -> None:
    """Ground, rims and attributes."""
    part = state.part
    of = part[unit]
    state.area[of] -= board.area[unit]
    state.area[to] += board.area[unit]
    state.rim[of] -= board.outer[unit]
    state.rim[to] += board.outer[unit]
    for which in range(board.extra.shape[1]):
        state.load[of, which] -= board.extra[unit, which]
        state.load[to, which] += board.extra[unit, which]
    for at in range(board.start[unit], board.start[unit + 1]):
        beyond = part[board.other[at]]
        metres = board.metres[at]
        if beyond == of:
            state.rim[of] += metres
            state.rim[to] += metres
        elif beyond == to:
            state.rim[of] -= metres
            state.rim[to] -= metres
        else:
            state.rim[of] -= metres
            state.rim[to] += metres
