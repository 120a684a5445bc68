"""An edited workbook beside the ledger of today: what was changed, what clashes, what is as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from wangge.dictionary import values
from wangge.dictionary.shape import Field, Mask
from wangge.exchange.findings import Kind, ReturnedRow, Severity
from wangge.exchange.sheets import Cell
from wangge.exchange.watermarks import Key
from wangge.kernel.errors import FieldFault
from wangge.kernel.text import tidy
from wangge.people.cells import mask
from wangge.people.parsing.texts import show
from wangge.people.rules import is_same_relation, relation_label

_D, _R, _S = Severity.DOUBTED, Severity.REFUSED, Severity.SKIPPED
ROW_UNKNOWN = Kind(
    "export.row_unknown", _R, "找不到这一行", "编号所指的人已不在您的辖区或已合并，这一行未导入",
    "请重新导出后再改。", True,
)  # fmt: skip
ROW_TWICE = Kind(
    "export.row_twice", _R, "编号重复", "同一编号出现多次，只看第一行", "请删去复制出来的行，新增的人编号留空。", True
)  # fmt: skip
ROW_REFUSED = Kind(
    "export.row_refused", _R, "未通过检查", "{detail}", "请按说明改正后再导入。", True
)
CELL_LOCKED = Kind(
    "export.cell_locked", _D, "这一列不能在表里改", "“{raw}”没有写入：{detail}",
    "请到对应页面办理。",
)  # fmt: skip
CELL_MASKED = Kind(
    "export.cell_masked",
    _D,
    "脱敏内容",
    "“{raw}”是遮盖过的内容，没有写入",
    "要修改请填写完整内容。",
)
CELL_WRONG = Kind(
    "export.cell_wrong", _D, "内容不对", "“{raw}”没有写入：{detail}", "请改正后再导入。", True
)
CELL_CONFLICT = Kind(
    "export.conflict", _D, "别人也改过", "表里是“{raw}”，导出后别人已改为“{detail}”，没有写入",
    "请核实哪个正确；在导入页上可以逐项选择。", True,
)  # fmt: skip
ROWS_MISSING = Kind(
    "export.rows_missing", _S, "表里删掉的行", "比导出时少 {detail} 行；台账里的人不会因此删除",
    "确已迁出或死亡的，请在居民页面办理。",
)  # fmt: skip
KINDS = (
    ROW_UNKNOWN, ROW_TWICE, ROW_REFUSED, CELL_LOCKED, CELL_MASKED, CELL_WRONG, CELL_CONFLICT, ROWS_MISSING,
)  # fmt: skip


class Reading(Protocol):
    """Reads the cells of a row of the ledger."""

    def text(self, row: Any, field: Field, /, *, revealed: bool) -> str:
        """The cell of a field, whole or masked."""
        ...


class Verdict(NamedTuple):
    """What one cell amounts to; `kind` is set where it is not simply written.

    `old` is what stands in the ledger; for a value that is not taken, why.
    """

    old: str
    new: str
    kind: Kind | None = None


@dataclass(frozen=True)
class CellChange:
    """One edited cell: what stands in the ledger, what stands in the sheet."""

    key: str
    heading: str
    column: str
    old: str
    new: str
    conflict: bool = False


@dataclass
class RowChange:
    """The edited cells of one resident."""

    uid: UUID
    version: int
    name: str
    sheet: str
    row: int
    headings: Sequence[str]
    cells: Sequence[str]
    edits: list[CellChange] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def clashes(self) -> list[CellChange]:
        return [edit for edit in self.edits if edit.conflict]

    def returned(self, told: str) -> ReturnedRow:
        """The row as it goes back to be mended."""
        return ReturnedRow(self.sheet, self.row, tuple(self.headings), tuple(self.cells), told)


@dataclass(frozen=True)
class Since:
    """Fields of a resident changed since the workbook was made, with what they were then."""

    known: bool
    before: Mapping[str, str]

    def may_have_changed(self, key: str) -> bool:
        return not self.known or key in self.before


UNCHANGED = Since(known=True, before={})


def judge(reader: Reading, person: Any, what: Field, cell: Cell, since: Since) -> Verdict | None:
    """What an edited cell amounts to; nothing when it is as it was when the workbook was made."""
    text = plain(cell)
    whole = reader.text(person, what, revealed=True)
    if is_same(what, text, whole) or text == plain(reader.text(person, what, revealed=False)):
        return None
    if what.key in since.before and _was(what, person, text, since.before[what.key]):
        return None
    if what.elsewhere:
        return Verdict(what.elsewhere, text, CELL_LOCKED)
    if is_masked(what, text):
        return Verdict(whole, text, CELL_MASKED)
    read = values.read(what, text)
    if isinstance(read, FieldFault):
        return Verdict(read.detail, text, CELL_WRONG)
    if since.may_have_changed(what.key):
        return Verdict(whole, text, CELL_CONFLICT)
    return Verdict(whole, text)


def plain(cell: Cell) -> str:
    """A cell as one tidy line; a day without its empty time."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return tidy(show(cell))


def is_same(what: Field, text: str, whole: str) -> bool:
    """Whether two texts say the same: order and separators of several values do not count."""
    if text == plain(whole):
        return True
    if not text or not whole:
        return False
    read = values.read(what, text)
    if isinstance(read, FieldFault):
        return False
    if what.key == "relation":
        return is_same_relation(str(read), str(values.read(what, whole)))
    return read == values.read(what, whole) or _parts(text) == _parts(whole)


def is_masked(what: Field, text: str) -> bool:
    """Whether a text is what a mask leaves: it can be no value."""
    return what.mask is not Mask.NONE and "*" in text


def since_of(
    person: Any, key: Key, changed: Mapping[int, Mapping[str, str]], *, known: bool
) -> Since:
    """What has happened to the resident since the row was written."""
    if person.version == key.version:
        return UNCHANGED
    return Since(known, changed.get(person.pk, {}))


def _was(what: Field, person: Any, text: str, old: str) -> bool:
    """Whether the cell is what stood in the ledger then: the user has not touched it."""
    relation = relation_label(old, person.sex) if what.key == "relation" else ""
    then = relation or values.show(what, old, whole=True)
    if is_masked(what, old) and what.mask in {Mask.ID_NUMBER, Mask.PHONE}:
        return text == plain(old)
    return text in {plain(then), plain(mask(what, then))}


def _parts(text: str) -> list[str]:
    for separator in "；;、,，/":
        text = text.replace(separator, " ")
    return sorted(text.split())
