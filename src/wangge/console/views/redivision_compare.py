"""A variant beside today: maps, a line for each grid, what moves and what stands in the way."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.areas.queries import children
from wangge.console.request import Request, desk
from wangge.console.sketch import sketch
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing
from wangge.redivision import access, rules
from wangge.redivision.models import DivisionPlan, Variant
from wangge.redivision.queries import plans
from wangge.redivision.queries.comparing import Comparison
from wangge.redivision.queries.comparing import compare as compared
from wangge.redivision.queries.obstacles import obstacles


@never_cache
@require_GET
@desk
def compare(request: Request, uid: UUID) -> HttpResponse:
    plan = access.fetch(request.staff, uid)
    rows = list(plans.variants_of(plan))
    variant = access.fetch_variant(request.staff, _asked(request, plan, rows))
    if variant.plan_id != plan.pk:
        raise Missing
    found = compared(plan, variant)
    context = {
        "plan": plan,
        "variant": variant,
        "variants": rows,
        "found": found,
        "figures": _figures(found),
        "news": found.count("new"),
        "continued": len(found.lines) - found.count("new"),
        "today": sketch(list(children(plan.community_id, Level.COMMUNITY))),
        "then": sketch(list(plans.grids_of(variant))),
        "obstacles": obstacles(plan, variant) if plan.state in rules.EDITABLE else [],
    }
    return render(request, "console/redivision/compare.html", context)


def _asked(request: Request, plan: DivisionPlan, rows: list[Variant]) -> UUID:
    """The variant asked for, else the chosen one, else the first."""
    try:
        return UUID(request.GET["variant"])
    except (KeyError, ValueError):
        chosen = next((row for row in rows if row.pk == plan.chosen_id), None)
    if not rows:
        raise Missing
    return (chosen or rows[0]).uid


def _figures(found: Comparison) -> list[tuple[str, str, str]]:
    """Each figure today and then."""
    one, two = found.today, found.then
    return [
        (_("网格数"), f"{one.grids}", f"{two.grids}"),
        (
            _("户数达标的网格"),
            f"{one.in_band}（{one.share_in_band:.0f}%）",
            f"{two.in_band}（{two.share_in_band:.0f}%）",
        ),
        (_("每格户数"), f"{one.least}–{one.greatest}", f"{two.least}–{two.greatest}"),
        (_("最大偏差"), f"{one.deviation:.1f}%", f"{two.deviation:.1f}%"),
        (_("均衡指数"), f"{one.balance:.2f}", f"{two.balance:.2f}"),
    ]
