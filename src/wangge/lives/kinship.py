"""Relations to the head of a household (GB/T 4761) worked out anew when the head changes.

A code is a way through the family: P is a parent, C a child, S the spouse. 孙子 is CC, 兄 is PC.
The way from a new head to a member is the new head's way back and the member's way on, made
shorter where that leaves no doubt. Where it does, the answer is None and a person is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wangge.dictionary.codes import HEAD
from wangge.people.rules import MAN, WOMAN

_WAYS: Mapping[str, str] = {
    "": "02",
    "S": "10 11 12",
    "C": "20 21 22 23 24 25 26 27 29 30 31 32 33 34 35 36 37 39",
    "CS": "28 38",
    "CC": "40 41 42 43 44 49",
    "CCS": "45 46",
    "CCC": "47 48",
    "P": "50 51 52 57 58",
    "SP": "53 54 55 56",
    "PP": "60 61 62 63 64",
    "PPP": "66 67",
    "SPP": "65",
    "PC": "70 71 73 75 77",
    "PCS": "72 74 76 78",
    "PCC": "93 94 95 96",
}
WAYS: Mapping[str, str] = {code: way for way, codes in _WAYS.items() for code in codes.split()}
_BACK = str.maketrans("PC", "CP")
# A parent's spouse is a parent, a spouse's child a child, a sibling's sibling a sibling, and the
# other parent of one's child the spouse: so a household is read unless somebody corrects it.
_SHORTER = (("SS", ""), ("PS", "P"), ("SC", "C"), ("CPC", "C"), ("PCP", "P"), ("PCPC", "PC"))
_ALIKE = frozenset(("", "S"))  # from whom children and grandchildren have the same names
_CHILD, _PARENT = "C", "P"
GENERATION = 12  # years that must at least lie between a parent and a child
NOT_KIN = "99"


@dataclass(frozen=True)
class Member:
    """What the rules need of a member of a household."""

    relation: str
    sex: str
    born: date | None = None


def way(code: str) -> str | None:
    """The way from the head that a code stands for; None for the vague ones."""
    return WAYS.get(code)


def seen_from(head: Member, member: Member) -> str | None:
    """The member's relation to `head`, another person; both known by what they were until now."""
    to_head, to_member = way(head.relation), way(member.relation)
    if NOT_KIN in {head.relation, member.relation}:
        return NOT_KIN if head.relation == NOT_KIN or to_member is not None else None
    if to_head is None or to_member is None:
        return None
    if to_head in _ALIKE and to_member[:1] == _CHILD:
        return member.relation
    back = to_head[::-1].translate(_BACK)
    return _code(_shorten(back + to_member), head, member)


def likely(head: Member, member: Member) -> str | None:
    """What the member probably is to `head` where `seen_from` has doubts: offered, never taken."""
    known = seen_from(head, member)
    if known is not None:
        return known
    ways = (way(head.relation), way(member.relation))
    if set(ways) == {"C", "CS"} and head.sex != member.sex:
        return {MAN: "11", WOMAN: "12"}.get(member.sex)
    return {MAN: "20", WOMAN: "30"}.get(member.sex) if ways in _LIKELY_CHILD else None


_LIKELY_CHILD = (("C", "CC"), ("CS", "CC"))


def _shorten(path: str) -> str:
    if path == "CP":
        return "S"
    before = ""
    while path != before:
        before = path
        for long, short in _SHORTER:
            path = path.replace(long, short)
    return path


def _code(path: str, head: Member, member: Member) -> str | None:
    if path == "S":
        return {MAN: "11", WOMAN: "12"}.get(member.sex, "10")
    if path == "PC":
        return _sibling(head, member)
    if path == "SP":
        of_husband = {MAN: "53", WOMAN: "54"}
        of_wife = {MAN: "55", WOMAN: "56"}
        table = {MAN: of_wife, WOMAN: of_husband}.get(head.sex, {})
        return table.get(member.sex)
    return _PLAIN.get(path, {}).get(member.sex)


_PLAIN: Mapping[str, Mapping[str, str]] = {
    "C": {MAN: "20", WOMAN: "30"},
    "CS": {MAN: "28", WOMAN: "38"},
    "P": {MAN: "51", WOMAN: "52"},
    "CC": {MAN: "40", WOMAN: "40"},
    "PP": {MAN: "60", WOMAN: "60"},
    "CCC": {MAN: "47", WOMAN: "48"},
    "PPP": {MAN: "66", WOMAN: "67"},
}


def _sibling(head: Member, member: Member) -> str:
    if not head.born or not member.born or head.born == member.born:
        return "70"
    elder = member.born < head.born
    if member.sex == MAN:
        return "71" if elder else "73"
    if member.sex == WOMAN:
        return "75" if elder else "77"
    return "70"


def of_spouse(partner: Member, sex: str) -> str | None:
    """The relation to the head of whom a member marries."""
    path = way(partner.relation)
    if path == "":
        return {MAN: "11", WOMAN: "12"}.get(sex, "10")
    if path == "C":
        return {MAN: "28", WOMAN: "38"}.get(sex)
    if path == "CC":
        return {MAN: "46", WOMAN: "45"}.get(sex)
    if path == "P":
        return {MAN: "57", WOMAN: "58"}.get(sex)
    return {"71": "72", "73": "74", "75": "76", "77": "78"}.get(partner.relation)


_CHILDREN: Mapping[str, tuple[str, str]] = {
    "41": ("47", "48"), "42": ("47", "48"), "43": ("47", "48"), "44": ("47", "48"),
    "45": ("47", "48"), "46": ("47", "48"), "71": ("93", "94"), "72": ("93", "94"),
    "73": ("93", "94"), "74": ("93", "94"), "75": ("95", "96"), "76": ("95", "96"),
    "77": ("95", "96"), "78": ("95", "96"), "57": ("73", "77"), "58": ("73", "77"),
    "51": ("73", "77"), "52": ("73", "77"), "38": ("41", "42"), "28": ("43", "44"),
}  # fmt: skip


def of_child(parent: Member, sex: str, *, adopted: bool = False) -> str | None:
    """The relation to the head of a member's new child."""
    if sex not in {MAN, WOMAN}:
        return None
    path, at = way(parent.relation), int(sex == WOMAN)
    if path in _ALIKE:
        return (("27", "37") if adopted else ("20", "30"))[at]
    if path == "C":
        of_son = parent.sex == MAN
        return (("41", "42") if of_son else ("43", "44"))[at]
    if parent.relation == NOT_KIN:
        return NOT_KIN
    pair = _CHILDREN.get(parent.relation)
    return pair[at] if pair else None


def is_couple(one: Member, other: Member) -> bool:
    """Whether two members are each other's spouse by their relations alone."""
    ways = {way(one.relation), way(other.relation)}
    return ways == {"", "S"} or {one.relation, other.relation} == {"51", "52"}


def gap_is_odd(code: str, head: date | None, member: date | None) -> bool:
    """Whether head and member are too close in age for what the code says."""
    path = way(code)
    if head is None or member is None or path not in {"C", "P", "CC", "PP"}:
        return False
    elder, younger = (head, member) if path[0] == _CHILD else (member, head)
    years = younger.year - elder.year - ((younger.month, younger.day) < (elder.month, elder.day))
    return years < GENERATION * len(path)


def through(lead: Member, member: Member) -> str | None:
    """The relation to a head of somebody known by the relation to `lead`, who is kin of the head."""
    to_lead, onwards = way(lead.relation), way(member.relation)
    if NOT_KIN in {lead.relation, member.relation}:
        return NOT_KIN
    if to_lead is None or onwards is None:
        return None
    if onwards == _CHILD:
        return of_child(lead, member.sex)
    if onwards == "S":
        return of_spouse(lead, member.sex)
    return _code(_shorten(to_lead + onwards), Member(HEAD, ""), member)
