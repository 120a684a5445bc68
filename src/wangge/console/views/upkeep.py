"""How good the ledger is: the figures of an area, and the rows behind each."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.console.forms.upkeep import AreaForm
from wangge.console.request import Request, desk, page_of
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing
from wangge.people.access import SEEING
from wangge.people.queries import masked, with_details
from wangge.upkeep import clarity, freshness, grip, needs, quality

HOUSEHOLD_CHECKS = (*clarity.FOUR, *clarity.THREE_KNOWN)


@never_cache
@require_GET
@desk
def overview(request: Request) -> HttpResponse:
    """Measures, what is missing most, 四清 and 三知 grid by grid, 三清 and the profile."""
    form, area = _asked(request)
    missing = quality.missing_counts(request.staff, area.code)
    most = missing[0][2] if missing else 1
    context = {
        "form": form,
        "area": area,
        "measures": quality.measures(request.staff, area.code),
        "missing": [(key, label, n, 100 * n // most) for key, label, n in missing],
        "checks": HOUSEHOLD_CHECKS,
        "grids": _table(clarity.by_grid(request.staff, area.code)),
        "views": grip.three_clear(request.staff, area.code),
        "profile": grip.profile(request.staff, area.code),
    }
    return render(request, "console/upkeep/overview.html", context)


def _table(grids: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The counts of each grid in the order of the checks, with their shares."""
    return [
        grid
        | {
            "cells": [
                {
                    "check": c.key,
                    "done": grid[c.key],
                    "share": 100 * grid[c.key] // grid["households"],
                }
                for c in HOUSEHOLD_CHECKS
            ]
        }
        for grid in grids
    ]


@never_cache
@require_GET
@desk
def people(request: Request, what: str) -> HttpResponse:
    """The people whom a figure lacks."""
    _form, area = _asked(request)
    rows = with_details(quality.behind(request.staff, area.code, what))
    page = page_of(request, rows)
    context = {
        "area": area,
        "title": _title(what),
        "page": page,
        "people": [masked(request.staff, person) for person in page],
    }
    return render(request, "console/upkeep/people.html", context)


@never_cache
@require_GET
@desk
def fresh(request: Request) -> HttpResponse:
    """Each field's facts that are due to be looked at again, and how much was touched of late."""
    form, area = _asked(request)
    # Every field of a million records is more than a page can wait for: a town at most.
    is_wide = area.level < Level.TOWN
    context = {
        "form": form,
        "area": area,
        "is_wide": is_wide,
        "rate": freshness.update_rate(request.staff, area.code),
        "lines": [] if is_wide else freshness.by_field(request.staff, area.code),
    }
    return render(request, "console/upkeep/freshness.html", context)


@never_cache
@require_GET
@desk
def stale(request: Request, key: str) -> HttpResponse:
    """The people of whom a field is due again."""
    _form, area = _asked(request)
    known = {field.key: field for field in freshness.fields_at(request.staff, area.code)}
    if key not in known:
        raise Missing
    rows = freshness.overdue(request.staff, area.code, known[key])
    page = page_of(request, with_details(rows))
    context = {
        "area": area,
        "title": _("“%(label)s”到期未核实的居民") % {"label": known[key].label},
        "page": page,
        "people": [masked(request.staff, person) for person in page],
    }
    return render(request, "console/upkeep/people.html", context)


@never_cache
@require_GET
@desk
def households(request: Request, check: str) -> HttpResponse:
    """The households that do not pass a check."""
    _form, area = _asked(request)
    known = {each.key: each for each in HOUSEHOLD_CHECKS}
    if check not in known:
        raise Missing
    page = page_of(request, clarity.unclear(request.staff, area.code, check))
    context = {"area": area, "check": known[check], "page": page}
    return render(request, "console/upkeep/households.html", context)


@never_cache
@require_GET
@desk
def dwellings(request: Request) -> HttpResponse:
    """Homes without a household on record."""
    _form, area = _asked(request)
    page = page_of(request, quality.without_record(request.staff, area.code))
    return render(request, "console/upkeep/dwellings.html", {"area": area, "page": page})


def _asked(request: Request) -> tuple[AreaForm, Area]:
    """The area asked for, else the first of one's own; nothing for those who see no residents."""
    if not request.staff.abilities & set(SEEING):
        raise Missing
    form = AreaForm(request.GET, staff=request.staff)
    code = (form.cleaned_data.get("under") if form.is_valid() else None) or form.first
    if code is None:
        raise Missing
    form.initial["under"] = code
    return form, areas.fetch(code)


def _title(what: str) -> str:
    titles = {
        "timely": _("到期未核实的居民"),
        "accurate": _("证件号存疑的居民"),
        "true": _("尚未当面核实的居民"),
        "complete": _("信息不全的居民"),
    }
    labels = {need.key: need.label for need in needs.needs()}
    if what in titles:
        return titles[what]
    if what in labels:
        return _("缺少“%(label)s”的居民") % {"label": labels[what]}
    raise Missing
