"""A unit changes its grid and all sums follow."""

from wangge.division.board import Board, State
from wangge.division.compiled import compiled


@compiled
def shift(board: Board, state: State, unit: int, to: int) -> None:
    """The unit belongs to grid `to` from now on; all sums follow."""
    part = state.part
    of = part[unit]
    state.households[of] -= board.weight[unit]
    state.households[to] += board.weight[unit]
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
            _cut(state, board.edge[at])
            state.rim[of] += metres
            state.rim[to] += metres
        elif beyond == to:
            _mend(state, board.edge[at])
            state.rim[of] -= metres
            state.rim[to] -= metres
        else:
            state.rim[of] -= metres
            state.rim[to] += metres
    part[unit] = to


@compiled
def _cut(state: State, edge: int) -> None:
    state.place[edge] = state.size[0]
    state.cuts[state.size[0]] = edge
    state.size[0] += 1


@compiled
def _mend(state: State, edge: int) -> None:
    last = state.cuts[state.size[0] - 1]
    state.cuts[state.place[edge]] = last
    state.place[last] = state.place[edge]
    state.place[edge] = -1
    state.size[0] -= 1
