"""The lines of a filing: who or what stands in each, and the answer in every cell."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.dictionary.access import may_see
from wangge.dictionary.codes import HEAD
from wangge.filings.columns import Column, Kind, Of, Source, is_withheld
from wangge.filings.models import Filing
from wangge.filings.queries import fields as dictionary
from wangge.filings.queries import roster
from wangge.filings.queries.cells import Answer, Cell, Group, Line
from wangge.filings.queries.roster import Filters
from wangge.filings.queries.tallies import Tally
from wangge.filings.queries.values import How, Reader
from wangge.filings.rules.conditions import clauses
from wangge.filings.rules.figures import Figure
from wangge.kernel import clock
from wangge.kernel.codes import Level, ancestor
from wangge.people.models import Person
from wangge.people.rules import age
from wangge.people.sight import NEVER_HIDDEN
from wangge.posts.access import Staff

CHUNK = 500  # lines read at a time
YES_NO = ("是", "否")


class Lines:
    """Reads the lines of a filing for a person, values opened as far as `how` says."""

    def __init__(self, staff: Staff, filing: Filing, how: How) -> None:
        self.staff, self.filing = staff, filing
        self.kind = Kind(filing.form.kind)
        self.columns = filing.form.meanings
        self.fields = dictionary.at(filing.area_id).fields
        self.reader = Reader(staff, self.fields, how)
        self._hidden: dict[int, bool] = {}
        self.has_members = any(column.of is Of.MEMBER for column in self.columns)

    @cached_property
    def people(self) -> "QuerySet[Person]":
        """The residents the filing is about."""
        filters = Filters(**self.filing.filters)
        return roster.people(self.staff, self.filing.area, self.filing.as_of, filters)

    @cached_property
    def groups(self) -> list[Group]:
        """All lines in the order of the form."""
        if self.kind is Kind.SUMMARY:
            return self._areas()
        if self.kind is Kind.PERSON:
            return self.part(0, None)
        return self._households(list(self._keys()))

    def __len__(self) -> int:
        """How many lines there are."""
        return self.people.count() if self.kind is Kind.PERSON else len(self.groups)

    def part(self, start: int, stop: int | None) -> list[Group]:
        """Some of the lines; of a list of people no more is read than is asked for."""
        if self.kind is not Kind.PERSON:
            return self.groups[start:stop]
        rows = self._keys()[start:stop]
        return [Group(f"p-{uid}", area, (pk,), home) for pk, uid, home, area in rows]

    def _keys(self) -> Any:
        return roster.ordered(self.people).values_list("pk", "uid", "household_id", "area_id")

    def _households(self, rows: list[tuple[int, UUID, int | None, int]]) -> list[Group]:
        """One line for each household that somebody of the list belongs to, with all who live there.

        People without a household stand for themselves.
        """
        homes = {home for _, _, home, _ in rows if home}
        everybody = roster.people(
            self.staff, self.filing.area, self.filing.as_of, Filters()
        ).filter(household__in=homes)
        members = everybody.order_by("household_id", "relation", "pk")
        found: dict[int, tuple[int, ...]] = {}
        pairs = members.values_list("household_id", "relation", "pk")
        for home, group in groupby(pairs, key=lambda row: row[0]):
            # The head first; the others by their relation.
            found[home or 0] = tuple(
                pk for _, _, pk in sorted(group, key=lambda row: (row[1] != HEAD, row[1], row[2]))
            )
        groups, seen = [], set[int]()
        for pk, uid, home, area in rows:
            if home is None:
                groups.append(Group(f"p-{uid}", area, (pk,)))
            elif home not in seen:
                seen.add(home)
                groups.append(Group(f"h-{home}", area, found.get(home, (pk,)), home))
        return groups

    def _areas(self) -> list[Group]:
        area = self.filing.area
        if area.level == Level.GRID:
            return [Group(f"a-{area.code}", area.code)]
        below = areas.children(area.code, Level(area.level)).values_list("code", flat=True)
        own = [area.code] if self.people.filter(area=area.code).exists() else []
        return [Group(f"a-{code}", code) for code in (*below, *own)]

    def read(self, groups: Sequence[Group], first: int = 1) -> list[Line]:
        """The lines of these groups with their people; `first` is the number of the first."""
        wanted = [pk for group in groups for pk in group.pks]
        rows = roster.detailed(Person.objects.filter(pk__in=wanted), self.filing.as_of)
        by_pk = {row.pk: row for row in rows}
        self.reader.heads = self._heads(by_pk.values())
        return [
            Line(group, number, [by_pk[pk] for pk in group.pks if pk in by_pk])
            for number, group in enumerate(groups, first)
        ]

    def all(self) -> Iterator[Line]:
        """Every line, a chunk at a time."""
        for start in range(0, len(self.groups), CHUNK):
            yield from self.read(self.groups[start : start + CHUNK], start + 1)

    def _heads(self, people: Iterable[Person]) -> dict[int, Person]:
        if not any(c.of is Of.HEAD or c.key == "head_name" for c in self.columns):
            return {}
        homes = {person.household_id for person in people if person.household_id}
        rows = roster.people(self.staff, self.filing.area, self.filing.as_of, Filters()).filter(
            household__in=homes, relation=HEAD
        )
        detailed = roster.detailed(rows, self.filing.as_of)
        return {row.household_id: row for row in detailed if row.household_id}

    def rows(self, line: Line) -> list[dict[int, Answer]]:
        """The rows a line takes in the form: one, or one for each member of a household."""
        return [{cell.column.index: cell.answer for cell in row} for row in self.cells(line)]

    def cells(self, line: Line) -> list[list[Cell]]:
        """The same with the column and the person of each cell."""
        members = line.people if self.has_members and line.people else [line.head]
        return [
            [
                Cell(column, self.subject(column, line, member), self.answer(column, line, member))
                for column in self.columns
                if not at or column.of is Of.MEMBER
            ]
            for at, member in enumerate(members)
        ]

    def answer(self, column: Column, line: Line, member: Person | None) -> Answer:
        """The answer in a cell."""
        match column.source:
            case Source.REFUSED:
                return Answer("", "refused")
            case Source.UNKNOWN:
                return Answer("", "unknown")
        if is_withheld(column, self.fields) or self._is_hidden(column):
            return Answer("", "refused")
        if column.source is Source.COUNTED:
            return self._figure(column, line, member)
        whom = self.subject(column, line, member)
        text = self.reader.value(whom, column.key)
        if text:
            return Answer(text, "filled")
        return Answer("", "missing" if column.must and whom else "blank")

    def subject(self, column: Column, line: Line, member: Person | None) -> Person | None:
        """Whose fact a cell is."""
        if column.of is Of.MEMBER:
            return member
        if column.of is Of.HEAD and self.kind is Kind.PERSON:
            home = line.head.household_id if line.head else None
            return self.reader.heads.get(home or 0)
        return line.head

    def _is_hidden(self, column: Column) -> bool:
        """Whether the person's posts do not open what the column tells, or counts by."""
        if column.index not in self._hidden:
            fields = [
                self.fields[key] for key in _reads(column) - NEVER_HIDDEN if key in self.fields
            ]
            code = self.filing.area_id
            self._hidden[column.index] = any(not may_see(self.staff, f, code) for f in fields)
        return self._hidden[column.index]

    def _figure(self, column: Column, line: Line, member: Person | None) -> Answer:
        figure = Figure(column.key)
        if figure is Figure.AGE:
            whom = self.subject(column, line, member)
            if whom is None or whom.birth_date is None:
                return Answer("", "missing" if column.must else "blank")
            years = age(whom.birth_date, self.filing.as_of)
            return Answer(str(years), "counted", years)
        if figure is Figure.COUNT:
            n = self._count(column, line)
            return Answer(str(n), "counted", n)
        if figure is Figure.WHETHER:
            return Answer(self._whether(column, self.subject(column, line, member)), "counted")
        if figure is Figure.SIZE:
            n = self._size(line)
            return Answer(str(n) if n else "", "counted", n)
        if figure is Figure.NUMBER:
            return Answer(str(line.number), "counted", line.number)
        return Answer(self._text(figure, column, line), "counted")

    def _whether(self, column: Column, person: Person | None) -> str:
        if person is None:
            return ""
        return YES_NO[not self.tally.of_people([person], column.arg)]

    def _size(self, line: Line) -> int:
        if self.kind is Kind.HOUSEHOLD:
            return len(line.people)
        return self.tally.size(line.group.household) if line.group.household else 1

    def _count(self, column: Column, line: Line) -> int:
        if self.kind is Kind.SUMMARY:
            return self.tally.of_area(line.group.area, column.arg)
        return self.tally.of_people(line.people, column.arg)

    @cached_property
    def tally(self) -> Tally:
        """Counts over all of the filing's residents."""
        asked = (Figure.COUNT, Figure.WHETHER)
        conditions = [column.arg for column in self.columns if column.key in asked]
        groups = [group.area for group in self.groups] if self.kind is Kind.SUMMARY else []
        return Tally(self.people, self.filing, self.fields, conditions, groups)

    def _text(self, figure: Figure, column: Column, line: Line) -> str:
        match figure:
            case Figure.CONSTANT:
                return column.arg
            case Figure.FILLED_ON:
                return f"{clock.today():%F}"
            case Figure.AS_OF:
                return f"{self.filing.as_of:%F}"
            case Figure.FILLER:
                return self.filing.owner.name
            case Figure.AREA if self.kind is not Kind.SUMMARY:
                return self.filing.area.name
        return self._place(figure, line.group.area)

    def _place(self, figure: Figure, code: int) -> str:
        level = _LEVELS.get(figure)
        area = self._names.get(ancestor(code, level) if level else code)
        return area.name if area and level in {None, area.level} else ""

    @cached_property
    def _names(self) -> dict[int, Area]:
        above = [ancestor(self.filing.area_id, level) for level in (Level.COUNTY, Level.TOWN)]
        above.append(ancestor(self.filing.area_id, Level.COMMUNITY))
        codes = self.filing.area.codes
        inside = Q(code__in=above) | Q(code__gte=codes.start, code__lt=codes.stop)
        return {row.code: row for row in Area.objects.filter(inside).defer("boundary")}


_CALLED = {"label": "labels", "age": "birth_date"}


def _reads(column: Column) -> frozenset[str]:
    """The fields whose values a column tells, or counts by."""
    if column.source is Source.FIELD:
        return frozenset({column.key})
    if column.key == Figure.AGE:
        return frozenset({"birth_date"})
    return frozenset(_CALLED.get(key, key) for key, _ in clauses(column.arg))


_LEVELS = {
    Figure.COUNTY: Level.COUNTY,
    Figure.TOWN: Level.TOWN,
    Figure.COMMUNITY: Level.COMMUNITY,
    Figure.GRID: Level.GRID,
}
