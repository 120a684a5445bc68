"""Reading buildings and dwellings."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Value

from wangge.kernel.codes import below
from wangge.kernel.text import tidy
from wangge.places import access
from wangge.places.models import Building, Estate, PlaceChange
from wangge.places.rules import order_of
from wangge.posts.access import Staff

SHORTEST = 4
HISTORY = 50


@dataclass(frozen=True)
class Filters:
    """What a list of buildings can be narrowed by; empty means all."""

    text: str = ""
    under: int | None = None
    estate: int | None = None
    use: str = ""


ALL = Filters()


def area_of_address(address: str) -> int | None:
    """The area of the building whose address `address` begins with or holds; the longest wins."""
    text = tidy(address).replace(" ", "")
    if len(text) < SHORTEST:
        return None
    rows = (
        Building.objects.annotate(text=Value(text))
        .filter(text__contains=F("address"))
        .exclude(address="")
        .values_list("address", "name", "area")
    )
    best = sorted(rows[:200], key=lambda row: (row[1] in text, len(row[0])), reverse=True)
    return best[0][2] if best else None


def buildings(staff: Staff, filters: Filters = ALL) -> "QuerySet[Building]":
    """The buildings in reach that match, street by street, with the number of their doors."""
    rows = access.buildings(staff)
    if filters.under is not None:
        inside = below(filters.under)
        rows = rows.filter(area_id__gte=inside.start, area_id__lt=inside.stop)
    for word in tidy(filters.text).split():
        rows = rows.filter(
            Q(address__contains=word) | Q(name__contains=word) | Q(estate__name__contains=word)
        )
    if filters.estate is not None:
        rows = rows.filter(estate=filters.estate)
    if filters.use:
        rows = rows.filter(use=filters.use)
    return rows.annotate(doors=Count("dwellings")).order_by("area_id", "address", "name", "pk")


def estates(staff: Staff, under: int | None = None) -> "QuerySet[Estate]":
    """The estates in reach, community by community, with the number of their buildings."""
    rows = access.estates(staff)
    if under is not None:
        inside = below(under)
        rows = rows.filter(area_id__gte=inside.start, area_id__lt=inside.stop)
    return rows.annotate(houses=Count("buildings")).order_by("area_id", "name")


def history(subject: UUID) -> "QuerySet[PlaceChange]":
    """What was changed of a row, the latest first."""
    return PlaceChange.objects.filter(subject=subject).select_related("actor")[:HISTORY]


def in_order(rows: "list[Any]") -> "list[Any]":
    """Dwellings as people count them."""
    return sorted(rows, key=lambda row: order_of(row.unit, row.room))
