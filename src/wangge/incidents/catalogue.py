"""The shipped catalogue of matters (事项目录): 大类, 小类, their rules, and the departments.

It is where a county starts from; what the county changes lives in its own rows.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from wangge.incidents.rules import APPROVAL, KINDS, SUDDEN, URGENCIES
from wangge.kernel.codes import Level
from wangge.kernel.errors import FieldFault, Invalid
from wangge.kernel.worktime import Limit

MANAGEMENT, SERVICE = "管理类", "服务类"
NATURES = (MANAGEMENT, SERVICE)
# The grid's part in a matter: transact it, assist the department in charge, answer for it itself.
GROUPS = ("承办", "协办", "负责")
URGENT, BY_APPROVAL = "紧急", "审批"
GROUP_DIGITS, LEAF_DIGITS = 2, 4
LONGEST_NAME = 40
_LEVELS = {"county": Level.COUNTY, "town": Level.TOWN, "community": Level.COMMUNITY}


@dataclass(frozen=True)
class Department:
    """Who can lead a matter (责任部门), by the short name people use."""

    code: str
    name: str
    full_name: str
    level: Level


@dataclass(frozen=True)
class Category:
    """One line of the catalogue: a 大类 (no `parent`, no limits) or a 小类."""

    code: str
    name: str
    parent: str = ""
    group: str = ""
    nature: str = ""
    kind: str = ""
    urgency: str = ""
    accept: Limit | None = None
    handle: Limit | None = None
    department: str = ""
    condition: str = ""
    closing: str = ""
    photo_required: bool = False
    resident: bool = False
    resident_label: str = ""


@dataclass(frozen=True)
class DynamicType:
    """One of the eight kinds of dynamic information (动态信息) a grid reports.

    Its category is a 小类 where it changes the ledger, a 大类 where it opens a matter.
    """

    name: str
    category: str

    @property
    def updates_ledger(self) -> bool:
        return len(self.category) == LEAF_DIGITS


@dataclass(frozen=True)
class Catalogue:
    """The whole catalogue; each 大类 is followed by its 小类."""

    categories: tuple[Category, ...]
    departments: tuple[Department, ...]
    dynamic: tuple[DynamicType, ...]

    @property
    def leaves(self) -> tuple[Category, ...]:
        return tuple(category for category in self.categories if category.parent)


@lru_cache(maxsize=1)
def load() -> Catalogue:
    """Read the catalogue that ships with the package."""
    packed = files("wangge.incidents") / "data" / "catalogue.json"
    return parse(json.loads(packed.read_text("utf-8")))


def parse(data: Mapping[str, Any]) -> Catalogue:
    """Read a catalogue; Invalid names every line that is wrong."""
    try:
        catalogue = Catalogue(
            categories=tuple(_categories(data)),
            departments=tuple(_department(row) for row in data["departments"]),
            dynamic=tuple(DynamicType(row["name"], row["category"]) for row in data["dynamic"]),
        )
    except (KeyError, TypeError, AttributeError) as fault:
        raise Invalid("catalogue.form", f"事项目录的格式不对，缺少或写错：{fault}。") from None
    faults = tuple(_faults(catalogue))
    if faults:
        first = "；".join(f"{fault.field} {fault.detail}" for fault in faults[:5])
        raise Invalid("catalogue.faults", f"事项目录有 {len(faults)} 处错误：{first}。", faults)
    return catalogue


def _department(row: Mapping[str, str]) -> Department:
    return Department(row["code"], row["name"], row["full_name"], _LEVELS[row["level"]])


def _categories(data: Mapping[str, Any]) -> Iterator[Category]:
    for top in data["categories"]:
        children = [_leaf(top, row, data["defaults"]) for row in top["children"]]
        yield Category(
            top["code"],
            top["name"],
            group=top["group"],
            resident=any(child.resident for child in children),
        )
        yield from children


def _leaf(
    top: Mapping[str, Any], row: Mapping[str, Any], defaults: Mapping[str, Mapping[str, Any]]
) -> Category:
    """Read a 小类; limits it does not name are those of its urgency."""
    usual = defaults.get(row["urgency"], {})
    return Category(
        code=row["code"],
        name=row["name"],
        parent=top["code"],
        group=top["group"],
        nature=row["nature"],
        kind=row["kind"],
        urgency=row["urgency"],
        accept=Limit.of(row.get("accept", usual.get("accept", {}))),
        handle=Limit.of(row.get("handle", usual.get("handle", {}))),
        department=row["department"],
        condition=row["condition"],
        closing=row["closing"],
        photo_required=row.get("photo_required", False),
        resident=row.get("resident", False),
        resident_label=row.get("resident_label", ""),
    )


def _faults(catalogue: Catalogue) -> Iterator[FieldFault]:
    departments = {department.name for department in catalogue.departments}
    codes = Counter(category.code for category in catalogue.categories)
    yield from (FieldFault(code, "代码重复") for code, times in codes.items() if times > 1)
    for label, names in (
        ("小类名称", (leaf.name for leaf in catalogue.leaves)),
        ("部门名称", (department.name for department in catalogue.departments)),
        ("部门代码", (department.code for department in catalogue.departments)),
    ):
        yield from (
            FieldFault(name, f"{label}重复") for name, times in Counter(names).items() if times > 1
        )
    for category in catalogue.categories:
        checks = _leaf_checks(category, departments) if category.parent else _top_checks(category)
        yield from (FieldFault(category.code, detail) for detail, ok in checks.items() if not ok)
    for kind in catalogue.dynamic:
        if kind.category not in codes:
            yield FieldFault(kind.name, f"没有类别 {kind.category}")


def _is_code(code: str, digits: int) -> bool:
    return len(code) == digits and code.isascii() and code.isdigit()


def _top_checks(top: Category) -> dict[str, bool]:
    return {
        "大类代码应为两位数字": _is_code(top.code, GROUP_DIGITS),
        "缺少名称": bool(top.name),
        f"分工应为 {'、'.join(GROUPS)} 之一": top.group in GROUPS,
    }


def _leaf_checks(leaf: Category, departments: set[str]) -> dict[str, bool]:
    coded = _is_code(leaf.code, LEAF_DIGITS) and leaf.code.startswith(leaf.parent)
    return {
        "小类代码应为大类代码加两位数字": coded,
        f"名称应为 1 至 {LONGEST_NAME} 个字": 0 < len(leaf.name) <= LONGEST_NAME,
        f"性质应为 {'、'.join(NATURES)} 之一": leaf.nature in NATURES,
        f"类型应为 {'、'.join(KINDS)} 之一": leaf.kind in KINDS,
        f"紧急程度应为 {'、'.join(URGENCIES)} 之一": leaf.urgency in URGENCIES,
        f"突发性事项与“{URGENT}”应同时出现": (leaf.kind == SUDDEN) == (leaf.urgency == URGENT),
        f"需审批事项与“{BY_APPROVAL}”应同时出现": (
            (leaf.kind == APPROVAL) == (leaf.urgency == BY_APPROVAL)
        ),
        f"没有部门“{leaf.department}”": leaf.department in departments,
        "缺少立案条件": bool(leaf.condition),
        "缺少结案条件": bool(leaf.closing),
        "居民可选的事项要有居民看得懂的名称": not leaf.resident or bool(leaf.resident_label),
    }
