"""How far a device's copy reaches: an opaque word that the device gives back."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from wangge.areas.succeeding import last_change
from wangge.kernel.errors import FieldFault, Invalid
from wangge.posts.access import Staff

_MARK = "s1:"
_MOST = 2**63
SHAPE = 2
"""What a device is given of a row; a higher number makes every device fetch all anew."""
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Cursor:
    """What a device has: changes before `since`; the pull at `asked` gives what came later.

    `after` is the last resident given, 0 once all are; `reach` the areas it was for.
    """

    since: datetime | None
    asked: datetime
    after: int
    reach: str


def reach_of(staff: Staff, ranges: Ranges) -> str:
    """Changes when somebody's grids do, or their borders, and with them what a device may hold."""
    told = f"{staff.user.pk}:{ranges}:{SHAPE}:{last_change(ranges)}"
    return sha256(told.encode()).hexdigest()[:12]


def write(cursor: Cursor) -> str:
    """The word for a device."""
    since = cursor.since.timestamp() if cursor.since else None
    told = json.dumps([since, cursor.asked.timestamp(), cursor.after, cursor.reach])
    return base64.urlsafe_b64encode((_MARK + told).encode()).decode().rstrip("=")


def read(word: str) -> Cursor:
    """The cursor; `Invalid` when it is none of ours."""
    found = _read(word)
    if found is None:
        told = _("请原样使用上次的 next；没有就不要填")
        raise Invalid("cursor", f"since：{told}。", (FieldFault("since", told),))
    return found


def _read(word: str) -> Cursor | None:
    try:
        text = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode()
        since, asked, after, reach = json.loads(text.removeprefix(_MARK))
        at = _moment(asked)
        is_ours = text.startswith(_MARK) and at is not None and 0 <= int(after) < _MOST
        return Cursor(_moment(since), at, int(after), str(reach)) if at and is_ours else None
    except (ValueError, TypeError, OverflowError, OSError, RecursionError):
        return None


def _moment(stamp: Any) -> datetime | None:
    return None if stamp is None else datetime.fromtimestamp(float(stamp), UTC)
