"""What the database groups by: one look into the JSON for each row, no function around it."""

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    F,
    Func,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Substr
from django.db.models.sql.compiler import SQLCompiler

from wangge.upkeep.needs import there

AGES = (0, 3, 6, 15, 18, 35, 45, 60, 65, 80)
"""Where the bands of ages begin, in full years."""
_OLDEST = 200


class Fact(Func):
    """A fact of the record as text; several choices as the JSON of their list."""

    output_field = TextField()

    def __init__(self, key: str) -> None:
        super().__init__(F("facts"))
        self.key = key

    @property
    def identity(self) -> Any:
        """Two facts are the same column only when they have one key."""
        return (*super().identity, self.key)

    def as_sql(self, compiler: SQLCompiler, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        column, params = compiler.compile(self.source_expressions[0])
        if connection.vendor == "postgresql":
            return f"({column} ->> %s)", [*params, self.key]
        return f"JSON_EXTRACT({column}, %s)", [*params, f'$."{self.key}"']


def year_of(key: str) -> Substr:
    """The year of a date among the facts."""
    return Substr(Fact(key), 1, 4)


def filled(key: str) -> Case:
    """`yes` where the field is on record."""
    return _whether(there(key))


def filled_column(column: str) -> Case:
    """The same of a column."""
    return _whether(~Q(**{column: ""}))


def age_band(today: date) -> Case:
    """In which band of ages somebody is, by the first year of the band."""
    bands = zip(AGES, (*AGES[1:], _OLDEST), strict=True)
    whens = [
        When(birth_date__lte=born_at_least(low, today), birth_date__gt=born_at_least(high, today),
            then=Value(str(low)))
        for low, high in bands
    ]  # fmt: skip
    return Case(*whens, default=Value(""), output_field=CharField())


def band_label(low: int) -> str:
    """A band in words: 6-14岁."""
    rest = [start for start in AGES if start > low]
    return f"{low}-{rest[0] - 1}岁" if rest else f"{low}岁及以上"


def born_at_least(years: int, today: date) -> date:
    """Who was born on this day or before has lived that many full years."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # the 29th of February
        return today.replace(year=today.year - years, day=28)


def _whether(condition: Q) -> Case:
    whens = When(condition, then=Value("yes"))
    return Case(whens, default=Value(""), output_field=CharField())
