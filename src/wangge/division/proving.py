"""Certificate of a plan: which pairs of neighbouring grids cannot be cut better.

For two neighbouring grids everything else stays as it is. OR-Tools' CP-SAT is asked for a cut of their
units with less border, both sides in one piece and inside the band. If none exists the pair is proved;
one that is found is taken, and the pairs it touches are asked again.
"""

import time
from collections import deque
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wangge.division.allotting import allot
from wangge.division.board import Ints
from wangge.division.joining import Joined, join
from wangge.division.plan import Plan
from wangge.division.quality import figures
from wangge.division.reasons import reasons
from wangge.division.town import Town
from wangge.division.wishes import Wish
from wangge.kernel.errors import Invalid

SHARE = 0.3  # of the time left that one pair may take
MILLIMETRES = 1000.0
ROUNDS = 400  # questions about one pair


@dataclass(frozen=True)
class Proof:
    """How many pairs of neighbours were looked at, proved, and found with a better cut."""

    pairs: int
    proved: int
    improved: int
    part: Ints  # the plan with every better cut taken, over the nodes
    seconds: float

    @property
    def share(self) -> float:
        """The share of pairs proved to be cut as well as can be."""
        return self.proved / self.pairs if self.pairs else 1.0

    def as_json(self) -> dict[str, Any]:
        """For the command's answer."""
        return {
            "pairs": self.pairs,
            "proved": self.proved,
            "share": round(self.share, 4),
            "improved": self.improved,
            "seconds": round(self.seconds, 1),
        }


def prove(town: Town, plan: Plan, wish: Wish, seconds: float = 30.0) -> tuple[Plan, Proof]:
    """The plan with every better cut taken, and its certificate."""
    joined = join(town)
    part = np.zeros(len(joined.board.weight), dtype=np.int64)
    part[joined.node] = plan.part
    told = prove_pairs(joined, part, wish, seconds)
    if not told.improved:
        return plan, told
    better = replace(
        plan,
        part=told.part[joined.node],
        figures=figures(joined, told.part, wish, town.units.attributes),
        reasons=reasons(town, joined, allot(joined, wish), told.part, names=plan.names, wish=wish),
    )
    return better, told


def prove_pairs(joined: Joined, part: Ints, wish: Wish, seconds: float = 30.0) -> Proof:
    """Ask for every pair of neighbouring grids, those left over by the clock stay unproved."""
    cp_sat()
    start = time.monotonic()
    part = part.copy()
    waiting = deque(_pairs(joined, part))
    proved: set[tuple[int, int]] = set()
    later: deque[tuple[int, int]] = deque()
    improved = 0
    while waiting or later:
        left = seconds - (time.monotonic() - start)
        if left <= 0:
            break
        pair = waiting.popleft() if waiting else later.popleft()
        # The first time round a hard pair does not hold up the easy ones.
        most = min(left, seconds / 30) if waiting else left * SHARE
        found = _Pair(joined, part, pair, wish).better(most)
        if found is None:
            proved.add(pair)
        elif len(found):
            part = found
            improved += 1
            touched = [each for each in _pairs(joined, part) if set(each) & set(pair)]
            proved -= {each for each in proved if set(each) & set(pair)}
            waiting.extend(each for each in touched if each not in waiting)
        elif most < left:
            later.append(pair)
    pairs = set(_pairs(joined, part))
    return Proof(len(pairs), len(proved & pairs), improved, part, time.monotonic() - start)


def cp_sat() -> Any:
    """The solver, or a refusal that says how to get it."""
    try:
        from ortools.sat.python import cp_model  # not everybody has it
    except ImportError as missing:
        raise Invalid(
            "divide.prove",
            "没有安装 OR-Tools，无法证明界线最短。请运行 pip install 'wangge[prove]' 后重试；"
            "划分本身不需要它。",
        ) from missing
    return cp_model


def _pairs(joined: Joined, part: Ints) -> list[tuple[int, int]]:
    ends = part[joined.board.ends]
    cut = ends[ends[:, 0] != ends[:, 1]]
    return [(int(a), int(b)) for a, b in np.unique(np.sort(cut, axis=1), axis=0)]


class _Pair:
    """The question for one pair of grids."""

    def __init__(self, joined: Joined, part: Ints, pair: tuple[int, int], wish: Wish) -> None:
        board = joined.board
        self.part, self.pair = part, pair
        self.nodes = np.flatnonzero(np.isin(part, pair))
        local = np.full(len(part), -1, dtype=np.int64)
        local[self.nodes] = np.arange(len(self.nodes))
        inner = (local[board.ends] >= 0).all(axis=1)
        self.ends = local[board.ends[inner]]
        cost = np.zeros(len(board.ends))
        cost[board.edge] = board.cost
        self.cost = np.rint(cost[inner] * MILLIMETRES).astype(np.int64)
        self.weight = board.weight[self.nodes]
        self.side = (part[self.nodes] == pair[1]).astype(np.int64)
        self.fixed = board.fixed[self.nodes] == 1
        self.near: list[list[int]] = [[] for _ in self.nodes]
        for one, two in self.ends.tolist():
            self.near[one].append(two)
            self.near[two].append(one)
        held = [int(self.weight[self.side == side].sum()) for side in (0, 1)]
        band = (min(held), max(held)) if wish.even > 0 else (wish.low, wish.high)
        self.alike = all(band[0] <= each <= band[1] for each in held)
        self.low, self.high = (
            [choose(edge, each) for each in held]
            for choose, edge in zip((min, max), band, strict=True)
        )

    def better(self, seconds: float) -> Ints | None:
        """A plan with less border; None if there is none, an empty one if time ran out."""
        model, chosen = self._model()
        cp_model, start = cp_sat(), time.monotonic()
        for _ in range(ROUNDS):
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            solver.parameters.random_seed = 1
            solver.parameters.max_time_in_seconds = max(seconds - (time.monotonic() - start), 0.01)
            answer = solver.solve(model)
            if answer == cp_model.INFEASIBLE:
                return None
            if answer not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
                break
            side = np.array([solver.value(each) for each in chosen])
            if not self._whole(model, chosen, side):
                continue
            told = self.part.copy()
            told[self.nodes] = np.where(side == 1, self.pair[1], self.pair[0])
            return told
        return np.zeros(0, dtype=np.int64)

    def _model(self) -> tuple[Any, list[Any]]:
        model = cp_sat().CpModel()
        chosen = [model.new_bool_var("") for _ in self.nodes]
        cut = []
        for one, two in self.ends.tolist():
            each = model.new_bool_var("")
            model.add_bool_or([each, chosen[one].Not(), chosen[two]])
            model.add_bool_or([each, chosen[one], chosen[two].Not()])
            cut.append(each)
        border = sum(int(c) * each for c, each in zip(self.cost, cut, strict=True))
        today = int(self.cost[self.side[self.ends[:, 0]] != self.side[self.ends[:, 1]]].sum())
        model.add(border <= today - max(1, len(self.ends)))  # less by more than the rounding
        other = sum(int(w) * each for w, each in zip(self.weight, chosen, strict=True))
        total = int(self.weight.sum())
        model.add(other >= max(self.low[1], total - self.high[0]))
        model.add(other <= min(self.high[1], total - self.low[0]))
        bound = np.flatnonzero(self.fixed)
        if not len(bound) and self.alike:  # the two may change names: one half is enough
            bound = np.array([int(np.argmax(self.weight))])
        for at in bound:
            model.add(chosen[at] == int(self.side[at]))
        return model, chosen

    def _whole(self, model: Any, chosen: list[Any], side: Ints) -> bool:
        """Whether both sides are in one piece; if not the model learns why."""
        whole = True
        for which in (0, 1):
            parts = self._parts(np.flatnonzero(side == which).tolist())
            if len(parts) <= 1:
                continue
            whole = False
            heart = max(parts, key=lambda part: int(self.weight[part].sum()))
            for part in parts:
                if part is not heart:
                    self._cut_off(model, chosen, which, part, heart)
        return whole

    def _cut_off(
        self, model: Any, chosen: list[Any], which: int, part: list[int], heart: list[int]
    ) -> None:
        """Two units of one side need a unit of that side on every wall between them."""
        inside = set(part)
        wall = {near for at in part for near in self.near[at]} - inside
        wall = self._reached(heart[0], wall)
        for at in part:
            on = [chosen[near] if which else chosen[near].Not() for near in sorted(wall)]
            ends = [chosen[end].Not() if which else chosen[end] for end in (at, heart[0])]
            model.add_bool_or([*on, *ends])

    def _reached(self, start: int, wall: set[int]) -> set[int]:
        """The part of a wall that is seen from outside it: no smaller one parts the two."""
        seen, waiting, met = {start}, [start], set()
        while waiting:
            here = waiting.pop()
            for near in self.near[here]:
                if near in wall:
                    met.add(near)
                elif near not in seen:
                    seen.add(near)
                    waiting.append(near)
        return met

    def _parts(self, members: list[int]) -> list[list[int]]:
        left, parts = set(members), []
        for first in members:
            if first not in left:
                continue
            left.discard(first)
            part = [first]
            for here in part:
                for near in self.near[here]:
                    if near in left:
                        left.discard(near)
                        part.append(near)
            parts.append(part)
        return parts
