"""Drafts become variants with their planned grids."""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
from django.db import transaction

from wangge.division.board import Ints
from wangge.redivision.models import DivisionPlan, PlannedGrid, Variant
from wangge.redivision.proposing.bench import Bench
from wangge.redivision.proposing.borders import all_limits, as_boundary, grounds
from wangge.redivision.proposing.drafting import Draft, reckoned, spread, wish_of

Part = dict[str, int]


@transaction.atomic
def store(plan: DivisionPlan, bench: Bench, draft: Draft, into: Variant | None = None) -> Variant:
    """The draft as a variant of the plan; an untouched one of the same label is replaced."""
    fields = {
        "part": part_of(bench, draft.numbers),
        "figures": _figures(plan, bench, draft),
        "reasons": draft.reasons,
        "notes": draft.notes,
    }
    variant = into or next((row for row in untouched(plan) if row.label == draft.label), None)
    if variant is None:
        variant = Variant.objects.create(plan=plan, label=draft.label, **fields)
    elif any(getattr(variant, key) != value for key, value in fields.items()):
        variant.version += 1
        for key, value in fields.items():
            setattr(variant, key, value)
        variant.save(update_fields=[*fields, "version"])
        variant.grids.all().delete()
    if not variant.grids.exists():
        PlannedGrid.objects.bulk_create(_grids(variant, bench, draft))
    return variant


def _figures(plan: DivisionPlan, bench: Bench, draft: Draft) -> dict[str, Any]:
    told = reckoned(bench, draft.numbers, draft.continues, wish_of(plan))
    return replace(told, moved_bound=draft.moved_bound).as_json()


def untouched(plan: DivisionPlan) -> list[Variant]:
    """The variants that no hand has made or changed."""
    return [row for row in plan.variants.order_by("pk") if not row.history]


def part_of(bench: Bench, numbers: Ints) -> Part:
    """The number of each unit's grid; a building of several stairwells also as a whole."""
    told = {unit.key: int(number) for unit, number in zip(bench.units, numbers, strict=True)}
    votes: dict[str, Counter[int]] = {}
    for unit, number in zip(bench.units, numbers.tolist(), strict=True):
        if unit.key != unit.building:
            votes.setdefault(unit.building, Counter())[number] += unit.households
    for building, each in votes.items():
        told[building] = max(sorted(each), key=lambda number: each[number])
    for area in bench.kept:
        told |= {unit.key: area.number for unit in area.units}
    return told


def numbers_of(bench: Bench, variant: Variant) -> Ints:
    """The part of a variant over today's units; what is new goes to its neighbours' grid."""
    known = variant.part
    told = np.array(
        [known.get(unit.key, known.get(unit.building, -1)) for unit in bench.units],
        dtype=np.int64,
    )
    return spread(bench, told)


def _grids(variant: Variant, bench: Bench, draft: Draft) -> list[PlannedGrid]:
    kept = {each.number: each.area for each in bench.kept}
    names = draft.names | {number: area.name for number, area in kept.items()}
    continues = draft.continues | kept
    shapes = grounds(bench, draft.numbers)
    limits = all_limits(bench, shapes, names)
    return [
        PlannedGrid(
            variant=variant,
            number=number,
            name=names[number],
            continues=continues.get(number),
            boundary=as_boundary(bench, shape),
            limits=limits.get(number, {}),
            households=living_in(bench, draft.numbers, number),
        )
        for number, shape in shapes.items()
    ]


def living_in(bench: Bench, numbers: Ints, number: int) -> int:
    """The households of a planned grid."""
    kept = next((each for each in bench.kept if each.number == number), None)
    if kept is not None:
        return sum(unit.households for unit in kept.units)
    return int(bench.town.units.households[numbers == number].sum())
