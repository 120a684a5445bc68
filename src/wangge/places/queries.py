"""Reading buildings and dwellings."""

from django.db.models import F, QuerySet, Value

from wangge.kernel.text import tidy
from wangge.places.models import Building, Dwelling
from wangge.posts.access import Staff

SHORTEST = 4


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


def buildings(staff: Staff) -> "QuerySet[Building]":
    """The buildings of one's areas."""
    return Building.objects.filter(staff.reach("area_id")).select_related("area")


def dwellings(staff: Staff) -> "QuerySet[Dwelling]":
    """The dwellings of one's areas."""
    return Dwelling.objects.filter(staff.reach("area_id")).select_related("building")
