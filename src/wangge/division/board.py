"""What the search works on: the graph of units, the plan as it stands, and what is wished."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wangge.division.compiled import compiled, inlined

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
FAR = 12.0  # times the temperature: such a rise is never taken
CHARGE = 15.0  # a grid outside the band counts as this many households more


class Board(NamedTuple):
    """The graph, never changed: neighbours of `v` stand at `start[v]:start[v + 1]`."""

    start: Ints
    other: Ints
    edge: Ints
    cost: Floats
    metres: Floats
    ends: Ints  # edge, 2
    weight: Ints  # households
    area: Floats
    outer: Floats  # metres of rim shared with nobody
    extra: Floats  # unit, attribute
    home: Ints  # the grid it belonged to, or -1
    price: Floats  # what it costs to leave it
    fixed: Ints


class State(NamedTuple):
    """The plan as it stands and the scratch of the search."""

    part: Ints
    households: Ints
    area: Floats
    rim: Floats
    load: Floats  # grid, attribute
    mark: Ints
    want: Ints
    stamp: Ints
    order: Ints
    spot: Ints
    parent: Ints
    depth: Ints
    frontier: Ints  # entries of `other` a tree may grow along
    origin: Ints  # and from where in the tree
    below: Ints
    severed: Floats
    random: Ints


class Rules(NamedTuple):
    """What a plan costs beside its borders."""

    low: float
    high: float
    target: float
    band: float  # per household outside the band
    even: float  # per squared share of the mean
    compact: float  # per P²/4πA
    spread: Floats  # per attribute, on its squared share of the mean
    mean: Floats  # of each attribute
    heat: float
    plain: bool  # borders and households are all that counts


def state_of(board: Board, part: Ints, grids: int, seed: int) -> State:
    """The plan `part` with its sums."""
    count = len(board.weight)
    part = np.ascontiguousarray(part, dtype=np.int64).copy()
    load = np.zeros((grids, board.extra.shape[1]))
    np.add.at(load, part, board.extra)
    left, right = part[board.ends[:, 0]], part[board.ends[:, 1]]
    cut = left != right
    lengths = np.zeros(len(board.ends))
    lengths[board.edge] = board.metres
    rim = summed(part, board.outer, grids)
    rim += summed(left[cut], lengths[cut], grids)
    rim += summed(right[cut], lengths[cut], grids)
    mixed = np.random.default_rng(seed).integers(1, 2_147_000_000, 1)
    return State(
        part=part,
        households=np.bincount(part, board.weight, grids).astype(np.int64),
        area=summed(part, board.area, grids),
        rim=rim,
        load=load,
        mark=np.zeros(count, dtype=np.int64),
        want=np.zeros(count, dtype=np.int64),
        stamp=np.zeros(1, dtype=np.int64),
        order=np.zeros(count, dtype=np.int64),
        spot=np.zeros(count, dtype=np.int64),
        parent=np.zeros(count, dtype=np.int64),
        depth=np.zeros(count, dtype=np.int64),
        frontier=np.zeros(max(len(board.other), 1), dtype=np.int64),
        origin=np.zeros(max(len(board.other), 1), dtype=np.int64),
        below=np.zeros(count, dtype=np.int64),
        severed=np.zeros(count),
        random=np.ascontiguousarray(mixed, dtype=np.int64),
    )


def summed(of: Ints, each: Floats, count: int) -> Floats:
    """Sums by group."""
    told: Floats = np.bincount(of, each, count).astype(np.float64)
    return told


@inlined
def draw(random: Ints) -> float:
    """A number in [0, 1): shifts within 32 bits, so plain Python draws the same."""
    mixed = random[0]
    mixed ^= (mixed << 13) & 4294967295
    mixed ^= mixed >> 17
    mixed ^= (mixed << 5) & 4294967295
    random[0] = mixed
    return float(mixed / 4294967296.0)


@inlined
def taken(random: Ints, heat: float, rise: float) -> bool:
    """The rule of annealing."""
    if rise <= 0:
        return True
    return rise < FAR * heat and draw(random) < math.exp(-rise / heat)


@inlined
def strain(rules: Rules, households: float) -> float:
    """What the number of households of one grid costs."""
    told = 0.0
    if households > rules.high:
        told += rules.band * (households - rules.high + CHARGE)
    elif households < rules.low:
        told += rules.band * (rules.low - households + CHARGE)
    if rules.even > 0:
        share = households / rules.target - 1
        told += rules.even * share * share
    return told


@inlined
def jagged(rules: Rules, rim: float, area: float) -> float:
    """What the shape of one grid costs."""
    if area <= 0:
        return 0.0
    return rules.compact * rim * rim / (12.566370614359172 * area)


@compiled
def burden(rules: Rules, load: Floats) -> float:
    """What one grid's other attributes cost."""
    told = 0.0
    for which in range(len(load)):
        share = load[which] / rules.mean[which] - 1
        told += rules.spread[which] * share * share
    return told


@compiled
def pair_energy(
    board: Board, state: State, rules: Rules, pair: tuple[int, int], size: int
) -> float:
    """All that two grids cost but their borders; their units stand first in `order`."""
    one, two = pair
    told = strain(rules, state.households[one]) + strain(rules, state.households[two])
    if rules.plain:
        return told
    told += jagged(rules, state.rim[one], state.area[one])
    told += jagged(rules, state.rim[two], state.area[two])
    told += burden(rules, state.load[one]) + burden(rules, state.load[two])
    for index in range(size):
        unit = state.order[index]
        if board.home[unit] >= 0 and state.part[unit] != board.home[unit]:
            told += board.price[unit]
    return told
