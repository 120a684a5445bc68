"""The old plan laid over today's units: new ones find a grid, torn grids are mended, numbers fit."""

import numpy as np

from wangge.division.allotting import Piece
from wangge.division.annealing import outside
from wangge.division.board import Board, Ints, state_of
from wangge.division.cells import numbered
from wangge.division.joining import Joined
from wangge.division.starting import halved, start
from wangge.division.wishes import Wish


def assigned(joined: Joined, home: Ints, pieces: list[Piece], wish: Wish) -> tuple[Ints, list[int]]:
    """A grid in one piece for every node; for each grid its place in the old plan, or -1."""
    board = joined.board
    part = _largest_only(board, home)
    _spread(board, part)
    old = [int(which) for which in np.unique(part[part >= 0])]
    place = {which: at for at, which in enumerate(old)}
    told = np.array([place.get(int(which), -1) for which in part], dtype=np.int64)
    for piece in pieces:
        nodes = np.array(piece.nodes)
        if (told[nodes] >= 0).all():
            continue
        fresh = np.unique(start(board, [piece], wish.seed)[nodes], return_inverse=True)[1]
        told[nodes] = fresh.ravel() + len(old)
        old += [-1] * piece.grids
    return told, old


def _largest_only(board: Board, home: Ints) -> Ints:
    """Of a grid that lies in several pieces the largest keeps it; the others look for a new one."""
    inside = board.ends[home[board.ends[:, 0]] == home[board.ends[:, 1]]]
    group = numbered(inside, len(home))
    size = np.bincount(group, board.weight + 1)
    part = home.copy()
    for which in np.unique(home[home >= 0]):
        groups = np.unique(group[home == which])
        if len(groups) > 1:
            best = groups[np.argmax(size[groups])]
            part[(home == which) & (group != best)] = -1
    return part


def _spread(board: Board, part: Ints) -> None:
    """Nodes without a grid take that of the neighbours they share the longest border with."""
    waiting = np.flatnonzero(part < 0).tolist()
    while waiting:
        taken = []
        for node in waiting:
            shared: dict[int, float] = {}
            for at in range(board.start[node], board.start[node + 1]):
                near = int(part[board.other[at]])
                if near >= 0:
                    shared[near] = shared.get(near, 0.0) + float(board.metres[at])
            if shared:
                taken.append((node, max(sorted(shared), key=lambda grid: shared[grid])))
        if not taken:
            return
        for node, grid in taken:
            part[node] = grid
        gone = {node for node, _ in taken}
        waiting = [node for node in waiting if node not in gone]


def matched(
    joined: Joined, part: Ints, old: list[int], pieces: list[Piece], wish: Wish
) -> tuple[Ints, list[int]]:
    """Grids split or merged only where their number makes the band impossible, or staff is given."""
    part, old = part.copy(), list(old)
    if (
        not outside(np.bincount(part, joined.board.weight, len(old)), wish.low, wish.high)
        and not wish.staff
    ):
        return part, old
    for piece in pieces:
        nodes = np.array(piece.nodes)
        least, most = (piece.grids, piece.grids) if wish.staff else (piece.least, piece.most)
        if piece.reason and not wish.staff:
            continue
        while len(np.unique(part[nodes])) < least and split_largest(
            joined.board, part, nodes, wish
        ):
            old.append(-1)
        while len(np.unique(part[nodes])) > most:
            _merge_smallest(joined.board, part, nodes)
    return _closed_up(part, old)


def split_largest(board: Board, part: Ints, nodes: Ints, wish: Wish) -> bool:
    """Cut the fullest grid that has two nodes in two; the new one gets the smaller half."""
    held = np.bincount(part, board.weight)
    grids = sorted(np.unique(part[nodes]).tolist(), key=lambda at: (-held[at], at))
    for grid in grids:
        if (part == grid).sum() > 1:
            beyond = halved(board, part, grid, wish.seed)
            rest = np.flatnonzero(part == grid)
            rest = rest[~np.isin(rest, beyond)]
            less = beyond if board.weight[beyond].sum() <= board.weight[rest].sum() else rest
            part[less] = len(held)
            return True
    return False


def _merge_smallest(board: Board, part: Ints, nodes: Ints) -> None:
    """The emptiest grid goes to the emptiest of its neighbours."""
    held = np.bincount(part, board.weight)
    grid = min(np.unique(part[nodes]).tolist(), key=lambda at: (held[at], at))
    left, right = part[board.ends[:, 0]], part[board.ends[:, 1]]
    near = np.unique(np.concatenate([right[left == grid], left[right == grid]]))
    near = near[near != grid]
    part[part == grid] = min(near.tolist(), key=lambda at: (held[at], at))


def _closed_up(part: Ints, old: list[int]) -> tuple[Ints, list[int]]:
    used = np.unique(part)
    number = np.full(len(old), -1, dtype=np.int64)
    number[used] = np.arange(len(used))
    return number[part], [old[at] for at in used]


def whole(board: Board, part: Ints, grids: int) -> bool:
    """Whether every grid lies in one piece and none is empty."""
    state = state_of(board, part, grids, 0)
    inside = board.ends[part[board.ends[:, 0]] == part[board.ends[:, 1]]]
    return len(np.unique(numbered(inside, len(part)))) == grids and bool(
        (np.bincount(state.part, minlength=grids) > 0).all()
    )
