"""`wangge divide`: grids from a file of units. It needs no installation, only files."""

import argparse
from pathlib import Path
from typing import Any

from wangge.division.plan import Plan, divide, mend
from wangge.division.standing import read_standing
from wangge.division.town import read_town
from wangge.division.wishes import Wish
from wangge.division.writing import write_plan
from wangge.kernel.errors import Invalid

Outcome = tuple[int, dict[str, Any]]


def run_divide(given: argparse.Namespace) -> Outcome:
    """Divide, write, print the figures; exit code 1 where a grid is outside the band."""
    out = Path(given.out)
    if not out.resolve().parent.is_dir():
        raise Invalid("divide.out", f"目录 {out.parent} 不存在，请先建立。")
    wish = Wish(low=given.min, high=given.max, staff=given.staff or 0, seed=given.seed)
    town = read_town(
        Path(given.units),
        barriers=Path(given.barriers) if given.barriers else None,
        balance=tuple(given.balance or ()),
    )
    if given.keep:
        plan = mend(town, read_standing(Path(given.keep), town), wish)
    else:
        plan = divide(town, wish)
    write_plan(out, town, plan, wish)
    if not given.json:
        _show(plan, wish, out)
    answer = {
        "file": str(out),
        **plan.figures.as_json(),
        "band": [wish.low, wish.high],
        "seed": wish.seed,
        "reasons": plan.reasons,
        "notes": plan.notes,
    }
    return (1 if plan.reasons else 0), answer


def _show(plan: Plan, wish: Wish, out: Path) -> None:
    told = plan.figures
    print(f"{told.households} 户分成 {told.grids} 个网格，写入 {out}")
    print(
        f"  {wish.low} 至 {wish.high} 户之内 {told.in_band} 个（{told.share_in_band:.1%}），"
        f"最少 {told.least} 户，最多 {told.greatest} 户；不连片 {told.discontiguous} 个"
    )
    print(
        f"  与平均 {told.mean:.0f} 户相差平均 {told.mean_deviation:.1%}、最多 "
        f"{told.max_deviation:.1%}；均衡指数 {told.balance:.4f}"
    )
    print(
        f"  界线 {told.cut_metres / 1000:.2f} 公里（蜂窝参考 {told.reference_metres / 1000:.2f}），"
        f"沿街道河流等 {told.along_barriers:.1%}；紧凑度 {told.compactness:.3f}"
    )
    if told.moved_households is not None and told.kept_share is not None:
        print(
            f"  换网格员的 {told.moved_households} 户（理论下限 {told.moved_bound}），"
            f"不变 {told.kept_share:.1%}"
        )
    for line in (*plan.notes, *plan.reasons):
        print(f"  {line}")
