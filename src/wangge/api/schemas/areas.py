"""Areas."""

from datetime import date

from pydantic import BaseModel, Field

from wangge.api.schemas.fields import AreaCode, Latitude, LevelName, Longitude, Paged, Shown


class AreaFilters(Paged):
    """Which areas."""

    under: AreaCode | None = Field(default=None, description="只列这个区划及其以下")
    level: LevelName | None = None


class Point(BaseModel):
    """A position."""

    lon: Longitude
    lat: Latitude


class AreaOut(Shown):
    """One area of the division tree."""

    code: AreaCode
    name: str
    full_name: str
    level: LevelName
    kind: str
    parent: AreaCode | None
    valid_from: date


class GridOut(AreaOut):
    """The grid at a point; `grid` is its code, as reports name it."""

    grid: AreaCode


class AreaList(Shown):
    """A page of areas in the order of their codes."""

    items: list[AreaOut]
    next: str | None
