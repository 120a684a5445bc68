"""The field dictionary as forms use it."""

from collections.abc import Mapping
from typing import NamedTuple

from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Field, Subject
from wangge.kernel.codes import Level, ancestor

# Where a word means several fields, the later one: a roster's words are those of people.
_SUBJECTS = (Subject.DWELLING, Subject.HOUSEHOLD, Subject.PERSON)


class Dictionary(NamedTuple):
    """The fields of an area by key, and the headings that mean them."""

    fields: Mapping[str, Field]
    synonyms: Mapping[str, str]


def at(code: int) -> Dictionary:
    """The fields of residents, households and homes in use at an area, local ones too."""
    held = dictionary_at(code)
    synonyms: dict[str, str] = {}
    for subject in _SUBJECTS:
        synonyms |= held.synonyms_for(subject)
    return Dictionary({field.key: field for field in held.of(*_SUBJECTS)}, synonyms)


def labels(code: int) -> dict[str, str]:
    """What fields are called anywhere in the county of `code`, in one query."""
    held = dictionary_at(ancestor(code, Level.COUNTY), below_too=True)
    return {field.key: field.label for field in held.fields}
