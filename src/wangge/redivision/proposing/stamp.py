"""What a division depends on, as a value that changes whenever any of it does."""

from typing import Any

from django.db.models import Count, F, Max, Q, Sum

from wangge.areas.models import Area, AreaVersion
from wangge.areas.queries import children
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.maps import ground
from wangge.people.models import Household
from wangge.places.models import Building, Dwelling, Estate

Stamp = tuple[Any, ...]


def stamp(community: Area) -> Stamp:
    """Buildings, homes, households, estates, boundaries and the base map; incidents count by the day."""
    code = community.code
    within = Q(area_id__gte=community.codes.start, area_id__lt=community.codes.stop)
    moved = {
        "many": Count("pk"), "sum": Sum("version"), "last": Max("pk"),
        "where": Sum(F("area_id") - code),
    }  # fmt: skip
    buildings = Building.objects.filter(within).aggregate(
        **moved, estates=Sum("estate_id"), lons=Sum("lon"), lats=Sum("lat")
    )
    doors = Dwelling.objects.filter(within).aggregate(**moved, homes=Sum("building_id"))
    living = Household.objects.filter(within, until=None)
    homes = living.aggregate(**moved, homes=Sum("dwelling_id"))
    estates = Estate.objects.filter(area_id=code).aggregate(sum=Sum("version"))
    drawn = AreaVersion.objects.filter(
        area_id__gte=community.codes.start, area_id__lt=community.codes.stop
    ).aggregate(last=Max("pk"))
    return (
        clock.today(),
        str(Area.objects.values_list("boundary", flat=True).get(code=code)),
        *buildings.values(), *doors.values(), *homes.values(), *estates.values(), *drawn.values(),
        *children(code, Level.COMMUNITY).values_list("code", "kind", "name"),
        *(_changed(layer) for layer in ground.present()),
    )  # fmt: skip


def _changed(layer: str) -> tuple[str, int]:
    return layer, (ground.folder() / f"{layer}.geojson").stat().st_mtime_ns
