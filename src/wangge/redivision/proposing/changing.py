"""Work by hand on a variant: units moved, grids split or merged, each answered with its effect."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.audit.actions import record
from wangge.division.board import Ints
from wangge.division.wishes import Wish
from wangge.kernel.errors import Refused, Stale
from wangge.redivision.models import DivisionPlan, PlannedGrid, Variant
from wangge.redivision.proposing.borders import all_limits, as_boundary, grounds
from wangge.redivision.proposing.cards import BANDS, band_of
from wangge.redivision.proposing.drafting import (
    as_today,
    named,
    out_of_band,
    reckoned,
    wish_of,
)
from wangge.redivision.proposing.running import bench_of, check_open
from wangge.redivision.proposing.steps import Work, taken
from wangge.redivision.proposing.storing import living_in, numbers_of, part_of, store

if TYPE_CHECKING:
    from wangge.accounts.models import User

REMEMBERED = 100  # steps that can be undone
BY_HAND = "手工"


@dataclass(frozen=True)
class Effect:
    """What a change did, for the screen: the grids it touched, and the whole variant's figures."""

    version: int
    done: str
    moved: int  # households whose planned grid changed by this step
    figures: dict[str, Any]
    grids: list[dict[str, Any]]
    gone: list[int]
    units: dict[str, int]
    reasons: list[str]
    undoable: bool

    def as_json(self) -> dict[str, Any]:
        """As the screen takes it."""
        return asdict(self)


@transaction.atomic
def change(variant: Variant, step: dict[str, Any], *, actor: "User", seen_version: int) -> Effect:
    """One step by hand: {"do": "move", "units": [keys], "to": number}, split, merge.

    {"do": "split", "grid": number} cuts a grid in two; {"do": "merge", "into": n, "other": m}.
    """
    work = _opened(variant, seen_version)
    after, told = taken(work, step)
    return _kept(work, after, told, actor=actor)


@transaction.atomic
def undo(variant: Variant, *, actor: "User", seen_version: int) -> Effect:
    """The last step by hand is taken back."""
    work = _opened(variant, seen_version)
    history = work.variant.history
    if not history or "units" not in history[-1]:
        raise Refused("variant.undo", _("没有可以撤销的改动。"))
    last = history[-1]
    after = work.numbers.copy()
    place_of = {unit.key: at for at, unit in enumerate(work.bench.units)}
    for key, number in last["units"].items():
        if key in place_of:
            after[place_of[key]] = number
    told = _("撤销：%(step)s") % {"step": last["step"]}
    return _kept(work, after, told, actor=actor, back=last)


@transaction.atomic
def copy(variant: Variant, *, actor: "User", label: str = "") -> Variant:
    """The same division once more, to work on by hand."""
    check_open(variant.plan)
    made = Variant.objects.create(
        plan=variant.plan, label=_free_label(variant.plan, label or f"{variant.label}（调整）"),
        part=variant.part, figures=variant.figures, reasons=variant.reasons, notes=variant.notes,
        history=[{"step": _("复制自“%(label)s”") % {"label": variant.label}}],
    )  # fmt: skip
    rows = list(variant.grids.all())
    for row in rows:
        row.pk, row.variant, row.made = None, made, None
        row._state.adding = True  # noqa: SLF001 -- Django's own way to insert a copy
    PlannedGrid.objects.bulk_create(rows)
    _on_record("division.copy", made, actor, label=made.label)
    return made


@transaction.atomic
def by_hand(plan: DivisionPlan, *, actor: "User", label: str = "") -> Variant:
    """The grids of today as a variant to work on."""
    check_open(plan)
    bench = bench_of(plan)
    draft = as_today(bench, wish_of(plan))
    made = Variant.objects.create(plan=plan, label=_free_label(plan, label or BY_HAND))
    store(plan, bench, draft, into=made)
    made.history = [{"step": _("从现有网格开始")}]
    made.save(update_fields=["history"])
    _on_record("division.by_hand", made, actor, label=made.label)
    return made


def _free_label(plan: DivisionPlan, label: str) -> str:
    used = set(plan.variants.values_list("label", flat=True))
    at, told = 2, label
    while told in used:
        told, at = f"{label} {at}", at + 1
    return told


def _opened(variant: Variant, seen_version: int) -> Work:
    row = (
        Variant.objects.select_for_update(of=("self",))
        .select_related("plan__community")
        .get(pk=variant.pk)
    )
    check_open(row.plan)
    if row.version != seen_version:
        raise Stale(
            "variant.stale", _("别人刚改过这个方案：已换成最新的，请核对后再改。"), row.version
        )
    bench = bench_of(row.plan)
    grids = {grid.number: grid for grid in row.grids.select_related("continues")}
    return Work(row, row.plan, bench, wish_of(row.plan), numbers_of(bench, row), grids)


def _kept(
    work: Work, after: Ints, told: str, *, actor: "User", back: dict[str, Any] | None = None
) -> Effect:
    """The new version with its grids; `back` is the step that is taken back."""
    changed = np.flatnonzero(after != work.numbers)
    touched = sorted({*work.numbers[changed].tolist(), *after[changed].tolist()})
    gone = [number for number in touched if not (after == number).any()]
    entry = {
        "step": told,
        "units": {work.bench.units[at].key: int(work.numbers[at]) for at in changed},
        "grids": {str(number): _identity(work.grids[number]) for number in gone},
    }
    _put_grids(work, after, touched, gone, (back or {}).get("grids", {}))
    history = work.variant.history
    history = history[:-1] if back else [*history, entry][-REMEMBERED:]
    figures, reasons = _reckon(work, after)
    fields = {
        "part": {**work.variant.part, **part_of(work.bench, after)},
        "figures": figures,
        "reasons": reasons,
        "history": history,
        "version": work.variant.version + 1,
    }
    for key, value in fields.items():
        setattr(work.variant, key, value)
    work.variant.save(update_fields=list(fields))
    _on_record("division.change", work.variant, actor, step=told)
    return Effect(
        version=work.variant.version,
        done=told,
        moved=int(work.bench.town.units.households[changed].sum()),
        figures=figures,
        grids=[_shown(work.grids[number], work.wish) for number in touched if number not in gone],
        gone=gone,
        units={work.bench.units[at].key: int(after[at]) for at in changed},
        reasons=reasons,
        undoable=bool(history) and "units" in history[-1],
    )


def _identity(grid: PlannedGrid) -> dict[str, Any]:
    return {"name": grid.name, "continues": grid.continues_id}


def _put_grids(
    work: Work, after: Ints, touched: list[int], gone: list[int], known: dict[str, Any]
) -> None:
    for number in gone:
        work.grids.pop(number).delete()
    fresh = [n for n in touched if n not in gone and n not in work.grids]
    continues = {number: row.continues for number, row in work.grids.items() if row.continues}
    continues |= _continued_again(fresh, known)
    names = {**{n: row.name for n, row in work.grids.items()}}
    for number in fresh:
        told = known.get(str(number))
        name = told["name"] if told else _next_name(work, number, names)
        names[number] = name
        work.grids[number] = PlannedGrid(
            variant=work.variant, number=number, name=name, continues=continues.get(number)
        )
    _put_ground(work, after, touched)


def _put_ground(work: Work, after: Ints, touched: list[int]) -> None:
    """Boundaries and households of what changed; neighbours may be called differently now."""
    shapes = grounds(work.bench, after)
    names = {number: row.name for number, row in work.grids.items()}
    limits = all_limits(work.bench, shapes, names)
    for number, row in work.grids.items():
        told = limits.get(number, {})
        if number not in touched and row.limits == told:
            continue
        row.limits = told
        if number in touched:
            row.boundary = as_boundary(work.bench, shapes[number])
            row.households = living_in(work.bench, after, number)
        row.save()


def _continued_again(fresh: list[int], known: dict[str, Any]) -> dict[int, Area]:
    codes = {n: known[str(n)]["continues"] for n in fresh if str(n) in known}
    rows = Area.objects.in_bulk([code for code in codes.values() if code]) if codes else {}
    return {number: rows[code] for number, code in codes.items() if code in rows}


def _next_name(work: Work, number: int, names: dict[int, str]) -> str:
    told = named(work.bench, [number], {})[number]
    while told in names.values():
        number += 1
        told = named(work.bench, [number], {})[number]
    return told


def _reckon(work: Work, after: Ints) -> tuple[dict[str, Any], list[str]]:
    continues = {
        number: row.continues
        for number, row in work.grids.items()
        if row.continues and (after == number).any()
    }
    told = reckoned(work.bench, after, continues, work.wish).as_json()
    names = {number: row.name for number, row in work.grids.items()}
    return told, out_of_band(work.bench, after, names, work.wish)


def _shown(grid: PlannedGrid, wish: Wish) -> dict[str, Any]:
    band = band_of(grid.households, wish)
    return {
        "number": grid.number,
        "name": grid.name,
        "households": grid.households,
        "band": band,
        "band_label": str(BANDS[band]),
        "boundary": grid.boundary,
        "limits": grid.limits,
    }


def _on_record(verb: str, variant: Variant, actor: "User", **detail: Any) -> None:
    plan = variant.plan
    uid: UUID = variant.uid
    record(
        verb, f"plan:{plan.uid}", actor=actor, area=plan.community_id, variant=str(uid), **detail
    )
