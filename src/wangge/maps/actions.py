"""Boundaries taken over from a file, all of them or none."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from wangge.areas import actions
from wangge.areas.models import Area

if TYPE_CHECKING:
    from wangge.accounts.models import User


@transaction.atomic
def take_in(
    areas: Iterable[Area], kept: Mapping[str, Mapping[str, Any]], *, actor: "User", reason: str
) -> int:
    """Draw each of `areas` as the confirmed preview says; how many were drawn."""
    drawn = 0
    for area in areas:
        given = kept[str(area.code)]
        actions.draw(
            area, boundary=given["boundary"], actor=actor, reason=reason, seen=given["seen"]
        )
        drawn += 1
    return drawn
