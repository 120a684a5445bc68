"""Buildings and dwellings for the addresses of a ledger: found, or made."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from wangge.areas.models import Area
from wangge.areas.queries import parents
from wangge.kernel.ids import uuid7
from wangge.people.intake.bulk import insert, reserve
from wangge.people.intake.chunks import chunks
from wangge.people.parsing.addresses import Address
from wangge.people.parsing.drafts import Draft
from wangge.places.models import Building, Dwelling
from wangge.places.rules import even_building

_PLACE, _NAME, _PART, _ADDRESS = 200, 60, 20, 240
_PLACES = 65_536


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
        self.short = lru_cache(_PLACES)(self._short)
        self._buildings: dict[tuple[str, str], tuple[int, int]] = {}
        self._named: dict[tuple[str, str], tuple[int, int]] = {}  # 2栋 and 2号楼, where both stand
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

    def _short(self, place: str) -> str:
        """A place without the names of the areas it lies in."""
        for name in self._prefixes:
            shorter = place.removeprefix(name)
            if shorter:
                place = shorter
        return place

    def even(self, address: str) -> str:
        """An address as another ledger may write it: without the areas' names, 2号楼 as 2栋."""
        return even_building(self.short(address))

    def _key(self, address: Address) -> tuple[str, str]:
        return self.short(address.place)[:_PLACE], address.building[:_NAME]

    def _building(self, address: Address) -> tuple[int, int]:
        key = self._key(address)
        return self._named.get(key) or self._buildings[key[0], even_building(key[1])]

    def _door(self, address: Address) -> tuple[int, str, str]:
        building, _ = self._building(address)
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
            short = self.short(place)
            self._named.setdefault((short, name), (pk, area))
            self._buildings.setdefault((short, even_building(name)), (pk, area))

    def _make_buildings(self, wanted: dict[Address, int]) -> None:
        fresh: dict[tuple[str, str], tuple[Address, int]] = {}
        for address, place in wanted.items():
            short, name = self._key(address)
            key = (short, even_building(name))
            if key not in self._buildings:
                fresh.setdefault(key, (address, place))
        rows = []
        pks = reserve(Building, len(fresh))
        for pk, (key, (address, place)) in zip(pks, fresh.items(), strict=True):
            self._buildings[key] = (pk, place)
            rows.append((pk, uuid7(), place, address.place[:_PLACE], address.building[:_NAME]))
        insert(Building, ("id", "uid", "area", "address", "name"), rows)

    def _find_dwellings(self, wanted: dict[Address, int]) -> None:
        buildings = {self._building(address)[0] for address in wanted}
        for chunk in chunks(sorted(buildings)):
            rows = Dwelling.objects.filter(building_id__in=chunk)
            columns = ("pk", "area_id", "building_id", "unit", "room")
            for pk, area, building, unit, room in rows.values_list(*columns):
                self._dwellings[building, unit, room] = (pk, area)

    def _make_dwellings(self, wanted: dict[Address, int]) -> None:
        fresh: dict[tuple[int, str, str], Address] = {}
        for address in wanted:
            door = self._door(address)
            if door not in self._dwellings:
                fresh.setdefault(door, address)
        rows = []
        for pk, (door, address) in zip(reserve(Dwelling, len(fresh)), fresh.items(), strict=True):
            building, unit, room = door
            area = self._building(address)[1]
            self._dwellings[door] = (pk, area)
            rows.append((pk, uuid7(), building, area, unit, room, address.text[:_ADDRESS]))
        insert(Dwelling, ("id", "uid", "building", "area", "unit", "room", "address"), rows)
