"""Facts by the dictionary's keys: read from forms, put together with the old ones, shown masked."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from wangge.dictionary import values
from wangge.dictionary.shape import Field
from wangge.dictionary.values import Value
from wangge.kernel.errors import FieldFault

Facts = Mapping[str, Any]
CLEAR = "-"


def read(
    fields: Iterable[Field], given: Mapping[str, Any]
) -> tuple[dict[str, Value], list[FieldFault]]:
    """The stored form of what was given for `fields`; keys that were not given are left out."""
    declared = tuple(fields)
    found: dict[str, Value] = {}
    told = _("没有这个数据项，请按数据字典填写。")
    unknown = sorted(given.keys() - {field.key for field in declared})
    faults = [FieldFault(key, told) for key in unknown]
    for field in declared:
        if field.key not in given:
            continue
        raw = given[field.key]
        value = raw if raw == CLEAR else values.read(field, raw)
        if isinstance(value, FieldFault):
            faults.append(value)
        else:
            found[field.key] = value
    return found, faults


def merged(fields: Iterable[Field], old: Facts, given: Mapping[str, Value]) -> dict[str, Any]:
    """`old` with the new values in it. An empty value empties a plain fact, `-` a sealed one.

    A sealed value cannot be shown on a form, so there an empty field leaves it as it is.
    """
    facts = dict(old)
    for field in fields:
        value = given.get(field.key)
        if value == CLEAR or (not value and field.key in given and not field.is_sealed):
            facts.pop(field.key, None)
        elif value:
            facts[field.key] = value
    return facts


def shown(fields: Iterable[Field], facts: Facts, *, close: bool) -> list[tuple[str, str]]:
    """Label and value of every fact on record, codes in words, masked.

    `close` people (of the same grid or community) see names and addresses, numbers nobody.
    """
    return [
        (field.label, word(field, facts[field.key], close=close))
        for field in fields
        if facts.get(field.key)
    ]


def word(field: Field, value: Value | None, *, close: bool) -> str:
    """One value as it is shown."""
    return values.show(field, value, whole=close and not field.is_sealed)


def initial(fields: Iterable[Field], facts: Facts) -> dict[str, Any]:
    """What a form starts with: sealed values stay out of pages."""
    return {field.key: facts.get(field.key, "") for field in fields if not field.is_sealed}


def hints(fields: Iterable[Field], facts: Facts) -> dict[str, str]:
    """What a form says beside an empty sealed field: the mask of what is kept."""
    return {
        field.key: word(field, facts[field.key], close=False)
        for field in fields
        if field.is_sealed and facts.get(field.key)
    }
