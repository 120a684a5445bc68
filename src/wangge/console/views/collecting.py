"""The collection form (采集表) of a resident and of a household."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wangge.console.forms import faults
from wangge.console.forms.collecting import SectionForm
from wangge.console.request import Request, desk
from wangge.dictionary.shape import Section
from wangge.kernel.codes import Level
from wangge.kernel.errors import Refused
from wangge.people import access, collecting
from wangge.people.collecting import Part
from wangge.people.editing import change_household, change_person, fetch_household
from wangge.privacy.masks import mask_name
from wangge.upkeep import freshness

Save = Callable[[int, dict[str, Any]], Any]


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def edit_person(request: Request, uid: UUID) -> HttpResponse:
    person = access.fetch(request.staff, uid)
    parts = collecting.person_sheet(request.staff, person)

    def save(version: int, values: dict[str, Any]) -> Any:
        return change_person(request.staff, uid, version=version, values=values, source=_("采集表"))

    forms, chosen, done = _handle(request, parts, person.version, save)
    if done:
        return redirect(f"{request.path}?section={chosen}#{chosen}")
    close = access.is_close(request.staff, person)
    fields = [entry.field for part in parts for entry in part.entries]
    context = _context(request, parts, forms, chosen, person.area_id) | {
        "person": {"id": uid, "name": person.name if close else mask_name(person.name)},
        "household": person.household,
        "due": freshness.due_of(request.staff, person, fields),
    }
    return render(request, "console/dictionary/person.html", context, status=_status(forms))


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def edit_household(request: Request, uid: UUID) -> HttpResponse:
    household = fetch_household(request.staff, uid)
    close = any(
        duty.level >= Level.COMMUNITY and duty.covers(household.area_id)
        for duty in request.staff.duties
    )
    parts = collecting.household_sheet(request.staff, household, close=close)

    def save(version: int, values: dict[str, Any]) -> Any:
        return change_household(
            request.staff, uid, version=version, values=values, source=_("户采集表")
        )

    forms, chosen, done = _handle(request, parts, household.version, save)
    if done:
        return redirect(f"{request.path}?section={chosen}#{chosen}")
    context = _context(request, parts, forms, chosen, household.area_id)
    context |= {"household": household, "members": _members(request, household.pk)}
    return render(request, "console/dictionary/household.html", context, status=_status(forms))


def _handle(
    request: Request, parts: list[Part], version: int, save: Save
) -> tuple[list[SectionForm], str, bool]:
    """A form for each section; the posted one is saved, or carries what is wrong with it."""
    asked = request.POST.get("section") or request.GET.get("section") or Section.BASIC.name
    names = [part.section.name for part in parts]
    chosen = asked if asked in names else next(iter(names), "")
    forms = []
    done = False
    for part in parts:
        posted = request.method == "POST" and part.section.name == chosen
        form = SectionForm(part, version, request.POST if posted else None)
        done = (posted and _save(request, form, save)) or done
        forms.append(form)
    return forms, chosen, done


def _save(request: Request, form: SectionForm, save: Save) -> bool:
    if not form.is_valid():
        return False
    given = form.changes()
    try:
        save(form.cleaned_data["version"], given)
    except Refused as refused:
        faults.show(form, refused)
        return False
    told = _("已保存 %(count)d 项。") % {"count": len(given)} if given else _("没有改动。")
    messages.success(request, told)
    return True


def _context(
    request: Request, parts: list[Part], forms: list[SectionForm], chosen: str, area: int
) -> dict[str, Any]:
    filled, total = sum(part.filled for part in parts), sum(part.total for part in parts)
    return {
        "forms": forms,
        "chosen": chosen,
        "may_edit": collecting.may_edit(request.staff, area),
        "filled": filled,
        "total": total,
        "missing": [label for part in parts for label in part.missing],
    }


def _members(request: Request, household: int) -> list[dict[str, Any]]:
    rows = access.visible(request.staff).filter(household=household).order_by("relation", "pk")
    return [
        {
            "id": row.uid,
            "name": row.name if access.is_close(request.staff, row) else mask_name(row.name),
        }
        for row in rows
    ]


def _status(forms: list[SectionForm]) -> int:
    return 422 if any(form.is_bound and form.errors for form in forms) else 200
