"""Two people marry or part."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.kernel.errors import FieldFault, Invalid
from wangge.kernel.text import tidy
from wangge.lives import rules
from wangge.lives.actions.goals import Spot, bring
from wangge.lives.actions.pen import Pen, as_member
from wangge.lives.actions.seats import Seats
from wangge.lives.kinship import NOT_KIN, is_couple, of_spouse, way
from wangge.people.models import Person
from wangge.people.rules import age

HERE, THERE = "here", "there"


@dataclass(frozen=True, kw_only=True)
class Marriage(Seats):
    """The person marries (结婚) somebody on record (`spouse`), or of elsewhere (`spouse_name`).

    `join` here: the spouse comes into the person's household; there: the person into the spouse's.
    """

    kind: ClassVar[str] = rules.MARRIAGE
    spouse: UUID | None = None
    spouse_name: str = ""
    join: str = ""

    def plan(self, pen: Pen, person: Person) -> None:
        other = pen.person(self.spouse) if self.spouse else None
        _check_pair(pen, person, other, self.spouse_name)
        for row in filter(None, (person, other)):
            before = str(row.facts.get("marital", ""))
            pen.put_fact(row, "marital", rules.marital_after(before))
        if other is None:
            pen.put_fact(person, "spouse_name", tidy(self.spouse_name))
            return
        if person.household_id == other.household_id is not None:
            _live_together(pen, person, other)
        elif self.join:
            comes, stays = (other, person) if self.join == HERE else (person, other)
            self._join(pen, comes, stays)

    def _join(self, pen: Pen, comes: Person, stays: Person) -> None:
        if stays.household_id is None:
            told = _("%(name)s还没有归入任何一户，无法并入") % {"name": stays.name}
            raise Invalid("lives.join", told, (FieldFault("join", told),))
        home = pen.household(stays.household_id)
        code = self.relations.get(comes.uid) or of_spouse(as_member(stays), comes.sex)
        known = {**self.relations, **({comes.uid: code} if code else {})}
        spot = Spot(home, home.dwelling, stays.area_id, stays.living_address)
        if (comes.area_id, comes.living_address) != (spot.area, spot.address):
            pen.stay_ends(comes)
        bring(pen, [comes], spot, Seats(new_head=self.new_head, relations=known))


def _live_together(pen: Pen, person: Person, other: Person) -> None:
    """Who kept house together without kinship is kin now."""
    for one, spouse in ((person, other), (other, person)):
        code = of_spouse(as_member(spouse), one.sex)
        if one.relation == NOT_KIN and code:
            pen.put(one, relation=code)
            return


def _check_pair(pen: Pen, person: Person, other: Person | None, name: str) -> None:
    faults = []
    if other is None and not tidy(name):
        faults.append(FieldFault("spouse", _("请选择配偶；配偶不在本辖区的，写明姓名")))
    if other is not None and other.pk == person.pk:
        faults.append(FieldFault("spouse", _("不能与本人登记结婚")))
    elif other is not None and "0" not in {person.sex, other.sex} and person.sex == other.sex:
        faults.append(FieldFault("spouse", _("双方登记的性别相同，请先核对性别")))
    for field, row in (("on", person), ("spouse", other)):
        if row is not None:
            faults += [FieldFault(field, told) for told in _against(pen, row)]
    if faults:
        raise Invalid("lives.marriage", "；".join(f.detail for f in faults), tuple(faults))


def _against(pen: Pen, row: Person) -> list[str]:
    """What speaks against the person's marriage; what is only doubtful goes to the doubts."""
    found = []
    if row.status != Person.Status.PRESENT:
        found.append(
            _("%(name)s的状态是“%(status)s”，不能登记结婚")
            % {"name": row.name, "status": row.get_status_display()}
        )
    if row.facts.get("marital") in rules.IN_MARRIAGE:
        found.append(_("%(name)s登记为已婚，请先登记离婚或更正婚姻状况") % {"name": row.name})
    if row.birth_date is None:
        pen.doubts.append(_("%(name)s没有登记出生日期，无法核对法定婚龄") % {"name": row.name})
        return found
    years = age(row.birth_date, pen.on)
    if years < rules.MARRIAGE_AGE_LEAST.get(row.sex, 18):
        found.append(
            _("%(name)s当时 %(n)d 岁，未到法定婚龄，不能登记结婚") % {"name": row.name, "n": years}
        )
    elif years < rules.MARRIAGE_AGE.get(row.sex, 20):
        pen.doubts.append(
            _("%(name)s当时 %(n)d 岁，不到民法典规定的婚龄，只有自治地方另有规定时才可登记")
            % {"name": row.name, "n": years}
        )
    return found


@dataclass(frozen=True, kw_only=True)
class Divorce(Seats):
    """The person and the spouse part (离婚); whoever moves away is told by an event of its own."""

    kind: ClassVar[str] = rules.DIVORCE
    spouse: UUID | None = None

    def plan(self, pen: Pen, person: Person) -> None:
        if person.facts.get("marital") not in rules.IN_MARRIAGE:
            told = _("%(name)s没有登记为已婚，请先核对婚姻状况") % {"name": person.name}
            raise Invalid("lives.divorce", told, (FieldFault("on", told),))
        other = pen.person(self.spouse) if self.spouse else partner(pen, person)
        pen.put_fact(person, "marital", rules.DIVORCED)
        if other is None or other.pk == person.pk:
            return
        if other.facts.get("marital") in {*rules.IN_MARRIAGE, None, ""}:
            pen.put_fact(other, "marital", rules.DIVORCED)
        if other.household_id == person.household_id is not None:
            pen.members(person.household_id)
            for row in (person, other):
                if way(row.relation) in _BY_MARRIAGE:
                    pen.put(row, relation=NOT_KIN)


_BY_MARRIAGE = frozenset(("S", "CS", "CCS", "PCS"))


def partner(pen: Pen, person: Person) -> Person | None:
    """The person's spouse in the household, where the relations tell it."""
    if person.household_id is None:
        return None
    mine = as_member(person)
    rows = [row for row in pen.members(person.household_id) if row.pk != person.pk]
    found = [row for row in rows if is_couple(mine, as_member(row))]
    return found[0] if len(found) == 1 else None
