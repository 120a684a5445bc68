"""How much hangs and was handed out, grid by grid, whether it is still right or not."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value

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
    """Counted at or below `area`, in one query."""
    codes = below(area.code)
    inside = {"area_id__gte": codes.start, "area_id__lt": codes.stop}
    hung = Board.objects.filter(**inside, taken_down=None).annotate(kind=F("printing__kind"))
    given = CardIssue.objects.filter(
        **inside,
        household__until=None,
        household__area_id=F("area_id"),
        printing__withdrawn_on=None,
    ).annotate(kind=Value(Printing.Kind.CARDS.value, CharField()))
    boards = _grouped(hung, "building")
    counted: dict[str, Counter[int]] = defaultdict(Counter)
    for code, kind, different, all_of_them in boards.union(_grouped(given, "household"), all=True):
        counted[kind][code] = all_of_them if kind == Printing.Kind.MAP else different
    return Tally(*(counted[kind] for kind in ("board", "map", "cards")))


def _grouped(rows: "QuerySet[Any]", what: str) -> Any:
    grouped = rows.order_by().values("area_id", "kind")
    counted = grouped.annotate(different=Count(what, distinct=True), total=Count("pk"))
    return counted.values_list("area_id", "kind", "different", "total")
