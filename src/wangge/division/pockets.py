"""Proof that a grid must be above the band: units that nothing but one other unit joins to the town.

Where they are too few for a grid of their own they must be in that unit's grid, in every plan.
"""

from wangge.division.board import Board
from wangge.division.wishes import Wish

MOST = 4000  # units looked at for one pocket; beyond that nothing is claimed


def forced(board: Board, node: int, wish: Wish) -> list[int] | None:
    """The node and all that must be with it, if that is more than the band allows, else None."""
    with_it, seen = [node], {node}
    for near in _near(board, node):
        if near not in seen:
            pocket = _pocket(board, near, node, wish)
            seen.update(pocket)
            with_it += pocket
    held = sum(int(board.weight[each]) for each in with_it)
    return sorted(with_it) if len(with_it) > 1 and held > wish.high else None


def _pocket(board: Board, first: int, door: int, wish: Wish) -> list[int]:
    """All reached from `first` without the door, or nothing where that could be a grid."""
    found, known, held = [first], {first, door}, 0
    for here in found:
        held += int(board.weight[here])
        if held >= wish.low or len(found) > MOST:
            return []
        for near in _near(board, here):
            if near not in known:
                known.add(near)
                found.append(near)
    return found


def _near(board: Board, node: int) -> list[int]:
    return [int(near) for near in board.other[board.start[node] : board.start[node + 1]]]
