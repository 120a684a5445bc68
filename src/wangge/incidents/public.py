"""What the person who reported may read by the private link: offices and results, nobody's data.

A step is shown only if it stands in `TOLD`, its note only if it stands in `ANSWERS` (those notes
are written to be told). Links are forwarded: so there is no name, phone, address or description.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.areas import queries as areas
from wangge.incidents import rules
from wangge.incidents.models import Incident, IncidentStep
from wangge.incidents.words import desk_of
from wangge.kernel.codes import Level

TOLD = {
    "report": gettext_lazy("已收到您反映的情况"),
    "accept": gettext_lazy("已受理"),
    "reject": gettext_lazy("不予受理"),
    "merge": gettext_lazy("与同一问题合并办理"),
    "settle": gettext_lazy("已当场处理"),
    "escalate": gettext_lazy("已提请上级协调办理"),
    "register": gettext_lazy("已立项"),
    "dispatch": gettext_lazy("已交办"),
    "sign": gettext_lazy("已签收，正在办理"),
    "handle": gettext_lazy("已处理"),
    "feedback": gettext_lazy("已告知办理结果"),
    "verify": gettext_lazy("核查通过"),
    "close": gettext_lazy("已结案"),
    "reopen": gettext_lazy("重新办理"),
    "void": gettext_lazy("已撤销，如有疑问请联系社区"),
    "rate": gettext_lazy("您的评价"),
}
ANSWERS = frozenset({"reject", "settle", "handle", "feedback", "close"})
BY_UNIT = frozenset({"sign", "handle"})
STATES = {
    rules.REPORTED: gettext_lazy("等待受理"),
    rules.REJECTED: gettext_lazy("不予受理"),
    rules.MERGED: gettext_lazy("合并办理"),
    rules.SUSPENDED: gettext_lazy("暂缓办理，条件具备后继续"),
    rules.CLOSED: gettext_lazy("已结案"),
    rules.ARCHIVED: gettext_lazy("已结案"),
    rules.VOID: gettext_lazy("已撤销"),
}
# Longer runs first: an identity number also holds eleven digits that look like a phone.
NUMBERS = re.compile(r"\d{15,18}[\dXx]?|\+?\d[\d\- ]{5,}\d")

HIDDEN = "＊＊＊"


@dataclass(frozen=True)
class PublicItem:
    """One line of the public time line."""

    at: datetime
    verb: str
    by: str
    note: str
    tone: str


def public_state(incident: Incident) -> str:
    """The state in a resident's words."""
    return str(STATES.get(incident.state, _("正在办理")))


def community_name(incident: Incident) -> str:
    """The place down to the community: a grid may be a single building."""
    names = {area.level: area.name for area in [*areas.parents(incident.area_id), incident.area]}
    return " ".join(names[level] for level in (Level.TOWN, Level.COMMUNITY) if level in names)


def public_items(incident: Incident, steps: Sequence[IncidentStep]) -> list[PublicItem]:
    """The steps a resident is told, newest first."""
    above = {area.code: area.name for area in [*areas.parents(incident.area_id), incident.area]}
    unit = incident.lead_unit.name if incident.lead_unit else ""
    return [
        PublicItem(
            at=step.at,
            verb=_verb(step),
            by=_office(step, unit, above),
            note=answer(incident, step),
            tone={"reject": "wait", "void": "mute", "close": "good"}.get(step.verb, ""),
        )
        for step in reversed(steps)
        if step.verb in TOLD
    ]


def _verb(step: IncidentStep) -> str:
    if step.verb == "verify" and not step.facts.get("passed"):
        return _("核查未通过，退回重新办理")
    if step.verb == "rate":
        return f"{TOLD['rate']}：{step.facts.get('satisfaction', '')}"
    return str(TOLD[step.verb])


def _office(step: IncidentStep, unit: str, above: dict[int, str]) -> str:
    if step.verb in {"report", "rate"}:
        return ""
    return unit if unit and step.verb in BY_UNIT else desk_of(step, above)


def answer(incident: Incident, step: IncidentStep) -> str:
    """The note of a step that is meant to be told, without numbers that could be somebody's."""
    if step.verb not in ANSWERS:
        return ""
    text = NUMBERS.sub(HIDDEN, step.note)
    name = incident.reporter_name
    return text.replace(name, HIDDEN) if len(name) > 1 else text


def refusal(incident: Incident, steps: Sequence[IncidentStep]) -> str:
    """Why the matter was not accepted; empty when it was."""
    if incident.state != rules.REJECTED:
        return ""
    return next((answer(incident, step) for step in reversed(steps) if step.verb == "reject"), "")
