"""Whom to call on next and why; which households nobody has met; which grids nobody walked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.areas.settings import read_once, setting
from wangge.dictionary.codes import HEAD
from wangge.kernel import clock
from wangge.kernel.codes import Level, below
from wangge.people import access as people_access
from wangge.people.households import HERE, address, visible
from wangge.people.models import Household, Label, Person, PersonLabel
from wangge.posts.access import Staff
from wangge.privacy.masks import mask_name
from wangge.visits import access, rules
from wangge.visits.models import Visit
from wangge.visits.queries.listing import midnight

MOST = 3_000
"""Households for which a plan is made at once: a community."""
_GROUP_NAMES = dict(Label.MustVisit.choices)


@dataclass(frozen=True)
class Call:
    """A household to call on, and why."""

    household: Household
    head: str
    address: str
    last: date | None
    due: rules.Due
    labels: tuple[str, ...]
    wished: str

    @property
    def reason(self) -> str:
        """Why the household is due, in words."""
        who = "、".join(self.labels) or "每户定期联系"
        if self.due.never:
            return f"{who}：还没有见过面，每 {self.due.limit} 天至少走访一次"
        return f"{who}：{self.due.days} 天没有见面，每 {self.due.limit} 天至少走访一次"

    @property
    def due_on(self) -> date:
        """The day by which to go."""
        return clock.today() - timedelta(days=self.due.late)


def households(staff: Staff, under: int) -> "QuerySet[Household]":
    """The households of today under an area, with somebody living there."""
    codes = below(under)
    here = Person.objects.filter(household=OuterRef("pk"), status__in=HERE, hidden="")
    rows = visible(staff).filter(until=None, area_id__gte=codes.start, area_id__lt=codes.stop)
    return rows.filter(Exists(here))


def never_met(staff: Staff, under: int) -> "QuerySet[Household]":
    """The households that no visit ever met."""
    met = Visit.objects.filter(household=OuterRef("pk"), outcome=Visit.Outcome.MET)
    rows = households(staff, under).filter(~Exists(met))
    return rows.select_related("area", "dwelling").defer("area__boundary").order_by("area_id", "pk")


def due_calls(staff: Staff, under: int, *, limit: int = 200) -> list[Call]:
    """Whom to call on in an area of at most `MOST` households, the latest first."""
    rows = households(staff, under).select_related("area", "dwelling").defer("area__boundary")
    homes = list(rows.order_by("pk")[: MOST + 1])
    if not homes or len(homes) > MOST:
        return []
    last, wished = _last_met(under)
    labelled = _labels(staff, under)
    today = clock.today()
    found: list[tuple[Household, rules.Due, date | None]] = []
    with read_once():
        limits = {code: _limits(code) for code in {home.area_id for home in homes}}
    for home in homes:
        groups = labelled.get(home.pk, {})
        due = rules.due(groups, limits[home.area_id], last=last.get(home.pk), today=today)
        if due:
            found.append((home, due, last.get(home.pk)))
    found.sort(key=lambda each: (not each[1].groups, -each[1].late, each[1].limit, each[0].pk))
    return _calls(staff, found[:limit], labelled, wished)


def _limits(area: int) -> dict[str, int]:
    days = {group: int(setting(key, area)) for group, key in rules.GROUPS.items()}
    return {**days, "": int(setting(rules.EVERYBODY, area))}


def _calls(
    staff: Staff,
    found: list[tuple[Household, rules.Due, date | None]],
    labelled: dict[int, dict[str, set[str]]],
    wished: dict[int, str],
) -> list[Call]:
    heads = _heads(staff, [home.pk for home, _due, _last in found])
    calls = []
    for home, due, last in found:
        names = {name for group in due.groups for name in labelled[home.pk].get(group, ())}
        calls.append(
            Call(
                household=home,
                head=heads.get(home.pk, ""),
                address=address(staff, home, []),
                last=last,
                due=due,
                labels=tuple(sorted(names)),
                wished=wished.get(home.pk, ""),
            )
        )
    return calls


def _heads(staff: Staff, homes: list[int]) -> dict[int, str]:
    """The head of each household, else its first member."""
    rows = people_access.visible(staff).filter(household__in=homes, status__in=HERE)
    found: dict[int, str] = {}
    for row in rows.only("name", "area_id", "household_id", "relation").order_by("-pk"):
        key = row.household_id or 0
        if row.relation == HEAD or key not in found:
            found[key] = row.name if people_access.is_close(staff, row) else mask_name(row.name)
    return found


def _last_met(under: int) -> tuple[dict[int, date], dict[int, str]]:
    """When each household was met last, and the time of day it wished for at its last visit."""
    codes = below(under)
    rows = Visit.objects.filter(
        household__area_id__gte=codes.start, household__area_id__lt=codes.stop
    ).order_by()
    met = rows.filter(outcome=Visit.Outcome.MET)
    last = {
        home: moment.astimezone(clock.BEIJING).date()
        for home, moment in met.values_list("household_id").annotate(at=Max("started_at"))
    }
    newest = rows.values("household_id").annotate(newest=Max("pk")).values("newest")
    asked = Visit.objects.filter(pk__in=newest, texts__has_key="wished")
    return last, {row.household_id: row.text("wished") for row in asked}


def _labels(staff: Staff, under: int) -> dict[int, dict[str, set[str]]]:
    """The must-visit labels in each household: group -> names."""
    codes = below(under)
    people = people_access.visible(staff).filter(
        area_id__gte=codes.start, area_id__lt=codes.stop, status__in=HERE
    )
    rows = PersonLabel.objects.filter(
        person__in=people, until=None, label__must_visit__gt="", label__sensitive=False
    ).exclude(person__household=None)
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for home, group, name in rows.values_list(
        "person__household_id", "label__must_visit", "label__name"
    ):
        found[home or 0][group].add(name)
    return found


@dataclass(frozen=True)
class Coverage:
    """联系覆盖: of a grid's households, how many were met in the period and how many ever."""

    area: Area
    households: int
    contacted: int
    never: int

    @property
    def percent(self) -> float | None:
        """Contacted ÷ all, in percent; nothing where nobody lives."""
        return 100 * self.contacted / self.households if self.households else None


def coverage(staff: Staff, under: int, since: date, until: date) -> list[Coverage]:
    """Grid by grid: contacted households ÷ households; `until` is the last day."""
    met = Visit.objects.filter(household=OuterRef("pk"), outcome=Visit.Outcome.MET)
    window = met.filter(
        started_at__gte=midnight(since), started_at__lt=midnight(until + timedelta(days=1))
    )
    rows = (
        households(staff, under)
        .order_by()
        .values("area_id")
        .annotate(
            n=Count("pk"),
            contacted=Count("pk", filter=Q(Exists(window))),
            never=Count("pk", filter=~Q(Exists(met))),
        )
    )
    names = {area.code: area for area in areas.listed(under=under).defer("boundary")}
    return [
        Coverage(names[row["area_id"]], row["n"], row["contacted"], row["never"])
        for row in sorted(rows, key=lambda row: row["area_id"])
        if row["area_id"] in names
    ]


@dataclass(frozen=True)
class Walked:
    """When a grid was walked last, and how often it ought to be."""

    area: Area
    last: datetime | None
    limit: int

    @property
    def days(self) -> int | None:
        """Days since the last patrol."""
        if self.last is None:
            return None
        return (clock.today() - self.last.astimezone(clock.BEIJING).date()).days

    @property
    def is_due(self) -> bool:
        """Whether the interval has passed."""
        return self.limit > 0 and (self.days is None or self.days >= self.limit)


def walked(staff: Staff, under: int) -> list[Walked]:
    """The grids of an area in reach: those due for a patrol first."""
    reach = staff.reach("code", *people_access.SEEING)
    grids = areas.listed(under=under, level=Level.GRID).filter(reach).defer("boundary")
    codes = below(under)
    last: dict[int, Any] = dict(
        access.patrols(staff)
        .filter(area_id__gte=codes.start, area_id__lt=codes.stop)
        .order_by()
        .values_list("area_id")
        .annotate(at=Max("started_at"))
    )
    with read_once():
        rows = [
            Walked(grid, last.get(grid.code), int(setting("patrol_frequency", grid.code)))
            for grid in grids
        ]
    return sorted(rows, key=lambda row: (not row.is_due, -(row.days or 10**6), row.area.code))
