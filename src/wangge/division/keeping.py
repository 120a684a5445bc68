"""An existing division is mended: what is outside the band is brought in, moving few households.

Every household that leaves its grid has a price far above any border it could save, so the search
moves nobody without need; a plan that needs no mending comes back as it was.
"""

from dataclasses import dataclass

import numpy as np

from wangge.division.allotting import Piece, allot
from wangge.division.annealing import EVERY, Found, outside, rules, seen
from wangge.division.board import Board, Ints, state_of
from wangge.division.joining import Joined
from wangge.division.moves import anneal
from wangge.division.placing import assigned, matched
from wangge.division.standing import Standing
from wangge.division.wishes import Wish

PRICE = 20.0  # typical border costs for a typical unit
TRIES, ROUNDS = 4, 40
STEPS, LEAST = 160, 100_000


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
    if outside(np.bincount(part, board.weight, grids), wish):
        part = _mended(_priced(board, now), part, grids, wish)
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


def _priced(board: Board, home: Ints) -> Board:
    scale = float(board.cost.mean()) if len(board.cost) else 1.0
    each = PRICE * scale / max(float(board.weight.mean()), 1e-9)
    return board._replace(home=home, price=each * np.maximum(board.weight, 0.5))


def _mended(board: Board, part: Ints, grids: int, wish: Wish) -> Ints:
    """The best of several searches that all begin with the old plan."""
    state = state_of(board, part, grids, wish.seed)
    best = seen(board, state, wish)
    for turn in range(TRIES):
        best = _cooled(board, part, grids, wish, best=best, turn=turn)
    for turn in range(TRIES, 3 * TRIES):
        if not best.outside:
            break
        best = _cooled(board, best.part, grids, wish, best=best, turn=turn)
    return best.part


def _cooled(board: Board, part: Ints, grids: int, wish: Wish, *, best: Found, turn: int) -> Found:
    scale = float(board.cost.mean()) if len(board.cost) else 1.0
    state = state_of(board, part, grids, wish.seed * 1000 + turn)
    steps = int(max(LEAST, STEPS * len(board.weight)) * wish.effort)
    warm = scale * PRICE * (0.35, 0.2, 0.6)[turn % 3]
    each = PRICE * scale / max(float(board.weight.mean()), 1e-9)
    for step in range(ROUNDS):
        at = step / (ROUNDS - 1)
        band = each * 1.0 * 40.0**at
        told = rules(board, grids, wish, warm * 0.02**at, band)
        anneal(board, state, told, steps // ROUNDS, EVERY * 4 if turn % 2 else 0)
        if step >= ROUNDS // 2:
            best = _less(best, seen(board, state, wish))
    return best


def _less(one: Found, two: Found) -> Found:
    return two if (two.outside, two.cost) < (one.outside, one.cost) else one


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
