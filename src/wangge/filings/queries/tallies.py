"""Counting a filing's residents by conditions, once for all areas and columns."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from django.db.models import Count, QuerySet

from wangge.dictionary.shape import Field
from wangge.filings.models import Filing
from wangge.filings.queries import roster, values
from wangge.filings.rules.conditions import HOUSEHOLDS, Counted, holds, keys
from wangge.kernel.codes import below, level_of
from wangge.people.models import Person
from wangge.people.rules import age

CHUNK = 2_000


class Tally:
    """How many residents (or households) fulfil a condition, in each of the areas."""

    def __init__(
        self,
        people: "QuerySet[Person]",
        filing: Filing,
        fields: Mapping[str, Field],
        conditions: Sequence[str],
        areas: Sequence[int],
    ) -> None:
        self._people, self._filing, self._fields = people, filing, fields
        self._conditions = list(dict.fromkeys(conditions))
        self._keys = frozenset(key for each in conditions for key in keys(each))
        self._ranges = [(code, _range(code, filing.area_id)) for code in areas]

    def of_area(self, code: int, condition: str) -> int:
        """The number in one of the areas."""
        return self._counts[code, condition]

    def of_people(self, people: Iterable[Person], condition: str) -> int:
        """The number among the people of a line."""
        if condition == HOUSEHOLDS:
            return len({person.household_id for person in people if person.household_id})
        return sum(holds(condition, self.counted(person)) for person in people)

    def size(self, household: int) -> int:
        """How many of the list live in a household."""
        return self._sizes[household]

    def behind(self, code: int, condition: str) -> list[Person]:
        """The residents that a number counts, in the order of the form."""
        within = _range(code, self._filing.area_id)
        rows = self._people.filter(area_id__gte=within.start, area_id__lt=within.stop)
        detailed = roster.detailed(roster.ordered(rows), self._filing.as_of)
        found = [row for row in detailed if holds(condition, self.counted(row))]
        if condition != HOUSEHOLDS:
            return found
        return list({row.household_id: row for row in reversed(found) if row.household_id}.values())

    def counted(self, person: Person) -> Counted:
        """What conditions ask about one resident."""
        born = person.birth_date
        return Counted(
            sex=person.sex,
            age=age(born, self._filing.as_of) if born else None,
            residence=person.residence,
            labels=values.labels(person),
            values={
                key: values.raw(person, key, self._fields[key])
                for key in self._keys
                if key in self._fields
            },
        )

    @cached_property
    def _counts(self) -> Counter[tuple[int, str]]:
        counts: Counter[tuple[int, str]] = Counter()
        homes: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
        for person in self._everybody():
            code = next((code for code, within in self._ranges if person.area_id in within), 0)
            facts = self.counted(person)
            for condition in self._conditions:
                if condition == HOUSEHOLDS and person.household_id:
                    homes[code, condition].add(person.household_id)
                elif condition != HOUSEHOLDS and holds(condition, facts):
                    counts[code, condition] += 1
        counts.update({key: len(found) for key, found in homes.items()})
        return counts

    def _everybody(self) -> Iterator[Person]:
        rows = self._people.order_by("pk")
        last = 0
        while True:
            chunk = list(roster.detailed(rows.filter(pk__gt=last), self._filing.as_of)[:CHUNK])
            yield from chunk
            if len(chunk) < CHUNK:
                return
            last = chunk[-1].pk

    @cached_property
    def _sizes(self) -> Counter[int]:
        rows = self._people.exclude(household=None).values("household_id")
        pairs = rows.annotate(n=Count("pk")).values_list("household_id", "n")
        return Counter({home: n for home, n in pairs if home})


def _range(code: int, whole: int) -> range:
    """The area's codes; of the filing's own area only what lies in no part of it."""
    return range(code, code + 1) if code == whole else below(code, level_of(code))
