"""三清 and 三掌握 of a grid: what its worker must have a clear view of (000-B26, 000-B27)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from wangge.dictionary.codes import LABELS
from wangge.kernel import clock
from wangge.people.models import Person, PersonLabel
from wangge.posts.access import Staff
from wangge.upkeep.needs import YEAR, there
from wangge.upkeep.quality import residents

WORKING_AGE = (16, 60)
DIFFICULT = [
    LABELS[key]
    for key in ("minimum_living", "destitute", "edge_poor", "needy_child", "needy_worker")
]
ACTIVISTS = ("志愿者", "积极分子", "中共党员")


@dataclass(frozen=True)
class View:
    """One of the three: how many it is about, and of how many it is not clear."""

    key: str
    label: str
    rule: str
    people: int
    unclear: int

    @property
    def is_clear(self) -> bool:
        """Whether all are confirmed."""
        return self.unclear == 0


def born_between(oldest: int, youngest: int, today: date) -> Q:
    """People who have lived at least `oldest` and less than `youngest` years."""
    return Q(
        birth_date__lte=today - timedelta(days=int(oldest * YEAR)),
        birth_date__gt=today - timedelta(days=int(youngest * YEAR)),
    )


def _labelled(**which: object) -> Exists:
    held = PersonLabel.objects.filter(
        person=OuterRef("pk"), until=None, label__sensitive=False, **which
    )
    return Exists(held)


def three_clear(staff: Staff, under: int) -> list[View]:
    """Employment, people who need attention, people in difficulty (三清)."""
    today = clock.today()
    working = born_between(*WORKING_AGE, today)
    employed = there("employment") | there("occupation") | there("workplace")
    key, key_due = (
        _labelled(label__must_visit__gt=""),
        _labelled(label__must_visit__gt="", review_on__lt=today),
    )
    poor, poor_due = (
        _labelled(label__name__in=DIFFICULT),
        _labelled(label__name__in=DIFFICULT, review_on__lt=today),
    )
    n = residents(staff, under).aggregate(
        working=Count("pk", filter=working),
        working_open=Count("pk", filter=working & ~employed),
        key=Count("pk", filter=Q(key)),
        key_open=Count("pk", filter=Q(key_due)),
        poor=Count("pk", filter=Q(poor)),
        poor_open=Count("pk", filter=Q(poor_due)),
    )
    return [
        View("employment", "就业情况清", "16 至 59 岁的人就业状况、职业或单位已登记", n["working"], n["working_open"]),
        View("key", "重点人员清", "老弱小残孕等必访对象的标签都在复核期内", n["key"], n["key_open"]),
        View("poor", "困难群众清", "低保、特困等困难标签都在复核期内", n["poor"], n["poor_open"]),
    ]  # fmt: skip


def profile(staff: Staff, under: int) -> dict[str, int]:
    """辖区基本概况: the people of an area in numbers."""
    rows = residents(staff, under)
    today = clock.today()
    kinds = Person.Residence
    return rows.aggregate(
        people=Count("pk"),
        households=Count("household", distinct=True),
        registered=Count("pk", filter=Q(residence=kinds.REGISTERED)),
        floating=Count("pk", filter=Q(residence=kinds.FLOATING)),
        old=Count("pk", filter=born_between(60, 200, today)),
        children=Count("pk", filter=born_between(0, 14, today)),
        activists=Count(
            "pk", filter=Q(_labelled(label__name__in=ACTIVISTS)) | Q(facts__political="01")
        ),
    )
