"""Keeping the matter catalogue: loading what ships, changing it locally."""

from typing import Any

from django.db import transaction

from wangge.accounts.models import User
from wangge.audit.actions import record
from wangge.incidents import catalogue, rules
from wangge.incidents.facts import raise_faults
from wangge.incidents.models import Category
from wangge.kernel.errors import FieldFault, Invalid
from wangge.kernel.text import tidy
from wangge.kernel.worktime import Limit

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
        "accept_limit": shipped.accept.stored(),
        "handle_limit": shipped.handle.stored(),
        "department": shipped.department,
        "condition": shipped.condition,
        "closing": shipped.closing,
        "photo_required": shipped.photo_required,
        "for_residents": shipped.resident,
        "resident_label": shipped.resident_label,
    }


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
            Limit.of(value)
        except Invalid as fault:
            return fault.message
    return ""
