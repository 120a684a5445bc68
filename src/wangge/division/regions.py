"""A part of the graph as a graph of its own, its nodes numbered so that neighbours lie close by."""

import numpy as np

from wangge.division.board import Board, Ints, summed
from wangge.division.compiled import compiled
from wangge.division.joining import board_of


def taken(board: Board, nodes: Ints) -> Board:
    """The graph of these nodes, numbered in this order; borders with all others become its rim."""
    number = np.full(len(board.weight), -1, dtype=np.int64)
    number[nodes] = np.arange(len(nodes))
    cost, metres = np.zeros(len(board.ends)), np.zeros(len(board.ends))
    cost[board.edge], metres[board.edge] = board.cost, board.metres
    ends = number[board.ends]
    inside = (ends >= 0).all(axis=1)
    rim = board.outer[nodes]
    for side in (0, 1):
        lost = (ends[:, side] >= 0) & ~inside
        rim = rim + summed(ends[lost, side], metres[lost], len(nodes))
    part = board_of(ends[inside], cost[inside], metres[inside], board.weight[nodes])
    return part._replace(
        area=board.area[nodes],
        outer=rim,
        extra=board.extra[nodes],
        home=board.home[nodes],
        price=board.price[nodes],
        fixed=board.fixed[nodes],
    )


@compiled
def in_order(start: Ints, other: Ints) -> Ints:
    """All nodes, each after a neighbour of it wherever it has one."""
    count = len(start) - 1
    order = np.zeros(count, dtype=np.int64)
    known = np.zeros(count, dtype=np.int64)
    size = 0
    for first in range(count):
        if known[first]:
            continue
        done = size
        order[size] = first
        known[first] = 1
        size += 1
        while done < size:
            here = order[done]
            done += 1
            for at in range(start[here], start[here + 1]):
                near = other[at]
                if not known[near]:
                    known[near] = 1
                    order[size] = near
                    size += 1
    return order
