"""Who gets a matter: a lead unit or person, and assisting units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateTimeField
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.incidents import rules
from wangge.incidents.facts import raise_faults
from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.errors import FieldFault, Invalid
from wangge.posts.models import Posting, Unit
from wangge.posts.queries import above, holders, units
from wangge.sql.prepared import Prepared


@dataclass(frozen=True)
class Assignment:
    """The lead (a unit or a person), the assisting units, and whom to tell."""

    unit: Unit | None
    handler: User | None
    assisting: list[Unit]
    people: set[int]


def assignment(incident: Incident, facts: Mapping[str, Any]) -> Assignment:
    """What `facts` say; without them the category's department, else the grid's own worker."""
    unit = _unit(incident, "unit", facts["unit"]) if "unit" in facts else None
    handler = _handler(incident, facts["handler"]) if "handler" in facts else None
    if unit is None and handler is None:
        unit, handler = _by_default(incident)
    assisting = [_unit(incident, "assist", code) for code in facts.get("assist", ())]
    if incident.kind == rules.JOINT and not assisting and not (unit and handler):
        assisting = _community_beside(incident, unit)
    people = {handler.pk} if handler else _people_of(unit)
    return Assignment(unit, handler, [u for u in assisting if u != unit], people)


def _unit(incident: Incident, field: str, code: str) -> Unit:
    unit = Unit.objects.filter(code=code, area__in=above(incident.area_id)).first()
    if unit is None:
        raise_faults([FieldFault(field, f"没有代码为“{code}”的责任单位,请从列表中选择")])
    assert unit is not None
    return unit


_HELD_BY = Prepared(
    lambda username, moment: (
        Posting.objects.at(moment)
        .filter(user__username=username, user__is_active=True)
        .select_related("user", "post", "group")
    ),
    username=CharField(),
    moment=DateTimeField(),
)


def _handler(incident: Incident, username: str) -> User:
    for row in _HELD_BY.rows(username=username, moment=clock.now()):
        near = row.area_id in above(incident.area_id)
        if near and "handle" in row.post.abilities:
            return row.user
        if row.group and row.group.grids.filter(pk=incident.area_id).exists():
            return row.user
    raise_faults([FieldFault("handler", f"“{username}”不负责这个网格的处理,请从列表中选择")])
    raise AssertionError


def _by_default(incident: Incident) -> tuple[Unit | None, User | None]:
    """At grid and community the worker on duty; above, the department that answers for it."""
    if unit := default_unit(incident, units(incident.area_id)):
        return unit, None
    for posting in holders("handle", incident.area_id):
        return None, posting.user
    raise Invalid(
        "incident.nobody",
        _("没有默认的承办单位或承办人,请选择承办单位(unit)或承办人(handler)。"),
        (FieldFault("unit", _("请选择")), FieldFault("handler", _("请选择"))),
    )


def default_unit(incident: Incident, known: Iterable[Unit]) -> Unit | None:
    """Of the units that work for the place, the nearest of the category's department."""
    department = incident.category.department
    if not department or incident.level >= Level.COMMUNITY:
        return None
    fitting = [unit for unit in known if unit.department == department]
    fitting.sort(key=lambda unit: (unit.area.level < incident.level, -unit.area_id, unit.pk))
    return fitting[0] if fitting else None


def _community_beside(incident: Incident, unit: Unit | None) -> list[Unit]:
    """A joint matter always has a second unit: the community of the place by default."""
    beside = Unit.objects.filter(department="社区", area__in=above(incident.area_id)).first()
    return [beside] if beside and beside != unit else []


def _people_of(unit: Unit | None) -> set[int]:
    if unit is None:
        return set()
    rows = Posting.objects.at(clock.now()).filter(unit=unit, user__is_active=True)
    return set(rows.values_list("user", flat=True))
