"""Compile the search once, at installation: `python -m wangge.division.warming`."""

import numpy as np

from wangge.division.allotting import Piece
from wangge.division.annealing import search
from wangge.division.board import state_of
from wangge.division.joining import board_of
from wangge.division.moves import stays_whole
from wangge.division.regions import in_order
from wangge.division.starting import start
from wangge.division.wishes import Wish


def warm() -> None:
    """A square of nine units divided in three."""
    ends = [(at, at + 1) for at in range(9) if at % 3 < 2] + [(at, at + 3) for at in range(6)]  # noqa: PLR2004
    ones = np.ones(len(ends))
    board = board_of(np.array(ends), ones, ones, np.full(9, 100, dtype=np.int64))
    first = start(board, [Piece(list(range(9)), 900, 3, 2, 3)], 1)
    search(board, first, Wish(effort=0.001), 1)
    in_order(board.start, board.other)
    stays_whole(board, state_of(board, first, 3, 1), 0)


if __name__ == "__main__":
    warm()
