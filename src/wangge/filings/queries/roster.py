"""Who lived in an area on a day, as far as the ledger can tell."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.people import access, sight
from wangge.people.models import PastStay, Person, PersonChange, PersonLabel
from wangge.posts.access import Staff

HERE = (Person.Status.PRESENT, Person.Status.LOST)


@dataclass(frozen=True)
class Filters:
    """Whom a filing is about; empty means all."""

    label: str = ""
    residence: str = ""
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The filters as a filing keeps them."""
        return {key: value for key, value in asdict(self).items() if value not in ("", None)}


def people(staff: Staff, area: Area, as_of: date, filters: Filters) -> "QuerySet[Person]":
    """The residents of `area` on the day that the person may see, home by home."""
    rows = access.visible(staff).filter(hidden="")
    rows = rows.filter(_here(area, as_of)).exclude(birth_date__gt=as_of)
    return _narrowed(rows, as_of, _seen(filters, sight.hidden(staff, area.code)))


def _seen(filters: Filters, unseen: frozenset[str]) -> Filters:
    """Without what a post does not see: narrowing by it would tell it."""
    return Filters(
        label="" if "labels" in unseen else filters.label,
        residence="" if "residence" in unseen else filters.residence,
        sex="" if "sex" in unseen else filters.sex,
        age_from=None if "birth_date" in unseen else filters.age_from,
        age_to=None if "birth_date" in unseen else filters.age_to,
    )


def ordered(rows: "QuerySet[Person]") -> "QuerySet[Person]":
    """Home by home, the head of the household first."""
    return rows.order_by("area_id", "household_id", "relation", "pk")


def detailed(rows: "QuerySet[Person]", as_of: date) -> "QuerySet[Person]":
    """The rows with all that their values are read from, in a fixed number of queries."""
    held = PersonLabel.objects.filter(_at(as_of)).select_related("label").order_by("pk")
    return rows.select_related(
        "area", "household__dwelling__building__estate"
    ).defer("area__boundary").prefetch_related(
        "phones", Prefetch("labels", queryset=held, to_attr="current_labels")
    )  # fmt: skip


def _at(day: date) -> Q:
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def _here(area: Area, as_of: date) -> Q:
    inside = Q(area_id__gte=area.codes.start, area_id__lt=area.codes.stop)
    if as_of >= clock.today():
        return inside & Q(status__in=HERE)
    stays = PastStay.objects.filter(until__gt=as_of).filter(Q(since=None) | Q(since__lte=as_of))
    then_here = stays.filter(inside)
    then_elsewhere = stays.exclude(inside)
    left_after = PersonChange.objects.filter(field="status", at__gte=_end(as_of))
    # Who has a dated stay is judged by it; the day of writing down only helps where there is none.
    undated = Q(pk__in=left_after.values("person")) & ~Q(pk__in=PastStay.objects.values("person"))
    gone_before = ~Q(status__in=HERE) & ~undated
    came_after = Q(residence_since__gt=as_of)
    still = inside & ~gone_before & ~came_after & ~Q(pk__in=then_elsewhere.values("person"))
    return still | Q(pk__in=then_here.values("person"))


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.BEIJING)


def _narrowed(rows: "QuerySet[Person]", as_of: date, filters: Filters) -> "QuerySet[Person]":
    if filters.label:
        # Sensitive labels are no search key: a list of them would tell what the masks hide.
        held = PersonLabel.objects.filter(
            _at(as_of), label__name=filters.label, label__sensitive=False
        )
        rows = rows.filter(pk__in=held.values("person"))
    if filters.residence:
        rows = rows.filter(residence=filters.residence)
    if filters.sex:
        rows = rows.filter(sex=filters.sex)
    if filters.age_from is not None:
        rows = rows.filter(birth_date__lte=_years_before(as_of, filters.age_from))
    if filters.age_to is not None:
        rows = rows.filter(birth_date__gt=_years_before(as_of, filters.age_to + 1))
    return rows


def _years_before(day: date, years: int) -> date:
    """The latest birth date of somebody who is that old on the day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
