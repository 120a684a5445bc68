"""How visits and patrols look in answers."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from wangge.api import shapes
from wangge.api.answers import moment
from wangge.incidents import rules as incident_rules
from wangge.incidents.models import Incident
from wangge.people.households import address
from wangge.posts.access import Staff
from wangge.visits import rules
from wangge.visits.models import Patrol, Trip, Visit
from wangge.visits.queries import listing


def visits(staff: Staff, rows: Sequence[Visit]) -> list[dict[str, Any]]:
    """Visits with whom they met and what they handed on, in a fixed number of queries."""
    names = listing.names_met(staff, rows)
    matters = listing.matters_of(rows)
    return [_visit(staff, row, names, matters[row.uid]) for row in rows]


def _visit(
    staff: Staff, row: Visit, names: Mapping[UUID, str], matters: Sequence[Incident]
) -> dict[str, Any]:
    return (
        _trip(row)
        | {
            "household": row.household.uid,
            "address": address(staff, row.household, []),
            "kind": row.kind,
            "outcome": row.outcome,
            "patrol": row.patrol,
            "version": row.version,
            "met": [
                {"person": one.person.uid, "name": names[one.person.uid], "fields": one.fields}
                for one in row.meetings.all()
                if one.person.uid in names
            ],
            "matters": [_matter(one) for one in matters],
        }
        | {key: row.text(key) for key in rules.TEXTS}
    )


def patrol(row: Patrol) -> dict[str, Any]:
    """A patrol with what it found."""
    return _trip(row) | {
        "note": row.texts.get("note", ""),
        "points": [{"note": "", **point} for point in row.points],
        "findings": [
            {
                "text": one.texts.get("text", ""),
                "result": one.result,
                "done": one.texts.get("done", ""),
                "incident": one.incident,
            }
            for one in row.findings.all()
        ],
    }


def _trip(row: Trip) -> dict[str, Any]:
    return {
        "id": row.uid,
        "grid": row.area.number,
        "grid_name": row.area.full_name,
        "worker": shapes.user(row.worker),
        "post": row.post,
        "started_at": moment(row.started_at),
        "ended_at": moment(row.ended_at),
        "claimed_start": moment(row.claimed_start),
        "claimed_end": moment(row.claimed_end),
        "clock_doubtful": row.clock_doubtful,
        "received_at": moment(row.received_at),
    }


def _matter(row: Incident) -> dict[str, Any]:
    return {
        "id": row.uid,
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "state_label": incident_rules.STATES[row.state][0],
    }
