"""`wangge divide`: grids from a file of units. It needs no installation, only files."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wangge.division.plan import Plan, mend
from wangge.division.proving import Proof, cp_sat, prove
from wangge.division.standing import read_standing
from wangge.division.town import Town, read_town
from wangge.division.variants import variants
from wangge.division.wishes import Wish
from wangge.division.writing import write_plan
from wangge.kernel.errors import Invalid

Outcome = tuple[int, dict[str, Any]]


def run_divide(given: argparse.Namespace) -> Outcome:
    """Divide, write, print the figures; exit code 1 where a grid is outside the band."""
    out = Path(given.out)
    if not out.resolve().parent.is_dir():
        raise Invalid("divide.out", f"目录 {out.parent} 不存在，请先建立。")
    if given.prove:
        cp_sat()  # said before the work if it is missing
    wish = Wish(low=given.min, high=given.max, staff=given.staff, seed=given.seed)
    town = read_town(
        Path(given.units),
        barriers=Path(given.barriers) if given.barriers else None,
        balance=tuple(given.balance),
        outer=Path(given.outer) if given.outer else None,
    )
    told = []
    for at, plan in enumerate(_plans(given, town, wish)):
        file = out if at == 0 else out.with_stem(f"{out.stem}-{at + 1}")
        better, proof = prove(town, plan, wish, given.prove) if given.prove else (plan, None)
        write_plan(file, town, better, wish)
        if not given.json:
            _show(better, wish, file, proof)
        told.append(_answer(better, wish, file, proof))
    answer = dict(told[0])
    if len(told) > 1:
        answer["variants"] = told
    return (1 if answer["reasons"] else 0), answer


def _plans(given: argparse.Namespace, town: Town, wish: Wish) -> Iterator[Plan]:
    if given.keep and given.variants > 1:
        raise Invalid("divide.variants", "--keep 只有一个最省的方案，不能与 --variants 同用。")
    if given.keep and given.prove:
        raise Invalid("divide.prove", "--keep 求的是少动住户，不是界线最短，不能与 --prove 同用。")
    if given.keep:
        yield mend(town, read_standing(Path(given.keep), town), wish)
    else:
        yield from variants(town, wish, given.variants)


def _answer(plan: Plan, wish: Wish, file: Path, proof: Proof | None) -> dict[str, Any]:
    return {
        "file": str(file),
        "label": plan.label,
        **plan.figures.as_json(),
        "band": [wish.low, wish.high],
        "seed": wish.seed,
        "reasons": plan.reasons,
        "notes": plan.notes,
        **({"proof": proof.as_json()} if proof else {}),
    }


def _show(plan: Plan, wish: Wish, out: Path, proof: Proof | None) -> None:
    told = plan.figures
    taste = f"【{plan.label}】" if plan.label else ""
    print(f"{taste}{told.households} 户分成 {told.grids} 个网格，写入 {out}")
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
    if proof is not None:
        print(
            f"  证明：相邻网格 {proof.pairs} 对，其中 {proof.proved} 对（{proof.share:.1%}）"
            f"证明两格之间没有更短的界线，改短了 {proof.improved} 处；用时 {proof.seconds:.1f} 秒"
        )
    for line in (*plan.notes, *plan.reasons):
        print(f"  {line}")
