"""Who is what to the head of the household: relation codes (GB/T 4761), surnames, marriages."""

from dataclasses import dataclass
from random import Random

from wangge.demo.deck import Card
from wangge.demo.families import MAN, WOMAN, Family

HEAD, OTHER_KIN, UNRELATED = "02", "97", "99"
SPOUSE = {WOMAN: "12", MAN: "11"}
CHILD = {WOMAN: "30", MAN: "20"}
CHILD_IN_LAW = {WOMAN: "38", MAN: "28"}
SONS_CHILD = {WOMAN: "42", MAN: "41"}
DAUGHTERS_CHILD = {WOMAN: "44", MAN: "43"}
PARENT = {WOMAN: "52", MAN: "51"}
WIFES_PARENT = {WOMAN: "56", MAN: "55"}
HUSBANDS_PARENT = {WOMAN: "54", MAN: "53"}
ELDER = {WOMAN: "75", MAN: "71"}
YOUNGER = {WOMAN: "77", MAN: "73"}
SINGLE, MARRIED, WIDOWED, DIVORCED = "10", "20", "30", "40"

PARENT_IS_HEAD, WIFE_IS_HEAD, HUSBANDS_SIDE, FATHERS_NAME = 0.25, 0.35, 0.6, 0.93
# Up to this age: chances of being single, married and living apart, widowed; the rest divorced.
ALONE = (
    (24, (1.0, 0.0, 0.0)),
    (34, (0.70, 0.22, 0.0)),
    (49, (0.35, 0.38, 0.02)),
    (64, (0.25, 0.50, 0.07)),
    (120, (0.15, 0.35, 0.42)),
)


@dataclass(slots=True)
class Member:
    """A person in a household; those of one `line` share a surname, an empty one is their own."""

    age: int
    sex: int
    relation: str
    marital: str
    line: str = ""


def relate(family: Family, rng: Random) -> list[Member]:
    """List the members, the head first."""
    if family.parents and (not family.couple or rng.random() < PARENT_IS_HEAD):
        members = _under_parents(family, rng)
    elif family.couple:
        members = _under_couple(family, rng)
    else:
        members = _without_kin(family, rng)
    members += [_member(card, UNRELATED, rng) for card in family.others]
    return members


def _under_couple(family: Family, rng: Random) -> list[Member]:
    couple = family.couple
    paired = len(couple) > 1
    if paired and rng.random() < WIFE_IS_HEAD:
        couple = couple[::-1]
    status = MARRIED if paired else _parted(couple[0], bool(family.children), rng)
    head = Member(*couple[0], HEAD, status, "head")
    members = [head]
    if paired:
        members.append(Member(*couple[1], SPOUSE[couple[1][1]], MARRIED, "spouse"))
    line = _childrens_line(members, rng)
    members += [_child(card, CHILD, line, rng) for card in family.children]
    spouses = paired and rng.random() > HUSBANDS_SIDE
    if spouses:
        codes = WIFES_PARENT if head.sex == MAN else HUSBANDS_PARENT
        members += _parents(family, codes, "spouse", rng)
    else:
        members += _parents(family, PARENT, "head", rng)
    for card in family.siblings:
        codes = ELDER if card[0] > head.age else YOUNGER
        members.append(_member(card, codes[card[1]], rng, "head"))
    return members


def _under_parents(family: Family, rng: Random) -> list[Member]:
    parents = sorted(family.parents, key=lambda card: -card[1])
    status = MARRIED if len(parents) > 1 else WIDOWED
    father = parents[0][1] == MAN
    members = [Member(*parents[0], HEAD, status, "head" if father else "")]
    members += [Member(*card, SPOUSE[card[1]], status) for card in parents[1:]]
    own, *in_law = family.couple or [(0, MAN)]
    if family.couple:
        status = MARRIED if in_law else _parted(own, bool(family.children), rng)
        members.append(Member(*own, CHILD[own[1]], status, "head"))
        members += [Member(*card, CHILD_IN_LAW[card[1]], MARRIED, "spouse") for card in in_law]
    line = "spouse" if in_law and own[1] == WOMAN else "head"
    codes = SONS_CHILD if own[1] == MAN else DAUGHTERS_CHILD
    members += [_child(card, codes, line, rng) for card in family.children]
    members += [_member(card, CHILD[card[1]], rng, "head") for card in family.siblings]
    return members


def _without_kin(family: Family, rng: Random) -> list[Member]:
    cards = [*family.others, *family.siblings, *family.children]
    head = max(cards)
    cards.remove(head)
    family.others.clear()
    return [_member(head, HEAD, rng), *(_member(card, OTHER_KIN, rng) for card in cards)]


def _parents(family: Family, codes: dict[int, str], line: str, rng: Random) -> list[Member]:
    status = MARRIED if len(family.parents) > 1 else rng.choice((WIDOWED, MARRIED, DIVORCED))
    return [
        Member(*card, codes[card[1]], status, line if card[1] == MAN else "")
        for card in family.parents
    ]


def _childrens_line(couple: list[Member], rng: Random) -> str:
    father = next((m.line for m in couple if m.sex == MAN), couple[0].line)
    if len(couple) > 1 and rng.random() > FATHERS_NAME:
        return next(m.line for m in couple if m.line != father)
    return father


def _child(card: Card, codes: dict[int, str], line: str, rng: Random) -> Member:
    return _member(card, codes[card[1]], rng, line)


def _member(card: Card, relation: str, rng: Random, line: str = "") -> Member:
    return Member(*card, relation, _alone(card[0], rng), line)


def _parted(card: Card, has_children: bool, rng: Random) -> str:
    if not has_children:
        return _alone(card[0], rng)
    return WIDOWED if rng.random() < (card[0] - 20) / 80 else DIVORCED


def _alone(age: int, rng: Random) -> str:
    chances = next(row for last, row in ALONE if age <= last)
    lot = rng.random()
    for status, chance in zip((SINGLE, MARRIED, WIDOWED), chances, strict=True):
        lot -= chance
        if lot < 0:
            return status
    return DIVORCED
