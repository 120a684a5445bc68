"""Units and places, rentals."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from wangge.api.schemas.fields import AreaCode, Day, Given, OneOf, Paged, Shown
from wangge.premises.queries.rentals import STATES as RENTAL_STATES
from wangge.premises.queries.units import STATES
from wangge.premises.rules import ATTENTION, HAZARDS, KINDS, TRADES

Kind = Annotated[str, OneOf(tuple(KINDS))]
Hazard = Annotated[str, OneOf(tuple(HAZARDS))]
Attention = Annotated[str, OneOf(tuple(ATTENTION))]


class PremisesFilters(Paged):
    """Which units to list."""

    q: str = Field(default="", max_length=60, description="名称、地址、法人或信用代码中的字")
    under: AreaCode | None = None
    kind: Kind | None = None
    state: Annotated[str, OneOf(tuple(STATES))] | None = None


class ContactIn(Given):
    """Whom to call at a unit; a phone left out stays as it is, `-` takes it away."""

    name: str = Field(default="", max_length=100)
    phone: str = Field(default="", max_length=40)


class ContactsIn(Given):
    """The contacts of a unit by role."""

    legal: ContactIn | None = None
    manager: ContactIn | None = None


class PremisesIn(Given):
    """A unit; `version` is asked for when it is there already."""

    name: str = Field(max_length=120)
    kind: Kind
    grid: AreaCode
    version: int | None = Field(default=None, ge=1, le=2**31 - 1, description="修改时填现有版本")
    credit_code: str = Field(default="", max_length=24)
    address: str = Field(default="", max_length=240)
    legal_person: str = Field(default="", max_length=100)
    trade: Annotated[str, OneOf(("", *TRADES))] = ""
    staff_count: int | None = Field(default=None, ge=0, le=1_000_000)
    hazardous: bool = False
    hazard: Hazard = "00"
    attention: Attention = "03"
    opened_on: Day | None = None
    closed_on: Day | None = None
    contacts: ContactsIn = Field(default_factory=ContactsIn)
    facts: dict[str, str] = Field(
        default_factory=dict, max_length=60, description="字典里的其他数据项"
    )


class ContactOut(Shown):
    """A contact, masked."""

    role: str
    role_label: str
    name: str
    phone: str


class PremisesOut(Shown):
    """A unit as lists show it."""

    id: UUID
    grid: AreaCode
    grid_name: str
    kind: str
    kind_label: str
    name: str
    credit_code: str
    code_doubt: str
    address: str
    trade: str
    legal_person: str
    staff_count: int | None
    hazardous: bool
    hazard: str
    hazard_label: str
    attention: str
    attention_label: str
    opened_on: date | None
    closed_on: date | None
    is_open: bool
    contacts: list[ContactOut]
    version: int


class PremisesDetail(PremisesOut):
    """A unit with its further facts and the grid's staff."""

    facts: dict[str, Any]
    grid_workers: list[str]


class PremisesList(Shown):
    """A page of units."""

    items: list[PremisesOut]
    next: str | None


class RentalFilters(Paged):
    """Which rentals to list."""

    q: str = Field(default="", max_length=60, description="地址中的字，或出租人姓名")
    under: AreaCode | None = None
    state: Annotated[str, OneOf(tuple(RENTAL_STATES))] | None = None


class RentalOut(Shown):
    """A rental as lists show it."""

    id: UUID
    grid: AreaCode
    grid_name: str
    dwelling: UUID
    address: str
    landlord: str
    landlord_person: UUID | None
    landlord_phone: str
    landlord_id: str
    use: str
    use_label: str
    hazard: str
    hazard_label: str
    lease_from: date | None
    lease_to: date | None
    lease_state: str
    filing_number: str
    pledged_on: date | None
    ended_on: date | None
    version: int


class RentalList(Shown):
    """A page of rentals."""

    items: list[RentalOut]
    next: str | None
