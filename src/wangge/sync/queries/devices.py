"""Devices as the desk shows them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from wangge.posts.access import Staff
from wangge.sync import access, rules
from wangge.sync.models import Device, Op


def listed(staff: Staff) -> "QuerySet[Device]":
    """The devices in reach, the last in contact first."""
    return access.devices(staff).order_by("-last_contact", "-pk")


def with_counts(rows: Sequence[Device]) -> list[dict[str, Any]]:
    """Each device with how many operations reached the server and how many were refused."""
    counted = (
        Op.objects.filter(device__in=rows)
        .order_by()
        .values("device_id")
        .annotate(
            received=Count("pk", filter=~Q(result=rules.REFUSED)),
            refused=Count("pk", filter=Q(result=rules.REFUSED)),
        )
    )
    found = {row["device_id"]: row for row in counted}
    none = {"received": 0, "refused": 0}
    return [{"device": row, **none, **found.get(row.pk, {})} for row in rows]
