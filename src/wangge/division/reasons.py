"""Why a grid is outside the band, in words that say what would mend it."""

import numpy as np

from wangge.division.allotting import Piece
from wangge.division.board import Ints
from wangge.division.joining import Joined
from wangge.division.town import Town
from wangge.division.wishes import Wish


def reasons(
    town: Town,
    joined: Joined,
    pieces: list[Piece],
    part: Ints,
    *,
    wish: Wish,
    names: list[str | int],
) -> list[str]:
    """One sentence for each cause and each grid that has none of its own."""
    told = []
    weight = joined.board.weight
    held = np.bincount(part, weight, len(names))
    out = {at for at in range(len(names)) if not wish.low <= held[at] <= wish.high}
    for piece in pieces:
        missed = sorted({int(part[node]) for node in piece.nodes} & out)
        if piece.reason and missed:
            told.append(f"网格 {_listed(missed, names)}：{piece.reason}")
            out -= set(missed)
    for node in np.flatnonzero(weight > wish.high):
        told.append(_oversize(town, joined, int(node), names[part[node]], wish))
        out.discard(int(part[node]))
    told += [
        f"网格 {names[at]} 有 {int(held[at])} 户，没有找到把它调到 {wish.low} 至 {wish.high} "
        "户的分法：可把大的单元按楼栋或单元门拆细，放开指定或整体保留的小区，或换种子再试。"
        for at in sorted(out)
    ]
    return told


def _oversize(town: Town, joined: Joined, node: int, grid: str | int, wish: Wish) -> str:
    members = np.flatnonzero(joined.node == node)
    number = int(joined.board.weight[node])
    if len(members) == 1:
        name = town.units.names[members[0]]
        return f"网格 {grid}：单元 {name} 一处就有 {number} 户，超过 {wish.high} 户：请按单元门拆成几个。"
    estates = "、".join(sorted({town.units.estates[at] for at in members} - {""}))
    what = f"小区“{estates}”" if estates else "指定在一起的单元"
    return (
        f"网格 {grid}：{what}整体保留共 {number} 户，超过 {wish.high} 户："
        "请分成几期填写，或去掉这一整体。"
    )


def _listed(grids: list[int], names: list[str | int]) -> str:
    shown = "、".join(str(names[at]) for at in grids[:10])
    return shown if len(grids) <= 10 else f"{shown} 等 {len(grids)} 个"  # noqa: PLR2004
