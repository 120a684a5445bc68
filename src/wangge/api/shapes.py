"""How things look in answers: plain values, one function for each kind of thing."""

from typing import Any

from django.db.models import prefetch_related_objects

from wangge.accounts.models import User
from wangge.api.answers import LEVELS, moment
from wangge.areas.models import Area
from wangge.files.models import StoredFile
from wangge.incidents import queries, rules
from wangge.incidents.models import Category, Incident, IncidentStep
from wangge.kernel.codes import Level, ancestor, level_of, short
from wangge.posts.access import Staff
from wangge.posts.models import Unit
from wangge.privacy.masks import mask_name, mask_phone

_PARENT = {Level.GRID: Level.COMMUNITY, Level.COMMUNITY: Level.TOWN, Level.TOWN: Level.COUNTY}


def incident(staff: Staff, row: Incident) -> dict[str, Any]:
    """A matter as lists show it; `row` comes with access.SHOWN_WITH."""
    return {
        "id": row.uid,
        "number": row.number,
        "title": row.title,
        "description": row.description,
        "category": row.category.code,
        "category_name": row.category.name,
        "kind": row.kind,
        "urgency": row.urgency,
        "source": row.source,
        "state": row.state,
        "state_label": rules.STATES[row.state][0],
        "stage": rules.STAGE_OF[row.state],
        "level": LEVELS[Level(row.level)],
        "grid": row.area.number,
        "grid_name": row.area.full_name,
        "address": row.address,
        "lon": row.lon,
        "lat": row.lat,
        "reporter": _reporter(row),
        "lead_unit": unit(row.lead_unit),
        "handler": user(row.handler),
        "supervision": row.supervision,
        "pending": row.pending,
        "found_at": moment(row.found_at),
        "reported_at": moment(row.reported_at),
        "changed_at": moment(row.changed_at),
        "due_at": moment(row.due_at),
        "closed_at": moment(row.closed_at),
        "overdue": row.is_overdue,
        "version": row.version,
        "offers": [step.verb for step in queries.offers(staff, row)],
    }


def incident_detail(staff: Staff, row: Incident) -> dict[str, Any]:
    """A matter with its whole history, its attachments and all its times."""
    prefetch_related_objects([row], "assisting")
    merged = row.merged_into
    return incident(staff, row) | {
        "history": [history_entry(step) for step in queries.history(row)],
        "files": [
            stored_file(photo.file)
            | {
                "verb": photo.verb,
                "url": f"/api/v1/incidents/{row.uid}/files/{photo.file.uid}",
            }
            for photo in queries.photos(row)
        ],
        "assisting": [unit(one) for one in row.assisting.all()],
        "accept_due_at": moment(row.accept_due_at),
        "accepted_at": moment(row.accepted_at),
        "handled_at": moment(row.handled_at),
        "told_at": moment(row.told_at),
        "verified_at": moment(row.verified_at),
        "suspended_at": moment(row.suspended_at),
        "extensions": row.extensions,
        "rework": row.rework,
        "satisfaction": row.satisfaction,
        "supervisor": user(row.supervisor),
        "merged_into": merged.uid if merged else None,
    }


def history_entry(step: IncidentStep) -> dict[str, Any]:
    """One step of a matter."""
    return {
        "at": moment(step.at),
        "by": step.by if step.actor_id else mask_name(step.by),
        "post": step.post,
        "verb": step.verb,
        "stage": step.stage,
        "note": step.note,
        "state": step.target,
        "level": LEVELS[Level(step.level)],
        "version": step.version,
        "facts": step.facts,
    }


def _reporter(row: Incident) -> dict[str, str]:
    name = row.reporter_name or (row.reporter.name if isinstance(row.reporter, User) else "")
    return {"name": name, "phone": mask_phone(row.phone) if row.reporter_phone else ""}


def unit(row: Unit | None) -> dict[str, str] | None:
    """A department or office."""
    return {"code": row.code, "name": row.name} if row else None


def user(row: Any) -> dict[str, str] | None:
    """A member of staff."""
    return {"username": row.username, "name": row.name} if row else None


def stored_file(row: StoredFile) -> dict[str, Any]:
    """An attachment."""
    return {
        "id": row.uid,
        "name": row.name,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.digest,
    }


def area(row: Area) -> dict[str, Any]:
    """An area of the division tree."""
    level = Level(row.level)
    parent = _PARENT.get(level)
    return {
        "code": row.number,
        "name": row.name,
        "full_name": row.full_name,
        "level": LEVELS[level],
        "kind": row.kind,
        "parent": str(ancestor(row.code, parent))[:parent] if parent else None,
        "valid_from": row.valid_from,
    }


def category(row: Category) -> dict[str, Any]:
    """A line of the catalogue."""
    return {
        "code": row.code,
        "name": row.name,
        "parent": row.parent.code if row.parent else None,
        "kind": row.kind,
        "urgency": row.urgency,
        "limits": {"accept": row.accept_limit or None, "handle": row.handle_limit or None},
        "department": row.department,
        "photo_required": row.photo_required,
        "condition": row.condition,
        "closing": row.closing,
    }


def me(staff: Staff) -> dict[str, Any]:
    """The caller with the posts held now."""
    ranges = {found for duty in staff.duties for found in duty.ranges}
    return {
        "username": staff.user.username,
        "name": staff.user.name,
        "postings": [
            {
                "post": duty.post,
                "title": duty.title,
                "area": short(duty.area),
                "area_name": duty.area_name,
                "level": LEVELS[duty.level],
                "abilities": sorted(duty.abilities),
                "stands_in": bool(duty.principals),
            }
            for duty in staff.duties
        ],
        "reach": [str(start)[: _width(start, stop)] for start, stop in sorted(ranges)],
        "abilities": sorted(staff.abilities),
    }


def _width(start: int, stop: int) -> Level:
    return Level.GRID if stop - start == 1 else level_of(start)
