"""Finding a place by name: areas, estates, buildings in reach."""

from typing import Any

from django.db.models import Avg, Q

from wangge.areas.boundaries import frame, middle
from wangge.kernel.text import tidy
from wangge.maps.layers import in_reach
from wangge.places import access as places
from wangge.posts.access import Staff

MOST = 8


def find(staff: Staff, text: str) -> list[dict[str, Any]]:
    """The places whose name or address holds all the words: areas first, then estates, buildings."""
    words = tidy(text).split()
    if not words:
        return []
    return _areas(staff, words) + _estates(staff, words) + _buildings(staff, words)


def _areas(staff: Staff, words: list[str]) -> list[dict[str, Any]]:
    rows = in_reach(staff).filter(boundary__isnull=False)
    for word in words:
        rows = rows.filter(full_name__contains=word)
    return [
        {
            "label": row.full_name,
            "kind": row.get_level_display(),
            "code": str(row.code),
            "at": middle(row.boundary),
            "frame": frame([row.boundary]),
        }
        for row in rows[:MOST]
    ]


def _estates(staff: Staff, words: list[str]) -> list[dict[str, Any]]:
    rows = places.estates(staff).annotate(lon=Avg("buildings__lon"), lat=Avg("buildings__lat"))
    for word in words:
        rows = rows.filter(name__contains=word)
    return [
        {"label": row.name, "kind": "小区", "at": [row.lon, row.lat]}
        for row in rows.exclude(lon=None).order_by("name")[:MOST]
    ]


def _buildings(staff: Staff, words: list[str]) -> list[dict[str, Any]]:
    rows = places.buildings(staff).exclude(lon=None).exclude(lat=None)
    for word in words:
        rows = rows.filter(
            Q(address__contains=word) | Q(name__contains=word) | Q(estate__name__contains=word)
        )
    return [
        {"label": str(row), "kind": "楼栋", "at": [row.lon, row.lat], "id": str(row.uid)}
        for row in rows.order_by("address", "name", "pk")[:MOST]
    ]
