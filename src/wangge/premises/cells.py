"""What a unit's fields say as the texts of a workbook, whole or masked."""

from datetime import date
from typing import Any

from wangge.dictionary import values
from wangge.dictionary.queries import Dictionary
from wangge.dictionary.shape import Field, Subject
from wangge.kernel.codes import short
from wangge.people.cells import mask
from wangge.premises.fields import COLUMNS, CONTACTS
from wangge.premises.models import Premises, PremisesContact
from wangge.privacy.masks import mask_name

GRID, GRID_CODE = "grid_name", "grid_code"
PLACE = (GRID, GRID_CODE)
"""Fields of the dictionary that say where a row belongs; no workbook moves anything."""


def fields(dictionary: Dictionary) -> list[Field]:
    """The fields of a unit that a workbook can hold, then the grid it stands in."""
    return [*dictionary.of(Subject.PREMISES), *(dictionary.by_key[key] for key in PLACE)]


class Reader:
    """Reads the fields of units; their contacts and areas have been fetched with them."""

    def text(self, row: Premises, field: Field, *, revealed: bool) -> str:
        """The cell of a field; what lists show masked is masked unless `revealed`."""
        if field.key == GRID:
            return row.area.name
        if field.key == GRID_CODE:
            return short(row.area_id)
        if field.key in CONTACTS:
            return _contact(row, *CONTACTS[field.key], revealed=revealed)
        if field.key in COLUMNS:
            # The register of units is public: names, addresses and codes stand on every list.
            return values.show(field, _stored(getattr(row, COLUMNS[field.key])), whole=True)
        whole = values.show(field, row.facts.get(field.key), whole=True)
        return whole if revealed else mask(field, whole)


def _contact(row: Premises, role: str, what: str, *, revealed: bool) -> str:
    found = next((each for each in row.contacts.all() if each.role == role), None)
    if found is None:
        return ""
    if what == "phone":
        return found.number(row) if revealed else found.hint
    is_public = revealed or role == PremisesContact.Role.LEGAL
    return found.name if is_public else mask_name(found.name)


def _stored(value: Any) -> str:
    """A column as the dictionary keeps values: text, 1 and 0, dates as 2026-01-31."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
