"""Proposing the building and door that the address of a unit means."""

from itertools import takewhile
from typing import NamedTuple

from wangge.areas.queries import fetch_plain
from wangge.kernel.codes import Level, ancestor
from wangge.places import queries as ground
from wangge.places.models import Building, Dwelling
from wangge.places.rules import even_building
from wangge.posts.access import Staff
from wangge.premises.models import Premises
from wangge.premises.placing import Places

MOST, _LOOK = 30, 2_000


class Proposal(NamedTuple):
    """A building where the unit may stand, and the door its address names there."""

    building: Building
    dwelling: Dwelling | None
    is_same: bool  # whether the address says just this building


def proposed(staff: Staff, unit: Premises, text: str = "") -> list[Proposal]:
    """Buildings of the unit's community that `text`, else its address, may mean; the best first."""
    code = min(unit.area_id, ancestor(unit.area_id, Level.COMMUNITY))
    inside = ground.buildings(staff, ground.Filters(under=code, text=text))
    area = fetch_plain(code)
    building, door = Places(inside, area).settle([unit.address])[unit.address]
    found = [Proposal(building, door, is_same=True)] if building else []
    rows = sorted(inside[:_LOOK], key=lambda row: -_alike(str(row), unit.address))
    others = [row for row in rows if building is None or row.pk != building.pk]
    return found + [Proposal(row, None, is_same=False) for row in others[:MOST]]


def _alike(one: str, other: str) -> int:
    """How far two addresses begin the same."""
    pairs = zip(even_building(one), even_building(other), strict=False)
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))
