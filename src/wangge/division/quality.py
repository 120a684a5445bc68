"""Figures of a plan: each grid's, and the plan's as a whole."""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from wangge.division.board import Floats, Ints, state_of
from wangge.division.cells import numbered
from wangge.division.joining import Joined
from wangge.division.wishes import Wish


@dataclass(frozen=True)
class Figures:
    """What a plan is worth; shares between 0 and 1, lengths in metres."""

    grids: int
    households: int
    in_band: int
    share_in_band: float
    discontiguous: int
    least: int
    greatest: int
    mean: float
    mean_deviation: float  # of the mean
    max_deviation: float
    balance: float  # 1: all grids alike (Jain's index)
    cut_edges: int
    cut_metres: float
    cut_cost: float
    along_barriers: float
    compactness: float  # mean Polsby-Popper
    reference_metres: float  # borders of a honeycomb of these areas
    attributes: dict[str, float] = field(default_factory=dict)  # largest deviation of each
    moved_households: int | None = None
    moved_bound: int | None = None
    kept_share: float | None = None

    def as_json(self) -> dict[str, Any]:
        """For the command's answer."""
        return {key: _short(told) for key, told in asdict(self).items() if told is not None}


def _short(told: Any) -> Any:
    return round(told, 4) if isinstance(told, float) else told


def figures(joined: Joined, part: Ints, wish: Wish, attributes: list[str]) -> Figures:
    """The figures of a plan over the nodes."""
    board, grids = joined.board, int(part.max()) + 1
    state = state_of(board, part, grids, 0)
    held = state.households
    mean = float(held.mean())
    off = abs(held - mean) / mean if mean else np.zeros(grids)
    inside = (held >= wish.low) & (held <= wish.high)
    cut = part[board.ends[:, 0]] != part[board.ends[:, 1]]
    metres = float(joined.lengths[cut].sum())
    cost = np.zeros(len(board.ends))
    cost[board.edge] = board.cost
    squares = float((held.astype(np.float64) ** 2).sum())
    return Figures(
        grids=grids,
        households=int(held.sum()),
        in_band=int(inside.sum()),
        share_in_band=float(inside.mean()),
        discontiguous=int((pieces_of(board.ends, part, grids) > 1).sum()),
        least=int(held.min()),
        greatest=int(held.max()),
        mean=mean,
        mean_deviation=float(off.mean()),
        max_deviation=float(off.max()),
        balance=float(held.sum()) ** 2 / (grids * squares) if squares else 1.0,
        cut_edges=int(cut.sum()),
        cut_metres=metres,
        cut_cost=float(cost[cut].sum()),
        along_barriers=float(joined.along[cut].sum()) / metres if metres else 0.0,
        compactness=float(roundness(state.area, state.rim).mean()),
        reference_metres=_honeycomb(state.area, float(board.outer.sum())),
        attributes=_spread(state.load, attributes),
    )


def pieces_of(ends: Ints, part: Ints, grids: int) -> Ints:
    """In how many pieces each grid lies."""
    inside = ends[part[ends[:, 0]] == part[ends[:, 1]]]
    group = numbered(inside, len(part))
    seen = np.unique(np.column_stack([part, group]), axis=0)
    return np.bincount(seen[:, 0], minlength=grids)


def roundness(area: Floats, rim: Floats) -> Floats:
    """Polsby-Popper: 1 for a circle."""
    told: Floats = 4 * np.pi * area / np.where(rim > 0, rim, np.inf) ** 2
    return np.minimum(told, 1.0)


def _honeycomb(area: Floats, outer: float) -> float:
    """No plan of such areas with straight borders goes far below this."""
    return max(float(12**0.25 * np.sqrt(area).sum() - outer / 2), 0.0)


def _spread(load: Floats, attributes: list[str]) -> dict[str, float]:
    told = {}
    for at, name in enumerate(attributes):
        mean = float(load[:, at].mean())
        told[name] = round(float(abs(load[:, at] / mean - 1).max()), 4) if mean else 0.0
    return told
