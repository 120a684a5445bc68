"""The rest of the county for `--size county`: people everywhere, without streets or outlines."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from wangge.areas.models import Area, AreaVersion
from wangge.demo.county import add_dwellings, short_name
from wangge.demo.population import load_census, make_households
from wangge.demo.residents import load_residents
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.places.models import Building, Dwelling

AFTER_TOWN = 20_000
"""Numbers up to here belong to the people of the drawn town."""
FLOORS, ON_FLOOR, HOMES_AT_ONCE = 6, 4, 4000
MOST_IN_GRID = 400


def load_outskirts(people: int, today: date) -> int:
    """Spread `people` evenly over the communities that are not drawn; how many there are then."""
    number = round(people / load_census().mean_size)
    communities = list(
        Area.objects.filter(level=Level.COMMUNITY, boundary__isnull=True).order_by("code")
    )
    each = -(-number // len(communities))
    grids = _add_grids(communities, -(-each // MOST_IN_GRID))
    households = make_households(number, today=today, seed=2, first=AFTER_TOWN)
    homes = _homes(grids, number)
    total = 0
    while part := list(islice(households, HOMES_AT_ONCE)):
        total += load_residents(part, islice(homes, len(part)), today)
    return total


def _add_grids(communities: list[Area], in_each: int) -> list[Area]:
    today = clock.today()
    rows = Area.objects.bulk_create(
        Area(
            code=community.code + number,
            level=Level.GRID,
            name=f"第{number}网格",
            full_name=f"{community.full_name}第{number}网格",
            valid_from=today,
        )
        for community in communities
        for number in range(1, in_each + 1)
    )
    AreaVersion.objects.bulk_create(
        AreaVersion(area=row, name=row.name, since=today) for row in rows
    )
    return rows


def _homes(grids: list[Area], number: int) -> Iterator[Dwelling]:
    """As many dwellings, evenly, in as many numbered blocks as each grid needs."""
    each, more = divmod(number, len(grids))
    in_block = FLOORS * ON_FLOOR
    rooms = [
        f"{floor}{door:02}室" for floor in range(1, FLOORS + 1) for door in range(1, ON_FLOOR + 1)
    ]
    for order, grid in enumerate(grids):
        here = each + (order < more)
        estate = short_name(grid.full_name.removesuffix(grid.name))
        blocks = Building.objects.bulk_create(
            Building(area=grid, address=estate, name=f"{n}号楼", floors=FLOORS)
            for n in range(1, -(-here // in_block) + 1)
        )
        pairs = [(block, room) for block in blocks for room in rooms][:here]
        yield from add_dwellings(pairs)
