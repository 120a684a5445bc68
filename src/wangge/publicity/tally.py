"""How much hangs and was handed out, grid by grid, whether it is still right or not."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F

from wangge.areas.models import Area
from wangge.kernel.codes import below
from wangge.publicity.models import Board, CardIssue, Printing


@dataclass(frozen=True)
class Tally:
    """By the code of the area: buildings with a board, places of a map, households with a card."""

    boards: Counter[int] = field(default_factory=Counter)
    maps: Counter[int] = field(default_factory=Counter)
    cards: Counter[int] = field(default_factory=Counter)


def tally(area: Area) -> Tally:
    """Counted at or below `area` in two queries."""
    codes = below(area.code)
    inside = {"area_id__gte": codes.start, "area_id__lt": codes.stop}
    counted: dict[str, Counter[int]] = defaultdict(Counter)
    hung = Board.objects.filter(**inside, taken_down=None).order_by()
    for code, kind, houses, places in hung.values_list("area_id", "printing__kind").annotate(
        houses=Count("building", distinct=True), places=Count("pk")
    ):
        counted[kind][code] = houses if kind == Printing.Kind.BOARD else places
    given = CardIssue.objects.filter(
        **inside,
        household__until=None,
        household__area_id=F("area_id"),
        printing__withdrawn_on=None,
    ).order_by()
    cards = given.values_list("area_id").annotate(n=Count("household", distinct=True))
    return Tally(counted[Printing.Kind.BOARD], counted[Printing.Kind.MAP], Counter(dict(cards)))
