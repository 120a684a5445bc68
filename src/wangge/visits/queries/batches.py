"""The batches of information as the desk gets them, and what came too late."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet

from wangge.areas.settings import setting
from wangge.kernel import clock
from wangge.kernel.codes import below
from wangge.posts.access import Staff
from wangge.visits import access, windows
from wangge.visits.models import Information

OWN = 30


@dataclass(frozen=True)
class Batch:
    """What one day brought."""

    on: date
    count: int
    special: int
    late: int

    @property
    def on_time(self) -> float:
        """In time ÷ all, in percent."""
        return 100 * (self.count - self.late) / self.count


def batches(staff: Staff, under: int, since: date, until: date) -> list[Batch]:
    """Day by day what was handed up for an area, the last first."""
    rows = (
        _handed(staff, under)
        .filter(handed_on__gte=since, handed_on__lte=until)
        .order_by()
        .values("handed_on")
        .annotate(
            n=Count("pk"),
            special=Count("pk", filter=Q(kind=Information.Kind.SPECIAL)),
            late=Count("pk", filter=Q(handed_on__gt=F("window"))),
        )
        .order_by("-handed_on")
    )
    return [Batch(row["handed_on"], row["n"], row["special"], row["late"]) for row in rows]


def handed(staff: Staff, under: int, since: date, until: date) -> "QuerySet[Information]":
    """The pieces themselves: the last day first, the special ones of a day before the others."""
    rows = _handed(staff, under).filter(handed_on__gte=since, handed_on__lte=until)
    rows = rows.select_related("area", "worker").defer("area__boundary", "worker__password")
    return rows.order_by("-handed_on", "-kind", "area_id", "pk")


def _handed(staff: Staff, under: int) -> "QuerySet[Information]":
    codes = below(under)
    return (
        access.information(staff)
        .filter(staff.reach("area_id", *access.HEARING), handed_on__lte=clock.today())
        .filter(area_id__gte=codes.start, area_id__lt=codes.stop)
    )


def own(staff: Staff) -> "QuerySet[Information]":
    """What one told oneself, the last first."""
    rows = Information.objects.filter(worker=staff.user).select_related("area")
    return rows.defer("area__boundary")[:OWN]


@dataclass(frozen=True)
class Days:
    """The days on which general information goes up from a place."""

    told: str
    weekdays: tuple[int, ...]
    coming: date


def days(area: int) -> Days:
    """The days set there, and the next of them."""
    found = windows.weekdays(str(setting("report_days", area)))
    return Days(windows.named(found), found, windows.window(clock.today(), found))


def period(day: date, weekdays: tuple[int, ...]) -> tuple[date, date]:
    """The days whose visits belong to a batch: those since the window before it."""
    before = day - timedelta(days=1)
    while before.weekday() not in weekdays:
        before -= timedelta(days=1)
    return before + timedelta(days=1), day
