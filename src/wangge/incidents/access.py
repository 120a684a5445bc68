"""Which incidents a person may see, and what they are to each."""

import hmac
from uuid import UUID

from django.db.models import Q, UUIDField

from wangge.incidents import rules
from wangge.incidents.models import Incident
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing
from wangge.posts.access import Duty, Staff
from wangge.sql.prepared import Prepared

# Those who only collect see what they reported themselves, not the whole grid.
SEEING = ("confirm", "classify", "dispatch", "handle", "verify", "supervise", "assess")
# Hundreds of points that only maps need, words that only the index needs, and secrets.
NOT_SHOWN = (
    *("area__boundary", "search", "request_digest", "link_digest"),
    *(f"{who}__{name}" for who in ("handler", "reporter") for name in ("password", "last_login")),
)
SHOWN_WITH = ("area", "category", "category__parent", "lead_unit", "handler", "reporter")

_BY_UID = Prepared(
    lambda uid: Incident.objects.select_related(*SHOWN_WITH).defer(*NOT_SHOWN).filter(uid=uid),
    uid=UUIDField(),
)


def reach(staff: Staff) -> Q:
    """Incidents of one's areas, of one's units, reported by oneself or assigned to one."""
    within = staff.reach("area_id", *SEEING)
    within |= Q(handler__in=staff.acts_for) | Q(reporter=staff.user.pk)
    if staff.units:
        assisting = Incident.assisting.through.objects.filter(unit__in=staff.units)
        within |= Q(lead_unit__in=staff.units) | Q(pk__in=assisting.values("incident"))
    return within


def fetch(staff: Staff, uid: UUID) -> Incident:
    """The incident, or `Missing` when it does not exist for this person."""
    row = _BY_UID.first(uid=uid)
    if row is None or not _may_see(staff, row):
        raise Missing
    return row


def _may_see(staff: Staff, row: Incident) -> bool:
    """Whether `reach` holds for the row at hand, mostly without asking the database."""
    if row.handler_id in staff.acts_for or row.reporter_id == staff.user.pk:
        return True
    seeing = (duty for duty in staff.duties if not duty.abilities.isdisjoint(SEEING))
    if any(duty.covers(row.area_id) for duty in seeing):
        return True
    if not staff.units:
        return False
    assists = row.assisting.filter(pk__in=staff.units)
    return row.lead_unit_id in staff.units or assists.exists()


def by_link(digest: str) -> Incident:
    """The incident whose private link this is."""
    row = (
        Incident.objects.select_related("area", "category", "lead_unit")
        .filter(link_digest=digest)
        .first()
    )
    if row is None or not digest:
        raise Missing
    return row


def find(staff: Staff, number: str) -> Incident:
    """The incident with this number within reach."""
    rows = Incident.objects.select_related(*SHOWN_WITH).filter(number=number.strip().upper())
    row = rows.filter(reach(staff)).first()
    if row is None:
        raise Missing
    return row


def by_receipt(number: str, phone: str) -> Incident:
    """The resident's own incident by receipt number and the whole phone given with the report."""
    row = Incident.objects.filter(number=number.strip().upper(), reporter=None).first()
    given = "".join(char for char in phone if char.isdigit())
    if row is None or not given:
        raise Missing
    kept = "".join(char for char in row.phone if char.isdigit())
    if not hmac.compare_digest(kept, given):
        raise Missing
    return row


def duties(staff: Staff, incident: Incident) -> dict[str, str]:
    """What the person is to the incident: duty -> the post it comes from (signed with it)."""
    found: dict[str, str] = {}
    for duty in staff.duties:
        for name in _territorial(duty, incident) | _of_unit(duty, incident):
            found.setdefault(name, duty.title)
    if incident.handler_id in staff.acts_for:
        found.setdefault(rules.HANDLE, staff.title)
    if incident.handled_by_id == staff.user.pk:
        found.pop(rules.VERIFY, None)  # nobody verifies their own work
    if rules.HANDLE in found or rules.DISPATCH in found or _tracks(staff, incident):
        found.setdefault(rules.TRACK, staff.title)
    return found


def _territorial(duty: Duty, incident: Incident) -> set[str]:
    if not duty.covers(incident.area_id):
        return set()
    can = duty.abilities
    found = set()
    if duty.level == incident.level:
        at_grid = duty.level == Level.GRID
        if can & ({"confirm"} if at_grid else {"classify", "dispatch"}):
            found |= {rules.INTAKE, rules.SETTLE}
        if ("confirm" if at_grid else "dispatch") in can:
            found.add(rules.DISPATCH)
    if duty.level == Level.GRID and "handle" in can:
        found.add(rules.SETTLE)
    if "verify" in can and duty.level in {Level.GRID, incident.level}:
        found.add(rules.VERIFY)
    if "supervise" in can and duty.level <= incident.level:
        found |= {rules.SUPERVISE, rules.APPROVE}
    return found


def _of_unit(duty: Duty, incident: Incident) -> set[str]:
    if duty.unit is None or "handle" not in duty.abilities or duty.unit != incident.lead_unit_id:
        return set()
    return {rules.HANDLE}


def _tracks(staff: Staff, incident: Incident) -> bool:
    if incident.kind == rules.SUDDEN and incident.reporter_id == staff.user.pk:
        return True  # who reports a sudden matter follows it on the spot (000-A58)
    # Not a query of its own: lists bring the assisting units of all their rows with them.
    return bool(staff.units) and any(unit.pk in staff.units for unit in incident.assisting.all())
