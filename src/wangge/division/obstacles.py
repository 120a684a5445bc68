"""Proof that a unit cannot be in any grid inside the band, where a short search finds it.

All connected sets of units around it that stay below the upper limit are listed; if none reaches the
lower one, no plan exists that would help, and the neighbours that are too large are named.
"""

from wangge.division.board import Board
from wangge.division.wishes import Wish

MOST = 4000  # sets looked at; beyond that nothing is claimed


def stuck(board: Board, node: int, wish: Wish) -> list[int] | None:
    """The neighbours in the way if the node fits into no grid of the band, else None."""
    held = int(board.weight[node])
    if not held < wish.low:
        return None
    first = frozenset([node])
    known, waiting = {first}, [(first, held)]
    in_the_way: set[int] = set()
    while waiting:
        members, total = waiting.pop()
        for near in _around(board, members):
            more = total + int(board.weight[near])
            if more > wish.high:
                in_the_way.add(near)
                continue
            if more >= wish.low:
                return None
            larger = members | {near}
            if larger not in known:
                known.add(larger)
                waiting.append((larger, more))
        if len(known) > MOST:
            return None
    return sorted(in_the_way)


def _around(board: Board, members: frozenset[int]) -> list[int]:
    return sorted(
        {
            int(near)
            for member in members
            for near in board.other[board.start[member] : board.start[member + 1]]
        }
        - members
    )
