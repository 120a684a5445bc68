"""Changes in words: which field, from what to what, as far as the reader may see it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.dictionary.codes import RELATIONS
from wangge.dictionary.fields import BY_KEY
from wangge.dictionary.values import show
from wangge.people.models import Household, Person
from wangge.people.rules import relation_label
from wangge.posts.access import Staff
from wangge.privacy.masks import STAR, mask_address, mask_name

# Fields of the record that the dictionary does not declare, and its words for some it does.
OWN: Mapping[str, str] = {
    "area": "所属网格", "household": "所在户", "status": "在住状态", "person": "建立档案",
    "label": "标签", "id_state": "证件状态", "hidden": "档案状态", "until": "销户",
    "dwelling": "房屋", "relation": "与户主关系", "residence": "居住类型", "undo": "撤销",
    "number": "户号", "kind": "户类型",
}  # fmt: skip
_CODES: Mapping[str, Mapping[str, str]] = {
    "status": dict(Person.Status.choices),
    "hidden": dict(Person.Hidden.choices),
    "id_state": dict(Person.IdState.choices),
    "residence": dict(Person.Residence.choices),
    "relation": RELATIONS,
    "kind": dict(Household.Kind.choices),
}
_ADDRESSES = frozenset(("living_address", "registered_address", "dwelling"))
_NAMES = frozenset(("name", "person"))
_SEALED = frozenset(("id_number", "phone", "id_state"))  # masked when they were written


class Line(Protocol):
    """What the pen wrote down."""

    @property
    def whose(self) -> Person | Household: ...
    @property
    def field(self) -> str: ...
    @property
    def old(self) -> str: ...
    @property
    def new(self) -> str: ...


class Told(NamedTuple):
    """One changed field as it was kept."""

    field: str
    old: str
    new: str
    sex: str = ""


class Words:
    """Puts changes into words for one reader; the names of areas are looked up at once."""

    def __init__(self, staff: Staff, told: Iterable[Told], *, close: bool) -> None:
        self._close = close
        self._hidden = frozenset().union(*(duty.hidden_sections for duty in staff.duties))
        codes = {
            int(value)
            for row in told
            if row.field == "area"
            for value in (row.old, row.new)
            if value.isdigit()
        }
        rows = Area.objects.filter(code__in=codes).values_list("code", "full_name")
        self._areas = {str(code): name for code, name in rows} if codes else {}

    def line(self, row: Told) -> str:
        """`字段：旧 → 新`; empty for what this reader's posts do not see."""
        field = BY_KEY.get(row.field)
        if field and field.section in self._hidden:
            return ""
        label = OWN.get(row.field) or (field.label if field else row.field)
        if row.field == "household":
            return f"{label}：{self._household(row)}"
        old, new = self._value(row, row.old), self._value(row, row.new)
        if old and new and old != new:
            return f"{label}：{old} → {new}"
        if old and not new:
            return _("%(label)s：%(old)s → 无") % {"label": label, "old": old}
        return f"{label}：{new}" if new else label

    def lines(self, rows: Iterable[Told]) -> list[str]:
        """All lines that this reader sees."""
        return [line for row in rows if (line := self.line(row))]

    def _household(self, row: Told) -> str:
        if row.old and row.new:
            return _("转入另一户")
        return _("归入一户") if row.new else _("离开本户")

    def _value(self, row: Told, value: str) -> str:
        if not value:
            return ""
        if row.field == "area":
            return self._areas.get(value, value)
        if row.field == "relation":
            return relation_label(value, row.sex) or value
        if row.field in _CODES:
            return _CODES[row.field].get(value, value)
        if row.field in _NAMES:
            return value if self._close else mask_name(value)
        if row.field in _ADDRESSES:
            return value if self._close else mask_address(value)
        if row.field in OWN or row.field in _SEALED:
            return value
        return self._fact(row.field, value)

    def _fact(self, key: str, value: str) -> str:
        field = BY_KEY.get(key)
        if field is None:
            return STAR * 3
        return show(field, value)


class Changed(NamedTuple):
    """Everything that an event changes on one record."""

    whose: str
    lines: list[str]


def preview_words(staff: Staff, lines: Iterable[Line]) -> list[Changed]:
    """What an event would change, record by record, in words."""
    by_record: dict[Any, list[Line]] = {}
    for line in lines:
        by_record.setdefault((type(line.whose), line.whose.pk), []).append(line)
    found = []
    for rows in by_record.values():
        told = [Told(row.field, row.old, row.new, getattr(row.whose, "sex", "")) for row in rows]
        words = Words(staff, told, close=True)
        whose = rows[0].whose
        name = whose.name if isinstance(whose, Person) else _("户")
        found.append(Changed(name, words.lines(told)))
    return found
