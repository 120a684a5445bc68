"""An incident in the words of a list: what is due, where it is, who has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.areas.settings import setting
from wangge.incidents import rules
from wangge.incidents.models import Incident, IncidentStep
from wangge.kernel import clock
from wangge.kernel.codes import Level, ancestor
from wangge.kernel.flow import Step
from wangge.posts.access import Staff

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PERCENT = 100


@dataclass(frozen=True)
class Due:
    """How the matter stands with its limit: words, colour, and the moment itself."""

    text: str
    tone: str
    at: datetime


@dataclass(frozen=True)
class Row:
    """One line of a worklist."""

    incident: Incident
    due: Due
    place: str
    holder: str


def rows_of(incidents: Iterable[Incident], staff: Staff, county: str) -> list[Row]:
    """The lines of a list page; the local warning share is looked up once for all of them."""
    warn = warn_share(staff.duties[0].area) if staff.duties else PERCENT
    return [
        Row(row, due(row, warn=warn), place_of(row.area, county), holder_of(row))
        for row in incidents
    ]


def warn_share(area: int) -> int:
    """From which share of the limit on a matter turns yellow here (%)."""
    return int(setting("warn_share", area))


def due(incident: Incident, *, warn: int) -> Due:
    """The time left or overrun: to acceptance while nobody has accepted, else to closing."""
    now = clock.now()
    if incident.state == rules.SUSPENDED:
        return Due(_("挂账，暂停计时"), "mute", incident.due_at)
    if not incident.is_open:
        return _ended(incident)
    waiting = incident.state == rules.REPORTED and incident.accepted_at is None
    limit = incident.accept_due_at if waiting else incident.due_at
    if now > limit:
        told = _("受理超期 %s") if waiting else _("超期 %s")
        return Due(told % span(now - limit), "danger", limit)
    whole = limit - incident.reported_at
    late = whole and (now - incident.reported_at) * PERCENT >= whole * warn
    told = _("受理剩 %s") if waiting else _("剩 %s")
    return Due(told % span(limit - now), "wait" if late else "mute", limit)


def _ended(incident: Incident) -> Due:
    at = incident.closed_at or incident.changed_at
    if incident.state in {rules.CLOSED, rules.ARCHIVED}:
        late = at > incident.due_at
        return Due(_("超期办结") if late else _("按期办结"), "wait" if late else "good", at)
    return Due(incident.get_state_display(), "mute", at)


def span(time: timedelta) -> str:
    """A length of time as people say it: the largest unit only."""
    if time >= DAY:
        return _("%d 天") % (time // DAY)
    if time >= HOUR:
        return _("%d 小时") % (time // HOUR)
    return _("%d 分钟") % max(time // timedelta(minutes=1), 1)


def place_of(area: Area, county: str) -> str:
    """The place with everything above it: the same name stands in many towns."""
    return area.full_name.removeprefix(county) or area.full_name


def holder_of(incident: Incident) -> str:
    """Who has the matter now: the unit and the person, as far as known."""
    names = [str(part) for part in (incident.lead_unit, incident.handler) if part]
    return " ".join(names)


def step_label(step: IncidentStep) -> str:
    """What a person did, by the row of the table the step followed."""
    rows = [row for row in rules.FLOW.rows(step.verb) if _fits(row, step)]
    if rows:
        return rows[0].label
    others = {"report": _("上报"), "rate": _("群众评价"), "rezone": _("网格调整")}
    return others.get(step.verb, step.verb)


def _fits(row: Step, step: IncidentStep) -> bool:
    return step.source in row.sources and (row.target or step.source) == step.target


def desk_of(step: IncidentStep, above: dict[int, str]) -> str:
    """The office that took a step, never the person: the place whose level it was on."""
    return above.get(ancestor(step.incident.area_id, Level(step.level)), "")
