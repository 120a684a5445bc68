"""Buildings and dwellings for the addresses of a ledger: found, or made."""

from collections.abc import Sequence
from typing import NamedTuple

from wangge.areas.models import Area
from wangge.areas.queries import parents
from wangge.people.intake.bulk import insert, keys
from wangge.people.intake.chunks import chunks
from wangge.people.parsing.addresses import Address
from wangge.people.parsing.rows import Draft
from wangge.places.models import Building, Dwelling

_PLACE, _NAME, _PART, _ADDRESS = 200, 60, 20, 240


class Home(NamedTuple):
    """Where a draft lives: its dwelling, if the address names one, and its area."""

    dwelling: int | None
    area: int


class Homes:
    """The homes of an area, looked up in one query for all addresses of a file."""

    def __init__(self, area: Area) -> None:
        self._area = area
        # Ledgers write 柳东社区建设路1号 or 建设路1号 for the same building.
        self._prefixes = [row.name for row in (*parents(area.code), area)]
        self._buildings: dict[tuple[str, str], tuple[int, int]] = {}
        self._dwellings: dict[tuple[int, str, str], tuple[int, int]] = {}

    def settle(self, drafts: Sequence[Draft], places: Sequence[int]) -> list[Home]:
        """The home of each draft; `places` are the areas where new buildings go."""
        wanted: dict[Address, int] = {}
        for draft, place in zip(drafts, places, strict=True):
            if draft.address and draft.address.is_split:
                wanted.setdefault(draft.address, place)
        self._find_buildings()
        self._make_buildings(wanted)
        self._find_dwellings(wanted)
        self._make_dwellings(wanted)
        return [
            self._home(draft.address, place) for draft, place in zip(drafts, places, strict=True)
        ]

    def short(self, place: str) -> str:
        """A place without the names of the areas it lies in."""
        for name in self._prefixes:
            shorter = place.removeprefix(name)
            if shorter:
                place = shorter
        return place

    def _key(self, address: Address) -> tuple[str, str]:
        return self.short(address.place)[:_PLACE], address.building[:_NAME]

    def _door(self, address: Address) -> tuple[int, str, str]:
        building, _ = self._buildings[self._key(address)]
        return building, address.unit[:_PART], address.room[:_PART]

    def _home(self, address: Address | None, place: int) -> Home:
        if address is None or not address.is_split:
            return Home(None, place)
        return Home(*self._dwellings[self._door(address)])

    def _find_buildings(self) -> None:
        codes = self._area.codes
        rows = Building.objects.filter(area_id__gte=codes.start, area_id__lt=codes.stop)
        for pk, area, place, name in rows.order_by("pk").values_list(
            "pk", "area_id", "address", "name"
        ):
            self._buildings.setdefault((self.short(place), name), (pk, area))

    def _make_buildings(self, wanted: dict[Address, int]) -> None:
        fresh: dict[tuple[str, str], Building] = {}
        for address, place in wanted.items():
            key = self._key(address)
            if key not in self._buildings and key not in fresh:
                fresh[key] = Building(
                    area_id=place, address=address.place[:_PLACE], name=address.building[:_NAME]
                )
        columns = ("uid", "area", "address", "name")
        insert(Building, columns, ((r.uid, r.area_id, r.address, r.name) for r in fresh.values()))
        made = keys(Building, (row.uid for row in fresh.values()))
        for key, row in fresh.items():
            self._buildings[key] = (made[row.uid], row.area_id)

    def _find_dwellings(self, wanted: dict[Address, int]) -> None:
        buildings = {self._buildings[self._key(address)][0] for address in wanted}
        for chunk in chunks(sorted(buildings)):
            rows = Dwelling.objects.filter(building_id__in=chunk)
            columns = ("pk", "area_id", "building_id", "unit", "room")
            for pk, area, building, unit, room in rows.values_list(*columns):
                self._dwellings[building, unit, room] = (pk, area)

    def _make_dwellings(self, wanted: dict[Address, int]) -> None:
        fresh: dict[tuple[int, str, str], Dwelling] = {}
        for address in wanted:
            door = self._door(address)
            if door not in self._dwellings and door not in fresh:
                building, area = self._buildings[self._key(address)]
                fresh[door] = Dwelling(
                    building_id=building,
                    area_id=area,
                    unit=door[1],
                    room=door[2],
                    address=address.text[:_ADDRESS],
                )
        columns = ("uid", "building", "area", "unit", "room", "address")
        insert(
            Dwelling,
            columns,
            ((r.uid, r.building_id, r.area_id, r.unit, r.room, r.address) for r in fresh.values()),
        )
        made = keys(Dwelling, (row.uid for row in fresh.values()))
        for door, row in fresh.items():
            self._dwellings[door] = (made[row.uid], row.area_id)
