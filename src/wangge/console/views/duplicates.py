"""Who stands in the ledger twice: the list, two records beside each other, merging and undoing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wangge.console.forms.duplicates import MergeForm, SimilarForm
from wangge.console.request import Request, desk, page_of
from wangge.dictionary.fields import BY_KEY
from wangge.kernel.errors import Missing
from wangge.kernel.ids import uuid7
from wangge.people import access
from wangge.upkeep import queries, scanning
from wangge.upkeep.actions import merging
from wangge.upkeep.suspicion import suspects


@never_cache
@require_GET
@desk
def listing(request: Request) -> HttpResponse:
    if not request.staff.abilities & set(access.SEEING):
        raise Missing
    page = page_of(request, queries.duplicates(request.staff))
    rows = [
        {
            "pk": row.pk,
            "score": row.score,
            "why": queries.why(row.reasons),
            "one": queries.told(request.staff, row.one),
            "other": queries.told(request.staff, row.other),
        }
        for row in page
    ]
    context = {
        "page": page,
        "rows": rows,
        "merges": queries.merges(request.staff)[:20],
        "scan": queries.last_scan(request.staff),
    }
    return render(request, "console/upkeep/duplicates.html", context)


@require_POST
@desk
def rescan(request: Request) -> HttpResponse:
    """Look again among the people of one's areas, beside the request."""
    ranges = request.staff.ranges(merging.ABILITY)
    if not ranges:
        raise Missing
    scanning.ask(request.staff, ranges)
    return redirect("console:duplicates")


@never_cache
@require_GET
@desk
def scan_state(request: Request) -> HttpResponse:
    """How far the search is; the page asks until it is done and then shows what was found."""
    scan = queries.last_scan(request.staff)
    answer = render(request, "console/upkeep/scan.html", {"scan": scan})
    if scan and not scan.is_open:
        answer["HX-Refresh"] = "true"
    return answer


@never_cache
@require_GET
@desk
def detail(request: Request, pk: int) -> HttpResponse:
    row = queries.pair(request.staff, pk)
    sides = [queries.told(request.staff, person) for person in (row.one, row.other)]
    within = all(side["id"] for side in sides)
    context = {
        "row": row,
        "sides": sides,
        "why": queries.why(row.reasons),
        "lines": queries.comparison(request.staff, row) if within else [],
        "uid": uuid7(),
        "may_merge": within and row.state == "open",
    }
    return render(request, "console/upkeep/duplicate.html", context)


@require_POST
@desk
def merge(request: Request, pk: int) -> HttpResponse:
    row = queries.pair(request.staff, pk)
    form = MergeForm(request.POST)
    form.full_clean()
    given = form.cleaned_data
    kept, gone = (row.one, row.other) if given["keep"] != "other" else (row.other, row.one)
    picked = {key for key, side in form.chosen().items() if (side == "one") != (kept == row.one)}
    versions = (given["version_one"], given["version_other"])
    merging.merge(
        request.staff,
        kept.uid,
        gone.uid,
        versions=versions if kept == row.one else versions[::-1],
        take=picked,
        uid=given["uid"],
    )
    messages.success(request, _("已合并为一条档案，可在“合并记录”中撤销。"))
    return redirect("console:person", kept.uid)


@require_POST
@desk
def part(request: Request, pk: int) -> HttpResponse:
    merging.part(request.staff, pk, request.POST.get("note", ""))
    messages.success(request, _("已记为不是同一人，今后不再提示。"))
    return redirect("console:duplicates")


@require_POST
@desk
def undo(request: Request, uid: UUID) -> HttpResponse:
    later = merging.undo(request.staff, uid)
    labels = [BY_KEY[key].label if key in BY_KEY else key for key in _keys(later)]
    told = _("已撤销合并，两条档案恢复原样。")
    if labels:
        names = "、".join(labels)
        told += _("合并后又改过的字段保持现值：%(names)s。") % {"names": names}
    messages.success(request, told)
    return redirect("console:duplicates")


@never_cache
@require_POST
@desk
def similar(request: Request) -> HttpResponse:
    """Whom the ledger has that may be the person being typed in; by POST, so no log keeps it."""
    form = SimilarForm(request.POST)
    form.full_clean()
    seeing = request.staff.abilities & set(access.SEEING)
    found = suspects(form.traits()) if seeing else []
    oneself = form.cleaned_data.get("beside")
    found = [each for each in found if each.person.uid != oneself][:5]
    context = {"warnings": queries.warnings(request.staff, found)}
    return render(request, "console/upkeep/similar.html", context)


def _keys(later: list[str]) -> list[str]:
    return [key.removeprefix("facts.").removesuffix("_id") for key in later]
