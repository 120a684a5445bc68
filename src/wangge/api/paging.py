"""Lists in pages: the cursor is the last key shown, so pages neither skip nor repeat rows."""

import base64
from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from wangge.kernel.errors import FieldFault, Invalid

LIMIT = 50
MOST = 200
_MARK = b"w1:"


def page(
    rows: "QuerySet[Any]",
    cursor: str,
    limit: int,
    shape: Callable[[Any], dict[str, Any]],
    *,
    newest_first: bool = False,
) -> dict[str, Any]:
    """`{items, next}`: at most `limit` rows after `cursor`, in the order of their keys."""
    found, following = page_of(rows, cursor, limit, newest_first=newest_first)
    return {"items": [shape(row) for row in found], "next": following}


def page_of(
    rows: "QuerySet[Any]", cursor: str, limit: int, *, newest_first: bool = False
) -> tuple[list[Any], str | None]:
    """The rows of a page, and the cursor of the next one if there is one."""
    if cursor:
        rows = rows.filter(**{"pk__lt" if newest_first else "pk__gt": _read(cursor)})
    found: list[Model] = list(rows[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return found, _write(int(found[-1].pk)) if more else None


def _write(key: int) -> str:
    return base64.urlsafe_b64encode(_MARK + str(key).encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        key = int(text.removeprefix(_MARK)) if text.startswith(_MARK) else -1
    except ValueError:
        key = -1
    if not 0 <= key < 2**63:
        told = "请原样使用上一页的 next"
        raise Invalid("cursor", f"cursor：{told}。", (FieldFault("cursor", told),))
    return key
