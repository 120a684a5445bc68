"""What residents see behind a printed code."""

from dataclasses import dataclass

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.areas.succeeding import heir
from wangge.kernel.codes import Level, ancestor
from wangge.kernel.errors import Missing
from wangge.places.models import Building
from wangge.publicity.codes import Spot
from wangge.publicity.showing import Worker, crew_of, in_force, service_of, worker_of


@dataclass(frozen=True)
class Seen:
    """The place of a board: its grid today, its building, who works there."""

    grid: Area
    community: str
    building: str
    crew: list[Worker]
    service: str


def spot(place: Spot) -> Seen:
    """The place of a code; what belongs to another grid by now is shown with that one."""
    building = Building.objects.filter(pk=place.building).first() if place.building else None
    code = place.grid
    if building and ancestor(building.area_id, Level.COMMUNITY) == ancestor(code, Level.COMMUNITY):
        code = building.area_id
    grid = heir(areas.fetch_plain(code))
    if grid.valid_to or (place.building and building is None):
        raise Missing
    community = areas.fetch_plain(ancestor(code, Level.COMMUNITY))
    return Seen(
        grid, community.full_name, str(building or ""), crew_of(community, grid.code),
        service_of(community),
    )  # fmt: skip


def holder(posting: int) -> Worker | None:
    """Who wears this badge, if the posting holds at this moment."""
    row = in_force(posting)
    return worker_of(row) if row else None
