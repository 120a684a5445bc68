"""The home an address names: found, or made in the grid that was chosen."""

from wangge.areas.models import Area
from wangge.areas.queries import parents
from wangge.kernel.codes import Level, ancestor, below
from wangge.people.parsing.addresses import split_address
from wangge.places.models import Building, Dwelling

_WORDS = ("栋", "号楼", "幢", "座", "#楼", "#")  # people call a building one or the other
_PLACE, _NAME, _PART, _ADDRESS = 200, 60, 20, 240


def dwelling_at(address: str, area: Area, *, make: bool) -> Dwelling | None:
    """The dwelling of `address` in the area's community, made if it may be.

    None when the address names no door, or a home that is not on record and not ours to make.
    """
    found = _written_so(address, area)
    if found:
        return found
    parts = split_address(address)
    if not parts.is_split:
        return None
    names = [row.name for row in (*parents(area.code), area)]
    place, name = _short(parts.place, names)[:_PLACE], parts.building[:_NAME]
    building = _building(place, name, area, names)
    door = {"unit": parts.unit[:_PART], "room": parts.room[:_PART]}
    if not make:
        return Dwelling.objects.filter(building=building, **door).first() if building else None
    building = building or Building.objects.create(area=area, address=place, name=name)
    found, _made = Dwelling.objects.get_or_create(
        building=building,
        **door,
        defaults={"area_id": building.area_id, "address": parts.text[:_ADDRESS]},
    )
    return found


def _written_so(address: str, area: Area) -> Dwelling | None:
    """The dwelling whose address is written just so."""
    inside = below(ancestor(area.code, Level.COMMUNITY))
    rows = Dwelling.objects.filter(area_id__gte=inside.start, area_id__lt=inside.stop)
    return rows.filter(address=address).order_by("pk").first()


def _building(place: str, name: str, area: Area, names: list[str]) -> Building | None:
    inside = below(ancestor(area.code, Level.COMMUNITY))
    stem = name.removesuffix(_WORDS[0])
    names_of_it = {name, *(f"{stem}{word}" for word in _WORDS if stem != name)}
    rows = Building.objects.filter(area_id__gte=inside.start, area_id__lt=inside.stop)
    rows = rows.filter(name__in=names_of_it)
    for row in rows.filter(address__endswith=place).order_by("pk"):
        if _short(row.address, names) == place:
            return row
    return None


def _short(place: str, names: list[str]) -> str:
    """A place without the names of the areas it lies in: ledgers write it with and without."""
    for name in names:
        place = place.removeprefix(name) or place
    return place
