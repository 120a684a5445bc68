"""The search: small moves at a falling temperature while the band hardens from wish to wall.

How long it takes is counted in steps, not seconds, so the same seed gives the same plan anywhere.
"""

import math
from dataclasses import dataclass

import numpy as np

from wangge.division.board import CHARGE, Board, Floats, Ints, Rules, State, state_of
from wangge.division.moves import anneal
from wangge.division.wishes import Wish

ROUNDS = 60
HOT, COLD = 0.5, 0.08  # temperature in typical border costs
SOFT, HARD = 0.02, 1.0  # a household outside the band, likewise
EVERY = 40  # small moves for one pair cut anew
STEPS, LEAST = 700, 200_000  # per unit, at least
LARGE = 6000
MENDING, PATIENCE = 8, 2


@dataclass(frozen=True)
class Found:
    """A plan of the search and whether it is inside the band everywhere."""

    part: Ints
    outside: float
    cost: float


def search(board: Board, part: Ints, wish: Wish, seed: int, hopeless: float = 0.0) -> Found:
    """The best plan met from this start; `hopeless` is how far from the band any plan must be."""
    grids = int(part.max()) + 1
    scale = float(board.cost.mean()) if len(board.cost) else 1.0
    state = state_of(board, part, grids, seed)
    steps = int(_steps(len(board.weight)) * wish.effort)
    best = seen(board, state, wish)
    for step in range(ROUNDS):
        at = step / (ROUNDS - 1)
        heat = scale * HOT * (COLD / HOT) ** at
        band = scale * SOFT * (HARD / SOFT) ** at
        anneal(board, state, rules(board, grids, wish, heat, band), steps // ROUNDS, EVERY)
        if step >= ROUNDS // 2:
            best = better(best, seen(board, state, wish))
    last = rules(board, grids, wish, 0.0, 4 * scale)
    anneal(board, state, last, steps // ROUNDS, EVERY)
    best = better(best, seen(board, state, wish))
    return _mended(board, best, wish, seed) if best.outside > hopeless else best


def _steps(units: int) -> float:
    """Small moves for a town of this size; the largest get somewhat fewer for each unit."""
    return max(LEAST, STEPS * units * min(1.0, math.pow(LARGE / units, 0.25)))


def _mended(board: Board, best: Found, wish: Wish, seed: int) -> Found:
    """Where something is still outside: warmer again with a band that is a wall."""
    grids = int(best.part.max()) + 1
    scale = float(board.cost.mean()) if len(board.cost) else 1.0
    steps = int(max(LEAST, _steps(len(board.weight)) / 8) * wish.effort)
    vain = 0
    for turn in range(MENDING):
        before = best.outside
        state = state_of(board, best.part, grids, seed + turn + 1)
        for step in range(10):
            heat = scale * 0.4 * 0.7**step
            told = rules(board, grids, wish, heat, scale * (0.3 + 0.3 * step))
            anneal(board, state, told, steps // 10, 40)
            best = better(best, seen(board, state, wish))
        vain = 0 if best.outside < before else vain + 1
        if not best.outside or vain > PATIENCE:
            break
    return best


def rules(board: Board, grids: int, wish: Wish, heat: float, band: float) -> Rules:
    """The wish in the search's own terms."""
    scale = float(board.cost.mean()) if len(board.cost) else 1.0
    count = board.extra.shape[1]
    total = board.extra.sum(axis=0)
    return Rules(
        low=float(wish.low),
        high=float(wish.high),
        target=max(float(board.weight.sum()) / grids, 1e-9),
        band=band,
        even=scale * 500.0 * wish.even,
        compact=scale * wish.compact,
        spread=np.full(count, scale * 20.0),
        mean=np.maximum(total / grids, 1e-9),
        heat=heat,
        plain=count == 0 and not board.price.any(),
    )


def outside(households: Ints, wish: Wish) -> float:
    """How far a plan is from the band: households above and below it, and a charge for each grid."""
    over = np.maximum(households - wish.high, 0) + np.maximum(wish.low - households, 0)
    return float(over.sum() + CHARGE * (over > 0).sum())


def seen(board: Board, state: State, wish: Wish) -> Found:
    """The plan as it stands, with its cost under the wish."""
    grids = len(state.households)
    told = rules(board, grids, wish, 0.0, 0.0)
    cost = border_cost(board, state.part)
    cost += told.even * float(((state.households / told.target - 1) ** 2).sum())
    if told.compact:
        room = np.where(state.area > 0, state.area, np.inf)
        cost += told.compact * float((state.rim**2 / (4 * np.pi * room)).sum())
    cost += float((told.spread * (state.load / told.mean - 1) ** 2).sum())
    left = (board.home >= 0) & (board.home != state.part)
    cost += float(board.price[left].sum())
    return Found(state.part.copy(), outside(state.households, wish), cost)


def border_cost(board: Board, part: Ints) -> float:
    """What all borders between grids cost."""
    of = np.repeat(np.arange(len(board.weight)), np.diff(board.start))
    cut: Floats = board.cost[part[of] != part[board.other]]
    return float(cut.sum()) / 2


def better(one: Found, two: Found) -> Found:
    """The one nearer the band; of two inside, the cheaper."""
    return two if (two.outside, two.cost) < (one.outside, one.cost) else one
