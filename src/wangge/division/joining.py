"""Units that must stay together become one node of the graph; then the graph itself."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from wangge.division.board import Board, Floats, Ints, summed
from wangge.division.town import Town
from wangge.kernel.errors import Invalid


@dataclass(frozen=True)
class Joined:
    """The graph of nodes; `node` says to which each unit belongs, `locks` which are bound."""

    node: Ints
    board: Board
    along: Floats  # per edge, metres along a barrier
    lengths: Floats  # per edge
    piece: Ints  # per node
    locks: dict[str, int]
    notes: list[str]


def join(town: Town, *, locks: bool = True) -> Joined:
    """Estates and, if asked, hand choices joined; what lies between the parts of one goes with it."""
    units, notes = town.units, []
    near = neighbour_lists(town)
    group = list(range(len(units)))
    bonds = [("小区", units.estates), *([("指定网格", units.locks)] if locks else [])]
    for what, told in bonds:
        names: dict[str, list[int]] = {}
        for at, name in enumerate(told):
            if name:
                names.setdefault(name, []).append(at)
        bound = {at for members in names.values() for at in members}
        for name, members in names.items():
            between = _together(members, near, bound, group)
            if between is None:
                notes.append(f"{what}“{name}”的单元互不相连，各部分只能分开：请检查图形。")
            elif between:
                told_between = "、".join(str(units.names[at]) for at in between[:5])
                notes.append(f"{what}“{name}”不相连，中间的单元（{told_between}）一并划入。")
    roots = np.array([_top(group, at) for at in range(len(units))])
    node = np.unique(roots, return_inverse=True)[1].ravel().astype(np.int64)
    return _graph(town, node, _locks(town, node) if locks else {}, notes)


def neighbour_lists(town: Town) -> list[list[int]]:
    """The neighbours of each unit."""
    near: list[list[int]] = [[] for _ in range(len(town.units))]
    for one, two in town.borders.pairs.tolist():
        near[one].append(two)
        near[two].append(one)
    return near


def _top(group: list[int], at: int) -> int:
    while group[at] != at:
        group[at] = group[group[at]]
        at = group[at]
    return at


def _union(group: list[int], members: Iterable[int]) -> None:
    tops = [_top(group, at) for at in members]
    for each in tops:
        group[_top(group, each)] = _top(group, tops[0])


def _together(
    members: list[int], near: list[list[int]], bound: set[int], group: list[int]
) -> list[int] | None:
    """Join the members; the units taken in between, or None where no way leads."""
    parts = _parts(members, near)
    between: list[int] = []
    whole = set(parts[0])
    waiting = [set(part) for part in parts[1:]]
    while waiting:
        goal = set().union(*waiting)
        way = _way(whole, goal, near, bound)
        if way is None:
            for part in parts:
                _union(group, part)
            return None
        between += way[1:-1]
        reached = next(part for part in waiting if way[-1] in part)
        waiting.remove(reached)
        whole |= reached | set(way)
    _union(group, sorted(whole))
    return between


def _parts(members: list[int], near: list[list[int]]) -> list[list[int]]:
    left, parts = set(members), []
    for first in members:
        if first not in left:
            continue
        left.discard(first)
        part, at = [first], 0
        while at < len(part):
            for each in near[part[at]]:
                if each in left:
                    left.discard(each)
                    part.append(each)
            at += 1
        parts.append(part)
    return parts


def _way(
    whole: set[int], goal: set[int], near: list[list[int]], bound: set[int]
) -> list[int] | None:
    """The shortest way from the one to the other through units nobody else has bound."""
    came: dict[int, int] = dict.fromkeys(sorted(whole), -1)
    waiting = deque(came)
    while waiting:
        here = waiting.popleft()
        for each in near[here]:
            if each in came or (each in bound and each not in goal):
                continue
            came[each] = here
            if each in goal:
                way = [each]
                while came[way[-1]] != -1:
                    way.append(came[way[-1]])
                return way[::-1]
            waiting.append(each)
    return None


def _locks(town: Town, node: Ints) -> dict[str, int]:
    locks: dict[str, int] = {}
    holder: dict[int, str] = {}
    for at, lock in enumerate(town.units.locks):
        if not lock:
            continue
        here = int(node[at])
        if locks.setdefault(lock, here) != here:
            raise Invalid(
                "divide.lock",
                f"指定到网格“{lock}”的单元不在同一片，连不起来：请改正单元 {town.units.names[at]} 的指定。",
            )
        if holder.setdefault(here, lock) != lock:
            raise Invalid(
                "divide.lock",
                f"单元 {town.units.names[at]} 所在的小区同时指定到网格“{holder[here]}”和“{lock}”："
                "请只保留一个。",
            )
    return locks


def _graph(town: Town, node: Ints, locks: dict[str, int], notes: list[str]) -> Joined:
    units, count = town.units, int(node.max()) + 1
    pairs = np.sort(node[town.borders.pairs], axis=1).reshape(-1, 2)
    outside = pairs[:, 0] != pairs[:, 1]
    ends, of = np.unique(pairs[outside], axis=0, return_inverse=True)
    of, edges = of.ravel(), len(ends)
    sums = [
        summed(of, told[outside], edges)
        for told in (town.borders.metres, town.borders.costs, town.borders.along)
    ]
    rim = shapely.length(units.shapes)
    outer = summed(node, rim, count)
    for at in (0, 1):
        outer -= summed(node[town.borders.pairs[:, at]], town.borders.metres, count)
    piece = np.zeros(count, dtype=np.int64)
    piece[node] = town.piece
    extra = np.zeros((count, units.extra.shape[1]))
    np.add.at(extra, node, units.extra)
    fixed = np.zeros(count, dtype=np.int64)
    fixed[list(locks.values())] = 1
    board = board_of(
        ends, sums[1], sums[0], np.bincount(node, units.households, count).astype(np.int64)
    )._replace(
        area=summed(node, shapely.area(units.shapes), count),
        outer=np.maximum(outer, 0.0),
        extra=extra,
        fixed=fixed,
    )
    return Joined(node, board, sums[2], sums[0], piece, locks, notes)


def board_of(ends: Ints, cost: Floats, metres: Floats, weight: Ints) -> Board:
    """The graph of these edges."""
    count, edges = len(weight), len(ends)
    ends = ends.reshape(-1, 2).astype(np.int64)
    of, to = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
    order = np.lexsort((to, of))
    return Board(
        start=np.concatenate([[0], np.cumsum(np.bincount(of, minlength=count))]).astype(np.int64),
        other=to[order],
        edge=np.concatenate([np.arange(edges), np.arange(edges)])[order],
        cost=np.concatenate([cost, cost])[order],
        metres=np.concatenate([metres, metres])[order],
        ends=np.ascontiguousarray(ends),
        weight=np.ascontiguousarray(weight, dtype=np.int64),
        area=np.zeros(count),
        outer=np.zeros(count),
        extra=np.zeros((count, 0)),
        home=np.full(count, -1, dtype=np.int64),
        price=np.zeros(count),
        fixed=np.zeros(count, dtype=np.int64),
    )
