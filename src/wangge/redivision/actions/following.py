"""What is under way follows: open matters, clashes, tasks, requests, boards, uploads, fields."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wangge.accounts.models import User
from wangge.areas.models import Area
from wangge.dictionary.models import LocalField
from wangge.exchange.models import ImportRun
from wangge.filings.models import CollectionTask
from wangge.incidents import rules as incident_rules
from wangge.incidents.actions.rezoning import Zone, rezone
from wangge.incidents.models import Incident
from wangge.lives.models import HandOver
from wangge.people.models import Household, Person
from wangge.publicity.models import Board
from wangge.redivision.actions.moving import Case, by_point, inside, put
from wangge.rights.models import DataRequest
from wangge.sync.models import SyncConflict
from wangge.visits.models import Visit, VisitMatter

Crews = Mapping[int, frozenset[int]]


def move_open_things(case: Case) -> Counter[str]:
    """Everything but matters that somebody still has to do."""
    told: Counter[str] = Counter()
    told["conflicts"] = put(SyncConflict, _conflicts(case))
    told["tasks"] = put(CollectionTask, _tasks(case))
    told["hand_overs"] = put(
        HandOver, _with_person(case, HandOver.objects.filter(confirmed_at=None), "event__person")
    )
    waiting = DataRequest.objects.filter(state=DataRequest.State.OPEN)
    told["requests"] = put(DataRequest, _with_person(case, waiting, "person"))
    told["boards"] = put(Board, _boards(case))
    told["uploads"] = put(ImportRun, _mains(case, ImportRun.objects.filter(state="read")))
    told["fields"] = put(LocalField, _fields(case))
    return told


@dataclass(frozen=True)
class Hands:
    """Who handles matters in each grid: before, and now; `workers` are those to give them to."""

    before: Crews
    now: Crews
    workers: Crews

    def heir(self, handler: int | None, old: int, new: int) -> int | None:
        """Who takes over from the worker of the old grid; nobody where that one works here too."""
        workers = self.workers.get(new, frozenset())
        if handler not in self.before.get(old, frozenset()) or not workers:
            return None
        return None if handler in self.now.get(new, frozenset()) else min(workers)


def move_matters(case: Case, hands: Hands) -> list[Incident]:
    """Open matters go by their position, by the household they came from, or with their grid.

    Whoever handled one as worker of its old grid gives it to the worker of the new one.
    """
    goals = _matters(case)
    rows = Incident.objects.filter(pk__in=list(goals)).values_list("pk", "area_id", "handler_id")
    heirs = {pk: hands.heir(handler, area, goals[pk].code) for pk, area, handler in rows}
    users = User.objects.in_bulk({user for user in heirs.values() if user})
    zones = {pk: Zone(area, users.get(heirs.get(pk) or 0)) for pk, area in goals.items()}
    return rezone(zones, actor=case.actor, note=case.ink.source)


def _matters(case: Case) -> dict[int, Area]:
    rows = inside(Incident.objects.filter(state__in=incident_rules.OPEN).order_by("pk"), case)
    found = list(rows.values_list("pk", "area_id", "lon", "lat"))
    goals = by_point(case, found)
    bare = [pk for pk, _area, lon, _lat in found if lon is None and pk in goals]
    visits = dict(VisitMatter.objects.filter(incident__in=bare).values_list("visit", "incident_id"))
    homes = Visit.objects.filter(uid__in=list(visits)).values_list("uid", "household_id")
    for uid, home in homes:
        goal = case.at(case.goals.homes.get(home))
        goals |= {visits[uid]: goal} if goal else {}
    return goals


def _conflicts(case: Case) -> dict[int, Area]:
    rows = inside(SyncConflict.objects.filter(state=SyncConflict.State.OPEN), case)
    found = list(rows.values_list("pk", "area_id", "key"))
    keys = [key for _pk, _area, key in found]
    lies: dict[UUID, int] = dict(Person.objects.filter(uid__in=keys).values_list("uid", "area_id"))
    lies |= dict(Household.objects.filter(uid__in=keys).values_list("uid", "area_id"))
    return _where(case, [(pk, area, lies.get(key)) for pk, area, key in found])


def _tasks(case: Case) -> dict[int, Area]:
    rows = inside(CollectionTask.objects.filter(done_at=None), case)
    found = rows.values_list("pk", "area_id", "household__area_id", "person__area_id")
    return _where(case, [(pk, area, home or person) for pk, area, home, person in found])


def _with_person(case: Case, rows: "QuerySet[Any]", person: str) -> dict[int, Area]:
    found = inside(rows, case).values_list("pk", "area_id", f"{person}__area_id")
    return _where(case, list(found))


def _boards(case: Case) -> dict[int, Area]:
    rows = inside(Board.objects.filter(taken_down=None), case)
    found = rows.values_list("pk", "area_id", "building__area_id")
    return _where(case, list(found))


def _mains(case: Case, rows: "QuerySet[Any]") -> dict[int, Area]:
    return _where(
        case, [(pk, at, None) for pk, at in inside(rows, case).values_list("pk", "area_id")]
    )


def _fields(case: Case) -> dict[int, Area]:
    """A field of a grid that was cut up belongs to the whole community from now on."""
    closed = set(case.ground.grids) - {grid.continues_id for grid in case.grids}
    rows = LocalField.objects.filter(area__in=closed, until=None)
    goals: dict[int, Area] = {}
    for pk, code in rows.values_list("pk", "area_id"):
        into = {number for area, number in case.goals.households if area == code}
        goal = case.ground.community if len(into) > 1 else case.main(code)
        goals |= {pk: goal} if goal else {}
    return goals


def _where(case: Case, rows: list[tuple[int, int, int | None]]) -> dict[int, Area]:
    """Rows lie where the row they tell of lies by now, else where most of their grid went."""
    known = {area.code: area for area in case.areas.values()}
    goals: dict[int, Area] = {}
    for pk, area, now in rows:
        goal = known.get(now or 0) or case.main(area)
        if goal and case.ground.is_ours(area):
            goals[pk] = goal
    return goals
