"""What a table of the ledger can be broken down by: every field that the asker may see."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, FilteredRelation, Q

from wangge.areas.models import Area
from wangge.dictionary.access import may_see
from wangge.dictionary.queries import dictionary_at
from wangge.dictionary.shape import Field, Sensitivity, Subject, Type
from wangge.kernel import clock
from wangge.kernel.codes import Level, ancestor, below, level_of
from wangge.people.access import SEEING
from wangge.people.facts import HOUSEHOLD_COLUMNS, PERSON_COLUMNS
from wangge.people.models import Label
from wangge.posts.access import Staff
from wangge.upkeep.statistics import expressions
from wangge.upkeep.statistics.expressions import Fact

NOWHERE = ""
"""The bucket of those of whom the fact is not on record."""
PLACES = "地区"
SUBJECTS = (Subject.PERSON, Subject.HOUSEHOLD)
_LEVELS = (Level.TOWN, Level.COMMUNITY, Level.GRID)
_MONEY = (0, 10_000, 30_000, 60_000, 100_000, 200_000)
_NUMBERS = (0, 1, 2, 3, 4, 5, 10, 50, 100)
Sort = Callable[[Any], Iterable[str]]
Names = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Axis:
    """One way to break the ledger down.

    `sort` gives the buckets of a value that the database found, `names` their labels in order.
    """

    key: str
    label: str
    group: str
    expression: Any
    sort: Sort
    names: Names
    is_sensitive: bool = False
    place: Level | None = None
    joins: bool = False  # somebody may stand in several rows

    def join(self, rows: Any) -> Any:
        """The rows with what the expression needs beside them."""
        if not self.joins:
            return rows
        shown = list(Label.objects.filter(sensitive=False).values_list("pk", flat=True))
        held = Q(labels__until__isnull=True, labels__label__in=shown)
        return rows.annotate(held=FilteredRelation("labels", condition=held))

    def within(self, rows: Any, bucket: str) -> Any:
        """Those of the rows that stand in the bucket."""
        if self.place is not None:
            codes = below(int(bucket), self.place)
            return rows.filter(area_id__gte=codes.start, area_id__lt=codes.stop)
        marked = self.join(rows).annotate(**{f"of_{self.key}": self.expression})
        values = marked.order_by().values_list(f"of_{self.key}", flat=True).distinct()
        wanted = [value for value in values if bucket in self.sort(value)]
        inside = Q(**{f"of_{self.key}__in": [value for value in wanted if value is not None]})
        if None in wanted:
            inside |= Q(**{f"of_{self.key}__isnull": True})
        return marked.filter(inside)


def axes(staff: Staff, area: int, subject: Subject) -> dict[str, Axis]:
    """The axes of people or households at an area, by key; what one does not see is not there."""
    found = [_place(level) for level in _LEVELS if level > level_of(area)]
    starts = starts_of(staff, area)
    fields = dictionary_at(area, below_too=True).of(subject)
    seen = (f for f in fields if all(may_see(staff, f, start) for start in starts))
    found += [axis for field in seen if (axis := _axis(field))]
    return {axis.key: axis for axis in found}


def starts_of(staff: Staff, area: int) -> list[int]:
    """Where one's ranges within the area begin: a field must be open in all of them."""
    inside = below(area)
    ranges = staff.ranges(*SEEING)
    return [max(a, inside.start) for a, b in ranges if a < inside.stop and b > inside.start]


def _place(level: Level) -> Axis:
    def names(found: Collection[str]) -> Mapping[str, str]:
        rows = Area.objects.filter(code__in=[int(code) for code in found]).order_by("code")
        known = {str(code): name for code, name in rows.values_list("code", "name")}
        return {code: known.get(code, code) for code in sorted(found)}

    return Axis(
        f"place{int(level)}", level.label, PLACES, F("area_id"),
        lambda code: (str(ancestor(code, level)),), names, place=level,
    )  # fmt: skip


def _axis(field: Field) -> Axis | None:
    if field.key == "birth_date":
        return _make(field, expressions.age_band(clock.today()), _one, _ages, label="年龄")
    column = (PERSON_COLUMNS | HOUSEHOLD_COLUMNS).get(field.key)
    if field.type is Type.LABELS:
        return _labels(field)
    if column:
        return _of_column(field, column)
    if field.elsewhere and field.key not in {"moved_out_on", "death_date"}:
        return None
    return _of_fact(field)


def _of_column(field: Field, column: str) -> Axis | None:
    if field.codes:
        return _make(field, F(column), _one, _coded(field))
    if field.key == "name":
        return None
    return _make(field, expressions.filled_column(column), _one, _whether)


def _of_fact(field: Field) -> Axis:
    fact = Fact(field.key)
    if field.type is Type.CHOICES:
        return _make(field, fact, _many, _coded(field))
    if field.codes:
        return _make(field, fact, _one, _coded(field))
    if field.type is Type.DATE:
        return _make(field, expressions.year_of(field.key), _one, _years)
    if field.type is Type.NUMBER:
        return _make(field, fact, *_banded(_NUMBERS, ""))
    if field.type is Type.MONEY:
        return _make(field, fact, *_banded(_MONEY, "元"))
    return _make(field, expressions.filled(field.key), _one, _whether)


def _make(field: Field, expression: Any, sort: Sort, names: Names, **more: Any) -> Axis:
    label = more.pop("label", field.label)
    is_sensitive = field.sensitivity is Sensitivity.SENSITIVE
    told = {"is_sensitive": is_sensitive, **more}
    return Axis(field.key, label, field.section.value, expression, sort, names, **told)


def _one(value: Any) -> tuple[str]:
    return (NOWHERE if value in {None, "", "0"} else str(value),)


def _many(value: Any) -> tuple[str, ...]:
    try:
        codes = json.loads(value or "[]")
    except ValueError:
        codes = value
    if isinstance(codes, str):
        codes = [codes]
    return tuple(map(str, codes)) if isinstance(codes, list) and codes else (NOWHERE,)


def _coded(field: Field) -> Names:
    def names(found: Collection[str]) -> Mapping[str, str]:
        known = {code: label for code, label in (field.codes or {}).items() if code in found}
        return _ordered(known | {code: code for code in sorted(found) if code not in known}, found)

    return names


def _ages(found: Collection[str]) -> Mapping[str, str]:
    bands = {str(low): expressions.band_label(low) for low in expressions.AGES}
    return _ordered({low: label for low, label in bands.items() if low in found}, found)


def _years(found: Collection[str]) -> Mapping[str, str]:
    return _ordered({year: f"{year}年" for year in sorted(found) if year}, found)


def _whether(found: Collection[str]) -> Mapping[str, str]:
    return _ordered({"yes": "已登记"}, found)


def _ordered(named: Mapping[str, str], found: Collection[str]) -> Mapping[str, str]:
    """The buckets in their order, those without the fact last."""
    kept = {key: label for key, label in named.items() if key != NOWHERE}
    return kept | ({NOWHERE: "未登记"} if NOWHERE in found else {})


def _banded(starts: tuple[int, ...], unit: str) -> tuple[Sort, Names]:
    """Numbers by bands; the key of a band is where it begins."""

    def sort(value: Any) -> tuple[str]:
        try:
            number = float(value)
        except (TypeError, ValueError):
            return (NOWHERE,)
        fitting = [start for start in starts if start <= number]
        return (str(fitting[-1]) if fitting else NOWHERE,)

    def names(found: Collection[str]) -> Mapping[str, str]:
        ends = dict(zip(starts, (*starts[1:], None), strict=True))
        named = {}
        for low, high in ends.items():
            if str(low) in found:
                named[str(low)] = _band(low, high, unit)
        return _ordered(named, found)

    return sort, names


def _band(low: int, high: int | None, unit: str) -> str:
    if high is None:
        return f"{low}{unit}及以上"
    return f"{low}{unit}" if high == low + 1 and not unit else f"{low}-{high}{unit}（不含{high}）"


def _labels(field: Field) -> Axis:
    def names(found: Collection[str]) -> Mapping[str, str]:
        rows = Label.objects.filter(sensitive=False).values_list("pk", "name")
        named = {str(pk): name for pk, name in rows if str(pk) in found}
        return named | ({NOWHERE: "无标签"} if NOWHERE in found else {})

    return _make(field, F("held__label_id"), _one, names, joins=True, is_sensitive=True)
