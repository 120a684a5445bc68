"""The field dictionary as forms use it."""

from collections.abc import Mapping
from typing import NamedTuple

from wangge.dictionary.fields import BY_KEY, SYNONYMS
from wangge.dictionary.shape import Field


class Dictionary(NamedTuple):
    """The fields of an area by key, and the headings that mean them."""

    fields: Mapping[str, Field]
    synonyms: Mapping[str, str]


def at(_code: int) -> Dictionary:
    """The fields in use for an area."""
    return Dictionary(BY_KEY, SYNONYMS)
