"""Several divisions of one town side by side, each after another taste."""

from collections.abc import Iterator
from dataclasses import replace

from wangge.division.plan import Plan, divide
from wangge.division.town import Town
from wangge.division.wishes import Wish

TASTES = (("界线最省", 0.0), ("户数均衡", 1.0), ("兼顾", 0.2))


def variants(town: Town, wish: Wish, count: int) -> Iterator[Plan]:
    """The plans, first the one whose borders cost least; past the tastes other seeds."""
    for at in range(count):
        label, even = TASTES[at % len(TASTES)]
        turn = at // len(TASTES)
        taste = replace(
            wish,
            even=even,
            seed=wish.seed + turn,
            label=label if not turn else f"{label}（种子 {wish.seed + turn}）",
        )
        yield divide(town, taste)
