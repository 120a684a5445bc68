"""What the resident says at the end, by the private link."""

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.incidents import rules
from wangge.incidents.access import by_link
from wangge.incidents.facts import raise_faults, read_facts, read_note
from wangge.incidents.models import Incident, IncidentStep
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Refused, Stale
from wangge.notices.actions import tell
from wangge.posts.queries import holders


@transaction.atomic
def rate(digest: str, *, satisfaction: str, note: str = "") -> Incident:
    """The reporter's own opinion on a closed matter; the desk hears of dissatisfaction."""
    incident = by_link(digest)
    if incident.state not in {rules.CLOSED, rules.ARCHIVED}:
        raise Refused("incident.not_closed", _("事项还在办理,结案后再请您评价。"))
    if incident.satisfaction:
        return incident
    opinion = read_facts({"satisfaction": satisfaction}).get("satisfaction", "")
    if not opinion:
        raise_faults([FieldFault("satisfaction", "请选择一项")])
    moved = Incident.objects.filter(pk=incident.pk, version=incident.version).update(
        satisfaction=opinion, version=incident.version + 1, changed_at=clock.now()
    )
    if not moved:
        raise Stale("stale", _("页面已过期,请刷新后再评价。"), incident.version)
    IncidentStep.objects.create(
        incident=incident,
        version=incident.version + 1,
        by=incident.reporter_name or "居民",
        verb="rate",
        source=incident.state,
        target=incident.state,
        stage=incident.stage,
        level=incident.level,
        note=read_note(note),
        facts={"satisfaction": opinion},
    )
    if opinion == "不满意":
        desk = holders("dispatch", incident.area_id)
        tell(
            {posting.user_id for posting in desk},
            _("群众不满意:%(number)s %(title)s")
            % {"number": incident.number, "title": incident.title},
            subject=f"incident:{incident.uid}",
        )
    return by_link(digest)
