"""What a step by hand does to the units of a variant, or why it cannot be done."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from wangge.division import changing as engine
from wangge.division.board import Ints
from wangge.division.joining import join
from wangge.division.quality import pieces_of
from wangge.division.wishes import Wish
from wangge.kernel.errors import Invalid, Refused
from wangge.redivision.models import DivisionPlan, PlannedGrid, Variant
from wangge.redivision.proposing.bench import Bench
from wangge.redivision.proposing.drafting import locked, whole_estates


@dataclass
class Work:
    """A variant on the table."""

    variant: Variant
    plan: DivisionPlan
    bench: Bench
    wish: Wish
    numbers: Ints
    grids: dict[int, PlannedGrid]

    def free_number(self) -> int:
        """A number that no grid has or ever had."""
        return int(max(self.bench.highest, *self.grids, *self.numbers.tolist())) + 1

    def divided(self, number: Any) -> int:
        """The number, if it is a grid of the variant that can be changed."""
        if not isinstance(number, int) or number not in self.grids:
            raise Invalid(
                "variant.grid", _("方案里没有 %(n)s 号网格：请刷新后重选。") % {"n": number}
            )
        if not (self.numbers == number).any():
            raise Refused(
                "variant.kept",
                _("“%(name)s”是专属网格，划分时保持不变：要改它请在网格管理里单独调整边界。")
                % {"name": self.grids[number].name},
            )
        return number


def taken(work: Work, step: dict[str, Any]) -> tuple[Ints, str]:
    """The numbers after the step, and what was done in words."""
    steps = {"move": _moved, "split": _split, "merge": _merged}
    if step.get("do") not in steps:
        raise Invalid("variant.step", _("没有这种改法：只能移动、拆分或合并。"))
    return steps[step["do"]](work, step)


def _moved(work: Work, step: dict[str, Any]) -> tuple[Ints, str]:
    to = work.divided(step.get("to"))
    asked = {str(key) for key in step.get("units") or ()}
    units = _with_estates(work, asked)
    leaving = units[work.numbers[units] != to]
    if not len(leaving):
        raise Refused("variant.there", _("选中的楼栋已经都在这个网格里。"))
    _refuse_locked(work, leaving)
    after = work.numbers.copy()
    after[leaving] = to
    _refuse_torn(work, after, to)
    names = "、".join(work.bench.units[at].name for at in leaving[:3])
    more = _("等 %(n)d 栋") % {"n": len(leaving)} if len(leaving) > 3 else ""  # noqa: PLR2004
    told = _("%(units)s划入%(grid)s") % {"units": names + more, "grid": work.grids[to].name}
    return after, told


def _with_estates(work: Work, asked: set[str]) -> Ints:
    """The units asked for, and what must stay together with them."""
    units = work.bench.units
    known = {unit.key for unit in units} | {unit.building for unit in units}
    if not asked or not asked <= known:
        raise Invalid("variant.units", _("有楼栋不在这个社区的方案里：请刷新后重选。"))
    whole = whole_estates(work.plan, work.bench)
    estates = {
        unit.estate for unit in units if {unit.key, unit.building} & asked and unit.estate in whole
    }
    return np.array(
        [
            at
            for at, unit in enumerate(units)
            if {unit.key, unit.building} & asked or unit.estate in estates
        ],
        dtype=np.int64,
    )


def _refuse_locked(work: Work, leaving: Ints) -> None:
    fixed = locked(work.plan)
    held = [at for at in leaving if work.bench.units[at].building in fixed]
    if held:
        raise Refused(
            "variant.locked",
            _("%(name)s已锁定：先解除锁定再移动。") % {"name": work.bench.units[held[0]].name},
        )


def _refuse_torn(work: Work, after: Ints, to: int) -> None:
    """No grid may fall into more pieces than before, nor lose its last unit."""
    ends = work.bench.joined.board.ends
    count = int(max(after.max(), work.numbers.max())) + 1
    before, now = pieces_of(ends, work.numbers, count), pieces_of(ends, after, count)
    name = work.grids[to].name
    if now[to] > before[to]:
        raise Refused(
            "variant.apart",
            _("选中的楼栋与%(name)s不相邻，移过去就不连片：请先移中间的楼栋。") % {"name": name},
        )
    for number in np.unique(work.numbers):
        if now[number] == 0:
            raise Refused(
                "variant.empty",
                _("移走后%(name)s一栋楼也没有：要撤掉它请用“合并”。")
                % {"name": work.grids[int(number)].name},
            )
        if now[number] > before[number]:
            raise Refused(
                "variant.torn",
                _("移走后%(name)s会断成几片：请连同隔开的楼栋一起移，或先移外侧的。")
                % {"name": work.grids[int(number)].name},
            )


def _split(work: Work, step: dict[str, Any]) -> tuple[Ints, str]:
    number = work.divided(step.get("grid"))
    order = np.unique(work.numbers)
    part = np.searchsorted(order, work.numbers).astype(np.int64)
    whole = {
        estate
        for estate in whole_estates(work.plan, work.bench)
        if len({int(part[at]) for at in _members(work.bench, estate)}) == 1
    }
    joined = join(work.bench.town_for(whole), locks=False)
    nodes = np.zeros(len(joined.board.weight), dtype=np.int64)
    nodes[joined.node] = part
    made = engine.split(joined, nodes, int(np.searchsorted(order, number)), work.wish)
    after = work.numbers.copy()
    after[(made.part[joined.node] == len(order)) & (work.numbers == number)] = work.free_number()
    return after, _("%(name)s拆成两个") % {"name": work.grids[number].name}


def _members(bench: Bench, estate: str) -> list[int]:
    return [at for at, unit in enumerate(bench.units) if unit.estate == estate]


def _merged(work: Work, step: dict[str, Any]) -> tuple[Ints, str]:
    into, other = work.divided(step.get("into")), work.divided(step.get("other"))
    order = np.unique(work.numbers)
    part = np.searchsorted(order, work.numbers).astype(np.int64)
    one, two = (int(np.searchsorted(order, each)) for each in (into, other))
    engine.merge(work.bench.joined, part, one, two, work.wish)  # refuses what is not adjacent
    after = np.where(work.numbers == other, into, work.numbers)
    names = {"one": work.grids[into].name, "two": work.grids[other].name}
    return after, _("%(two)s并入%(one)s") % names
