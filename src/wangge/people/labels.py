"""Reading labels: who is in which group, what is due for review, what the rules suggest."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from wangge.kernel import clock
from wangge.kernel.codes import below
from wangge.people import access
from wangge.people.groups import Resident, Suggestion, suggestions
from wangge.people.models import Household, Label, LabelRefusal, Person, PersonLabel
from wangge.people.rules import age
from wangge.posts.access import Staff

MOST = 6_000
"""People whom the rules look through at once: a community."""


@dataclass(frozen=True)
class Suggested:
    """A resident whom the rules would label."""

    person: Person
    suggestions: list[Suggestion]


def residents(staff: Staff, under: int) -> "QuerySet[Person]":
    """The people who live under an area, in reach."""
    codes = below(under)
    return access.visible(staff).filter(
        area_id__gte=codes.start, area_id__lt=codes.stop, status=Person.Status.PRESENT
    )


def held(
    staff: Staff, under: int, *, label: str = "", due: bool = False
) -> "QuerySet[PersonLabel]":
    """Labels of today in an area: those due for review first. Guarded kinds are not among them."""
    rows = PersonLabel.objects.filter(
        person__in=residents(staff, under), until=None, label__sensitive=False
    )
    if label:
        rows = rows.filter(label__name=label)
    if due:
        rows = rows.filter(review_on__lt=clock.today())
    return rows.select_related("person__area", "label").order_by("review_on", "pk")


def counts(staff: Staff, under: int) -> list[dict[str, Any]]:
    """Each label with the number of people who have it, and of those due for review."""
    rows = held(staff, under).order_by()
    grouped = rows.values("label__name", "label__must_visit").annotate(
        people=Count("pk"), due=Count("pk", filter=Q(review_on__lt=clock.today()))
    )
    return [
        {
            "name": row["label__name"],
            "group": row["label__must_visit"],
            "people": row["people"],
            "due": row["due"],
        }
        for row in grouped.order_by("label__order", "label__pk")
    ]


def groups(lines: Iterable[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """老弱小残孕: each group's key, word and number of labels held, from `counts`."""
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line["group"]] += line["people"]
    return [(key, word, sums[key]) for key, word in Label.MustVisit.choices]


def of_person(person: Person) -> "QuerySet[PersonLabel]":
    """A resident's labels, those of today first."""
    rows = PersonLabel.objects.filter(person=person, label__sensitive=False)
    return rows.select_related("label", "confirmed_by").order_by("until", "-since", "pk")


def open_labels() -> "QuerySet[Label]":
    """The labels that can be given here."""
    return Label.objects.filter(sensitive=False)


def suggested(staff: Staff, under: int) -> list[Suggested]:
    """Whom the rules would label in an area of at most `MOST` people; none in a larger one."""
    people = list(residents(staff, under).select_related("area")[: MOST + 1])
    if len(people) > MOST:
        return []
    return _suggested(people)


def suggested_for(person: Person) -> list[Suggestion]:
    """What the rules would add to one resident."""
    for row in _suggested([person]):
        return row.suggestions
    return []


def _suggested(people: list[Person]) -> list[Suggested]:
    homes = {row.household_id for row in people if row.household_id}
    ages, facts = (
        _ages(homes),
        dict(Household.objects.filter(pk__in=homes).values_list("pk", "facts")),
    )
    have, today = _names(people), clock.today()
    found = []
    for row in people:
        home = ages.get(row.household_id or 0, [])
        told = suggestions(
            Resident(
                birth_date=row.birth_date,
                sex=row.sex,
                residence=row.residence,
                facts=row.facts,
                ages=tuple(years for years in home if years is not None),
                size=max(len(home), 1),
                home=facts.get(row.household_id or 0, {}),
            ),
            have[row.pk],
            today,
        )
        if told:
            found.append(Suggested(row, told))
    return found


def _ages(homes: set[int]) -> dict[int, list[int | None]]:
    today = clock.today()
    rows = Person.objects.filter(household__in=homes, hidden="", status=Person.Status.PRESENT)
    found: dict[int, list[int | None]] = defaultdict(list)
    for home, born in rows.values_list("household_id", "birth_date"):
        found[home or 0].append(age(born, today) if born else None)
    return found


def _names(people: list[Person]) -> dict[int, set[str]]:
    """The labels each has, or was found not to fit."""
    keys = [row.pk for row in people]
    found: dict[int, set[str]] = defaultdict(set)
    held = PersonLabel.objects.filter(person__in=keys, until=None)
    refused = LabelRefusal.objects.filter(person__in=keys)
    for rows in (held, refused):
        for person, name in rows.values_list("person_id", "label__name"):
            found[person].add(name)
    return found
