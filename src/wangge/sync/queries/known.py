"""The further fields of residents and households as a phone holds them: in words, numbers left out."""

from collections.abc import Mapping
from typing import Any

from wangge.dictionary.access import may_see
from wangge.dictionary.queries import Dictionary, dictionary_at
from wangge.dictionary.shape import Mask
from wangge.dictionary.values import show
from wangge.people.facts import values_of_household
from wangge.people.models import Household
from wangge.posts.access import Staff

_COLUMNS = ("ethnicity", "registered_address")


class Dictionaries:
    """The dictionary of each area, read once for one answer."""

    def __init__(self) -> None:
        self._known: dict[int, Dictionary] = {}

    def at(self, area: int) -> Dictionary:
        """The fields valid at `area` today."""
        if area not in self._known:
            self._known[area] = dictionary_at(area)
        return self._known[area]


def of_person(shown: Mapping[str, Any]) -> dict[str, str]:
    """What a list shows of a resident beside the columns that a phone has."""
    more = {key: shown[key] for key in _COLUMNS if shown[key]}
    return {**more, **shown["facts"]}


def of_home(staff: Staff, home: Household, dictionary: Dictionary) -> dict[str, str]:
    """What is on record about a household, as far as one's post sees it."""
    found = {}
    for key, value in values_of_household(home).items():
        field = dictionary.by_key.get(key)
        if field and field.mask is Mask.NONE and may_see(staff, field, home.area_id):
            found[key] = show(field, value)
    return found
