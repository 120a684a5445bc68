"""Grids outside the band are brought in together with those around them, the rest left alone."""

from collections.abc import Iterator

import numpy as np

from wangge.division.annealing import Course, cooled, rules, seen
from wangge.division.board import Board, Ints, Rules, state_of
from wangge.division.cells import numbered
from wangge.division.regions import taken
from wangge.division.wishes import Wish

LOOKS, TRIES = 3_000_000, 6  # at units, for one region; at most so many searches of it


def repaired(board: Board, part: Ints, wish: Wish, course: Course, reaches: range) -> Ints:
    """The plan with every region mended, at first with near neighbours only, then with farther ones."""
    told = rules(board, int(part.max()) + 1, wish)
    for reach in reaches:
        for region in _regions(board, part, wish, reach):
            part = _mended(board, part, region, told, course, seed=wish.seed * 100 + reach)
    return part


def _regions(board: Board, part: Ints, wish: Wish, reach: int) -> Iterator[Ints]:
    """Sets of grids around those outside the band, no grid in two of them."""
    grids = int(part.max()) + 1
    held = np.bincount(part, board.weight, grids)
    near = part[board.ends]
    near = np.unique(near[near[:, 0] != near[:, 1]], axis=0)
    inside = (held < wish.low) | (held > wish.high)
    for _ in range(reach):
        touched = inside[near].any(axis=1)
        inside[near[touched].ravel()] = True
    group = numbered(near[inside[near].all(axis=1)], grids)
    for which in np.unique(group[inside]):
        members = np.flatnonzero(inside & (group == which))
        if len(members) > 1:
            yield members


def _mended(
    board: Board, part: Ints, region: Ints, told: Rules, course: Course, *, seed: int
) -> Ints:
    """Several searches over one region; the best stays."""
    number = np.full(int(part.max()) + 1, -1, dtype=np.int64)
    number[region] = np.arange(len(region))
    nodes = np.flatnonzero(number[part] >= 0)
    small = taken(board, nodes)
    small = small._replace(home=np.where(small.home >= 0, number[small.home], -1))
    first = number[part[nodes]]
    best = seen(small, state_of(small, first, len(region), 0), told)
    looks = len(nodes) * course.sweeps
    for turn in range(min(max(LOOKS // max(looks, 1), 2), TRIES)):
        found = cooled(small, first, told, course, seed * 10 + turn)
        if (found.outside, found.cost) < (best.outside, best.cost):
            best = found
    fresh = part.copy()
    fresh[nodes] = region[best.part]
    return fresh
