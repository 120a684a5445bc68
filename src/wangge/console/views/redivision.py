"""Division plans: the list of a community, and one plan with its variants side by side."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.console.forms.redivision import ApproveForm, NoteForm
from wangge.console.request import Request, desk, page_of
from wangge.console.sketch import sketch
from wangge.kernel.errors import Missing
from wangge.kernel.ids import uuid7
from wangge.posts.access import Staff
from wangge.redivision import access, rules
from wangge.redivision.models import DivisionPlan, PlanNote, Variant
from wangge.redivision.proposing import running
from wangge.redivision.proposing.cards import told
from wangge.redivision.queries import plans

PER_PAGE = 20
ROAD = (rules.DRAFT, rules.COMMENT, rules.APPROVED, rules.DONE)
OUTCOME = {
    "grids_new": gettext_lazy("新设网格"),
    "grids_continued": gettext_lazy("沿用网格"),
    "grids_closed": gettext_lazy("撤销网格"),
    "buildings": gettext_lazy("楼栋"),
    "households": gettext_lazy("户"),
    "people": gettext_lazy("人"),
    "premises": gettext_lazy("单位场所"),
    "incidents": gettext_lazy("未结事项"),
    "postings_started": gettext_lazy("新任岗位"),
    "postings_ended": gettext_lazy("结束岗位"),
}
"""What is told of the outcome, in this order."""
LEFT_OUT = frozenset({"in_band", "discontiguous"})


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    """The plans in sight, the newest first."""
    if not request.staff.duties:
        raise Missing
    rows = plans.plans_of(request.staff).order_by("-made_at", "-pk")
    context = {
        "page": page_of(request, rows, PER_PAGE),
        "may_draft": bool(access_of(request.staff)),
    }
    return render(request, "console/redivision/list.html", context)


def access_of(staff: Staff) -> tuple[tuple[int, int], ...]:
    """Where the person could draw plans; each community is asked about again."""
    return staff.ranges("classify", "administer")


@never_cache
@require_GET
@desk
def detail(request: Request, uid: UUID) -> HttpResponse:
    return page(request, access.fetch(request.staff, uid))


def page(request: Request, plan: DivisionPlan, wrong: forms.Form | None = None) -> HttpResponse:
    """The plan, with the form that was refused."""
    kinds = (PlanNote.Kind.SURVEY, PlanNote.Kind.COMMENT)
    remarks = list(plans.notes_of(plan))
    context = variants_context(request, plan) | {
        "road": _road(plan),
        "notes": [row for row in remarks if row.kind in kinds],
        "steps": [row for row in reversed(remarks) if row.kind == PlanNote.Kind.STEP],
        "note_form": NoteForm(initial={"uid": uuid7()}),
        "approve_form": ApproveForm(),
        "wrong": wrong,
        "outcome": [
            (label, plan.outcome[key]) for key, label in OUTCOME.items() if key in plan.outcome
        ],
    }
    if isinstance(wrong, NoteForm):
        context["note_form"] = wrong
    if isinstance(wrong, ApproveForm):
        context["approve_form"] = wrong
    status = 422 if wrong else 200
    return render(request, "console/redivision/plan.html", context, status=status)


@never_cache
@require_GET
@desk
def variants(request: Request, uid: UUID) -> HttpResponse:
    """The variants alone, asked for again while they are being worked out."""
    plan = access.fetch(request.staff, uid)
    context = variants_context(request, plan)
    return render(request, "console/redivision/plan.html#variants", context)


def variants_context(request: Request, plan: DivisionPlan) -> dict[str, Any]:
    """What the part with the variants shows."""
    staff = request.staff
    rows = list(plans.variants_of(plan).prefetch_related("grids"))
    best = _best(rows)
    return {
        "plan": plan,
        "progress": running.progress(plan),
        "cards": [_card(plan, row, best) for row in rows],
        "may": {
            "edit": access.may_edit(staff, plan),
            "comment": access.may_comment(staff, plan),
            "approve": access.may_approve(staff, plan),
            "recall": access.may_recall(staff, plan),
            "draft": access.may_draft(staff, plan.community_id),
        },
    }


def _road(plan: DivisionPlan) -> list[tuple[str, str, Any]]:
    """The states on the way, each done, current or still to come, and since when."""
    at = ROAD.index(plan.state) if plan.state in ROAD else -1
    if plan.state == rules.DONE:
        at += 1
    days = {
        rules.DRAFT: plan.made_at.date(),
        rules.APPROVED: plan.approved_at and plan.approved_at.date(),
        rules.DONE: plan.takes_effect,
    }
    marks = ["done" if order < at else "now" if order == at else "" for order in range(len(ROAD))]
    return [
        (str(rules.STATES[state]), mark, days.get(state))
        for state, mark in zip(ROAD, marks, strict=True)
    ]


def _card(plan: DivisionPlan, variant: Variant, best: frozenset[tuple[int, str]]) -> dict[str, Any]:
    grids = list(variant.grids.all())
    rows = [row for row in told(variant.figures) if row["key"] not in LEFT_OUT]
    return {
        "variant": variant,
        "chosen": plan.chosen_id == variant.pk,
        "sketch": sketch(grids),
        "figures": [(row, (variant.pk, row["key"]) in best) for row in rows],
        "bound": variant.figures.get("moved_bound"),
        "apart": variant.figures.get("discontiguous", 0),
    }


def _best(rows: Iterable[Variant]) -> frozenset[tuple[int, str]]:
    """Which variants have the best value of a figure, where they differ."""
    values: dict[str, dict[int, float]] = {}
    for variant in rows:
        for row in told(variant.figures):
            if row["better"]:
                values.setdefault(row["key"], {})[variant.pk] = row["value"] * row["better"]
    return frozenset(
        (pk, key)
        for key, held in values.items()
        for pk, value in held.items()
        if value == max(held.values()) and len(set(held.values())) > 1
    )
