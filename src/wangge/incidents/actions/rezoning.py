"""Open matters follow the ground when the borders of grids change."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import F

from wangge.accounts.models import User
from wangge.areas.models import Area
from wangge.incidents import rules
from wangge.incidents.models import Incident, IncidentStep
from wangge.kernel import clock

VERB = "rezone"


class Zone(NamedTuple):
    """Where a matter comes to, and who handles it there if somebody else shall."""

    area: Area
    handler: User | None = None


def rezone(goals: Mapping[int, Zone], *, actor: User, note: str) -> list[Incident]:
    """Let open matters (by their keys) belong to other grids; those that moved.

    In the caller's transaction; each has a step on record. What has ended stays where it was.
    """
    rows = Incident.objects.filter(pk__in=list(goals), state__in=rules.OPEN).order_by("pk")
    moved = [row for row in rows.select_related("area") if row.area_id != goals[row.pk].area.code]
    steps = []
    for row in moved:
        zone, before = goals[row.pk], row.area.name
        facts = {"from": row.area.number, "to": zone.area.number}
        row.area, row.version, row.changed_at = zone.area, row.version + 1, clock.now()
        if zone.handler is not None:
            row.handler = zone.handler
            facts["handler"] = zone.handler.username
        steps.append(_step(row, actor, f"{note}：{before} → {zone.area.name}", facts))
    for row in moved:
        Incident.objects.filter(pk=row.pk).update(
            area=row.area, handler=row.handler_id, changed_at=row.changed_at,
            version=F("version") + 1,
        )  # fmt: skip
    IncidentStep.objects.bulk_create(steps)
    return moved


def _step(row: Incident, actor: User, note: str, facts: dict[str, str]) -> IncidentStep:
    return IncidentStep(
        incident=row,
        version=row.version,
        at=row.changed_at,
        actor=actor,
        by=actor.name,
        verb=VERB,
        source=row.state,
        target=row.state,
        stage=rules.STAGE_OF[row.state],
        level=row.level,
        note=note,
        facts=facts,
    )
