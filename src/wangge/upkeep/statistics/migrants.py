"""People who came from elsewhere (外来人口): how many come and go, from where, to which work."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Substr

from wangge.kernel import clock
from wangge.kernel.codes import below
from wangge.people import access
from wangge.people.models import Person
from wangge.posts.access import Staff
from wangge.upkeep.needs import there
from wangge.upkeep.quality import LIVING_HERE
from wangge.upkeep.statistics.expressions import Fact
from wangge.upkeep.statistics.suppression import small

MONTHS = 12
MOST_LINES = 12
FROM_ELSEWHERE = (Person.Residence.FLOATING, Person.Residence.LODGING, Person.Residence.OVERSEAS)
PERMIT = "permit_kind"
_PLACE_ENDS = ("自治区", "特别行政区", "省", "市")
_ADDRESS_HEAD = 8


@dataclass(frozen=True)
class Month:
    """Arrivals and departures of a month."""

    start: date
    came: int
    left: int


@dataclass(frozen=True)
class Migrants:
    """The view of an area."""

    people: int
    in_grids: int
    with_permit: int
    complete: int
    months: tuple[Month, ...]
    origins: tuple[tuple[str, int], ...]
    workplaces: tuple[tuple[str, int], ...]

    @property
    def rate(self) -> float | None:
        """Inclusion rate (纳管率): in a grid, with home, register and reason of stay on record."""
        return 100 * self.complete / self.people if self.people else None


def rows(staff: Staff, area: int) -> Any:
    """Everybody on record in reach who came from elsewhere, also those who left again."""
    codes = below(area)
    found = access.visible(staff).filter(residence__in=FROM_ELSEWHERE)
    return found.filter(area_id__gte=codes.start, area_id__lt=codes.stop)


def included() -> Q:
    """Whose stay is on record: where they live, whence they came, why, since when."""
    return (
        ~Q(living_address="") & ~Q(registered_address="") & there("stay_reason")
        & there("arrived_on")
    )  # fmt: skip


def view(staff: Staff, area: int) -> Migrants:
    """The figures of the people from elsewhere, in five queries."""
    everybody = rows(staff, area)
    here = everybody.filter(LIVING_HERE)
    n = here.aggregate(
        people=Count("pk"),
        in_grids=Count("pk", filter=Q(area__level=15)),
        with_permit=Count("pk", filter=there(PERMIT)),
        complete=Count("pk", filter=Q(area__level=15) & included()),
    )
    came = _by_month(everybody, "arrived_on")
    left = _by_month(everybody.exclude(LIVING_HERE), "moved_out_on")
    months = tuple(Month(m, came[f"{m:%Y-%m}"], left[f"{m:%Y-%m}"]) for m in _months())
    return Migrants(
        **n, months=months, origins=_origins(here), workplaces=_most(here, Fact("workplace"))
    )


def of_month(staff: Staff, area: int, what: str, month: str) -> Any:
    """Who came (`came`) or left (`left`) in a month: `2026-11`."""
    found = rows(staff, area)
    if what == "left":
        found = found.exclude(LIVING_HERE)
    key = "moved_out_on" if what == "left" else "arrived_on"
    return found.annotate(month=Substr(Fact(key), 1, 7)).filter(month=month)


def outside(staff: Staff, area: int) -> Any:
    """Those who live here and are not fully on record: the work that the rate asks for."""
    return rows(staff, area).filter(LIVING_HERE).exclude(Q(area__level=15) & included())


def _months() -> Iterator[date]:
    """The first days of this month and the eleven before it, the oldest first."""
    today = clock.today()
    last = today.year * 12 + today.month - 1
    for number in range(last - MONTHS + 1, last + 1):
        yield date(number // 12, number % 12 + 1, 1)


def _by_month(found: Any, key: str) -> Counter[str]:
    months = found.annotate(month=Substr(Fact(key), 1, 7)).filter(
        month__gte=f"{next(_months()):%Y-%m}"
    )
    lines = months.order_by().values_list("month").annotate(many=Count("pk"))
    return Counter(dict(lines))


def _most(found: Any, expression: Any) -> tuple[tuple[str, int], ...]:
    """The values that most share; those of too few to be told are not told."""
    lines = found.annotate(value=expression).exclude(value=None).exclude(value="")
    counted = lines.order_by().values_list("value").annotate(many=Count("pk"))
    most = counted.order_by("-many", "value")[:MOST_LINES]
    return tuple((value, many) for value, many in most if not small(many))


def _origins(found: Any) -> tuple[tuple[str, int], ...]:
    heads = found.exclude(registered_address="").annotate(
        head=Substr("registered_address", 1, _ADDRESS_HEAD)
    )
    counts: Counter[str] = Counter()
    for head, many in heads.order_by().values_list("head").annotate(many=Count("pk")):
        counts[_province(head)] += many
    return tuple((name, many) for name, many in counts.most_common(MOST_LINES) if not small(many))


def _province(head: str) -> str:
    """The first part of an address as far as it names a province or city."""
    for end in _PLACE_ENDS:
        at = head.find(end)
        if at > 0:
            return head[: at + len(end)]
    return head[:3]
