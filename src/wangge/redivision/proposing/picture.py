"""A variant as the map shows it: planned grids, the buildings in them, and the borders of today."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import shapely

from wangge.areas.boundaries import as_feature, collection, middle
from wangge.division.board import Ints
from wangge.division.wishes import Wish
from wangge.redivision.models import DivisionPlan, PlannedGrid, Variant
from wangge.redivision.proposing.bench import IN_GRID, Bench
from wangge.redivision.proposing.borders import grounds
from wangge.redivision.proposing.cards import BANDS, WITHIN, band_of
from wangge.redivision.proposing.drafting import locked, whole_estates, wish_of
from wangge.redivision.proposing.running import bench_of
from wangge.redivision.proposing.storing import numbers_of

COLOURS = 8
TOUCH = 1.0  # metres
DIGITS = 6  # a tenth of a metre is plenty for a point


def variant_map(plan: DivisionPlan, variant: Variant) -> dict[str, Any]:
    """A FeatureCollection; `kind` of each feature is `grid`, `building` or `today`."""
    bench, wish = bench_of(plan), wish_of(plan)
    numbers = numbers_of(bench, variant)
    grids = list(variant.grids.select_related("continues").order_by("number"))
    colours = colours_of(grounds(bench, numbers))
    return collection(
        [
            *(_grid(grid, colours.get(grid.number, 0), numbers, wish) for grid in grids),
            *_buildings(plan, bench, numbers),
            *_today(bench),
        ]
    )


def colours_of(shapes: Mapping[int, Any]) -> dict[int, int]:
    """A colour for each grid that no neighbour has, as far as there are enough."""
    numbers = sorted(shapes)
    drawn = [shapes[number] for number in numbers]
    near: dict[int, set[int]] = defaultdict(set)
    for one, two in shapely.STRtree(drawn).query(drawn, "dwithin", distance=TOUCH).T.tolist():
        near[numbers[one]].add(numbers[two])
    told: dict[int, int] = {}
    for at, number in enumerate(numbers):
        taken = {told[other] for other in near[number] if other in told}
        free = [colour for colour in range(COLOURS) if colour not in taken]
        told[number] = free[at % len(free)] if free else at % COLOURS
    return told


def _grid(grid: PlannedGrid, colour: int, numbers: Ints, wish: Wish) -> dict[str, Any]:
    kept = not (numbers == grid.number).any()
    band = WITHIN if kept else band_of(grid.households, wish)
    return as_feature(
        {
            "kind": "grid",
            "id": grid.pk,
            "number": grid.number,
            "name": grid.name,
            "households": grid.households,
            "band": band,
            "band_label": str(BANDS[band]),
            "kept": kept,
            "colour": colour,
            "continues": grid.continues.name if grid.continues else None,
            "at": middle(grid.boundary) if grid.boundary else None,
        },
        grid.boundary,
    )


def _buildings(plan: DivisionPlan, bench: Bench, numbers: Ints) -> list[dict[str, Any]]:
    fixed, whole = locked(plan), whole_estates(plan, bench)
    return [
        as_feature(
            {
                "kind": "building",
                "id": unit.key,
                "name": unit.name,
                "number": number,
                "today": unit.grid % IN_GRID,
                "households": unit.households,
                "estate": unit.estate,
                "estate_name": unit.estate_name,
                "whole": unit.estate in whole,
                "locked": unit.building in fixed,
            },
            {"type": "Point", "coordinates": [round(at, DIGITS) for at in unit.at or ()]},
        )
        for unit, number in zip(bench.units, numbers.tolist(), strict=True)
    ]


def _today(bench: Bench) -> list[dict[str, Any]]:
    areas = [*bench.grids, *(kept.area for kept in bench.kept)]
    return [
        as_feature(
            {
                "kind": "today",
                "code": str(area.code),
                "name": area.name,
                "number": area.code % IN_GRID,
            },
            area.boundary,
        )
        for area in areas
        if area.boundary
    ]
