"""The ledgers (台账) and the card book (卡册) of an area's residents, masked as on screen."""

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.areas.queries import county_name
from wangge.audit.actions import record
from wangge.dictionary.codes import HEAD
from wangge.dictionary.fields import BY_KEY
from wangge.kernel import clock
from wangge.kernel.errors import Invalid
from wangge.people.models import Person
from wangge.people.queries import Filters, listed, masked
from wangge.people.rules import ADULT
from wangge.posts.access import Staff
from wangge.prints.typesetting import pdf

MOST = 3_000
"""People in one document; a book of more is for no hand."""

GONE = (Person.Status.DECEASED, Person.Status.MOVED)
_NUMBERS = re.compile("([0-9]+)")

Row = dict[str, Any]
Column = tuple[str, float, Callable[[Row], Any]]
COLUMNS: tuple[Column, ...] = (
    ("姓名", 1.2, lambda row: row["name"]),
    ("性别", 0.6, lambda row: row["sex"]),
    ("出生日期", 1.3, lambda row: row["birth_date"]),
    ("证件号码", 2.2, lambda row: row["id_number"]),
    ("与户主关系", 1.2, lambda row: row["relation"]),
    ("联系电话", 1.5, lambda row: "、".join(row["phones"])),
    ("现住地址", 3.4, lambda row: row["living_address"]),
    ("户籍地址", 2.6, lambda row: row["registered_address"]),
    ("类别", 0.9, lambda row: row["residence"]),
    ("标签", 1.4, lambda row: "、".join(row["labels"])),
    ("网格", 1.3, lambda row: row["area"].name),
)


def ledger(staff: Staff, area: Area, *, title: str, filters: Filters) -> bytes:
    """A ledger of the residents that `filters` name, in the order of their homes."""
    people = [masked(staff, person) for person in _people(staff, filters)]
    rows = [[_cell(read(person)) for _, _, read in COLUMNS] for person in people]
    numbered = [[str(n), *row] for n, row in enumerate(rows, 1)]
    _on_record(staff, area, title, len(rows))
    data = {
        "headings": ["序号", *(heading for heading, _, _ in COLUMNS)],
        "widths": [0.6, *(width for _, width, _ in COLUMNS)],
        "rows": numbered,
    }
    return pdf("ledger", data | _frame(staff, area, title))


def card_book(staff: Staff, area: Area) -> bytes:
    """One card for each household of an area, people without a household by their address."""
    people = _people(staff, Filters(under=area.code))
    title = _("居民家庭信息卡册")
    _on_record(staff, area, title, len(people))
    homes = groupby(people, key=_home)
    cards = [_card(staff, list(members), n) for n, (_key, members) in enumerate(homes, 1)]
    data = {"cards": cards, "people": len(people)}
    return pdf("card_book", data | _frame(staff, area, title))


def _people(staff: Staff, filters: Filters) -> list[Person]:
    rows = listed(staff, filters).exclude(status__in=GONE)
    people = sorted(rows[: MOST + 1], key=_place)
    if len(people) > MOST:
        raise Invalid(
            "prints.too_many",
            _("一次最多打印 %(most)d 人，所选范围超过了。请按网格或楼栋分册打印。")
            % {"most": MOST},
        )
    if not people:
        raise Invalid("prints.nobody", _("所选范围内没有可打印的居民，请换一个区域或条件。"))
    return people


def _place(person: Person) -> tuple[Any, ...]:
    """Doors in the order of their numbers: 2号 before 10号; the head of a household first."""
    parts = _NUMBERS.split(person.living_address)
    address = [(int(part), "") if part.isdecimal() else (0, part) for part in parts]
    relation = "" if person.relation == HEAD else person.relation or "~"
    return address, *_home(person), relation, person.pk


def _home(person: Person) -> tuple[str, int]:
    return person.living_address, person.household_id or -person.pk


def _card(staff: Staff, people: list[Person], number: int) -> Row:
    rows = [masked(staff, person) for person in people]
    heads = [row["name"] for row, p in zip(rows, people, strict=True) if p.relation == HEAD]
    household = people[0].household
    return {
        "number": f"{number:04}",
        "address": _cell(rows[0]["living_address"]) or _("住址未登记"),
        "grid": rows[0]["area"].name,
        "head": "、".join(heads) or "—",
        "register": household.number if household else "",
        "members": [_member(row) for row in rows],
        "gaps": [f"{row['name']} {'、'.join(lacks)}" for row in rows if (lacks := _lacking(row))],
    }


def _member(row: Row) -> Row:
    cells = (
        "name", "sex", "birth_date", "relation", "id_number", "phones", "residence", "labels",
    )  # fmt: skip
    return {
        "name": row["name"],
        "cells": [_cell(row[key]) for key in cells],
        "facts": [[label, value] for label, value in _facts(row["facts"])],
    }


def _facts(facts: dict[str, str]) -> Iterable[tuple[str, str]]:
    for key, value in facts.items():
        field = BY_KEY.get(key)
        if field and value:
            yield field.label, (field.codes or {}).get(value, value)


def _lacking(row: Row) -> list[str]:
    """What the card still needs to be told."""
    asked = ("id_number", "phones", "birth_date", "registered_address", "relation")
    names = {"phones": "phone"}
    child = row["age"] is not None and row["age"] < ADULT
    lacking = [key for key in asked if not row[key] and not (child and key == "phones")]
    return [BY_KEY[names.get(key, key)].label for key in lacking]


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(value)
    return "" if value is None else str(value)


def _frame(staff: Staff, area: Area, title: str) -> Row:
    now = clock.now().astimezone(clock.BEIJING)
    who = f"{staff.user.name}（{staff.title}）"
    return {
        "title": title,
        "county": county_name(),
        "area": area.full_name,
        "as_of": f"{now:%Y-%m-%d}",
        "maker": who,
        "printed": _("%(who)s 于 %(at)s 打印，内含个人信息，请勿外传")
        % {"who": who, "at": f"{now:%Y-%m-%d %H:%M}"},
        "watermark": f"{staff.user.name} {now:%Y-%m-%d %H:%M}",
    }


def _on_record(staff: Staff, area: Area, title: str, rows: int) -> None:
    subject = f"area:{area.code}"
    record("people.print", subject, actor=staff.user, area=area.code, title=title, rows=rows)
