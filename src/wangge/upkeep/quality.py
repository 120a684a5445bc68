"""How good the ledger of an area is: five measures with formulas, and the rows behind each.

Timely, accurate, true, complete, full coverage (及时、准确、真实、全面、全覆盖: requirement 001-76),
collection rate (002-40) and coverage (000-A10).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from wangge.areas.settings import setting
from wangge.kernel import clock
from wangge.kernel.codes import below
from wangge.people import access
from wangge.people.models import Household, Person
from wangge.places.models import Dwelling
from wangge.posts.access import Staff
from wangge.upkeep.models import Confirmation
from wangge.upkeep.needs import needs, with_gaps

ON_SITE = (Confirmation.Kind.VISIT, Confirmation.Kind.EVENT, Confirmation.Kind.SERVICE)
LIVING_HERE = Q(status=Person.Status.PRESENT)
IDENTITY_CARD = "111"


@dataclass(frozen=True)
class Measure:
    """One figure: what it is called, how it is made, and its two numbers."""

    key: str
    label: str
    formula: str
    numerator: int
    denominator: int

    @property
    def percent(self) -> float | None:
        """Share in per cent; nothing where there is nothing to count."""
        return 100 * self.numerator / self.denominator if self.denominator else None


def residents(staff: Staff, under: int | None = None) -> "QuerySet[Person]":
    """People who live in one's reach, and under an area."""
    rows = access.visible(staff).filter(LIVING_HERE)
    if under is None:
        return rows
    codes = below(under)
    return rows.filter(area_id__gte=codes.start, area_id__lt=codes.stop)


def due_before(area: int, today: date | None = None) -> date:
    """Records that nothing has borne out since this day are due again."""
    return (today or clock.today()) - timedelta(days=setting("reconfirm_days", area))


def seen_since(day: date) -> Exists:
    """People whom somebody met at home or served since `day`."""
    rows = Confirmation.objects.filter(person=OuterRef("pk"), kind__in=ON_SITE, on__gte=day)
    return Exists(rows)


def measures(staff: Staff, area: int) -> list[Measure]:
    """The figures of an area, as far as it is in reach."""
    days = setting("reconfirm_days", area)
    day = clock.today() - timedelta(days=days)
    rows = with_gaps(residents(staff, area))
    counted = rows.aggregate(
        people=Count("pk"),
        confirmed=Count("pk", filter=Q(confirmed_on__gte=day)),
        numbered=Count("pk", filter=Q(id_type=IDENTITY_CARD) & ~Q(id_index=b"")),
        valid=Count("pk", filter=Q(id_type=IDENTITY_CARD, id_state=Person.IdState.VALID)),
        seen=Count("pk", filter=Q(seen_since(day))),
        complete=Count("pk", filter=Q(gaps=0)),
        homes=Count("household", distinct=True),
        open_homes=Count("household", distinct=True, filter=Q(gaps__gt=0)),
    )
    dwellings, lived_in = _dwellings(staff, area)
    people = counted["people"]
    return [
        Measure("timely", "及时", f"{days} 天内有走访、变动或名册印证的人数 ÷ 在住人数", counted["confirmed"], people),
        Measure("accurate", "准确", "校验通过的身份证号 ÷ 已登记的身份证号", counted["valid"], counted["numbered"]),
        Measure("true", "真实", f"{days} 天内当面核实过的人数 ÷ 在住人数", counted["seen"], people),
        Measure("complete", "全面", "必填项齐全的人数 ÷ 在住人数", counted["complete"], people),
        Measure("covered", "全覆盖", "有户登记的住房 ÷ 已知住房", lived_in, dwellings),
        Measure("collected", "采集率", "全户信息齐全的户数 ÷ 登记户数", counted["homes"] - counted["open_homes"], counted["homes"]),
    ]  # fmt: skip


def _dwellings(staff: Staff, area: int) -> tuple[int, int]:
    found = _known_dwellings(staff, area).aggregate(
        known=Count("pk"), lived_in=Count("pk", filter=Q(_lived_in()))
    )
    return found["known"], found["lived_in"]


def _known_dwellings(staff: Staff, area: int) -> "QuerySet[Dwelling]":
    codes = below(area)
    reach = staff.reach("area_id", *access.SEEING)
    return Dwelling.objects.filter(reach, area_id__gte=codes.start, area_id__lt=codes.stop)


def _lived_in() -> Exists:
    return Exists(Household.objects.filter(dwelling=OuterRef("pk"), until=None))


def without_record(staff: Staff, area: int) -> "QuerySet[Dwelling]":
    """Homes in which no household is on record (全覆盖的缺口)."""
    rows = _known_dwellings(staff, area).filter(~_lived_in())
    return rows.select_related("area", "building").order_by("area", "address", "pk")


def missing_counts(staff: Staff, area: int) -> list[tuple[str, str, int]]:
    """Key, label and number of people for each fact that is missing somewhere, the most first."""
    asked = needs()
    counts = {f"lack_{need.key}": Count("pk", filter=need.missing) for need in asked}
    found = residents(staff, area).aggregate(**counts)
    told = [(need.key, need.label, n) for need in asked if (n := found[f"lack_{need.key}"])]
    return sorted(told, key=lambda line: -line[2])


Rows = Callable[[Staff, int], "QuerySet[Person]"]


def behind(staff: Staff, area: int, what: str) -> "QuerySet[Person]":
    """The people whom a figure lacks: `timely`, `accurate`, `true`, `complete` or a missing fact.

    Those overdue come first in the list of `timely`.
    """
    rows = residents(staff, area)
    day = due_before(area)
    missing = {need.key: need.missing for need in needs()}
    if what in missing:
        return rows.filter(missing[what]).order_by("area", "pk")
    wanted: dict[str, QuerySet[Person]] = {
        "timely": rows.filter(Q(confirmed_on__lt=day) | Q(confirmed_on=None)),
        "accurate": rows.filter(id_state=Person.IdState.DOUBTFUL),
        "true": rows.filter(~seen_since(day)),
        "complete": with_gaps(rows).filter(gaps__gt=0),
    }
    found = wanted.get(what, rows.none())
    return (
        found.order_by("confirmed_on", "pk") if what == "timely" else found.order_by("area", "pk")
    )
