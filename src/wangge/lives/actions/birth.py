"""A child comes into a household: by birth or by adoption."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.dictionary.codes import ETHNICITIES
from wangge.kernel.errors import FieldFault, Invalid, Refused
from wangge.kernel.ids import uuid7
from wangge.kernel.text import tidy
from wangge.lives import rules
from wangge.lives.actions.partners import partner
from wangge.lives.actions.pen import Pen, as_member
from wangge.lives.actions.seats import Seats
from wangge.lives.kinship import of_child
from wangge.people.models import Person
from wangge.people.rules import ADULT, MAN, WOMAN, age

NAME = 100


@dataclass(frozen=True, kw_only=True)
class Birth(Seats):
    """A child is born to the person (出生): on record in the person's household, number missing.

    `relation` is asked only where it does not follow from the parent's.
    """

    kind: ClassVar[str] = rules.BIRTH
    name: str
    sex: str
    relation: str = ""
    ethnicity: str = ""
    registered_address: str = ""

    def plan(self, pen: Pen, person: Person) -> None:
        home = _home_of(pen, person)
        name = tidy(self.name)[:NAME]
        self._check(pen, person, name)
        for row in pen.members(home):
            if row.name == name and row.birth_date == pen.on:
                raise Refused(
                    "lives.twice",
                    _("本户已有同名同出生日期的%(name)s，不用再登记。") % {"name": name},
                )
        ethnicity = self.ethnicity or person.ethnicity
        registered = self.registered_address or person.registered_address
        child = Person(
            uid=uuid7(),
            area_id=person.area_id,
            name=name,
            sex=self.sex,
            birth_date=pen.on,
            id_type="117",
            ethnicity=ethnicity,
            registered_address=tidy(registered),
            living_address=person.living_address,
            residence=person.residence,
            facts={"marital": rules.UNMARRIED, "guardian_name": _guardians(pen, person)},
        )
        pen.add(child)
        derived = self.relation or of_child(as_member(person), self.sex)
        if not derived:
            ask = _("请选择孩子与户主的关系")
            pen.faults.append(FieldFault("relation", ask))
        pen.enter(child, pen.household(home), derived or "")
        pen.settle(child, person.area_id, person.living_address)

    def _check(self, pen: Pen, person: Person, name: str) -> None:
        faults = []
        if not name:
            faults.append(
                FieldFault("name", _("请填写孩子的姓名；还没取名的，写“某某之子”或“某某之女”"))
            )
        if self.sex not in {MAN, WOMAN}:
            faults.append(FieldFault("sex", _("请选择孩子的性别")))
        if self.ethnicity and self.ethnicity not in ETHNICITIES:
            faults.append(FieldFault("ethnicity", _("没有这个民族代码")))
        _check_parent(pen, person, pen.on, faults)
        if faults:
            told = "；".join(fault.detail for fault in faults)
            raise Invalid("lives.birth", told, tuple(faults))


@dataclass(frozen=True, kw_only=True)
class Adoption(Seats):
    """The person adopts a child who is on record (收养); the child joins the household."""

    kind: ClassVar[str] = rules.ADOPT
    child: UUID
    relation: str = ""

    def plan(self, pen: Pen, person: Person) -> None:
        home = _home_of(pen, person)
        child = pen.person(self.child)
        faults: list[FieldFault] = []
        if child.status != Person.Status.PRESENT or child.household_id in {home, None}:
            told = _("%(name)s已在本户，或不是在住状态，不能登记收养") % {"name": child.name}
            faults.append(FieldFault("child", told))
        if child.birth_date and age(child.birth_date, pen.on) >= ADULT:
            told = _("%(name)s已满 18 岁，不能登记收养（民法典第 1093 条）") % {"name": child.name}
            faults.append(FieldFault("child", told))
        _check_parent(pen, person, child.birth_date or pen.on, faults)
        if child.joined_on and child.joined_on > pen.on:
            told = _("%(name)s %(day)s 才入原户，日期不能早于那天") % {
                "name": child.name,
                "day": child.joined_on,
            }
            faults.append(FieldFault("on", told))
        if faults:
            raise Invalid("lives.adopt", "；".join(f.detail for f in faults), tuple(faults))
        derived = self.relation or of_child(as_member(person), child.sex, adopted=True)
        if not derived:
            pen.faults.append(FieldFault("relation", _("请选择孩子与户主的关系")))
        pen.stay_ends(child)
        pen.leave(child)
        pen.enter(child, pen.household(home), derived or "")
        pen.settle(child, person.area_id, person.living_address)
        pen.put_fact(child, "guardian_name", _guardians(pen, person))


def _guardians(pen: Pen, person: Person) -> str:
    other = partner(pen, person)
    return "、".join(row.name for row in (person, other) if row)


def _home_of(pen: Pen, person: Person) -> int:
    if person.household_id is None:
        raise Refused(
            "lives.no_household",
            _("%(name)s还没有归入任何一户，请先登记迁居或并户。") % {"name": person.name},
        )
    pen.members(person.household_id)
    return person.household_id


def _check_parent(pen: Pen, person: Person, born: date, faults: list[FieldFault]) -> None:
    if person.birth_date is None:
        return
    years = age(person.birth_date, born)
    if years < rules.PARENT_LEAST:
        told = _("%(name)s比孩子只大 %(n)d 岁，不能登记为父母，请核对") % {
            "name": person.name,
            "n": years,
        }
        faults.append(FieldFault("on", told))
    elif years < ADULT:
        pen.doubts.append(_("%(name)s当时未满 18 岁，请确认") % {"name": person.name})
