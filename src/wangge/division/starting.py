"""A first plan: the town is halved along trees drawn by lot until every part is one grid."""

import numpy as np

from wangge.division.allotting import Piece
from wangge.division.board import Board, Floats, Ints, State, state_of
from wangge.division.compiled import compiled
from wangge.division.trees import grow, weigh
from wangge.kernel.errors import Refused

TREES, MORE = 12, 200  # drawn for each cut; and when hand choices must come apart
DRAWN = 2000  # units in all trees of one cut; the larger parts get fewer trees
SLACK = 0.08
MANY = 8  # grids
Half = tuple[float, Ints, int]  # how bad, the nodes beyond the cut, their grids


def start(board: Board, pieces: list[Piece], seed: int) -> Ints:
    """Grids of each node, every one in one piece; nodes of no piece share a label of their own."""
    part = np.full(len(board.weight), len(pieces), dtype=np.int64)
    for number, piece in enumerate(pieces):
        part[piece.nodes] = number
    grids = int(part.max()) + 1
    state = state_of(board, part, grids, seed)
    lot = np.random.default_rng(seed)
    waiting = [(number, piece.grids) for number, piece in enumerate(pieces)]
    while waiting:
        label, share = waiting.pop()
        if share == 1:
            continue
        kept = _halve(board, state, (label, grids), share, lot)
        waiting += [(label, kept), (grids, share - kept)]
        grids += 1
    return state.part.copy()


def halved(board: Board, part: Ints, grid: int, seed: int) -> Ints:
    """The nodes of one half of a grid, both halves in one piece."""
    told = np.where(part == grid, 0, 1).astype(np.int64)
    state = state_of(board, told, 2, seed)
    _halve(board, state, (0, 2), 2, np.random.default_rng(seed))
    return np.flatnonzero(state.part == 2)  # noqa: PLR2004 -- the label just given


def _halve(
    board: Board, state: State, labels: tuple[int, int], share: int, lot: np.random.Generator
) -> int:
    """Cut the part in two; how many grids stay with the first label, the others get the second."""
    label, fresh = labels
    nodes = np.flatnonzero(state.part == label)
    fixed = bool(board.fixed[nodes].any())
    best: Half | None = None
    for _ in range(max(2, min(TREES, DRAWN // len(nodes)))):
        best = _better(best, _tried(board, state, label, share, int(lot.choice(nodes))))
    for _ in range(MORE if best is None and fixed else 0):
        best = best or _tried(board, state, label, share, int(lot.choice(nodes)))
    if best is None:
        raise Refused(
            "divide.lock", "指定到不同网格的单元挨得太紧，分不开：请减少指定，或增加网格数。"
        )
    _, beyond, number = best
    state.part[beyond] = fresh
    return share - number


def _better(best: Half | None, half: Half | None) -> Half | None:
    return half if best is None or (half is not None and half[0] < best[0]) else best


def _tried(board: Board, state: State, label: int, share: int, root: int) -> Half | None:
    """The best edge of one more tree."""
    size = grow(board, state, (label, label), root)
    weigh(board, state, size)
    order, parent = state.order[:size], state.parent[:size]
    below = state.below[:size].astype(np.float64)
    units, bound = (
        _counted(parent, np.ones(size)),
        _counted(parent, board.fixed[order].astype(np.float64)),
    )
    total = below[0]
    number = np.clip(np.rint(below / max(total, 1) * share), 1, share - 1)
    number = np.clip(number, np.maximum(1, bound), share - np.maximum(1, bound[0] - bound))
    number = np.clip(number, 1, share - 1)
    able = (units >= number) & (size - units >= share - number)
    able &= (bound <= number) & (bound[0] - bound <= share - number)
    able[0] = False
    if not able.any():
        return None
    mean = max(total / share, 1e-9)
    off = np.maximum(abs(below / number - mean), abs((total - below) / (share - number) - mean))
    score = state.severed[:size] / max(float(board.cost.mean()), 1e-9)
    score /= np.sqrt(np.minimum(number, share - number))
    score = score + 200 * np.maximum(off / mean - SLACK, 0)
    if share > MANY:  # large parts are halved, not peeled
        score = score + 200 * np.maximum(0.25 - np.minimum(number, share - number) / share, 0)
    score[~able] = np.inf
    at = int(np.argmin(score))
    return float(score[at]), order[_under(parent, at)].copy(), int(number[at])


@compiled
def _counted(parent: Ints, each: Floats) -> Floats:
    """Sums over everything below in the tree; parents come first."""
    told = each.copy()
    for index in range(len(parent) - 1, 0, -1):
        told[parent[index]] += told[index]
    return told


@compiled
def _under(parent: Ints, at: int) -> Ints:
    """The places of all below one place of the tree, with it."""
    inside = np.zeros(len(parent), dtype=np.int64)
    inside[at] = 1
    for index in range(at + 1, len(parent)):
        inside[index] = inside[parent[index]]
    return np.flatnonzero(inside)
