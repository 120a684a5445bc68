"""Changes by hand on a plan: a unit moved, a grid split, two merged, each with its effect at once."""

from dataclasses import dataclass, replace

import numpy as np

from wangge.division.board import Ints, state_of
from wangge.division.joining import Joined
from wangge.division.moves import stays_whole
from wangge.division.quality import Figures, figures
from wangge.division.starting import halved
from wangge.division.wishes import Wish
from wangge.kernel.errors import Refused


@dataclass(frozen=True)
class Changed:
    """The plan over the nodes after the change, its figures, and households that changed grids."""

    part: Ints
    figures: Figures
    moved: int


def move(joined: Joined, part: Ints, node: int, to: int, wish: Wish) -> Changed:
    """One node goes over to a neighbouring grid."""
    board, of = joined.board, int(part[node])
    near = part[board.other[board.start[node] : board.start[node + 1]]]
    if of == to:
        raise Refused("divide.move", "这个单元已经在这个网格里。")
    if board.fixed[node]:
        raise Refused("divide.move", "这个单元已锁定：先解除锁定再移动。")
    if to not in near:
        raise Refused("divide.move", "这个单元与目标网格不相邻，移过去网格就不连片：请先移相邻的。")
    state = state_of(board, part, int(part.max()) + 1, 0)
    if not stays_whole(board, state, node):
        raise Refused(
            "divide.move", "移走这个单元后原网格会断成几片或没有单元：请先移它外侧的单元。"
        )
    fresh = part.copy()
    fresh[node] = to
    return _changed(joined, part, fresh, wish)


def split(joined: Joined, part: Ints, grid: int, wish: Wish) -> Changed:
    """One grid in two of about equal size; the smaller gets the next number."""
    board = joined.board
    if int((part == grid).sum()) < 2:  # noqa: PLR2004 -- two halves
        raise Refused("divide.split", "这个网格只有一个单元，不能再分：请先把单元拆细。")
    beyond = halved(board, part, grid, wish.seed)
    rest = np.setdiff1d(np.flatnonzero(part == grid), beyond)
    less = beyond if board.weight[beyond].sum() <= board.weight[rest].sum() else rest
    fresh = part.copy()
    fresh[less] = int(part.max()) + 1
    return _changed(joined, part, fresh, wish)


def merge(joined: Joined, part: Ints, one: int, two: int, wish: Wish) -> Changed:
    """Two neighbouring grids become the first; later numbers move up."""
    ends = np.sort(part[joined.board.ends], axis=1)
    if one == two or not (ends == sorted((one, two))).all(axis=1).any():
        raise Refused("divide.merge", "两个网格不相邻，合并后不连片：请选相邻的两个。")
    joint = np.where(part == two, one, part)
    fresh: Ints = np.where(joint > two, joint - 1, joint).astype(np.int64)
    told = _changed(joined, part, fresh, wish)
    return replace(told, moved=int(joined.board.weight[part == two].sum()))


def _changed(joined: Joined, before: Ints, after: Ints, wish: Wish) -> Changed:
    told = figures(joined, after, wish, [])
    return Changed(after, told, int(joined.board.weight[before != after].sum()))
