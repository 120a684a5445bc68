"""Households and people by the homes they live in: who lives there, and a building's move."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from wangge.accounts.models import User
from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.people import access
from wangge.people.finding import tokens
from wangge.people.intake.chunks import chunks
from wangge.people.models import Change, Household, HouseholdChange, Person, PersonChange
from wangge.places.models import Building, Dwelling
from wangge.posts.access import Staff

_LIVING = Q(members__status=Person.Status.PRESENT, members__hidden="")
_SOURCE = 80
_CHUNK = 500


class Moved(NamedTuple):
    """How many rows went along with a building."""

    dwellings: int
    households: int
    people: int


def lived_in(building: Building) -> dict[int, int]:
    """Dwelling -> how many people of open households live there now; empty homes are left out."""
    rows = Household.objects.filter(dwelling__building=building, until=None)
    counted = rows.values("dwelling").annotate(n=Count("members", filter=_LIVING))
    return {row["dwelling"]: row["n"] for row in counted if row["n"]}


def residents(staff: Staff, dwelling: Dwelling) -> "QuerySet[Person]":
    """Who lives in a dwelling now, household by household, as far as they are in reach."""
    rows = access.visible(staff).filter(
        household__dwelling=dwelling,
        household__until=None,
        status=Person.Status.PRESENT,
        hidden="",
    )
    return rows.select_related("household").order_by("household", "relation", "pk")


def recorded(codes: range) -> dict[int, int]:
    """Area -> how many of its dwellings have an open household on record."""
    rows = Household.objects.filter(
        until=None, dwelling__area_id__gte=codes.start, dwelling__area_id__lt=codes.stop
    )
    counted = rows.values("dwelling__area").annotate(n=Count("dwelling", distinct=True))
    return {row["dwelling__area"]: row["n"] for row in counted}


def without_grid(staff: Staff) -> "QuerySet[Person]":
    """Present residents who are bound to no grid yet; there should be none."""
    rows = access.visible(staff).filter(status=Person.Status.PRESENT, hidden="")
    return rows.filter(area__level__lt=Level.GRID)


def reassign(
    building: Building, area: Area, *, actor: User | None, source: str, cause: UUID | None = None
) -> Moved:
    """Let a building's dwellings, households and people belong to `area`.

    In the caller's transaction; every person's and household's change is on record.
    """
    homes = Dwelling.objects.filter(building=building).exclude(area=area)
    dwellings = homes.update(area=area, version=F("version") + 1)
    inside = Household.objects.filter(dwelling__building=building, until=None).exclude(area=area)
    members = Person.objects.filter(household__dwelling__building=building, household__until=None)
    people = members.exclude(area=area)
    households, moved = rehome(
        dict.fromkeys(inside.values_list("pk", flat=True), area),
        dict.fromkeys(people.values_list("pk", flat=True), area),
        Ink(actor, source, cause),
    )
    return Moved(dwellings, households, moved)


class Ink(NamedTuple):
    """Who moves people, through what, and what is behind it."""

    actor: User | None
    source: str
    cause: UUID | None = None


def rehome(households: Mapping[int, Area], people: Mapping[int, Area], ink: Ink) -> tuple[int, int]:
    """Let households and people (by their keys) belong to these areas; how many of each moved.

    In the caller's transaction; every change is on record. Those who are there already stay.
    """
    return _moved(Household, HouseholdChange, "household_id", households, ink), _moved(
        Person, PersonChange, "person_id", people, ink, changed_at=clock.now()
    )


def _moved(
    model: type[Household | Person],
    history: type[Change],
    owner: str,
    goals: Mapping[int, Area],
    ink: Ink,
    **also: Any,
) -> int:
    moved = 0
    for keys in chunks(sorted(goals, key=lambda pk: (goals[pk].code, pk)), _CHUNK):
        columns = ("pk", "area_id", "area__full_name", "version")
        there = model._base_manager.filter(pk__in=keys).order_by("pk").values_list(*columns)  # noqa: SLF001 -- Django's name for it
        rows = [row for row in there if row[1] != goals[row[0]].code]
        for area in {goals[row[0]].code: goals[row[0]] for row in rows}.values():
            at = [pk for pk, *_more in rows if goals[pk].code == area.code]
            model._base_manager.filter(pk__in=at).update(  # noqa: SLF001
                area=area, version=F("version") + 1, **also
            )
        history._base_manager.bulk_create(  # noqa: SLF001
            history(
                **{owner: pk},
                field="area",
                old=old,
                new=goals[pk].full_name,
                version=version + 1,
                source=ink.source[:_SOURCE],
                cause=ink.cause,
                actor=ink.actor,
            )
            for pk, _code, old, version in rows
        )
        moved += len(rows)
    return moved


def readdress(before: Mapping[int, str], *, actor: User | None, source: str) -> int:
    """Let the living address of residents follow when their dwellings were renamed.

    `before` holds the old address of each dwelling; people who wrote another one keep it.
    """
    now = dict(Dwelling.objects.filter(pk__in=list(before)).values_list("pk", "address"))
    told = 0
    for chunk in chunks(sorted(before), _CHUNK):
        rows = Person.objects.filter(household__dwelling__in=chunk, household__until=None)
        people = []
        for row in rows.select_related("household"):
            home = (row.household.dwelling_id if row.household else None) or 0
            if home in before and row.living_address == before[home]:
                row.living_address = now[home]
                row.search = tokens(row.name, now[home])
                row.version += 1
                row.changed_at = clock.now()
                people.append((row, before[home]))
        Person.objects.bulk_update(
            [row for row, _old in people], ["living_address", "search", "version", "changed_at"]
        )
        PersonChange.objects.bulk_create(
            PersonChange(
                person=row,
                field="living_address",
                old=old,
                new=row.living_address,
                version=row.version,
                source=source[:_SOURCE],
                actor=actor,
            )
            for row, old in people
        )
        told += len(people)
    return told
