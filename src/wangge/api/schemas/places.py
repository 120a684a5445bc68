"""Buildings and dwellings."""

from uuid import UUID

from pydantic import Field

from wangge.api.schemas.fields import AreaCode, Paged, Shown


class BuildingFilters(Paged):
    """Which buildings to list."""

    q: str = Field(default="", max_length=60, description="地址、楼栋或小区中的字")
    under: AreaCode | None = None


class BuildingOut(Shown):
    """A building (楼栋)."""

    id: UUID
    grid: AreaCode
    grid_name: str
    address: str
    name: str
    estate: str
    use: str
    floors: int | None
    lon: float | None
    lat: float | None
    dwellings: int
    version: int


class BuildingList(Shown):
    """A page of buildings."""

    items: list[BuildingOut]
    next: str | None


class DwellingOut(Shown):
    """A dwelling (住房) with what is known of it; numbers are masked."""

    id: UUID
    grid: AreaCode
    unit: str
    room: str
    address: str
    people: int
    facts: dict[str, str]
    version: int


class DwellingList(Shown):
    """A page of dwellings."""

    items: list[DwellingOut]
    next: str | None
