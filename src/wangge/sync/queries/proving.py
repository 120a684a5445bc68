"""Both sides can work out the same figures over what reached the server."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from wangge.posts.access import Staff
from wangge.sync import rules
from wangge.sync.models import Op


@dataclass(frozen=True)
class Proof:
    """How many operations of a device have a receipt, one hash over their ids, the last moment.

    `hash` is the SHA-256, in hexadecimal, of the ids in their order with line feeds between.
    """

    count: int
    hash: str
    last: datetime | None


def prove(staff: Staff, device: str, since: UUID) -> Proof:
    """What this person's device sent since the operation `since`, refused ones left out."""
    rows = Op.objects.filter(user=staff.user, device__code=device, uid__gte=since)
    taken = rows.exclude(result=rules.REFUSED).order_by("uid")
    found = list(taken.values_list("uid", "received_at"))
    told = "\n".join(str(uid) for uid, _at in found)
    return Proof(
        count=len(found),
        hash=sha256(told.encode()).hexdigest(),
        last=max((at for _uid, at in found), default=None),
    )
