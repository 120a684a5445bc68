"""Hand choices in a division that stands: units that must stay, or must come to a named grid."""

import numpy as np

from wangge.division.joining import Joined
from wangge.division.standing import Standing
from wangge.division.town import Town
from wangge.kernel.errors import Invalid

STAY = frozenset({"true", "1", "yes", "是"})


def hold(town: Town, joined: Joined, standing: Standing) -> None:
    """Bind the units with a `lock`: the grid it names, or where they are if it only says yes."""
    known = {str(name): at for at, name in enumerate(standing.names)}
    bound: dict[int, int] = {}
    for at, lock in enumerate(town.units.locks):
        if not lock:
            continue
        name = town.units.names[at]
        grid = known.get(lock, int(standing.home[at]) if lock.lower() in STAY else -1)
        if grid < 0:
            raise Invalid(
                "divide.lock",
                f"单元 {name} 指定到网格“{lock}”，现有网格里没有它：请改成现有的网格编号。",
            )
        if bound.setdefault(int(joined.node[at]), grid) != grid:
            raise Invalid(
                "divide.lock", f"单元 {name} 与同一小区的其他单元指定到不同网格：请只保留一个。"
            )
    for node, grid in bound.items():
        joined.board.fixed[node] = 1
        standing.home[np.flatnonzero(joined.node == node)] = grid
