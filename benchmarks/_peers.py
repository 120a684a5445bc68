"""What others make of the same units: METIS, ReCom, Max-P, Ward and SKATER, where installed."""

import random
import time
import warnings
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np
import shapely

from wangge.division.joining import Joined
from wangge.division.quality import figures, pieces_of
from wangge.division.town import Town
from wangge.division.wishes import Wish

Part = np.ndarray
UFACTORS = (150, 200, 250)
BURST = 10  # steps of ReCom between looks at the best plan so far


def peers() -> Iterator[tuple[str, str, Callable[..., tuple[Part | None, str]], int]]:
    """Name, package, what runs it, and the largest number of units it is asked for."""
    yield "METIS, best feasible", "pymetis", metis, 10**9
    yield "GerryChain ReCom", "gerrychain", recom, 3_000
    yield "spopt Max-P", "spopt", max_p, 1_000
    yield "spopt Ward", "spopt", ward, 10_000
    yield "spopt SKATER", "spopt", skater, 1_000


def absent(package: str) -> bool:
    """Whether the peer is not installed here."""
    return find_spec(package) is None


def metis_plan(joined: Joined, grids: int, seed: int) -> Part:
    """One plan of METIS, k-way and contiguous."""
    import pymetis

    board = joined.board
    _, part = pymetis.part_graph(
        grids,
        adjacency=pymetis.CSRAdjacency(board.start, board.other),
        vweights=board.weight,
        eweights=np.maximum(1, np.rint(board.cost * 10)).astype(int),
        options=pymetis.Options(contig=1, ufactor=UFACTORS[seed % 3], seed=seed),
        recursive=False,
    )
    return np.array(part)


def metis(
    _town: Town, joined: Joined, grids: int, wish: Wish, seeds: int, seconds: float
) -> tuple[Part | None, str]:
    """The best plan inside the band and in whole grids of many seeds."""
    cost = np.zeros(len(joined.board.ends))
    cost[joined.board.edge] = joined.board.cost
    best, least, start, seed = None, np.inf, time.process_time(), 0
    while seed < seeds and time.process_time() - start < seconds:
        part = metis_plan(joined, grids, seed)
        seed += 1
        held = np.bincount(part, joined.board.weight, grids)
        if held.min() < wish.low or held.max() > wish.high:
            continue
        border = cost[part[joined.board.ends[:, 0]] != part[joined.board.ends[:, 1]]].sum()
        if border < least and (pieces_of(joined.board.ends, part, grids) <= 1).all():
            best, least = part, border
    if best is None:
        best, told = metis_plan(joined, grids, 0), f"none of {seed} seeds feasible; the first"
    else:
        told = f"of {seed} seeds"
    return best, told


def recom(
    _town: Town, joined: Joined, grids: int, wish: Wish, _seeds: int, seconds: float
) -> tuple[Part | None, str]:
    """Short bursts of ReCom towards the shortest weighted border, as long as the time lasts."""
    import networkx as nx
    from gerrychain import Graph, Partition, updaters
    from gerrychain.optimization import SingleMetricOptimizer
    from gerrychain.proposals import recom as propose

    warnings.simplefilter("ignore")
    board, start = joined.board, time.process_time()
    drawn = nx.Graph()
    for node, number in enumerate(board.weight.tolist()):
        drawn.add_node(node, households=number)
    cost = np.zeros(len(board.ends))
    cost[board.edge] = board.cost
    drawn.add_edges_from(board.ends.tolist())

    def border(partition: Any) -> float:
        part = _assigned(partition, len(board.weight))
        return float(cost[part[board.ends[:, 0]] != part[board.ends[:, 1]]].sum())

    lot = random.Random(1)
    ideal = float(board.weight.sum()) / grids
    room = min(wish.high / ideal - 1, 1 - wish.low / ideal)
    first = Partition.from_random_assignment(
        Graph.from_networkx(drawn), grids, room, "households",
        updaters={"households": updaters.Tally("households")}, rng=lot,
    )  # fmt: skip

    def proposal(partition: Any, **_: Any) -> Any:
        return propose(partition, "households", ideal, room, rng=lot)

    search = SingleMetricOptimizer(proposal, [], first, border, maximize=False, rng=lot)
    steps = 0
    for _ in search.short_bursts(BURST, 10**6):
        steps += 1
        if time.process_time() - start > seconds:
            break
    return _assigned(search.best_part, len(board.weight)), f"{steps} steps"


def _assigned(partition: Any, count: int) -> Part:
    told = np.array([partition.assignment[node] for node in range(count)])
    return np.unique(told, return_inverse=True)[1].ravel()


def _framed(town: Town, joined: Joined) -> tuple[Any, Any, list[str]]:
    """The units as spopt wants them: a table with places and households, and their neighbours."""
    import geopandas
    from libpysal.weights import W

    warnings.simplefilter("ignore")
    board = joined.board
    count = len(board.weight)
    middle = np.zeros((count, 2))
    np.add.at(middle, joined.node, shapely.get_coordinates(shapely.centroid(town.units.shapes)))
    middle /= np.bincount(joined.node, minlength=count)[:, None]
    table = geopandas.GeoDataFrame(
        {"x": middle[:, 0], "y": middle[:, 1], "households": board.weight},
        geometry=shapely.points(middle),
    )
    near = {
        node: board.other[board.start[node] : board.start[node + 1]].tolist()
        for node in range(count)
    }
    return table, W(near, silence_warnings=True), ["x", "y"]


def max_p(
    town: Town, joined: Joined, _grids: int, wish: Wish, _seeds: int, _seconds: float
) -> tuple[Part | None, str]:
    """Max-P with the lower bound as its threshold; it knows no upper one."""
    from spopt.region import MaxPHeuristic

    table, near, places = _framed(town, joined)
    np.random.seed(1)  # noqa: NPY002 -- what spopt draws from
    model = MaxPHeuristic(table, near, places, "households", wish.low, 2, 5)
    model.solve()
    return _numbered(model.labels_), ""


def ward(
    town: Town, joined: Joined, grids: int, _wish: Wish, _seeds: int, _seconds: float
) -> tuple[Part | None, str]:
    """Ward's clustering along neighbours; it knows no bound."""
    from spopt.region import WardSpatial

    table, near, places = _framed(town, joined)
    model = WardSpatial(table, near, places, grids)
    model.solve()
    return _numbered(model.labels_), ""


def skater(
    town: Town, joined: Joined, grids: int, _wish: Wish, _seeds: int, _seconds: float
) -> tuple[Part | None, str]:
    """SKATER: a tree cut where units differ most; a floor on the count of units only."""
    from spopt.region import Skater

    table, near, places = _framed(town, joined)
    floor = max(1, len(joined.board.weight) // grids // 3)
    model = Skater(table, near, places, grids, floor)
    model.solve()
    return _numbered(model.labels_), ""


def _numbered(labels: Any) -> Part:
    return np.unique(np.asarray(labels), return_inverse=True)[1].ravel()


def matched(joined: Joined, part: Part, fresh: Part) -> int:
    """Households that change grids if the fresh grids get the old workers as well as can be."""
    grids = int(max(part.max(), fresh.max())) + 1
    common = np.zeros((grids, grids))
    np.add.at(common, (part, fresh), joined.board.weight)
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError:
        kept = 0.0
        for _ in range(grids):
            at = np.unravel_index(np.argmax(common), common.shape)
            kept += max(float(common[at]), 0.0)
            common[at[0], :] = common[:, at[1]] = -1
        return round(float(joined.board.weight.sum()) - kept)
    rows, columns = linear_sum_assignment(-common)
    return round(float(joined.board.weight.sum() - common[rows, columns].sum()))


def told_of(joined: Joined, part: Part, wish: Wish) -> Any:
    """The figures of any plan over the nodes."""
    return figures(joined, np.asarray(part, dtype=np.int64), wish, [])
