"""四清、三知、三清: what must be clear of each household and grid, counted grid by grid."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from wangge.dictionary.codes import HEAD
from wangge.kernel import clock
from wangge.kernel.codes import below
from wangge.people import access
from wangge.people.models import Household, Person, PersonLabel
from wangge.posts.access import Staff


@dataclass(frozen=True)
class Check:
    """One thing that must be clear, and when it is."""

    key: str
    label: str
    rule: str


FOUR = (
    Check("family", "家庭情况清", "有且只有一位户主（集体户除外），成员与户主关系齐全"),
    Check("category", "人员类别清", "成员人员类别齐全，标签没有到期未复核的"),
    Check("register", "户籍所在清", "成员户籍地址齐全"),
    Check("hazards", "隐患矛盾清", "家庭安全隐患和矛盾纠纷情况已了解（“无”也算）"),
)
"""四清 (003-29)."""

THREE_KNOWN = (
    Check("relations", "社会关系", "家庭情况清，并了解社会关系"),
    Check("economy", "家庭经济状况", "了解家庭年收入或经济状况"),
    Check("law", "遵纪守法情况", "了解家庭成员遵纪守法情况（限有权限的岗位查看）"),
)
"""三知 (000-B25)."""


def _known(key: str) -> Q:
    return Q(facts__has_key=key) & ~Q(**{f"facts__{key}": ""})


def _labels_due() -> Exists:
    due = PersonLabel.objects.filter(
        person__household=OuterRef("pk"),
        person__hidden="",
        until=None,
        label__sensitive=False,
        review_on__lt=clock.today(),
    )
    return Exists(due)


def _conditions() -> dict[str, Q]:
    family = Q(unrelated=0) & (Q(heads=1) | Q(kind=Household.Kind.COLLECTIVE))
    return {
        "family": family,
        "category": Q(uncategorised=0) & ~Q(_labels_due()),
        "register": Q(unregistered=0),
        "hazards": _known("home_hazards") & _known("dispute"),
        "relations": family & _known("social_relations"),
        "economy": _known("family_income") | _known("economy_note"),
        "law": _known("law_abiding"),
    }


def households(staff: Staff, under: int) -> Any:
    """Households of today in reach under an area, with what the checks count."""
    codes = below(under)
    rows = Household.objects.filter(
        staff.reach("area_id", *access.SEEING),
        area_id__gte=codes.start,
        area_id__lt=codes.stop,
        until=None,
    )
    counts = {
        "people": Q(),
        "heads": Q(relation=HEAD),
        "unrelated": Q(relation=""),
        "uncategorised": Q(residence=""),
        "unregistered": Q(registered_address=""),
    }
    counted: Any = rows.annotate(**{key: _members(which) for key, which in counts.items()})
    return counted.filter(people__gt=0)


def _members(which: Q) -> Coalesce:
    """How many of a household's people of today are such."""
    here = Person.objects.filter(
        which, household=OuterRef("pk"), hidden="", status=Person.Status.PRESENT
    )
    many = here.order_by().values("household").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(many, output_field=IntegerField()), 0)


def by_grid(staff: Staff, under: int) -> list[dict[str, Any]]:
    """For each grid: its households and how many of them pass each check."""
    checks = {key: Count("pk", filter=passed) for key, passed in _conditions().items()}
    grouped = households(staff, under).order_by().values("area_id", name=F("area__name"))
    rows = grouped.annotate(households=Count("pk"), **checks).order_by("area_id")
    return [{"area": row.pop("area_id"), **row} for row in rows]


def unclear(staff: Staff, under: int, check: str) -> "QuerySet[Household]":
    """The households that do not pass a check."""
    condition = _conditions().get(check)
    if condition is None:
        return Household.objects.none()
    rows: QuerySet[Household] = households(staff, under).filter(~condition)
    return rows.select_related("area", "dwelling").order_by("area", "dwelling__address", "pk")
