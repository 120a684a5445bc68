"""Where a cell comes from: the resident and field behind it, who last changed it, or who is counted."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import QuerySet

from wangge.dictionary.shape import Field, Subject
from wangge.filings.columns import Column, Of, Source
from wangge.filings.models import Filing
from wangge.filings.queries.cells import Line
from wangge.filings.queries.lines import Lines
from wangge.filings.queries.values import How
from wangge.filings.rules import conditions
from wangge.filings.rules.figures import Figure
from wangge.kernel.errors import Missing
from wangge.people import access
from wangge.people.models import Household, HouseholdChange, Person, PersonChange
from wangge.people.queries import revealable
from wangge.posts.access import Staff
from wangge.privacy.masks import mask_name

SHOWN = 100
_HOME = ("living_address", "area", "household")
# What the history calls a field that the record keeps elsewhere.
_CALLED = {
    "labels": ("label", "labels"),
    "grid_name": ("area",),
    "grid_code": ("area",),
    "head_name": ("name", "relation"),
    **dict.fromkeys(("estate", "building", "unit", "room", "door"), _HOME),
    "household_number": _HOME,
}


@dataclass
class Trace:
    """What stands behind a cell."""

    column: Column
    text: str
    state: str
    line: int
    what: Field | None = None
    person: Person | None = None
    name: str = ""
    change: "PersonChange | HouseholdChange | None" = None
    figure: str = ""
    condition: str = ""
    total: int = 0
    people: list[dict[str, Any]] = field(default_factory=list)
    may_reveal: bool = False


def trace(staff: Staff, filing: Filing, key: str, row: int, index: int) -> Trace:
    """What stands behind the cell of column `index` in the `row`-th row of the line `key`."""
    lines = Lines(staff, filing, How.MASKED)
    at = next((at for at, group in enumerate(lines.groups) if group.key == key), None)
    if at is None:
        raise Missing
    line = lines.read([lines.groups[at]], at + 1)[0]
    rows = lines.cells(line)
    cell = next(
        (
            cell
            for cell in (rows[row] if 0 <= row < len(rows) else [])
            if cell.column.index == index
        ),
        None,
    )
    if cell is None:
        raise Missing
    found = Trace(cell.column, cell.answer.text, cell.answer.state, line.number, person=cell.person)
    if cell.column.source is Source.FIELD and cell.person:
        _of_field(staff, lines, found, cell.person)
    elif cell.column.source is Source.COUNTED:
        _of_figure(staff, lines, line, found)
    return found


def _of_field(staff: Staff, lines: Lines, found: Trace, person: Person) -> None:
    key = found.column.key
    found.what = lines.fields.get(key)
    whom = (
        lines.reader.heads.get(person.household_id or 0, person) if key == "head_name" else person
    )
    found.person = whom
    found.name = _name(staff, whom)
    found.change = last_change(whom, key, found.what)
    is_masked = found.state == "filled" and "*" in found.text
    found.may_reveal = is_masked and key in revealable(whom.area_id)


def last_change(
    person: Person, key: str, what: Field | None
) -> "PersonChange | HouseholdChange | None":
    """Who last changed the field, when, from what; the entry of the person where nobody did."""
    if what and what.subject is Subject.HOUSEHOLD and person.household:
        return _last(HouseholdChange.objects.filter(household=person.household, field=key))
    rows = PersonChange.objects.filter(person=person)
    return _last(rows.filter(field__in=_CALLED.get(key, (key,)))) or _last(
        rows.filter(field="created")
    )


Told = TypeVar("Told", PersonChange, HouseholdChange)


def _last(rows: "QuerySet[Told]") -> Told | None:
    return rows.select_related("actor").order_by("-at", "-pk").first()


def _of_figure(staff: Staff, lines: Lines, line: Line, found: Trace) -> None:
    figure = Figure(found.column.key)
    found.figure = figure.label
    people: list[Person] = []
    if figure is Figure.COUNT:
        found.condition = conditions.label_of(found.column.arg)
        if line.group.key.startswith("a-"):
            people = lines.tally.behind(line.group.area, found.column.arg)
        else:
            tally = lines.tally
            people = [
                person
                for person in line.people
                if conditions.holds(found.column.arg, tally.counted(person))
            ]
    elif figure is Figure.WHETHER and found.person:
        found.condition = conditions.label_of(found.column.arg)
        found.name = _name(staff, found.person)
    elif figure is Figure.SIZE:
        people = line.people if len(line.people) > 1 else _household(staff, line)
    elif figure is Figure.AGE and found.person:
        found.name = _name(staff, found.person)
        found.change = last_change(found.person, "birth_date", None)
    found.total = len(people)
    found.people = [
        {"id": person.uid, "name": _name(staff, person), "area": person.area.name}
        for person in people[:SHOWN]
    ]


def _household(staff: Staff, line: Line) -> list[Person]:
    home: Household | None = line.head.household if line.head else None
    if home is None:
        return line.people
    rows = access.visible(staff).filter(household=home, hidden="")
    return list(rows.select_related("area").defer("area__boundary").order_by("relation", "pk"))


def _name(staff: Staff, person: Person) -> str:
    return person.name if access.is_close(staff, person) else mask_name(person.name)


def whose(column: Column) -> str:
    """Whose fact a column asks for, in words."""
    return {Of.SELF: "本人", Of.HEAD: "户主", Of.MEMBER: "家庭成员"}[column.of]
