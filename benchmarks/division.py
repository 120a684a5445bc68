"""Division of towns into grids, beside every peer that is installed, on the same units in the same run.

METIS (k-way, contiguous) gets many seeds; its best plan inside the band is the peer to beat. Ours is
measured free inside the band from several seeds, held to that peer's own mean deviation, and balanced;
then its plan is proved pair by pair, and mended after drift beside METIS run anew. Each measurement runs
in a process of its own, so seconds of the processor and memory are that measurement's alone.
"""

import ctypes
import gc
import math
import multiprocessing
import os
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from _peers import absent, matched, metis_plan, peers, told_of
from _towns import generated, real
from wangge.division.joining import Joined, join
from wangge.division.plan import Plan, divide, mend
from wangge.division.proving import prove
from wangge.division.quality import Figures
from wangge.division.standing import Standing
from wangge.division.town import Town, read_town
from wangge.division.warming import warm
from wangge.division.wishes import Wish

SIZES = [int(told) for told in os.environ.get("BENCH_UNITS", "500,5000").split(",") if told]
OSM = os.environ.get("BENCH_OSM", "")
FILES = [Path(told) for told in os.environ.get("BENCH_FILES", "").split(",") if told]
SEEDS = int(os.environ.get("BENCH_SEEDS", "3"))
PEER_SEEDS = int(os.environ.get("BENCH_PEER_SEEDS", "0"))
PEER_SECONDS = float(os.environ.get("BENCH_PEER_SECONDS", "10"))
PROVE_SECONDS = float(os.environ.get("BENCH_PROVE_SECONDS", "30"))
PATIENCE = 4  # times its seconds until a peer is stopped
NARROWED = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
DRIFT = 0.12
WISH = Wish()
HEAD = f"  {'':<34}{'grids':>6}{'band%':>7}{'broken':>7}{'dev% mean/max':>15}{'border km':>11}"
HEAD += f"{'street%':>9}{'round':>7}{'CPU s':>8}{'MB':>6}"


def run() -> dict[str, Any]:
    """Every town, one after the other."""
    warm()
    told = {}
    for name, made in towns():
        town = made()
        if town.units.households.sum() < WISH.low:
            continue
        told[name] = measured(name, town)
    return told


def towns() -> list[tuple[str, Callable[[], Town]]]:
    """The towns asked for, made when their turn comes."""
    asked = [(f"generated {size}", lambda size=size: generated(size)) for size in SIZES]
    asked += [(name, lambda town=town: town) for name, town in (real(Path(OSM)) if OSM else [])]
    asked += [(path.stem, lambda path=path: read_town(path)) for path in FILES]
    return asked


def measured(name: str, town: Town) -> dict[str, Any]:
    """All figures of one town."""
    print(f"{name}: {len(town.units)} units, {int(town.units.households.sum())} households")
    joined = join(town)
    shapes = town.units.shapes
    ground = float(shapely.area(shapes).sum()) / float(shapely.union_all(shapes).area) - 1
    say("area of the units / of their union - 1", f"{ground:.1e}")
    print(HEAD, flush=True)
    told: dict[str, Any] = {"units": len(town.units), "overlap": ground}
    plan, best = ours(town, told)
    peer = others(town, joined, plan.figures.grids, told)
    if peer:
        told["border_of_metis"] = round(best.cut_cost / peer.cut_cost, 3)
        level = balanced(town, peer, told)
        told["border_of_metis_at_its_balance"] = round(level.cut_cost / peer.cut_cost, 3)
        say("border / METIS's: free, at its balance", told["border_of_metis"],
            told["border_of_metis_at_its_balance"])  # fmt: skip
    certificate(town, plan, told)
    mended(town, plan, told)
    return told


def ours(town: Town, told: dict[str, Any]) -> tuple[Plan, Figures]:
    """Free inside the band from several seeds; the first plan and the figures of the median one."""
    runs = []
    for seed in range(1, SEEDS + 1):
        plan, seconds, memory = alone(lambda seed=seed: divide(town, replace(WISH, seed=seed)))
        runs.append((plan, row(f"ours, seed {seed}", plan.figures, seconds, memory)))
    plan, seconds, memory = alone(lambda: divide(town, replace(WISH, even=1.0)))
    told["ours"] = [each for _, each in runs]
    told["ours_balanced"] = row("ours, balanced", plan.figures, seconds, memory)
    good = sum(each["in_band"] == 1 and not each["broken"] for _, each in runs)
    told["seeds_all_in_band_and_whole"] = f"{good} of {len(runs)}"
    ranked = sorted((plan.figures.cut_cost, at) for at, (plan, _) in enumerate(runs))
    return runs[0][0], runs[ranked[len(ranked) // 2][1]][0].figures


def others(town: Town, joined: Joined, grids: int, told: dict[str, Any]) -> Figures | None:
    """Every peer on the same units; the figures of METIS's best plan if it is feasible."""
    best = None
    count = len(town.units)
    seeds = PEER_SEEDS or (300 if count <= 1_000 else 60 if count <= 10_000 else 8)
    for name, package, call, most in peers():
        if absent(package):
            skipped(name, f"not installed (pip install --group bench: {package})", told)
            continue
        if count > most:
            skipped(name, f"not asked beyond {most} units", told)
            continue
        asked = (town, joined, grids, WISH, seeds, PEER_SECONDS)
        answer = alone(lambda call=call, asked=asked: call(*asked), PATIENCE * PEER_SECONDS)
        if not isinstance(answer, tuple):
            skipped(name, str(answer), told)
            continue
        (part, note), seconds, memory = answer
        figures = told_of(joined, part, WISH)
        told[name] = row(f"{name} {note}"[:34], figures, seconds, memory)
        if package == "pymetis" and figures.share_in_band == 1 and not figures.discontiguous:
            best = figures
    return best


def balanced(town: Town, peer: Figures, told: dict[str, Any]) -> Figures:
    """Ours in a narrower band until its mean deviation is the peer's or less."""
    for share in NARROWED:
        off = peer.mean * peer.max_deviation * share
        wish = Wish(low=math.ceil(peer.mean - off), high=int(peer.mean + off), staff=peer.grids)
        plan, seconds, memory = alone(lambda wish=wish: divide(town, wish))
        if plan.figures.mean_deviation <= peer.mean_deviation:
            break
    told["ours_at_metis_balance"] = row("ours at METIS's balance", plan.figures, seconds, memory)
    return plan.figures


def certificate(town: Town, plan: Plan, told: dict[str, Any]) -> None:
    """The share of neighbouring pairs proved."""
    if find_spec("ortools") is None:
        skipped("certificate", "OR-Tools not installed (pip install 'wangge[prove]')", told)
        return
    (better, proof), seconds, memory = alone(lambda: prove(town, plan, WISH, PROVE_SECONDS))
    told["certificate"] = {
        **proof.as_json(),
        "border_km_after": round(better.figures.cut_cost / 1000, 3),
        "cpu_seconds": round(seconds, 2),
        "memory_mb": memory,
    }
    say(f"certificate: {proof.proved} of {proof.pairs} pairs proved", f"{proof.share:.1%}",
        f"{proof.improved} improved, {seconds:.1f} CPU s of {PROVE_SECONDS:.0f} s")  # fmt: skip


def mended(town: Town, plan: Plan, told: dict[str, Any]) -> None:
    """Every grid grows or shrinks by a factor of its own; mended by us, and by METIS run anew."""
    lot = np.random.default_rng(1)
    factor = lot.lognormal(0, DRIFT, len(plan.names))
    households = np.rint(town.units.households * factor[plan.part]).astype(np.int64)
    drifted = replace(town, units=replace(town.units, households=households))
    standing = Standing(plan.names, plan.part)
    kept, seconds, memory = alone(lambda: mend(drifted, standing, WISH))
    figures = kept.figures
    told["mended"] = row("ours, mended after drift", figures, seconds, memory)
    moved, bound = figures.moved_households or 0, figures.moved_bound or 0
    told["mended"] |= {"moved_households": moved, "bound": bound}
    told["mended"]["of_bound"] = round(moved / bound, 2) if bound else None
    say(f"moved {moved} households, bound {bound}", told["mended"]["of_bound"] or "-")
    if absent("pymetis"):
        return
    now = join(drifted)
    part, seconds, memory = alone(lambda: metis_plan(now, len(plan.names), 0))
    told["metis_anew"] = row("METIS anew, matched", told_of(now, part, WISH), seconds, memory)
    node_part = np.zeros(len(now.board.weight), dtype=np.int64)
    node_part[now.node] = plan.part
    moved = matched(now, node_part, part)
    told["metis_anew"]["moved_households"] = moved
    say(f"moved {moved} households", round(moved / bound, 1) if bound else "-")


def alone(work: Callable[[], Any], seconds: float = math.inf) -> Any:
    """In a process of its own: the answer, processor seconds and MB at most; or why there is none."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what was needed to make the town is not theirs
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_answer, args=(theirs, work))
    process.start()
    theirs.close()
    if not ours.poll(None if math.isinf(seconds) else seconds):
        process.kill()
        return f"not finished in {seconds:.0f} s"
    try:
        told = ours.recv()
    except EOFError:
        told = "ended without an answer"
    process.join()
    return told


def _answer(pipe: Any, work: Callable[[], Any]) -> None:
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the largest memory starts anew
    start = time.process_time()
    try:
        told = work()
    except Exception as error:  # noqa: BLE001 -- whatever a peer stumbles over is its result
        pipe.send(f"failed: {type(error).__name__}: {error}"[:90])
        return
    seconds = time.process_time() - start
    status = Path("/proc/self/status").read_text("ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    pipe.send((told, seconds, int(peak.split()[1]) // 1024))


def row(name: str, told: Figures, seconds: float, memory: int) -> dict[str, Any]:
    """One line of the table, and the same for JSON."""
    print(
        f"  {name:<34}{told.grids:>6}{told.share_in_band:>7.1%}{told.discontiguous:>7}"
        f"{told.mean_deviation:>9.1%}/{told.max_deviation:<5.0%}{told.cut_cost / 1000:>11.3f}"
        f"{told.along_barriers:>9.1%}{told.compactness:>7.2f}{seconds:>8.2f}{memory:>6}",
        flush=True,
    )
    return {
        "grids": told.grids,
        "in_band": round(told.share_in_band, 4),
        "broken": told.discontiguous,
        "mean_deviation": round(told.mean_deviation, 4),
        "max_deviation": round(told.max_deviation, 4),
        "border_km": round(told.cut_cost / 1000, 3),
        "on_streets": round(told.along_barriers, 4),
        "compactness": round(told.compactness, 3),
        "cpu_seconds": round(seconds, 2),
        "memory_mb": memory,
    }


def skipped(name: str, why: str, told: dict[str, Any]) -> None:
    told[name] = why
    say(name, why)


def say(what: str, *told: Any) -> None:
    print(f"  {what:<40}" + "  ".join(str(each) for each in told), flush=True)
