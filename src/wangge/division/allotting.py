"""How many grids each connected piece of the town gets, and why its band cannot be met."""

import math
from dataclasses import dataclass, replace

import numpy as np

from wangge.division.joining import Joined
from wangge.division.wishes import Wish
from wangge.kernel.errors import Invalid


@dataclass(frozen=True)
class Piece:
    """One connected piece: its nodes and its grids; `reason` where the band is out of reach."""

    nodes: list[int]
    households: int
    grids: int
    least: int
    most: int
    reason: str = ""


def allot(joined: Joined, wish: Wish) -> list[Piece]:
    """The grids of each piece; together as many as there is staff, where that is given."""
    count = int(joined.piece.max()) + 1
    pieces = [_piece(joined, wish, np.flatnonzero(joined.piece == at)) for at in range(count)]
    if not wish.staff:
        return pieces
    if wish.staff < count:
        raise Invalid(
            "divide.staff",
            f"区域被分隔成 {count} 片，{wish.staff} 名网格员不够每片一名：请增加人数或补画相连处。",
        )
    nodes = sum(len(piece.nodes) for piece in pieces)
    if wish.staff > nodes:
        raise Invalid(
            "divide.staff", f"只有 {nodes} 个可分的单元，分不成 {wish.staff} 个网格：请减少人数。"
        )
    return _shared_out(pieces, wish)


def _piece(joined: Joined, wish: Wish, nodes: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Piece:
    weight = joined.board.weight[nodes]
    locks = int(joined.board.fixed[nodes].sum())
    total, big = int(weight.sum()), weight > wish.high
    rest, alone = int(weight[~big].sum()), int(big.sum())
    least = math.ceil(rest / wish.high)
    most = rest // wish.low if wish.low else len(nodes) - alone
    middle = min(max(round(rest / wish.middle), least), max(most, least))
    reason = "" if alone else _reason(total, least, most, wish)
    if reason:
        middle = max(1, min(least, most) or least)
    grids = max(1, locks, min(alone + middle, len(nodes)))
    return Piece(nodes.tolist(), total, grids, max(1, alone + least), max(1, alone + most), reason)


def _reason(total: int, least: int, most: int, wish: Wish) -> str:
    """Why no number of grids fits, or nothing."""
    if least <= most and most > 0:
        return ""
    band = f"{wish.low} 至 {wish.high} 户"
    if total < wish.low:
        return (
            f"这一片只有 {total} 户，与别处不相连，不足 {wish.low} 户：请补画相连处或与邻片合并。"
        )
    return (
        f"这一片共 {total} 户：分成 {most} 个网格超过 {wish.high} 户，分成 {most + 1} 个不足 "
        f"{wish.low} 户，怎样分都到不了 {band}：请调整范围或与邻片合并。"
    )


def _shared_out(pieces: list[Piece], wish: Wish) -> list[Piece]:
    """Give or take grids where the mean stays nearest to the town's own."""
    grids = [piece.grids for piece in pieces]
    mean = max(sum(piece.households for piece in pieces) / wish.staff, 1e-9)
    grids = [min(max(1, round(piece.households / mean)), len(piece.nodes)) for piece in pieces]
    while sum(grids) != wish.staff:
        step = 1 if sum(grids) < wish.staff else -1
        able = [at for at, piece in enumerate(pieces) if 1 <= grids[at] + step <= len(piece.nodes)]
        at = min(able, key=lambda at: (abs(pieces[at].households / (grids[at] + step) - mean), at))
        grids[at] += step
    return [
        Piece(
            piece.nodes,
            piece.households,
            number,
            piece.least,
            piece.most,
            piece.reason or _crowded(piece, number, wish),
        )
        for piece, number in zip(pieces, grids, strict=True)
    ]


def _crowded(piece: Piece, grids: int, wish: Wish) -> str:
    if piece.least <= grids <= piece.most:
        return ""
    each = round(piece.households / grids)
    return (
        f"{piece.households} 户分给 {grids} 名网格员平均每人 {each} 户，不可能都在 {wish.low} 至 "
        f"{wish.high} 户之间：需要 {piece.least} 至 {piece.most} 名网格员。"
    )


def renumbered(pieces: list[Piece], share: float) -> list[Piece]:
    """The pieces with so many times as many grids, where their band allows it."""
    return [
        piece
        if piece.reason or piece.grids == 1
        else replace(
            piece,
            grids=min(max(round(piece.grids * share), piece.least), piece.most, len(piece.nodes)),
        )
        for piece in pieces
    ]
