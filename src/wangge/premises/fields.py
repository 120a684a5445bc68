"""Which facts of units and rentals are kept beside their columns: the dictionary tells.

A column has the name of its key in the dictionary, or stands in `COLUMNS` below.
"""

from collections.abc import Mapping

from wangge.dictionary.fields import BY_KEY
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Field, Subject

COLUMNS: Mapping[str, str] = {
    "premises_name": "name",
    "premises_kind": "kind",
    "credit_code": "credit_code",
    "premises_address": "address",
    "legal_person": "legal_person",
    "premises_trade": "trade",
    "staff_count": "staff_count",
    "hazardous": "hazardous",
    "hazard": "hazard",
    "attention": "attention",
    "opened_on": "opened_on",
    "closed_on": "closed_on",
}
"""Key of the dictionary -> column of Premises."""
CONTACTS: Mapping[str, tuple[str, str]] = {
    "legal_phone": ("legal", "phone"),
    "manager_name": ("manager", "name"),
    "manager_phone": ("manager", "phone"),
}
"""Key of the dictionary -> whose name or number of the contacts."""
RENTAL_COLUMNS: Mapping[str, str] = {
    "rental_use": "use",
    "landlord_name": "landlord_name",
    "landlord_phone": "landlord_phone",
    "landlord_id": "landlord_id",
    "leased_part": "part",
    "lease_from": "lease_from",
    "lease_to": "lease_to",
    "filing_number": "filing_number",
    "pledged_on": "pledged_on",
    "rental_hazard": "hazard",
}
_TENANTS = {"tenant_name"}  # they are residents of the dwelling


def premises_fields(area: int) -> tuple[Field, ...]:
    """What is asked of a unit of `area` beside its columns, with the local fields."""
    known = {*COLUMNS, *CONTACTS}
    return tuple(f for f in dictionary_at(area).of(Subject.PREMISES) if f.key not in known)


def rental_fields(area: int) -> tuple[Field, ...]:
    """What is asked of a rental of `area` beside its columns, with the local fields."""
    known = {*RENTAL_COLUMNS, *_TENANTS}
    return tuple(f for f in dictionary_at(area).of(Subject.RENTAL) if f.key not in known)


def label(key: str, *, columns: Mapping[str, str] = COLUMNS) -> str:
    """What a column or key is called on screen."""
    by_column = {column: name for name, column in columns.items()}
    field = BY_KEY.get(by_column.get(key, key))
    return field.label if field else key
