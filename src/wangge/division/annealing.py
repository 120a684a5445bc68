"""The search: small moves at a falling temperature while the band hardens from wish to wall.

How long it takes is counted in sweeps, not seconds, so the same seed gives the same plan anywhere.
"""

from dataclasses import dataclass

import numpy as np

from wangge.division.board import CHARGE, Board, Floats, Ints, Rules, State, state_of
from wangge.division.moves import anneal
from wangge.division.wishes import Wish

ROUNDS = 60
EVERY = 15  # units looked at for one pair of grids cut anew
LOOKS, LEAST, MOST = 25_000_000, 3500, 4000  # at units in all; sweeps over all units
FEW = 250  # units: then pairs are cut anew more often, in a softer band


@dataclass(frozen=True)
class Found:
    """A plan of the search and whether it is inside the band everywhere."""

    part: Ints
    outside: float
    cost: float


@dataclass(frozen=True)
class Course:
    """How a search cools and hardens: temperature, and the cost of a household outside the band."""

    hot: float
    cold: float
    soft: float
    hard: float
    sweeps: int
    every: int = EVERY
    rounds: int = ROUNDS

    def at(self, step: int) -> tuple[float, float]:
        """Temperature and hardness of one round."""
        gone = step / max(self.rounds - 1, 1)
        return self.hot * (self.cold / self.hot) ** gone, self.soft * (
            self.hard / self.soft
        ) ** gone


def search(board: Board, part: Ints, wish: Wish, seed: int) -> Found:
    """The best plan met from this start."""
    course = _course(board, wish)
    return cooled(board, part, rules(board, int(part.max()) + 1, wish), course, seed)


def _course(board: Board, wish: Wish) -> Course:
    scale, units = typical(board), max(len(board.weight), 1)
    sweeps = int(min(max(LOOKS // units, LEAST), MOST) * wish.effort)
    if units <= FEW:
        return Course(2 * scale, 0.6 * scale, 0.02 * scale, 0.1 * scale, sweeps // 2, EVERY // 3)
    return Course(1.5 * scale, 0.2 * scale, 0.04 * scale, 0.3 * scale, sweeps)


def cooled(board: Board, part: Ints, told: Rules, course: Course, seed: int) -> Found:
    """One search along its course; at last only what is better is taken."""
    state = state_of(board, part, int(part.max()) + 1, seed)
    best = seen(board, state, told)
    sweeps = max(1, course.sweeps // course.rounds)
    for step in range(course.rounds):
        heat, band = course.at(step)
        anneal(board, state, told._replace(heat=heat, band=band), sweeps, course.every)
        if step >= course.rounds // 2:
            best = better(best, seen(board, state, told))
    last = told._replace(heat=0.0, band=4 * course.hard)
    anneal(board, state, last, sweeps, course.every)
    return better(best, seen(board, state, told))


def typical(board: Board) -> float:
    """What a border between two units costs on average."""
    return float(board.cost.mean()) if len(board.cost) else 1.0


def rules(board: Board, grids: int, wish: Wish) -> Rules:
    """The wish in the search's own terms, at no temperature yet and without a charge for the band."""
    scale, count = typical(board), board.extra.shape[1]
    total = board.extra.sum(axis=0)
    return Rules(
        low=float(wish.low),
        high=float(wish.high),
        target=max(float(board.weight.sum()) / grids, 1e-9),
        band=0.0,
        even=scale * 500.0 * wish.even,
        compact=scale * wish.compact,
        spread=np.full(count, scale * 20.0),
        mean=np.maximum(total / grids, 1e-9),
        heat=0.0,
        plain=count == 0 and not wish.compact and not board.price.any(),
    )


def outside(households: Ints, low: float, high: float) -> float:
    """How far a plan is from the band: households above and below it, and a charge for each grid."""
    over = np.maximum(households - high, 0) + np.maximum(low - households, 0)
    return float(over.sum() + CHARGE * (over > 0).sum())


def seen(board: Board, state: State, told: Rules) -> Found:
    """The plan as it stands, with its cost."""
    cost = border_cost(board, state.part)
    cost += told.even * float(((state.households / told.target - 1) ** 2).sum())
    if told.compact:
        room = np.where(state.area > 0, state.area, np.inf)
        cost += told.compact * float((state.rim**2 / (4 * np.pi * room)).sum())
    cost += float((told.spread * (state.load / told.mean - 1) ** 2).sum())
    left = (board.home >= 0) & (board.home != state.part)
    cost += float(board.price[left].sum())
    return Found(state.part.copy(), outside(state.households, told.low, told.high), cost)


def border_cost(board: Board, part: Ints) -> float:
    """What all borders between grids cost."""
    of = np.repeat(np.arange(len(board.weight)), np.diff(board.start))
    cut: Floats = board.cost[part[of] != part[board.other]]
    return float(cut.sum()) / 2


def better(one: Found, two: Found) -> Found:
    """The one nearer the band; of two inside, the cheaper."""
    return two if (two.outside, two.cost) < (one.outside, one.cost) else one
