"""Why a grid is outside the band, in words that say what would mend it."""

import numpy as np

from wangge.division.allotting import Piece
from wangge.division.board import Ints
from wangge.division.joining import Joined
from wangge.division.obstacles import stuck
from wangge.division.pockets import forced
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
        _stuck(town, joined, np.flatnonzero(part == at), wish, names[at]) for at in sorted(out)
    ]
    return told


def _stuck(town: Town, joined: Joined, nodes: Ints, wish: Wish, grid: str | int) -> str:
    """With proof where a short one exists, else that none was found."""
    held = int(joined.board.weight[nodes].sum())
    for node in nodes if held < wish.low else ():
        walls = stuck(joined.board, int(node), wish)
        if walls is not None:
            unit = _unit(town, joined, int(node))
            large = "、".join(
                f"{_unit(town, joined, wall)}（{int(joined.board.weight[wall])} 户）"
                for wall in walls[:4]
            )
            return (
                f"网格 {grid} 有 {held} 户：单元 {unit} 与相邻单元无论怎样合并，不是不足 {wish.low} "
                f"户就是超过 {wish.high} 户（旁边有 {large}）：请把这些大单元拆细。"
            )
    for node in nodes if held > wish.high else ():
        together = forced(joined.board, int(node), wish)
        if together is not None:
            number = int(joined.board.weight[together].sum())
            return (
                f"网格 {grid}：单元 {_unit(town, joined, int(node))} 与只经过它才与别处相连的 "
                f"{len(together) - 1} 处单元分不开，共 {number} 户，超过 {wish.high} 户："
                "请补画相连处，或把这个单元拆细。"
            )
    return (
        f"网格 {grid} 有 {held} 户，没有找到把它调到 {wish.low} 至 {wish.high} 户的分法："
        "可把大的单元按楼栋或单元门拆细，放开指定或整体保留的小区，或换种子再试。"
    )


def _unit(town: Town, joined: Joined, node: int) -> str:
    return str(town.units.names[int(np.flatnonzero(joined.node == node)[0])])


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
