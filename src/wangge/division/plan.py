"""From a town and a wish to a plan, with its figures and, where the band is missed, the reason."""

from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from wangge.division.allotting import Piece, allot, renumbered
from wangge.division.annealing import Found, better, outside, search
from wangge.division.board import Ints
from wangge.division.holding import hold
from wangge.division.joining import Joined, join
from wangge.division.keeping import keep
from wangge.division.quality import Figures, figures
from wangge.division.reasons import reasons
from wangge.division.standing import Standing
from wangge.division.starting import start
from wangge.division.town import Town
from wangge.division.wishes import Wish

SMALL, STARTS, MEDIUM = 800, 3, 2000  # units
OTHER_NUMBERS = (0.95, 1.05, 0.9)  # of grids, tried where the first number misses the band


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
    """The best of a few starts; large towns need one only. What misses the band tries more."""
    starts = STARTS if len(joined.board.weight) <= SMALL else 1
    hopeless = _hopeless(joined, pieces, wish)
    if any(piece.reason and piece.grids > 1 for piece in pieces):
        wish = replace(wish, even=max(wish.even, 1.0))  # a lack that must be is shared by all
    best = _best_of(joined, pieces, wish, starts, hopeless)
    again = best.outside > hopeless and not wish.staff and len(joined.board.weight) <= MEDIUM
    for share in OTHER_NUMBERS if again else ():
        other = renumbered(pieces, share)
        if other != pieces:
            best = better(best, _best_of(joined, other, wish, 1, hopeless))
        if best.outside <= hopeless:
            break
    return best


def _hopeless(joined: Joined, pieces: list[Piece], wish: Wish) -> float:
    """How far outside the band every plan is: pieces that fit no number, units that are too large."""
    weight = joined.board.weight
    alone = [piece.households for piece in pieces if piece.reason and piece.grids == 1]
    return outside(np.array([*alone, *weight[weight > wish.high]], dtype=np.int64), wish)


def _best_of(
    joined: Joined, pieces: list[Piece], wish: Wish, starts: int, hopeless: float
) -> Found:
    seeds = [wish.seed * 1000 + turn for turn in range(starts)]
    found = [
        search(joined.board, start(joined.board, pieces, seed), wish, seed, hopeless)
        for seed in seeds
    ]
    return reduce(better, found)


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
