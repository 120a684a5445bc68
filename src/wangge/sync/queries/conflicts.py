"""Conflicts in words, for those who choose."""

from collections.abc import Mapping
from typing import Any

from wangge.dictionary.access import may_see
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Mask
from wangge.dictionary.values import Value, show
from wangge.kernel.errors import Missing
from wangge.people import access as people_access
from wangge.people.editing import fetch_household
from wangge.people.facts import values_of, values_of_household
from wangge.posts.access import Staff
from wangge.privacy.masks import mask_name
from wangge.sync import access
from wangge.sync.entities.visits import LABELS
from wangge.sync.models import SyncConflict
from wangge.visits.access import fetch_visit
from wangge.visits.actions.revising import state

WAITING = 100


def waiting(staff: Staff) -> list[SyncConflict]:
    """Those that wait for a choice, the oldest first."""
    rows = access.conflicts(staff).filter(state=SyncConflict.State.OPEN)
    return list(rows.order_by("pk")[:WAITING])


def shown(staff: Staff, row: SyncConflict) -> dict[str, Any]:
    """A conflict with both tellings in words; numbers are masked."""
    label, current, offered, about = _tellings(staff, row)
    return {
        "id": row.uid,
        "op": row.op.uid,
        "entity": row.entity,
        "key": row.key,
        "field": row.field,
        "label": label,
        "about": about,
        "current": current,
        "offered": offered,
        "by": row.op.user.name,
        "at": row.at,
        "state": row.state,
        "state_label": row.get_state_display(),
        "decided_by": row.decided_by.name if row.decided_by else "",
        "decided_at": row.decided_at,
        "area": row.area,
    }


def _tellings(staff: Staff, row: SyncConflict) -> tuple[str, str, str, str]:
    """The field's label, both values, and whose it is; nothing of what is out of reach now."""
    try:
        if row.entity == "visit":
            visit = fetch_visit(staff, row.key)
            told = state(visit).get(row.field, "")
            about = f"{visit.started_at:%Y-%m-%d} {visit.worker.name}"
            return LABELS.get(row.field, row.field), told, str(row.value), about
        values, about = _record(staff, row)
    except Missing:
        return row.field, "", "", ""
    field = dictionary_at(row.area_id).by_key.get(row.field)
    if field is None or not may_see(staff, field, row.area_id):
        return row.field, "", "", about
    whole = field.mask is Mask.NONE or not field.is_sealed
    current = show(field, values.get(row.field, ""), whole=whole)
    return field.label, current, show(field, row.value, whole=whole), about


def _record(staff: Staff, row: SyncConflict) -> tuple[Mapping[str, Value], str]:
    if row.entity == "household":
        home = fetch_household(staff, row.key)
        return values_of_household(home, opened=True), home.area.name
    person = people_access.fetch(staff, row.key)
    close = people_access.is_close(staff, person)
    return values_of(person, opened=True), person.name if close else mask_name(person.name)
