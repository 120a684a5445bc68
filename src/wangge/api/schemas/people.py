"""Residents, masked."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from wangge.api.schemas.fields import AreaCode, Given, Paged, Shown
from wangge.people.queries import REVEALABLE


class PersonFilters(Paged):
    """Whom to list; numbers are never searched for here: addresses end up in logs."""

    q: str = Field(default="", max_length=100, description="姓名或住址中的字")
    under: AreaCode | None = None


class PersonOut(Shown):
    """A resident as lists show them."""

    id: UUID
    grid: AreaCode
    grid_name: str
    household: UUID | None
    name: str
    sex: str
    birth_date: date | None
    age: int | None
    relation: str
    ethnicity: str
    id_number: str
    id_state: str
    phones: list[str]
    living_address: str
    registered_address: str
    residence: str
    status: str
    labels: list[str]
    facts: dict[str, str]
    version: int


class MemberOut(Shown):
    """Another of the household."""

    id: UUID
    name: str
    relation: str


class PersonDetail(PersonOut):
    """A resident with the household."""

    members: list[MemberOut]


class PersonList(Shown):
    """A page of residents."""

    items: list[PersonOut]
    next: str | None


LOCAL_KEY = "x_[0-9]+_[0-9]+"
_REVEALABLE = f"^({'|'.join(sorted(REVEALABLE))}|{LOCAL_KEY})$"


class RevealIn(Given):
    """What to see whole, and why; both go on record with who asked and when."""

    fields: list[Annotated[str, Field(pattern=_REVEALABLE)]] = Field(
        min_length=1,
        max_length=20,
        description="要查看的字段；x_ 开头的是当地增加的字段",
    )
    reason: str = Field(max_length=500)


class RevealOut(Shown):
    """The asked fields whole."""

    id: UUID
    fields: dict[str, Any]
