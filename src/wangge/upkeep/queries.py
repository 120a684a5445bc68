"""Reading what keeps the ledger right: suspected duplicates and merges."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from wangge.dictionary.fields import BY_KEY
from wangge.kernel.codes import below
from wangge.kernel.errors import Missing
from wangge.people import access
from wangge.people.models import Person
from wangge.people.queries import masked, with_details
from wangge.posts.access import Staff
from wangge.privacy.masks import mask_name
from wangge.upkeep import rules
from wangge.upkeep.models import Duplicate, Merge, Scan
from wangge.upkeep.suspicion import Suspect

Row = dict[str, Any]
SHOWN = (
    ("name", "姓名"), ("sex", "性别"), ("birth_date", "出生日期"), ("id_number", "证件号码"),
    ("phones", "联系电话"), ("relation", "与户主关系"), ("ethnicity", "民族"),
    ("living_address", "现住地址"), ("registered_address", "户籍地址"), ("residence", "人员类别"),
    ("status", "状态"), ("labels", "标签"),
)  # fmt: skip
BOTH = frozenset({"phones", "labels"})
"""Kept from both, so that there is nothing to choose."""


@dataclass(frozen=True)
class Line:
    """One fact of two records beside each other."""

    key: str
    label: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        return self.one != self.other and self.key not in BOTH and bool(self.other)


def duplicates(
    staff: Staff, *, state: str = "open", under: int | None = None
) -> "QuerySet[Duplicate]":
    """Pairs with at least one record in reach, the likeliest first."""
    rows = Duplicate.objects.select_related("one__area", "other__area").filter(
        Q(staff.reach("one__area_id", *access.SEEING))
        | Q(staff.reach("other__area_id", *access.SEEING)),
        state=state,
    )
    if under is not None:
        codes = below(under)
        rows = rows.filter(
            Q(one__area_id__gte=codes.start, one__area_id__lt=codes.stop)
            | Q(other__area_id__gte=codes.start, other__area_id__lt=codes.stop)
        )
    return rows.order_by("-score", "id")


def pair(staff: Staff, pk: int) -> Duplicate:
    """A pair of which at least one record is in reach, or `Missing`."""
    rows = Duplicate.objects.select_related("one__area", "other__area", "decided_by")
    row = rows.filter(pk=pk).first()
    if row is None or not (_sees(staff, row.one) or _sees(staff, row.other)):
        raise Missing
    return row


def last_scan(staff: Staff) -> Scan | None:
    """The latest search for doubles that the person asked for."""
    return Scan.objects.filter(asked_by=staff.user).first()


def why(keys: list[str]) -> list[str]:
    """Reasons in words."""
    return [rules.REASONS[key][0] for key in keys if key in rules.REASONS]


def told(staff: Staff, person: Person) -> Row:
    """A record of a pair in a list; beyond one's reach only whose desk to ask."""
    if _sees(staff, person):
        return {
            "id": person.uid,
            "name": person.name,
            "area": person.area,
            "address": person.living_address,
        }
    return {"id": None, "name": mask_name(person.name), "area": person.area, "address": ""}


def comparison(staff: Staff, row: Duplicate) -> list[Line]:
    """The two records fact by fact, masked; both must be in reach."""
    pair = {
        p.pk: masked(staff, p)
        for p in with_details(access.visible(staff)).filter(pk__in=(row.one_id, row.other_id))
    }
    if len(pair) != 2:  # noqa: PLR2004 -- a pair
        raise Missing
    one, other = pair[row.one_id], pair[row.other_id]
    lines = [Line(key, label, _text(one[key]), _text(other[key])) for key, label in SHOWN]
    for key in sorted(set(one["facts"]) | set(other["facts"])):
        field = BY_KEY.get(key)
        label = field.label if field else key
        mine, theirs = (_fact(key, side["facts"].get(key, "")) for side in (one, other))
        lines.append(Line(f"facts.{key}", label, mine, theirs))
    return lines


def merges(staff: Staff) -> "QuerySet[Merge]":
    """Merges of records in reach, the newest first."""
    rows = Merge.objects.filter(staff.reach("kept__area_id", *access.SEEING))
    return rows.select_related("kept__area", "gone", "actor", "undone_by")


def warnings(staff: Staff, suspects: list[Suspect]) -> list[Row]:
    """Suspects as a form warns of them."""
    return [
        told(staff, suspect.person) | {"why": why(list(suspect.reasons)), "score": suspect.score}
        for suspect in suspects
    ]


def _sees(staff: Staff, person: Person) -> bool:
    return any(staff.find(ability, person.area_id) for ability in access.SEEING)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def _fact(key: str, value: Any) -> str:
    field = BY_KEY.get(key)
    text = str(value)
    return field.codes.get(text, text) if field and field.codes else text
