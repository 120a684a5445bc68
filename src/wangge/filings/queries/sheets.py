"""Forms and filings as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from wangge.dictionary.shape import Field, Subject
from wangge.filings import access
from wangge.filings.columns import CERTAINTIES, Column, Of, Source, is_withheld
from wangge.filings.layouts.shape import Spot
from wangge.filings.models import CollectionTask, Filing, FilingExport, FormKind
from wangge.filings.queries import fields as dictionary
from wangge.filings.queries.cells import Answer, Group, Line
from wangge.filings.queries.lines import Lines
from wangge.filings.queries.values import How
from wangge.filings.rules.conditions import label_of
from wangge.filings.rules.figures import Figure
from wangge.filings.rules.forbidden import ban_of
from wangge.people import access as people
from wangge.people.models import Person
from wangge.posts.access import Staff
from wangge.privacy.masks import mask_address, mask_name

PER_PAGE = 30


@dataclass(frozen=True)
class ColumnRow:
    """A column as the form's page shows it."""

    column: Column
    field: Field | None
    meaning: str
    certainty: str
    is_withheld: bool
    is_starred: bool
    may_be_opened: bool  # a stated need lifts the ban


def columns(form: FormKind) -> list[ColumnRow]:
    """Every column with what it means, how sure that is, and whose fact it is."""
    fields = dictionary.at(form.area_id).fields
    return [
        _row(column, fields.get(column.key), is_withheld(column, fields))
        for column in form.meanings
    ]


def _row(column: Column, what: Field | None, withheld: bool) -> ColumnRow:
    meaning, ban = "", ban_of(column.heading)
    if column.source is Source.COUNTED:
        meaning = label_of(column.arg) if column.key == Figure.COUNT else Figure(column.key).label
        if column.key == Figure.CONSTANT:
            meaning = f"{meaning}：{column.arg}"
        if column.key == Figure.WHETHER:
            meaning = f"是否{label_of(column.arg)}"
    elif what:
        meaning = what.label
    of_person = what is None or what.subject is Subject.PERSON
    of_somebody = what or column.key in {Figure.AGE, Figure.WHETHER}
    if meaning and column.of is not Of.SELF and of_person and of_somebody:
        meaning = f"{_WHOSE[column.of]}：{meaning}"
    return ColumnRow(
        column,
        what if column.source is Source.FIELD else None,
        meaning,
        CERTAINTIES.get(column.certainty, ""),
        withheld,
        Spot(column.index, column.parts).is_starred,
        bool(ban and ban.lifted),
    )


_WHOSE = {Of.SELF: "本人", Of.HEAD: "户主", Of.MEMBER: "家庭成员"}


def counts(form: FormKind) -> dict[str, int]:
    """How many columns come from the ledger, are computed, stay empty or are unknown."""
    fields = dictionary.at(form.area_id).fields
    found = {source.value: 0 for source in Source} | {"withheld": 0}
    for column in form.meanings:
        found[column.source.value] += 1
        found["withheld"] += is_withheld(column, fields)
    share = form.known * 100 // form.asked if form.asked else 0
    return found | {"known": form.known, "asked": form.asked, "share": share}


@dataclass(frozen=True)
class SheetRow:
    """A row of the filled table."""

    group: Group
    number: int
    row: int
    cells: list[tuple[Column, Answer | None]]


@dataclass
class SheetPage:
    """A page of the filled table."""

    columns: list[Column]
    rows: list[SheetRow]
    page: "Page[Any]"
    limits: bool


def page(staff: Staff, filing: Filing, number: str | None) -> SheetPage:
    """A page of the filing's table, masked."""
    lines = Lines(staff, filing, How.MASKED)
    shown = Paginator(range(len(lines)), PER_PAGE).get_page(number)
    first = (shown.number - 1) * PER_PAGE
    groups = lines.part(first, first + PER_PAGE)
    rows = [row for line in lines.read(groups, first + 1) for row in _rows(lines, line)]
    return SheetPage(lines.columns, rows, shown, filing.as_of < filing.at.date())


def _rows(lines: Lines, line: Line) -> list[SheetRow]:
    return [
        SheetRow(
            line.group,
            line.number,
            at,
            [(column, cells.get(column.index)) for column in lines.columns],
        )
        for at, cells in enumerate(lines.rows(line))
    ]


def tasks(staff: Staff, rows: Iterable[CollectionTask]) -> list[dict[str, Any]]:
    """Collection tasks with the names and missing fields of their people."""
    found = list(rows)
    uids = {uid for task in found for uid in task.missing}
    people_of = {
        str(person.uid): person
        for person in people.visible(staff).filter(uid__in=uids).select_related("household")
    }
    labels = dictionary.labels(found[0].area_id) if found else {}
    return [_task(staff, task, people_of, labels) for task in found]


def _task(
    staff: Staff, task: CollectionTask, known: dict[str, Person], labels: dict[str, str]
) -> dict[str, Any]:
    lacking: list[dict[str, Any]] = [
        {
            "person": known[uid],
            "name": _name(staff, known[uid]),
            "fields": [labels.get(key, key) for key in keys],
        }
        for uid, keys in task.missing.items()
        if uid in known
    ]
    first: Person | None = lacking[0]["person"] if lacking else None
    address = first.living_address if first else ""
    if first and not people.is_close(staff, first):
        address = mask_address(address)
    return {"task": task, "people": lacking, "address": address}


def _name(staff: Staff, person: Person) -> str:
    return person.name if people.is_close(staff, person) else mask_name(person.name)


def exports(staff: Staff, filing: Filing) -> list[dict[str, Any]]:
    """What was handed out, or waits for a second person, with what this person may do."""
    rows = filing.exports.select_related("actor", "approver", "filing")
    return [
        {
            "export": row,
            "may_decide": access.may_decide(staff, row),
            "may_fetch": row.state == FilingExport.State.AGREED and row.actor_id == staff.user.pk,
        }
        for row in rows
    ]
