"""Division of towns into grids, beside METIS on the same graph in the same run.

METIS (k-way, contiguous) gets many seeds; its best plan inside the band is the peer. Ours is measured
twice: free inside the band, and held to the peer's own mean deviation. Borders in kilometres, weighted
where the town has streets.
"""

import math
import os
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from wangge.division.allotting import allot
from wangge.division.joining import Joined, join
from wangge.division.keeping import keep
from wangge.division.plan import searched
from wangge.division.quality import Figures, figures
from wangge.division.standing import Standing
from wangge.division.town import Town, read_town, town_of
from wangge.division.units import Plane, Units
from wangge.division.wishes import Wish

SIZES = [int(told) for told in os.environ.get("BENCH_UNITS", "500,5000").split(",")]
PEER_SECONDS = float(os.environ.get("BENCH_PEER_SECONDS", "10"))
FILES = [Path(told) for told in os.environ.get("BENCH_FILES", "").split(",") if told]
NARROWED = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
WISH = Wish()


def run() -> dict[str, Any]:
    """Every town: the peer, ours free, ours at the peer's balance, and ours mended after drift."""
    warm()
    towns = [(f"generated {size}", generated(size)) for size in SIZES]
    towns += [(path.stem, read_town(path)) for path in FILES]
    told = {name: measured(name, town) for name, town in towns}
    told["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return told


def generated(count: int, seed: int = 1) -> Town:
    """Cells of a town about 35 metres wide with 4 to 49 households each."""
    lot = np.random.default_rng(seed)
    wide = math.sqrt(count) * 35
    points = lot.uniform(0, wide, (count, 2))
    for _ in range(2):
        whole = shapely.voronoi_polygons(shapely.multipoints(points), ordered=True)
        cells = shapely.intersection(shapely.get_parts(whole), shapely.box(0, 0, wide, wide))
        points = shapely.get_coordinates(shapely.centroid(cells))
    units = Units(
        names=list(range(count)),
        households=lot.integers(4, 50, count),
        estates=[""] * count,
        locks=[""] * count,
        extra=np.zeros((count, 0)),
        attributes=[],
        shapes=cells,
        points=False,
        plane=Plane(),
    )
    return town_of(units)


def warm() -> None:
    """Machine code is made before anything is measured."""
    joined = join(generated(200))
    searched(joined, allot(joined, WISH), Wish(effort=0.01))


def measured(name: str, town: Town) -> dict[str, Any]:
    joined = join(town)
    pieces = allot(joined, WISH)
    start = time.process_time()
    free = searched(joined, pieces, WISH)
    seconds = time.process_time() - start
    ours = figures(joined, free.part, WISH, [])
    peer, runs = metis(joined, ours.grids)
    told: dict[str, Any] = {
        "units": len(town.units),
        "grids": ours.grids,
        "free": {**shown(ours), "cpu_seconds": round(seconds, 1)},
        "mended": drifted(joined, free.part),
    }
    if peer:
        told["peer"] = {**shown(peer), "runs": runs}
        told["border_of_peer"] = round(ours.cut_cost / peer.cut_cost, 3)
        level = balanced(joined, peer)
        told["at_peers_balance"] = shown(level)
        told["border_of_peer_at_its_balance"] = round(level.cut_cost / peer.cut_cost, 3)
    show(name, told)
    return told


def shown(told: Figures) -> dict[str, Any]:
    return {
        "border_km": round(told.cut_cost / 1000, 2),
        "in_band": round(told.share_in_band, 4),
        "discontiguous": told.discontiguous,
        "mean_deviation": round(told.mean_deviation, 4),
        "max_deviation": round(told.max_deviation, 4),
        "compactness": round(told.compactness, 3),
        "cut_edges": told.cut_edges,
    }


def metis(joined: Joined, grids: int) -> tuple[Figures | None, int]:
    """METIS's best plan inside the band from as many seeds as fit into the time."""
    import pymetis

    board = joined.board
    adjacency = pymetis.CSRAdjacency(board.start, board.other)
    costs = np.maximum(1, np.rint(board.cost * 10)).astype(int)
    best, seed, start = None, 0, time.process_time()
    while time.process_time() - start < PEER_SECONDS:
        options = pymetis.Options(contig=1, ufactor=(150, 200, 250)[seed % 3], seed=seed)
        _, part = pymetis.part_graph(
            grids, adjacency=adjacency, vweights=board.weight, eweights=costs,
            options=options, recursive=False,
        )  # fmt: skip
        seed += 1
        part = np.array(part)
        held = np.bincount(part, board.weight, grids)
        if held.min() < WISH.low or held.max() > WISH.high:
            continue
        told = figures(joined, part, WISH, [])
        if not told.discontiguous and (best is None or told.cut_cost < best.cut_cost):
            best = told
    return best, seed


def balanced(joined: Joined, peer: Figures) -> Figures:
    """Ours in a narrower band until its mean deviation is the peer's or less."""
    for share in NARROWED:
        off = peer.mean * peer.max_deviation * share
        wish = Wish(low=math.ceil(peer.mean - off), high=int(peer.mean + off), staff=peer.grids)
        found = searched(joined, allot(joined, wish), wish)
        told = figures(joined, found.part, WISH, [])
        if told.mean_deviation <= peer.mean_deviation:
            break
    return told


def drifted(joined: Joined, part: np.ndarray) -> dict[str, Any]:
    """Every grid grows or shrinks by a factor of its own; the plan is mended."""
    lot = np.random.default_rng(1)
    factor = lot.lognormal(0, 0.12, int(part.max()) + 1)
    weight = np.rint(joined.board.weight * factor[part]).astype(np.int64)
    moved = Joined(**{**vars(joined), "board": joined.board._replace(weight=weight)})
    standing = Standing(list(range(int(part.max()) + 1)), part[joined.node])
    start = time.process_time()
    kept = keep(moved, standing, weight[joined.node], WISH)
    told = figures(moved, kept.part, WISH, [])
    return {
        "in_band": round(told.share_in_band, 4),
        "moved_households": kept.moved,
        "bound": kept.bound,
        "of_bound": round(kept.moved / kept.bound, 2) if kept.bound else None,
        "cpu_seconds": round(time.process_time() - start, 1),
    }


def show(name: str, told: dict[str, Any]) -> None:
    print(f"{name}: {told['units']} units, {told['grids']} grids", flush=True)
    for key, value in told.items():
        if key not in {"units", "grids"}:
            print(f"  {key:<32}{value}", flush=True)
