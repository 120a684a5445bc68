"""Which building and door the written address of a unit names."""

from collections.abc import Iterable, Mapping

from wangge.areas.models import Area
from wangge.areas.queries import parents
from wangge.people.intake.chunks import chunks
from wangge.people.parsing.addresses import Address, split_address
from wangge.places.models import Building, Dwelling
from wangge.places.rules import even_building

Place = tuple[Building | None, Dwelling | None]
_NOWHERE: Place = (None, None)


class Places:
    """Buildings of an area, found by addresses however they are written: 2号楼 is 2栋."""

    def __init__(self, buildings: Iterable[Building], area: Area) -> None:
        self._prefixes = [row.name for row in (*parents(area.code), area)]
        self._buildings: dict[str, Building] = {}
        for row in buildings:
            self._buildings.setdefault(self._even(str(row)), row)

    def settle(self, addresses: Iterable[str]) -> Mapping[str, Place]:
        """Address -> its building and, where it names one that is on record, its door."""
        found = {text: self._building(text) for text in addresses}
        buildings = {row.pk for row, _parts in found.values() if row}
        doors: dict[tuple[int, str], list[Dwelling]] = {}
        for chunk in chunks(sorted(buildings)):
            for home in Dwelling.objects.filter(building__in=chunk).exclude(room=""):
                doors.setdefault((home.building_id, home.room), []).append(home)
        return {
            text: (row, _door(doors.get((row.pk, parts.room), []), parts)) if row else _NOWHERE
            for text, (row, parts) in found.items()
        }

    def _building(self, text: str) -> tuple[Building | None, Address]:
        parts = split_address(text)
        whole = self._buildings.get(self._even(text))
        named = whole or self._buildings.get(self._even(parts.place + parts.building))
        return named or self._beginning(self._even(text)), parts

    def _beginning(self, text: str) -> Building | None:
        """The building that an address begins with: 53弄5号楼底商 stands in 53弄5号楼."""
        ends = [at for at, char in enumerate(text, 1) if char == "栋"]
        found = (self._buildings.get(text[:end]) for end in reversed(ends))
        return next(filter(None, found), None)

    def _even(self, text: str) -> str:
        for name in self._prefixes:
            text = text.removeprefix(name) or text
        return even_building(text)


def _door(homes: list[Dwelling], parts: Address) -> Dwelling | None:
    """The door of this room; a unit that the address leaves out must not be a matter of choice."""
    if parts.unit:
        homes = [home for home in homes if home.unit == parts.unit]
    return homes[0] if len(homes) == 1 else None
