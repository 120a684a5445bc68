"""Counting the ledger by any field, the rows behind each number, and the people from elsewhere."""

import io
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.console.forms.statistics import TableForm
from wangge.console.request import Request, desk, page_of
from wangge.dictionary.shape import Subject
from wangge.kernel.errors import Missing
from wangge.people.access import SEEING
from wangge.people.queries import masked, with_details
from wangge.upkeep.statistics import books, tables
from wangge.upkeep.statistics.axes import axes
from wangge.upkeep.statistics.tables import Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_GET
@desk
def page(request: Request) -> HttpResponse:
    form, area, shown = _asked(request)
    context = {"form": form, "area": area, "table": shown, "title": _title(area, shown)}
    return render(request, "console/statistics/table.html", context)


@never_cache
@require_GET
@desk
def printed(request: Request) -> HttpResponse:
    """The table alone, for paper."""
    _form, area, shown = _asked(request)
    context = {"table": shown, "title": _title(area, shown)}
    return render(request, "console/statistics/print.html", context)


@never_cache
@require_GET
@desk
def rows(request: Request) -> HttpResponse:
    """The people or households behind a number of the table."""
    _form, area, shown = _asked(request)
    row, column = request.GET.get("r"), request.GET.get("c")
    found = tables.behind(request.staff, area.code, shown, row, column)
    context: dict[str, Any] = {"area": area, "title": _condition(shown, row, column)}
    if shown.subject is Subject.PERSON:
        context["page"] = page_of(request, with_details(found).order_by("pk"))
        context["people"] = [masked(request.staff, person) for person in context["page"]]
    else:
        homes = found.select_related("area", "dwelling").defer("area__boundary")
        context["page"] = page_of(request, homes.order_by("area", "dwelling__address", "pk"))
    return render(request, "console/statistics/rows.html", context)


@never_cache
@require_GET
@desk
def export(request: Request) -> HttpResponse:
    """The table as a workbook; numbers that the page does not show are not in it."""
    _form, area, shown = _asked(request)
    target = io.BytesIO()
    title = _title(area, shown)
    books.write(target, f"{title}  {shown.at:%Y-%m-%d %H:%M}", shown)
    header = content_disposition_header(as_attachment=True, filename=f"{title}.xlsx") or ""
    headers = {"Content-Disposition": header}
    return HttpResponse(target.getvalue(), content_type=XLSX, headers=headers)


def area_of(request: Request) -> tuple[TableForm, Area]:
    """The area asked for, else the first of one's own; nothing for those who see no residents."""
    if not request.staff.abilities & set(SEEING):
        raise Missing
    form = TableForm(request.GET, staff=request.staff)
    form.full_clean()
    code = form.cleaned_data.get("under") or form.first
    if code is None:
        raise Missing
    form.initial["under"] = code
    return form, areas.fetch(code)


def _asked(request: Request) -> tuple[TableForm, Area, Table]:
    form, area = area_of(request)
    subject = form.chosen_subject
    row, column = form.offer(axes(request.staff, area.code, subject))
    form.is_bound = False  # the page shows what was counted, also where nothing was chosen
    return form, area, tables.table(request.staff, area.code, subject, row, column)


def _title(area: Area, shown: Table) -> str:
    names = " × ".join(axis.label for axis in shown.axes)
    told = {"area": area.name, "subject": shown.subject.label, "names": names}
    return _("%(area)s%(subject)s统计：%(names)s") % told


def _condition(shown: Table, row: str | None, column: str | None) -> str:
    told = [
        f"{axis.label}：{dict(labels)[bucket]}"
        for axis, labels, bucket in zip(
            shown.axes, (shown.rows, shown.columns), (row, column), strict=False
        )
        if bucket is not None
    ]
    return "，".join(told) or _("全部")
