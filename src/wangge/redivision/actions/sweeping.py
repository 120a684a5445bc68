"""What was being written while a plan took effect may have come to lie in a grid that is no more."""

from collections import Counter
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from wangge.accounts.models import User
from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.areas.succeeding import heir
from wangge.incidents import rules as incident_rules
from wangge.incidents.actions.rezoning import Zone, rezone
from wangge.incidents.models import Incident
from wangge.kernel.codes import Level
from wangge.people import guarding, homes
from wangge.people.homes import Ink
from wangge.people.models import Household, Person
from wangge.places.models import Building, Dwelling
from wangge.premises.models import Facility, Premises, Rental
from wangge.redivision import rules
from wangge.redivision.actions.moving import put
from wangge.redivision.models import DivisionPlan


@transaction.atomic
def sweep(uid: UUID) -> int:
    """Let stragglers follow what they belong to, else the heir of their grid; how many there were.

    What was moved by hand since then stays.
    """
    plan = DivisionPlan.objects.select_related("community").filter(uid=uid).first()
    if plan is None or plan.state != rules.DONE:
        return 0
    left = _left(plan)
    ink = Ink(plan.approved_by, f"网格调整：{plan.name}", plan.uid)
    told: Counter[str] = Counter()
    told["ground"] = put(Building, _after(Building, left), version=True)
    told["ground"] += put(Dwelling, _after(Dwelling, left, "building"), version=True)
    told["homes"], _none = homes.rehome(_homes(left), {}, ink)
    _none, told["people"] = homes.rehome({}, _after(Person, left, "household"), ink)
    guarding.settle(plan.community.codes)
    for model in (Premises, Rental):
        told["units"] += put(model, _after(model, left, "dwelling"), version=True, stamp=True)
    told["units"] += put(Facility, _after(Facility, left), version=True)
    told["matters"] = len(_matters(left, plan.approved_by or plan.made_by, ink))
    return told.total()


class Left(NamedTuple):
    """The grids that ended with the plan, each with its heir, and those of today."""

    heirs: dict[int, Area]
    today: dict[int, Area]


def _left(plan: DivisionPlan) -> Left:
    grids = Area.objects.under(plan.community_id).filter(level=Level.GRID).defer("boundary")
    ended = {area.code: heir(area) for area in grids.filter(valid_to=plan.takes_effect)}
    heirs = {code: area for code, area in ended.items() if area.valid_to is None}
    return Left(heirs, {area.code: area for area in grids.filter(valid_to=None)})


def _after(
    model: type[Building | Dwelling | Person | Premises | Rental | Facility],
    left: Left,
    leader: str = "",
) -> dict[int, Area]:
    """Rows left behind, each with the area of what it belongs to where that is one of today's."""
    rows = model._base_manager.filter(area__in=left.heirs).order_by("pk")  # noqa: SLF001 -- Django's name for it
    if not leader:
        return {pk: left.heirs[code] for pk, code in rows.values_list("pk", "area_id")}
    found = rows.values_list("pk", "area_id", f"{leader}__area_id")
    return {pk: left.today.get(at or 0, left.heirs[code]) for pk, code, at in found}


def _homes(left: Left) -> dict[int, Area]:
    rows = Household.objects.filter(area__in=left.heirs, until=None).order_by("pk")
    found = rows.values_list("pk", "area_id", "dwelling__area_id")
    return {pk: left.today.get(at or 0, left.heirs[code]) for pk, code, at in found}


def _matters(left: Left, actor: User, ink: Ink) -> list[Incident]:
    rows = Incident.objects.filter(area__in=left.heirs, state__in=incident_rules.OPEN)
    zones = {}
    for pk, code, lon, lat in rows.values_list("pk", "area_id", "lon", "lat"):
        at = areas.grid_at(lon, lat) if lon is not None and lat is not None else None
        zones[pk] = Zone(areas.fetch_plain(at) if at else left.heirs[code])
    return rezone(zones, actor=actor, note=ink.source)
