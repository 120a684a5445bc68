"""An existing division is mended: what is outside the band is brought in, moving few households.

Every household that leaves its grid has a price far above any border it could save, so the search
moves nobody without need; a plan that needs no mending comes back as it was.
"""

from dataclasses import dataclass

import numpy as np

from wangge.division.allotting import Piece, allot
from wangge.division.annealing import Course, outside, typical
from wangge.division.board import Board, Ints
from wangge.division.joining import Joined
from wangge.division.placing import assigned, matched
from wangge.division.repairing import repaired
from wangge.division.standing import Standing
from wangge.division.wishes import Wish

PRICE = 100.0  # typical border costs for a typical unit
SWEEPS = 4000
REACHES = range(1, 5)  # how many neighbours away from a grid outside the band units may move


@dataclass(frozen=True)
class Kept:
    """The mended plan over the nodes; `old` gives each grid's place in the old plan or -1."""

    part: Ints
    old: list[int]
    pieces: list[Piece]
    moved: int
    bound: int


def keep(joined: Joined, standing: Standing, households: Ints, wish: Wish) -> Kept:
    """The old plan with the least change."""
    home = _homes(joined, standing, households)
    pieces = allot(joined, wish)
    part, old = assigned(joined, home, pieces, wish)
    part, old = matched(joined, part, old, pieces, wish)
    board = joined.board
    place = {which: at for at, which in enumerate(old) if which >= 0}
    now = np.array([place.get(int(which), -1) for which in home], dtype=np.int64)
    grids = len(old)
    if outside(np.bincount(part, board.weight, grids), wish.low, wish.high):
        part = repaired(_priced(board, now), part, wish, _course(board, wish), REACHES)
    left = (now >= 0) & (now != part)
    return Kept(part, old, pieces, int(board.weight[left].sum()), bound(board, now, grids, wish))


def _homes(joined: Joined, standing: Standing, households: Ints) -> Ints:
    """The old grid of each node: where most of its households were."""
    count = len(joined.board.weight)
    votes = np.zeros((count, len(standing.names)))
    known = standing.home >= 0
    np.add.at(votes, (joined.node[known], standing.home[known]), households[known] + 0.001)
    home: Ints = np.where(votes.any(axis=1), votes.argmax(axis=1), -1).astype(np.int64)
    return home


def _course(board: Board, wish: Wish) -> Course:
    """Warm against the price of a typical unit; a household outside costs more than one that moves."""
    price = PRICE * typical(board)
    each = price / max(float(board.weight.mean()), 1e-9)
    return Course(
        hot=0.4 * price,
        cold=0.03 * price,
        soft=1.5 * each,
        hard=10 * each,
        sweeps=int(SWEEPS * wish.effort),
        every=0,
    )


def _priced(board: Board, home: Ints) -> Board:
    each = PRICE * typical(board) / max(float(board.weight.mean()), 1e-9)
    return board._replace(home=home, price=each * np.maximum(board.weight, 0.5))


def bound(board: Board, home: Ints, grids: int, wish: Wish) -> int:
    """No plan with these grids moves fewer households.

    A grid above the band must give away a set of whole units at least as large as its excess; all
    below it must receive what they lack.
    """
    known = home >= 0
    held = np.bincount(home[known], board.weight[known], grids).astype(np.int64)
    fresh = int(board.weight[~known].sum())
    given = sum(
        _smallest(board.weight[home == at], int(held[at]) - wish.high)
        for at in range(grids)
        if held[at] > wish.high
    )
    lacking = int(np.maximum(wish.low - held, 0).sum()) - fresh
    return max(given, lacking, 0)


def _smallest(weights: Ints, least: int) -> int:
    """The smallest sum of some of the weights that is at least `least`."""
    total = int(weights.sum())
    reached = 1
    for weight in weights.tolist():
        reached |= reached << weight
    sums = reached >> least
    return total if not sums else least + ((sums & -sums).bit_length() - 1)
