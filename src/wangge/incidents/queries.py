"""Reading incidents: worklists, what waits for whom, the page of one."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wangge.accounts.models import User
from wangge.incidents import access, rules
from wangge.incidents.access import NOT_SHOWN, SHOWN_WITH
from wangge.incidents.claims import Case, first_broken
from wangge.incidents.models import Category, Incident, IncidentFile, IncidentStep
from wangge.kernel import clock
from wangge.kernel.codes import Level, below
from wangge.kernel.errors import Missing
from wangge.kernel.flow import Step
from wangge.posts.access import Duty, Staff
from wangge.posts.models import Unit
from wangge.posts.queries import holders, units


@dataclass(frozen=True)
class Filters:
    """What a worklist can be narrowed by; empty means all."""

    state: str = ""
    stage: str = ""
    under: int | None = None
    text: str = ""
    overdue: bool = False
    kind: str = ""
    category: str = ""
    since: date | None = None
    until: date | None = None
    mine: bool = False


def worklist(staff: Staff, filters: Filters) -> "QuerySet[Incident]":
    """Incidents in reach that match, newest first."""
    rows = Incident.objects.filter(waiting_for(staff) if filters.mine else access.reach(staff))
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.stage:
        rows = rows.filter(state__in=[s for s, at in rules.STAGE_OF.items() if at == filters.stage])
    if filters.under is not None:
        codes = below(filters.under)
        rows = rows.filter(area_id__gte=codes.start, area_id__lt=codes.stop)
    if filters.text.strip():
        rows = rows.filter(search__finds=filters.text)
    if filters.overdue:
        rows = rows.filter(overdue(clock.now()))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.category:
        rows = rows.filter(category__code__startswith=filters.category)
    if filters.since:
        rows = rows.filter(reported_at__gte=_midnight(filters.since))
    if filters.until:
        rows = rows.filter(reported_at__lt=_midnight(filters.until + timedelta(days=1)))
    return rows.select_related(*SHOWN_WITH).defer(*NOT_SHOWN).order_by("-pk")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.BEIJING)


def overdue(now: datetime) -> Q:
    """Open and past the limit (a suspended matter's clock stands still)."""
    return Q(state__in=rules.OPEN - {rules.SUSPENDED}, due_at__lt=now)


def waiting_for(staff: Staff) -> Q:
    """What waits for this person: the states whose next step is theirs to take."""
    mine = Q(state__in=rules.AT_WORK, handler__in=staff.acts_for)
    if staff.units:
        mine |= Q(state__in=rules.AT_WORK, lead_unit__in=staff.units)
    for duty in staff.duties:
        for states, extra in _queues(duty):
            for start, stop in duty.ranges:
                mine |= Q(state__in=states, area_id__gte=start, area_id__lt=stop) & extra
    return mine


def _queues(duty: Duty) -> list[tuple[set[str], Q]]:
    at_level = Q(level=duty.level)
    can = duty.abilities
    at_grid = duty.level == Level.GRID
    found: list[tuple[set[str], Q]] = []
    if can & ({"confirm"} if at_grid else {"classify", "dispatch"}):
        found.append(({rules.REPORTED}, at_level))
    if ("confirm" if at_grid else "dispatch") in can:
        states = {rules.ACCEPTED, rules.REGISTERED, rules.HANDLED, rules.VERIFIED}
        found.append((states, at_level))
    if "verify" in can:
        found.append(({rules.INFORMED}, Q() if at_grid else at_level))
    if "supervise" in can:
        found.append(({rules.AWAITING}, at_level))
        found.append((set(rules.AT_WORK), at_level & ~Q(pending="")))
    return found


def reported_by(staff: Staff) -> "QuerySet[Incident]":
    """What the person reported, newest first."""
    rows = Incident.objects.filter(reporter=staff.user.pk)
    return rows.select_related(*SHOWN_WITH).defer(*NOT_SHOWN).order_by("-pk")


def assigned_to(staff: Staff) -> "QuerySet[Incident]":
    """What the person (or whom they stand in for) handles or handled, newest first."""
    rows = Incident.objects.filter(handler__in=staff.acts_for)
    return rows.select_related(*SHOWN_WITH).defer(*NOT_SHOWN).order_by("-pk")


def waiting_counts(staff: Staff) -> dict[str, int]:
    """How many wait, by state."""
    rows = Incident.objects.filter(waiting_for(staff)).order_by().values("state")
    return {row["state"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def overdue_count(staff: Staff) -> int:
    """How many in reach are late."""
    return Incident.objects.filter(access.reach(staff)).filter(overdue(clock.now())).count()


def offers(staff: Staff, incident: Incident) -> list[Step]:
    """The steps this person may take now, one row per verb, in table order."""
    found = access.duties(staff, incident)
    case = Case(incident, {})
    shown: dict[str, Step] = {}
    for step in rules.FLOW.from_state(incident.state):
        if step.duty in found and first_broken(step, case, drawing=True) is None:
            shown.setdefault(step.verb, step)
    return list(shown.values())


def history(incident: Incident) -> "QuerySet[IncidentStep]":
    """Every step, oldest first."""
    return incident.steps.order_by("pk")


def photos(incident: Incident) -> "QuerySet[IncidentFile]":
    """The incident's attachments."""
    return incident.files.select_related("file").order_by("pk")


def photo(incident: Incident, uid: UUID) -> IncidentFile:
    """One attachment of the incident."""
    row = incident.files.select_related("file").filter(file__uid=uid).first()
    if row is None:
        raise Missing
    return row


def similar(incident: Incident) -> "QuerySet[Incident]":
    """Likely reports of the same thing: same category, same grid, within a day, still open."""
    day = timedelta(days=1)
    return Incident.objects.filter(
        area=incident.area_id,
        category=incident.category_id,
        state__in=rules.OPEN,
        reported_at__range=(incident.reported_at - day, incident.reported_at + day),
    ).exclude(pk=incident.pk)[:5]


def handlers(incident: Incident) -> list[User]:
    """Who may be given the incident in person, the one on duty first."""
    seen: dict[int, User] = {}
    for posting in holders("handle", incident.area_id):
        seen.setdefault(posting.user_id, posting.user)
    return list(seen.values())


def lead_units(incident: Incident) -> "QuerySet[Unit]":
    """Which units may be given the incident."""
    return units(incident.area_id)


def catalogue(*, residents: bool = False) -> "QuerySet[Category]":
    """The 小类 in force with their 大类."""
    rows = Category.objects.filter(is_active=True, parent__isnull=False).select_related("parent")
    return rows.filter(for_residents=True) if residents else rows


def category_groups() -> "QuerySet[Category]":
    """The 大类 in force."""
    return Category.objects.filter(is_active=True, parent=None)


def everything_in_catalogue() -> "QuerySet[Category]":
    """Both levels, in code order."""
    return Category.objects.select_related("parent").order_by("code")
