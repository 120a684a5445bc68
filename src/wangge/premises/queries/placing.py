"""Proposing the building and door that the address of a unit means."""

from typing import NamedTuple

from wangge.areas.queries import fetch_plain
from wangge.kernel.codes import Level, ancestor
from wangge.people.parsing.addresses import split_address
from wangge.places import queries as ground
from wangge.places.models import Building, Dwelling
from wangge.posts.access import Staff
from wangge.premises.models import Premises
from wangge.premises.placing import Places

MOST = 30


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
    word = text or split_address(unit.address).place[-6:]
    near = ground.buildings(staff, ground.Filters(under=code, text=word))[:MOST]
    return found + [
        Proposal(row, None, is_same=False)
        for row in near
        if building is None or row.pk != building.pk
    ]
