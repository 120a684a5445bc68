"""Keeping the matter catalogue: loading what ships, changing it locally."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.audit.actions import record
from wangge.incidents import catalogue, rules
from wangge.incidents.facts import raise_faults
from wangge.incidents.models import Category
from wangge.kernel.errors import FieldFault, Invalid
from wangge.kernel.text import tidy
from wangge.kernel.worktime import Limit, Unit

EDITABLE = (
    "name",
    "kind",
    "urgency",
    "department",
    "condition",
    "closing",
    "photo_required",
    "for_residents",
    "resident_label",
    "is_active",
    "accept_limit",
    "handle_limit",
)


@transaction.atomic
def load_catalogue() -> int:
    """Add the shipped categories that are not there yet; how many were added."""
    known = {row.code: row for row in Category.objects.all()}
    added = 0
    for shipped in catalogue.load().categories:
        if shipped.code in known:
            continue
        row = Category(
            code=shipped.code,
            name=shipped.name,
            parent=known[shipped.parent] if shipped.parent else None,
            **_details(shipped),
        )
        row.save(force_insert=True)
        known[row.code] = row
        added += 1
    return added


def _details(shipped: Any) -> dict[str, Any]:
    if not shipped.parent:
        return {}
    return {
        "nature": shipped.nature,
        "kind": shipped.kind,
        "urgency": shipped.urgency,
        "accept_limit": _kept(shipped.accept),
        "handle_limit": _kept(shipped.handle),
        "department": shipped.department,
        "condition": shipped.condition,
        "closing": shipped.closing,
        "photo_required": shipped.photo_required,
        "for_residents": shipped.resident,
        "resident_label": shipped.resident_label,
    }


def _kept(limit: Limit) -> dict[str, Any]:
    kept = asdict(limit)
    return {"amount": kept["amount"], "unit": str(limit.unit)}


@transaction.atomic
def edit_category(category: Category, changes: dict[str, Any], *, actor: User) -> Category:
    """Change a 小类 locally; `Invalid` names every wrong field. Open matters keep their limits."""
    faults = [FieldFault(key, "不能在这里修改") for key in changes if key not in EDITABLE]
    for key, value in changes.items():
        if told := _fault(key, value):
            faults.append(FieldFault(key, told))
    if faults:
        raise_faults(faults)
    for key, value in changes.items():
        setattr(category, key, tidy(value) if isinstance(value, str) else value)
    category.save(update_fields=list(changes))
    record("category.edit", f"category:{category.code}", actor=actor, **changes)
    return category


def _fault(key: str, value: Any) -> str:
    if key == "kind" and value not in rules.KINDS:
        return f"只能是:{'、'.join(rules.KINDS)}"
    if key == "urgency" and value not in rules.URGENCIES:
        return f"只能是:{'、'.join(rules.URGENCIES)}"
    if key == "name" and not tidy(str(value)):
        return "不能为空"
    if key in {"accept_limit", "handle_limit"}:
        try:
            Limit(float(value["amount"]), Unit(value["unit"]))
        except (KeyError, TypeError, ValueError, Invalid) as fault:
            return str(fault) or "时限须有数量和单位"
    return ""


@transaction.atomic
def add_category(
    parent: Category, *, code: str, name: str, like: Category, actor: User
) -> Category:
    """A local 小类 under `parent`, starting from the settings of `like`."""
    code = tidy(code)
    if Category.objects.filter(code=code).exists() or not code.startswith(parent.code):
        raise Invalid(
            "category.code",
            _("代码须以大类代码 %(parent)s 开头,且没有用过。") % {"parent": parent.code},
            (FieldFault("code", _("请换一个")),),
        )
    details = {key: getattr(like, key) for key in EDITABLE if key not in {"name", "is_active"}}
    row = Category.objects.create(
        code=code, name=tidy(name), parent=parent, nature=like.nature, **details
    )
    record("category.add", f"category:{code}", actor=actor, name=row.name)
    return row
