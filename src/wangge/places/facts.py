"""Facts by the dictionary's keys: read from forms, sealed where a dump must not tell, shown masked."""

import base64
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.dictionary.shape import Field, Mask, Type
from wangge.kernel.errors import FieldFault
from wangge.kernel.text import tidy
from wangge.privacy.masks import MASKS
from wangge.privacy.sealing import seal, unseal

Facts = Mapping[str, Any]
NUMBERS = (Type.NUMBER, Type.MONEY)
YES_NO = {"1": "是", "0": "否"}
CLEAR = "-"
LONGEST = 240
_MARK = "sealed:"


def is_sealed(field: Field) -> bool:
    """Whether a raw dump of the database must not show the value."""
    return field.mask in {Mask.ID_NUMBER, Mask.PHONE}


def read(
    fields: Iterable[Field], given: Mapping[str, Any]
) -> tuple[dict[str, str], list[FieldFault]]:
    """The values given for `fields`, even and checked; keys that were not given are left out."""
    values: dict[str, str] = {}
    faults: list[FieldFault] = []
    for field in fields:
        if field.key not in given:
            continue
        text = tidy(str(given[field.key] or ""))
        told = _fault(field, text)
        if told:
            faults.append(FieldFault(field.key, told))
        else:
            values[field.key] = text
    return values, faults


def _fault(field: Field, text: str) -> str:
    if not text or text == CLEAR:
        return ""
    if len(text) > LONGEST:
        return _("%(label)s：最多 %(most)d 个字。") % {"label": field.label, "most": LONGEST}
    if field.codes and text not in field.codes:
        known = "、".join(field.codes.values())
        return _("%(label)s：请从列表中选择（%(known)s）。") % {
            "label": field.label,
            "known": known,
        }
    if field.type is Type.BOOLEAN and text not in YES_NO:
        return _("%(label)s：请选择是或否。") % {"label": field.label}
    if field.type in NUMBERS and not text.replace(".", "", 1).isdigit():
        return _("%(label)s：请填数字。") % {"label": field.label}
    if field.type is Type.DATE:
        try:
            date.fromisoformat(text)
        except ValueError:
            return _("%(label)s：请写成 2026-01-31。") % {"label": field.label}
    return ""


def merged(
    fields: Iterable[Field], uid: UUID, old: Facts, given: Mapping[str, str]
) -> dict[str, Any]:
    """`old` with the new values in it. An empty value empties a plain fact, `-` a sealed one.

    A sealed value cannot be shown on a form, so there an empty field leaves it as it is.
    """
    facts = dict(old)
    for field in fields:
        if field.key not in given:
            continue
        value = given[field.key]
        if value == CLEAR or (not value and not is_sealed(field)):
            facts.pop(field.key, None)
        elif value and is_sealed(field):
            if open_value(field, uid, old) != value:
                facts[field.key] = _MARK + _text(seal(value, _context(uid, field.key)))
        elif value:
            facts[field.key] = value
    return facts


def open_value(field: Field, uid: UUID, facts: Facts) -> str:
    """The value in the clear; whoever shows it must have a reason on record."""
    value = str(facts.get(field.key, ""))
    if value.startswith(_MARK):
        return unseal(base64.b64decode(value.removeprefix(_MARK)), _context(uid, field.key))
    return value


def shown(
    fields: Iterable[Field], uid: UUID, facts: Facts, *, close: bool
) -> list[tuple[str, str]]:
    """Label and value of every fact on record, codes in words, masked.

    `close` people (of the same grid or community) see names and addresses, numbers nobody.
    """
    return [
        (field.label, word(field, open_value(field, uid, facts), close=close))
        for field in fields
        if facts.get(field.key)
    ]


def word(field: Field, value: str, *, close: bool) -> str:
    """One value as it is shown."""
    if codes := choices(field):
        return codes.get(value, value)
    if close and not is_sealed(field):
        return value
    return MASKS[field.mask](value)


def choices(field: Field) -> Mapping[str, str]:
    """What a value is chosen from, if it is chosen."""
    return YES_NO if field.type is Type.BOOLEAN else field.codes or {}


def initial(fields: Iterable[Field], facts: Facts) -> dict[str, str]:
    """What a form starts with: sealed values stay out of pages."""
    return {field.key: str(facts.get(field.key, "")) for field in fields if not is_sealed(field)}


def hints(fields: Iterable[Field], uid: UUID, facts: Facts) -> dict[str, str]:
    """What a form says beside an empty sealed field: the mask of what is kept."""
    return {
        field.key: word(field, open_value(field, uid, facts), close=False)
        for field in fields
        if is_sealed(field) and facts.get(field.key)
    }


def _context(uid: UUID, key: str) -> str:
    return f"fact:{uid}:{key}"


def _text(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode("ascii")
