"""A division on its way into the books: the number of each unit's grid, figures, names, borders."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from wangge.areas.models import Area
from wangge.areas.settings import setting
from wangge.division.board import Ints
from wangge.division.plan import Plan, divide, mend
from wangge.division.quality import Figures, figures
from wangge.division.town import Town
from wangge.division.variants import variants
from wangge.division.wishes import Wish
from wangge.division.wording import numeral
from wangge.kernel.errors import Invalid
from wangge.redivision.models import DivisionPlan
from wangge.redivision.proposing.bench import IN_GRID, Bench
from wangge.redivision.proposing.units import LOADS
from wangge.redivision.rules import MEND

TASTES = 3
SMALL, SETTLING = 800, 0.05
OTHER_NUMBERS = ((1, "多设一格"), (-1, "少设一格"))
LEAST_CHANGE, TODAY = "最少变动", "现状"
_IDS = re.compile(r"网格 (\d+(?:、\d+)*) ?")  # as the engine calls them
_ORDINAL = re.compile(r"第[零一二三四五六七八九十百\d]+网格$")


@dataclass(frozen=True)
class Draft:
    """A division over the units; `continues` says which grid of today keeps its code in which."""

    label: str
    numbers: Ints
    continues: dict[int, Area]
    names: dict[int, str]
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    moved_bound: int | None = None  # no plan with these grids moves fewer households


def wish_of(plan: DivisionPlan) -> Wish:
    """What the plan asks for; the local size of grids where it says nothing."""
    given = plan.wish
    low, high = setting("grid_households", plan.community_id)
    return Wish(
        low=int(given.get("low") or low),
        high=int(given.get("high") or high),
        staff=int(given.get("staff") or 0),
        seed=int(given.get("seed") or 1),
        even=float(given.get("even") or 0.0),
        compact=float(given.get("compact") or 0.0),
    )


def whole_estates(plan: DivisionPlan, bench: Bench) -> set[str]:
    """The estates that no grid border may cut."""
    known = bench.estates()
    if plan.wish.get("whole") == "all":
        return set(known)
    return {str(uid) for uid in plan.locks.get("estates", ())} & set(known)


def locked(plan: DivisionPlan) -> dict[str, int]:
    """The buildings that a hand has fixed, each with the number of its grid."""
    return {str(uid): int(number) for uid, number in plan.locks.get("buildings", {}).items()}


def drafts(plan: DivisionPlan, bench: Bench) -> Iterator[Draft]:
    """What the engine proposes, one after the other; some more than asked for, should two agree."""
    wish = wish_of(plan)
    town = bench.town_for(whole_estates(plan, bench), locked(plan), plan.wish.get("balance") or ())
    if plan.aim == MEND:
        yield _mended(bench, mend(town, bench.standing(), replace(wish, label=LEAST_CHANGE)))
        return
    if wish.even:
        yield _fresh(bench, divide(town, replace(wish, label="按所选权重")))
    tastes = list(variants(town, wish, count_of(plan)))
    first = _cheapest(tastes, town, wish)
    for made in (first, *tastes[1:]):
        yield _fresh(bench, made)
    if not wish.staff and first.figures.share_in_band == 1:
        for made in _other_numbers(town, wish, first.figures.grids):
            yield _fresh(bench, made)


def _cheapest(tastes: list[Plan], town: Town, wish: Wish) -> Plan:
    """The first taste promises the least border: whichever search found that takes its name.

    In a small community a little evenness lets the search settle, so that is tried as well.
    """
    found = list(tastes)
    if len(town.units) <= SMALL:
        found.append(divide(town, replace(wish, even=SETTLING)))
    best = min(found, key=lambda made: (-made.figures.share_in_band, made.figures.cut_cost))
    return replace(best, label=tastes[0].label)


def _other_numbers(town: Town, wish: Wish, grids: int) -> Iterator[Plan]:
    """One grid more or less, where the band allows it."""
    total = int(town.units.households.sum())
    for more, label in OTHER_NUMBERS:
        staff = grids + more
        if staff < 1 or not wish.low * staff <= total <= wish.high * staff:
            continue
        try:
            made = divide(town, replace(wish, staff=staff, label=label))
        except Invalid:  # so many grids do not fit the parts of the town
            continue
        if made.figures.share_in_band == 1:
            yield made


def count_of(plan: DivisionPlan) -> int:
    """How many tastes are tried."""
    return min(max(int(plan.wish.get("count") or TASTES), 1), 9)


def steps_of(plan: DivisionPlan) -> int:
    """How many drafts come out at most."""
    return 1 if plan.aim == MEND else count_of(plan) + bool(plan.wish.get("even"))


def _fresh(bench: Bench, made: Plan) -> Draft:
    """Grids that continue one of today keep its number; the others get numbers never used before."""
    grids = kept_by_majority(bench, made.part)
    order = np.unique(made.part)
    new = [int(at) for at in order if int(at) not in grids]
    number = {at: grid.code % IN_GRID for at, grid in grids.items()}
    number |= {at: bench.highest + 1 + rank for rank, at in enumerate(new)}
    numbers = np.array([number[int(at)] for at in made.part], dtype=np.int64)
    return _draft(bench, made, numbers, {number[at]: grid for at, grid in grids.items()})


def _mended(bench: Bench, made: Plan) -> Draft:
    numbers = np.array([int(made.names[at]) for at in made.part], dtype=np.int64)
    return _draft(bench, made, numbers, by_number(bench, numbers))


def _draft(bench: Bench, made: Plan, numbers: Ints, continues: dict[int, Area]) -> Draft:
    names = named(bench, np.unique(numbers).tolist(), continues)
    called = {
        str(name): names[int(numbers[made.part == at][0])] for at, name in enumerate(made.names)
    }
    return Draft(
        label=made.label,
        numbers=numbers,
        continues=continues,
        names=names,
        reasons=[_called(reason, called) for reason in made.reasons],
        notes=[*bench.notes, *made.notes],
        moved_bound=made.figures.moved_bound,
    )


def _called(reason: str, names: dict[str, str]) -> str:
    """网格 3、4：… -> 荣城第三网格、荣城第四网格：…"""
    return _IDS.sub(
        lambda found: "、".join(names.get(each, each) for each in found[1].split("、")), reason
    )


def as_today(bench: Bench, wish: Wish) -> Draft:
    """The grids of today, to be changed by hand; units without a grid go to their neighbours'."""
    home = bench.standing().home
    codes = np.array([grid.code % IN_GRID for grid in bench.grids] or [1], dtype=np.int64)
    numbers = spread(bench, np.where(home >= 0, codes[home], -1) if bench.grids else home)
    continues = by_number(bench, numbers)
    names = named(bench, np.unique(numbers).tolist(), continues)
    return Draft(
        label=TODAY,
        numbers=numbers,
        continues=continues,
        names=names,
        reasons=out_of_band(bench, numbers, names, wish),
        notes=list(bench.notes),
    )


def spread(bench: Bench, numbers: Ints) -> Ints:
    """Units without a number take that of the neighbours they share the longest border with."""
    told = numbers.copy()
    pairs, metres = bench.town.borders.pairs, bench.town.borders.metres
    while (told < 0).any():
        votes: dict[int, Counter[int]] = {}
        for one, two in ((0, 1), (1, 0)):
            rim = (told[pairs[:, one]] < 0) & (told[pairs[:, two]] >= 0)
            for at in np.flatnonzero(rim):
                unit, near = int(pairs[at, one]), int(told[pairs[at, two]])
                votes.setdefault(unit, Counter())[near] += round(metres[at] * 1000)
        if not votes:
            told[told < 0] = told.max() if (told >= 0).any() else 1
        for unit, each in votes.items():
            told[unit] = max(sorted(each), key=lambda number: each[number])
    return told


def by_number(bench: Bench, numbers: Ints) -> dict[int, Area]:
    """Grids that carry the number of one of today are that one."""
    today = {grid.code % IN_GRID: grid for grid in bench.grids}
    return {int(number): today[number] for number in np.unique(numbers) if number in today}


def kept_by_majority(bench: Bench, numbers: Ints) -> dict[int, Area]:
    """A new grid is an old one where more than half of the households of both are the same."""
    households, home = bench.town.units.households, bench.standing().home
    told = {}
    for number in np.unique(numbers):
        inside = numbers == number
        for at, grid in enumerate(bench.grids):
            both = int(households[inside & (home == at)].sum())
            if 2 * both > max(households[inside].sum(), households[home == at].sum()):
                told[int(number)] = grid
    return told


def named(bench: Bench, numbers: list[int], continues: dict[int, Area]) -> dict[int, str]:
    """The name of each grid: the old one's, else the next ordinal that is free."""
    told = {number: grid.name for number, grid in continues.items()}
    used = {*told.values(), *(kept.area.name for kept in bench.kept)}
    prefix = _prefix([grid.name for grid in bench.grids] or [kept.area.name for kept in bench.kept])
    for number in numbers:
        if number in told:
            continue
        at = number
        while (name := f"{prefix}第{numeral(at)}网格") in used:
            at += 1
        told[number] = name
        used.add(name)
    return told


def _prefix(names: list[str]) -> str:
    """荣城第一网格, 荣城第二网格 -> 荣城."""
    heads = Counter(_ORDINAL.sub("", name) for name in names if _ORDINAL.search(name))
    return heads.most_common(1)[0][0] if heads else ""


def reckoned(bench: Bench, numbers: Ints, continues: dict[int, Area], wish: Wish) -> Figures:
    """The figures of a division, with what moves compared with today."""
    order = np.unique(numbers)
    part = np.searchsorted(order, numbers).astype(np.int64)
    told = figures(bench.joined, part, wish, list(LOADS))
    moved, known = moved_households(bench, numbers, continues)
    return replace(told, moved_households=moved, kept_share=1 - moved / known if known else 1.0)


def moved_households(bench: Bench, numbers: Ints, continues: dict[int, Area]) -> tuple[int, int]:
    """Households that leave their grid of today, and those that have one."""
    households, home = bench.town.units.households, bench.standing().home
    place_of = {grid.code: at for at, grid in enumerate(bench.grids)}
    stays = np.full(int(numbers.max()) + 1, -2, dtype=np.int64)
    for number, grid in continues.items():
        stays[number] = place_of.get(grid.code, -2)
    known = home >= 0
    left = known & (stays[numbers] != home)
    return int(households[left].sum()), int(households[known].sum())


def out_of_band(bench: Bench, numbers: Ints, names: dict[int, str], wish: Wish) -> list[str]:
    """One sentence for each grid outside the band."""
    told = []
    held = np.bincount(numbers, bench.town.units.households)
    for number in np.unique(numbers):
        homes, name = int(held[number]), names[int(number)]
        if homes < wish.low:
            told.append(f"{name}有 {homes} 户，比下限少 {wish.low - homes} 户。")
        elif homes > wish.high:
            told.append(f"{name}有 {homes} 户，比上限多 {homes - wish.high} 户。")
    return told
