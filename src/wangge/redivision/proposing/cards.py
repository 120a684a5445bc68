"""The variants of a plan side by side: the same figures with the same names and units."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.division.board import Ints
from wangge.division.wishes import Wish
from wangge.redivision.models import DivisionPlan, PlannedGrid, Variant
from wangge.redivision.proposing.bench import IN_GRID, Bench
from wangge.redivision.proposing.drafting import as_today, reckoned, wish_of
from wangge.redivision.proposing.running import bench_of
from wangge.redivision.proposing.storing import numbers_of
from wangge.redivision.proposing.units import LOADS

WITHIN, BELOW, ABOVE = "within", "below", "above"
BANDS = {
    WITHIN: gettext_lazy("规模适中"),
    BELOW: gettext_lazy("户数偏少"),
    ABOVE: gettext_lazy("户数偏多"),
}


@dataclass(frozen=True)
class Figure:
    """One figure of a variant: how it is called, in what it is told, and which way is better."""

    key: str
    label: Any
    unit: Any = ""
    better: int = 0  # 1: more is better, -1: less is
    scale: float = 1.0
    digits: int = 0


FIGURES = (
    Figure("grids", gettext_lazy("网格数"), gettext_lazy("个")),
    Figure("in_band", gettext_lazy("户数达标的网格"), gettext_lazy("个"), 1),
    Figure("share_in_band", gettext_lazy("达标率"), "%", 1, 100),
    Figure("least", gettext_lazy("最少一格"), gettext_lazy("户")),
    Figure("greatest", gettext_lazy("最多一格"), gettext_lazy("户")),
    Figure("max_deviation", gettext_lazy("户数最大偏差"), "%", -1, 100, 1),
    Figure("balance", gettext_lazy("户数均衡指数"), "", 1, 1, 3),
    Figure("moved_households", gettext_lazy("换网格的户"), gettext_lazy("户"), -1),
    Figure("kept_share", gettext_lazy("不换网格员的户"), "%", 1, 100, 1),
    Figure("cut_metres", gettext_lazy("网格间界线"), gettext_lazy("米"), -1),
    Figure("along_barriers", gettext_lazy("沿街巷、水系的界线"), "%", 1, 100),
    Figure("compactness", gettext_lazy("紧凑度"), "", 1, 1, 2),
    Figure("discontiguous", gettext_lazy("不连片的网格"), gettext_lazy("个"), -1),
)


def band_of(households: int, wish: Wish) -> str:
    """Whether a grid is below, within or above the size asked for."""
    return BELOW if households < wish.low else ABOVE if households > wish.high else WITHIN


def variant_cards(plan: DivisionPlan) -> dict[str, Any]:
    """All variants with their figures and grids, and today's grids to compare with."""
    bench, wish = bench_of(plan), wish_of(plan)
    variants = list(plan.variants.prefetch_related("grids").order_by("pk"))
    today = as_today(bench, wish)
    figures = reckoned(bench, today.numbers, today.continues, wish).as_json()
    return {
        "plan": str(plan.uid),
        "band": [wish.low, wish.high],
        "households": int(bench.town.units.households.sum()),
        "buildings": len({unit.building for unit in bench.units}),
        "notes": bench.notes,
        "today": {
            "label": _("现状"),
            "figures": told(figures) if bench.grids else [],
            "grids": _today_grids(bench, today.numbers, wish) if bench.grids else [],
        },
        "variants": [_card(plan, row, bench, wish) for row in variants],
    }


def told(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The figures in words, as a table takes them."""
    rows = []
    for figure in FIGURES:
        value = figures.get(figure.key)
        if value is None:
            continue
        number = round(float(value) * figure.scale, figure.digits)
        rows.append(
            {
                "key": figure.key,
                "label": str(figure.label),
                "value": number,
                "unit": str(figure.unit),
                "text": f"{number:,.{figure.digits}f}{_space(figure)}{figure.unit}",
                "better": figure.better,
            }
        )
    rows += [
        {
            "key": key,
            "label": _("%(what)s最大偏差") % {"what": label},
            "value": round(figures["attributes"][key] * 100, 1),
            "unit": "%",
            "text": f"{figures['attributes'][key] * 100:,.1f}%",
            "better": -1,
        }
        for key, label in LOADS.items()
        if figures.get("attributes", {}).get(key)
    ]
    return rows


def _space(figure: Figure) -> str:
    return " " if figure.unit and str(figure.unit) != "%" else ""


def _card(plan: DivisionPlan, variant: Variant, bench: Bench, wish: Wish) -> dict[str, Any]:
    numbers = numbers_of(bench, variant)
    bound = variant.figures.get("moved_bound")
    return {
        "uid": str(variant.uid),
        "label": variant.label,
        "version": variant.version,
        "chosen": plan.chosen_id == variant.pk,
        "undoable": bool(variant.history) and "units" in variant.history[-1],
        "steps": [entry["step"] for entry in variant.history],
        "figures": told(variant.figures),
        "moved_bound": bound,
        "grids": [_grid(bench, numbers, row, wish) for row in variant.grids.all()],
        "reasons": variant.reasons,
        "notes": variant.notes,
        "made_at": variant.made_at.isoformat(),
    }


def _grid(bench: Bench, numbers: Ints, row: PlannedGrid, wish: Wish) -> dict[str, Any]:
    inside = numbers == row.number
    kept = not inside.any()
    return {
        "id": row.pk,
        "number": row.number,
        "name": row.name,
        "continues": str(row.continues_id) if row.continues_id else None,
        "kept": kept,
        "households": row.households,
        "band": WITHIN if kept else band_of(row.households, wish),
        "band_label": str(BANDS[WITHIN if kept else band_of(row.households, wish)]),
        "buildings": len(
            {unit.building for unit, at in zip(bench.units, inside, strict=True) if at}
        ),
        "limits": row.limits,
        **_loads(bench, inside),
    }


def _today_grids(bench: Bench, numbers: Ints, wish: Wish) -> list[dict[str, Any]]:
    rows = []
    for grid in bench.grids:
        inside = numbers == grid.code % IN_GRID
        homes = int(bench.town.units.households[inside].sum())
        rows.append(
            {
                "number": grid.code % IN_GRID,
                "name": grid.name,
                "households": homes,
                "band": band_of(homes, wish),
                "band_label": str(BANDS[band_of(homes, wish)]),
                **_loads(bench, inside),
            }
        )
    return rows


def _loads(bench: Bench, inside: Any) -> dict[str, int]:
    sums = np.asarray(bench.loads[inside].sum(axis=0))
    return {key: int(sums[at]) for at, key in enumerate(LOADS)}
