"""Who heads a household, and what the others are to the head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.dictionary.codes import HEAD, RELATIONS
from wangge.kernel.errors import FieldFault, Missing
from wangge.lives.actions.pen import Pen, as_member
from wangge.lives.kinship import gap_is_odd, seen_from
from wangge.people.models import Household, Person
from wangge.people.rules import ADULT, age, sex_of_relation

FAMILY = Household.Kind.FAMILY
RELATION = "relation_"


@dataclass(frozen=True, kw_only=True)
class Seats:
    """What a person decides where nothing tells it: the new head, and relations by uid."""

    new_head: UUID | None = None
    relations: Mapping[UUID, str] = field(default_factory=dict)

    def subject(self, _pen: Pen) -> Person:
        """Most events are told of somebody who is known."""
        raise Missing

    def of(self, pen: Pen, person: Person, derived: str | None) -> str:
        """The person's relation: as told, else as derived, else asked for."""
        told = self.relations.get(person.uid, "")
        code = told or derived or ""
        if not code:
            ask = _("请选择%(name)s与户主的关系") % {"name": person.name}
            pen.faults.append(FieldFault(f"{RELATION}{person.uid}", ask))
        elif told and not fits(told, person.sex):
            wrong = _("“%(word)s”与%(name)s的性别不符") % {
                "word": RELATIONS.get(told, told),
                "name": person.name,
            }
            pen.faults.append(FieldFault(f"{RELATION}{person.uid}", wrong))
        return code


def fits(code: str, sex: str) -> bool:
    """Whether a relation exists and can be said of somebody of that sex."""
    of_sex = sex_of_relation(code)
    return (
        code in RELATIONS
        and code != "01"
        and (not of_sex or sex not in {"1", "2"} or of_sex == sex)
    )


def settle_heads(pen: Pen, seats: Seats) -> None:
    """After all moves: empty households end, others have exactly the one head."""
    for home, members, was_headed in list(pen.touched()):
        if not members:
            pen.close_household(home)
        elif home.kind == FAMILY:
            heads = [row for row in members if row.relation == HEAD]
            if len(heads) > 1:
                twice = _("%(who)s都登记为户主，一户只能有一个户主") % {
                    "who": "、".join(row.name for row in heads)
                }
                pen.faults.append(FieldFault("relation", twice))
            if not heads and was_headed:
                seat(pen, members, seats)
            _doubt_ages(pen, members)


def seat(pen: Pen, members: Sequence[Person], seats: Seats) -> None:
    """Make one of the members head and work out what the others are to the new head."""
    chosen = members[0] if len(members) == 1 else None
    for row in members:
        if row.uid == seats.new_head:
            chosen = row
    if chosen is None:
        ask = _("原户主离开后还有 %(n)d 人，请指定新的户主") % {"n": len(members)}
        pen.faults.append(FieldFault("new_head", ask))
        return
    head = as_member(chosen)
    derived = [HEAD if row is chosen else seen_from(head, as_member(row)) for row in members]
    for row, code in zip(members, derived, strict=True):
        pen.put(row, relation=HEAD if row is chosen else seats.of(pen, row, code))
    ages = [age(row.birth_date, pen.on) if row.birth_date else ADULT for row in members]
    if max(ages) < ADULT:
        pen.doubts.append(_("户内只剩未成年人，请确认监护人已落实"))


def _doubt_ages(pen: Pen, members: Sequence[Person]) -> None:
    head = next((row for row in members if row.relation == HEAD), None)
    for row in members:
        moved = row.pk in pen.moves or (head is not None and head.pk in pen.moves)
        if head and moved and gap_is_odd(row.relation, head.birth_date, row.birth_date):
            pen.doubts.append(
                _("%(name)s登记为户主%(head)s的“%(word)s”，但两人年龄相差不足，请核对")
                % {"name": row.name, "head": head.name, "word": RELATIONS[row.relation]}
            )
