"""Somebody moves in: a new record, or one that is known by its ID number."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.dictionary.codes import HEAD
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Refused
from wangge.kernel.ids import uuid7
from wangge.kernel.text import tidy
from wangge.lives import rules
from wangge.lives.actions.endings import come_back
from wangge.lives.actions.goals import COLLECTIVE, Goal, Spot
from wangge.lives.actions.handing import tell_left
from wangge.lives.actions.pen import Pen
from wangge.lives.actions.seats import Seats, fits
from wangge.people.finding import tail
from wangge.people.models import Person, Phone
from wangge.people.parsing.identity import CITIZEN, Identity, IdState, read_id
from wangge.people.parsing.phones import read_phones
from wangge.privacy.masks import mask_phone
from wangge.privacy.sealing import blind, blinds, seal

NAME, ADDRESS = 100, 240


@dataclass(frozen=True, kw_only=True)
class MoveIn(Seats):
    """Somebody comes to live here (迁入). Who is on record already gets no second record.

    `uid` is the new record's, where whoever tells it made one.
    """

    kind: ClassVar[str] = rules.MOVE_IN
    goal: Goal
    name: str
    uid: UUID | None = None
    sex: str = "0"
    birth_date: date | None = None
    id_number: str = ""
    id_type: str = CITIZEN
    phone: str = ""
    relation: str = ""
    residence: str = "floating"
    registered_address: str = ""

    def subject(self, pen: Pen) -> Person:
        read = read_id(self.id_number, clock.today(), self.id_type)
        born = self._born(pen, read)
        index = blind(read.number, "id_number")
        keys = blinds(read.number, "id_number") if index else []
        known = Person.objects.filter(id_index__in=keys, hidden="").first()
        if known:
            return self._known(pen, known)
        _look_alike(pen, tidy(self.name), born)
        return self._new(pen, read, born, index)

    def plan(self, pen: Pen, person: Person) -> None:
        if person.status == Person.Status.MOVED:
            area = person.area_id
            relations = {person.uid: self.relation} if self.relation else {}
            come_back(pen, person, self.goal, Seats(relations=relations), self.residence)
            tell_left(pen, person, area)
            return
        spot = self.goal.find(pen)
        home = spot.home or pen.open_household(spot.dwelling, spot.area, self._kind())
        pen.enter(person, home, self._relation(pen, spot))
        pen.settle(person, spot.area, spot.address, self.residence)

    def _kind(self) -> str:
        return "collective" if self.goal.collective else "family"

    def _relation(self, pen: Pen, spot: Spot) -> str:
        if spot.home is None:
            return "99" if self.goal.collective else HEAD
        if self.relation and not fits(self.relation, self.sex):
            pen.faults.append(FieldFault("relation", _("与户主关系和性别不符")))
        if not self.relation and spot.home.kind != COLLECTIVE:
            pen.faults.append(FieldFault("relation", _("请选择与户主的关系")))
        return self.relation or "99"

    def _born(self, pen: Pen, read: Identity) -> date | None:
        """The birth date, once everything told agrees; `Invalid` naming what does not."""
        faults = []
        if not tidy(self.name):
            faults.append(FieldFault("name", _("请填写姓名")))
        if self.residence not in Person.Residence.values:
            faults.append(FieldFault("residence", _("请选择居住类型")))
        if self.id_number and read.state != IdState.VALID:
            told = _("证件号码没有通过校验，请对照证件核对；确实没有证件的请留空")
            faults.append(FieldFault("id_number", told))
        if read.born and self.birth_date and read.born.date != self.birth_date:
            told = _("出生日期与证件号码中的 %(day)s 不一致") % {"day": read.born.date}
            faults.append(FieldFault("birth_date", told))
        if read.born and self.sex in {"1", "2"} and read.born.sex != self.sex:
            faults.append(FieldFault("sex", _("性别与证件号码不一致")))
        born = read.born.date if read.born else self.birth_date
        wrong = rules.date_fault(pen.on, clock.today(), born, None)
        if wrong:
            faults.append(FieldFault("on", wrong))
        if self.phone and not read_phones(self.phone).numbers:
            faults.append(FieldFault("phone", _("电话号码不对，请核对位数")))
        if faults:
            raise Invalid("lives.move_in", "；".join(f.detail for f in faults), tuple(faults))
        return born

    def _known(self, pen: Pen, known: Person) -> Person:
        mine = pen.staff.find("collect", known.area_id) is not None
        if known.status == Person.Status.DECEASED:
            told = _("这个证件号码属于已登记死亡的人，请核对证件")
            raise Invalid("lives.dead", told, (FieldFault("id_number", told),))
        if mine:
            told = _("这个证件号码已有档案（%(name)s，%(status)s），请在原档案上登记，不要重复建档")
            told %= {"name": known.name, "status": known.get_status_display()}
            faults = (FieldFault("id_number", told), FieldFault("known", str(known.uid)))
            raise Refused("lives.known", told, faults)
        if known.name != tidy(self.name):
            told = _("证件号码与姓名不符，请对照证件核对")
            raise Invalid("lives.other_person", told, (FieldFault("id_number", told),))
        if known.status != Person.Status.MOVED:
            told = _("此人在本县别的网格还在册，请由那里登记“迁居”移交，或由镇街、县中心办理")
            raise Refused("lives.elsewhere", told, (FieldFault("id_number", told),))
        return pen.hold(known)

    def _new(self, pen: Pen, read: Identity, born: date | None, index: bytes) -> Person:
        uid = self.uid or uuid7()
        spot = self.goal.find(pen)
        pen.staff.require("collect", spot.area)
        person = Person(
            uid=uid,
            area_id=spot.area,
            name=tidy(self.name)[:NAME],
            sex=read.born.sex if read.born else self.sex,
            birth_date=born,
            id_type=read.type,
            id_sealed=seal(read.number, f"person:{uid}:id_number"),
            id_index=index,
            id_state=str(read.state),
            registered_address=tidy(self.registered_address).replace(" ", "")[:ADDRESS],
            residence=self.residence,
            facts={"arrived_on": pen.on.isoformat()},
        )
        pen.add(person)
        for rank, number in enumerate(read_phones(self.phone).numbers if self.phone else ()):
            Phone.objects.create(
                person=person,
                rank=rank,
                sealed=seal(number, f"person:{uid}:phone"),
                index=blind(number, "phone"),
                tail=tail(number),
                hint=mask_phone(number),
            )
        return person


def _look_alike(pen: Pen, name: str, born: date | None) -> None:
    if born is None:
        return
    rows = Person.objects.filter(pen.staff.reach("area_id", "collect"), hidden="")
    if rows.filter(name=name, birth_date=born).exists():
        pen.doubts.append(_("辖区内已有同名同出生日期的居民，请先查找，确认不是同一人"))
