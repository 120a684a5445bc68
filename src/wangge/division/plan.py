"""From a town and a wish to a plan, with its figures and, where the band is missed, the reason."""

import math
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from wangge.division.allotting import Piece, allot, renumbered
from wangge.division.annealing import Course, Found, better, outside, rules, search, seen, typical
from wangge.division.board import Board, Ints, state_of
from wangge.division.holding import hold
from wangge.division.joining import Joined, join
from wangge.division.keeping import keep
from wangge.division.quality import Figures, figures
from wangge.division.reasons import reasons
from wangge.division.regions import in_order, taken
from wangge.division.repairing import repaired
from wangge.division.standing import Standing
from wangge.division.starting import start
from wangge.division.town import Town
from wangge.division.wishes import Wish

STARTS = ((250, 6), (800, 4), (2000, 2))  # up to so many units so many searches, beyond that one
MEDIUM = 400  # units: beyond that no other numbers of grids
OTHER_NUMBERS = (0.95, 1.05, 0.9)  # of grids, tried where the first number misses the band
MENDING, REACHES = 2000, range(1, 5)  # sweeps; neighbours around a grid outside the band
LEVEL = 0.03  # of the mean: so far apart are grids where equal sizes count above all


@dataclass(frozen=True)
class Plan:
    """A division: the grid of each unit, the grids' names, figures, and reasons in words."""

    part: Ints
    names: list[str | int]
    figures: Figures
    reasons: list[str]
    notes: list[str]
    label: str = ""


def divide(town: Town, wish: Wish) -> Plan:
    """A plan from nothing."""
    joined = join(town)
    pieces = allot(joined, wish)
    found = searched(joined, pieces, wish)
    grids = int(found.part.max()) + 1
    part = _ordered(town, found.part[joined.node], grids)
    names: list[str | int] = list(range(1, grids + 1))
    node_part = np.zeros(len(joined.board.weight), dtype=np.int64)
    node_part[joined.node] = part
    return Plan(
        part=part,
        names=names,
        figures=figures(joined, node_part, wish, town.units.attributes),
        reasons=reasons(town, joined, pieces, node_part, names=names, wish=wish),
        notes=[*town.notes, *joined.notes],
        label=wish.label,
    )


def mend(town: Town, standing: Standing, wish: Wish) -> Plan:
    """The standing division with the least change that brings it into the band."""
    joined = join(town, locks=False)
    hold(town, joined, standing)
    kept = keep(joined, standing, town.units.households, wish)
    names = _names(standing, kept.old)
    part = kept.part[joined.node]
    moved = moved_households(town, standing, [names[at] for at in part])
    known = int(town.units.households[standing.home >= 0].sum())
    told = figures(joined, kept.part, wish, town.units.attributes)
    return Plan(
        part=part,
        names=names,
        figures=replace(
            told,
            moved_households=moved,
            moved_bound=kept.bound,
            kept_share=1 - moved / known if known else 1.0,
        ),
        reasons=reasons(town, joined, kept.pieces, kept.part, names=names, wish=wish),
        notes=[*town.notes, *joined.notes],
        label=wish.label,
    )


def _names(standing: Standing, old: list[int]) -> list[str | int]:
    """Old grids keep their names; new ones get numbers never used before."""
    used = {str(name) for name in standing.names}
    number = max([int(name) for name in used if name.isdecimal()], default=0)
    names: list[str | int] = []
    for which in old:
        if which < 0:
            number += 1
        names.append(standing.names[which] if which >= 0 else number)
    return names


def moved_households(town: Town, standing: Standing, names: list[str | int]) -> int:
    """Households whose grid is another one than before; those of new units moved from nowhere."""
    return sum(
        int(number)
        for number, home, name in zip(town.units.households, standing.home, names, strict=True)
        if home >= 0 and standing.names[home] != name
    )


def searched(joined: Joined, pieces: list[Piece], wish: Wish) -> Found:
    """Every piece of the town searched by itself."""
    board = joined.board
    order = in_order(board.start, board.other)
    of = np.zeros(len(order), dtype=np.int64)
    for at, piece in enumerate(pieces):
        of[piece.nodes] = at
    part, grids = np.zeros(len(order), dtype=np.int64), 0
    for at, piece in enumerate(pieces):
        nodes = order[of[order] == at]
        if piece.grids > 1:
            part[nodes] = _piece_searched(taken(board, nodes), piece, _fair(piece, wish))
        part[nodes] += grids
        grids = int(part[nodes].max()) + 1
    return seen(board, state_of(board, part, grids, 0), rules(board, grids, wish))


def _fair(piece: Piece, wish: Wish) -> Wish:
    """A lack that must be is shared by all: then the band reaches around the mean."""
    if not piece.reason:
        return wish
    mean = piece.households / piece.grids
    return replace(
        wish,
        low=min(wish.low, int(mean * (1 - LEVEL))),
        high=max(wish.high, math.ceil(mean * (1 + LEVEL))),
        even=max(wish.even, 1.0),
    )


def _piece_searched(board: Board, piece: Piece, wish: Wish) -> Ints:
    """The best of a few starts; large pieces need one only. What misses the band tries more."""
    whole = replace(piece, nodes=list(range(len(piece.nodes))))
    hopeless = outside(board.weight[board.weight > wish.high], wish.low, wish.high)
    starts = next((number for units, number in STARTS if len(piece.nodes) <= units), 1)
    found = [_one(board, whole, wish, turn, hopeless) for turn in range(starts)]
    best = reduce(better, found)
    again = best.outside > hopeless and not wish.staff and len(piece.nodes) <= MEDIUM
    for share in OTHER_NUMBERS if again else ():
        other = renumbered([whole], share)[0]
        if other != whole:
            best = better(best, _one(board, other, wish, 0, hopeless))
        if best.outside <= hopeless:
            break
    return best.part


def _one(board: Board, piece: Piece, wish: Wish, turn: int, hopeless: float) -> Found:
    """One start searched, then mended around the grids that are still not as they should be."""
    seed = wish.seed * 1000 + turn
    best = search(board, start(board, [piece], seed), wish, seed)
    if best.outside > hopeless:
        best = better(best, _repaired(board, best.part, wish, wish, seed))
    narrow = _narrowed(board, best.part, wish)
    if narrow is None:
        return best
    even = _repaired(board, best.part, narrow, wish, seed)
    return even if even.outside <= best.outside else best


def _repaired(board: Board, part: Ints, band: Wish, wish: Wish, seed: int) -> Found:
    """The plan brought into the band, seen as the wish sees it."""
    scale, grids = typical(board), int(part.max()) + 1
    course = Course(0.8 * scale, 0.1 * scale, 0.3 * scale, 3 * scale, int(MENDING * wish.effort))
    told = repaired(board, part, replace(band, seed=seed), course, REACHES)
    return seen(board, state_of(board, told, grids, 0), rules(board, grids, wish))


def _narrowed(board: Board, part: Ints, wish: Wish) -> Wish | None:
    """The band around the mean, where equal sizes count above all and the mean is in the band."""
    mean = float(board.weight.sum()) / (int(part.max()) + 1)
    low = max(wish.low, math.ceil(mean * (1 - LEVEL)))
    high = min(wish.high, int(mean * (1 + LEVEL)))
    if wish.even < 1 or not low <= mean <= high:
        return None
    return replace(wish, low=low, high=high)


def _ordered(town: Town, part: Ints, grids: int) -> Ints:
    """Grids numbered from the north-west to the south-east, row by row."""
    from shapely import centroid, get_coordinates

    middle = get_coordinates(centroid(town.units.shapes))
    count = np.maximum(np.bincount(part, minlength=grids), 1)
    across = np.bincount(part, middle[:, 0], grids) / count
    along = np.bincount(part, middle[:, 1], grids) / count
    rows = max(1, round(float(np.sqrt(grids))))
    rank = np.argsort(np.argsort(-along)) * rows // grids
    order = np.lexsort((across, rank))
    number = np.zeros(grids, dtype=np.int64)
    number[order] = np.arange(grids)
    return number[part]
