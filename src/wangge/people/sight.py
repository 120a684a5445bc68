"""Which fields a post does not see: the dictionary's sections that an administrator hid from it."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from wangge.dictionary.fields import BY_KEY
from wangge.dictionary.shape import Section
from wangge.people.access import SEEING
from wangge.posts.access import Staff

NEVER_HIDDEN = frozenset({"name"})
"""Without a name nobody could be told apart."""

# Columns that show a field under other names too.
_SHOWN_AS: Mapping[str, tuple[str, ...]] = {
    "phone": ("phone", "phones"),
    "birth_date": ("birth_date", "age"),
    "id_number": ("id_number", "id_state", "id_type"),
}


def hidden(staff: Staff, area: int) -> frozenset[str]:
    """The field keys that none of one's posts at a place shows."""
    sections = [
        duty.hidden_sections
        for duty in staff.duties
        if not duty.abilities.isdisjoint(SEEING) and duty.covers(area)
    ]
    return _keys(frozenset.intersection(*sections)) if sections else frozenset()


def hidden_everywhere(staff: Staff) -> frozenset[str]:
    """The field keys that none of one's posts shows anywhere: no list can be narrowed by them."""
    sections = [d.hidden_sections for d in staff.duties if not d.abilities.isdisjoint(SEEING)]
    return _keys(frozenset.intersection(*sections)) if sections else frozenset()


@lru_cache(256)
def _keys(sections: frozenset[str]) -> frozenset[str]:
    if not sections:
        return frozenset()
    found = {key for key, field in BY_KEY.items() if field.section.value in sections}
    shown = {name for key in found for name in _SHOWN_AS.get(key, (key,))}
    return frozenset(shown) - NEVER_HIDDEN


def left_out(shown: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """The columns without the values of hidden fields, and the facts without them altogether."""
    unseen = frozenset(keys)
    if not unseen:
        return shown
    kept = {key: _empty(value) if key in unseen else value for key, value in shown.items()}
    kept["facts"] = {key: value for key, value in shown["facts"].items() if key not in unseen}
    return kept


def _empty(value: Any) -> Any:
    if isinstance(value, str):
        return ""
    return [] if isinstance(value, list) else None


def sections() -> list[tuple[str, str]]:
    """The sections that can be hidden: what is kept, and the label."""
    return [(section.value, section.value) for section in Section]
