"""What a field of the ledger is: the shape every declaration has."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """What the field is a fact of."""

    PERSON = "person"
    HOUSEHOLD = "household"
    DWELLING = "dwelling"
    PREMISES = "premises"


class Type(StrEnum):
    """How a value is read and shown."""

    TEXT = "text"
    DATE = "date"
    CODE = "code"
    LABELS = "labels"
    PHONES = "phones"
    ID_NUMBER = "id_number"
    ADDRESS = "address"
    NAME = "name"


class Sensitivity(StrEnum):
    """The classes of the Personal Information Protection Law, as far as a ledger needs them."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Mask(StrEnum):
    """How a value is shown to those who may not see it whole."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"
    NONE = "none"


class Section(StrEnum):
    """Where the field stands on forms."""

    BASIC = "基本信息"
    HOUSEHOLD = "家庭关系"
    HOME = "住址房屋"
    SOCIAL = "社会信息"
    STAY = "居住登记"
    CARE = "关爱服务"
    PLACE = "所属网格"


YEAR = 365
WHILE_HERE = None
"""Kept while the person lives here; the retention job then removes it with the person."""


@dataclass(frozen=True)
class Field:
    """One field of the ledger (数据项)."""

    key: str
    label: str
    type: Type
    section: Section
    owner: str
    purpose: str
    sensitivity: Sensitivity
    retention_days: int | None
    mask: Mask
    reconfirm_days: int = 2 * YEAR
    codes: Mapping[str, str] | None = None
    synonyms: tuple[str, ...] = ()
    repeatable: bool = False
    required: bool = False
    subject: Subject = Subject.PERSON
