"""Model fields that let no number of a person reach the database readable.

Whatever field of a form, import or API a number is typed into, it goes through here.
"""

import base64
import re
from typing import Any

from django.db import models

from wangge.kernel.text import without_numbers
from wangge.privacy.sealing import seal, unseal

MARK = "sealed:"
FACTS_CONTEXT = "facts:{key}"
# Eleven digits and more, perhaps in groups: telephones, IDs, cards. ISO dates have eight.
_LIKE_A_NUMBER = re.compile(r"\d(?:[ -]?\d){9,}[ -]?[0-9Xx]")


def is_telling(value: str) -> bool:
    """Whether a text holds what looks like the number of a person."""
    return _LIKE_A_NUMBER.search(value) is not None


def close(value: str, context: str) -> str:
    """A text sealed, in the form that JSON can hold."""
    return MARK + base64.b64encode(seal(value, context)).decode("ascii")


def open_text(value: str, context: str) -> str:
    """The text that was sealed into JSON."""
    return unseal(base64.b64decode(value.removeprefix(MARK)), context)


class FactsField(models.JSONField):
    """Facts by key; a text that holds a number lies sealed, everything else can be queried.

    Code sees the texts. A sealed fact is bound to its key, not to its row: the field does not know
    the row. What identifies a person has columns of its own that are bound to both.
    """

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def get_db_prep_value(self, value: Any, connection: Any, prepared: Any = False) -> Any:
        if isinstance(value, dict):
            value = _closed("", value)
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        read = super().from_db_value(value, expression, connection)
        if isinstance(read, dict) and isinstance(value, str) and MARK in value:
            return _opened("", read)
        return read


def _closed(key: str, fact: Any) -> Any:
    if isinstance(fact, str):
        return close(fact, FACTS_CONTEXT.format(key=key)) if is_telling(fact) else fact
    if isinstance(fact, dict):
        return {name: _closed(name, each) for name, each in fact.items()}
    if isinstance(fact, list):
        return [_closed(key, each) for each in fact]
    return fact


def _opened(key: str, fact: Any) -> Any:
    if isinstance(fact, str) and fact.startswith(MARK):
        return open_text(fact, FACTS_CONTEXT.format(key=key))
    if isinstance(fact, dict):
        return {name: _opened(name, each) for name, each in fact.items()}
    if isinstance(fact, list):
        return [_opened(key, each) for each in fact]
    return fact


class NumberlessField(models.CharField):  # type: ignore[type-arg]
    """Text of the history: numbers in it are masked before they are written."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        plain = super().get_prep_value(value)
        return without_numbers(plain) if isinstance(plain, str) else plain
