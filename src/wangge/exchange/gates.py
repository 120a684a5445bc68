"""How much personal data one person may take without a second one (批量导出审批).

Counted are the rows of all workbooks that a person was given in the clear within 24 hours, so
that many small ones weigh as much as a large one. Masked workbooks pass and are on record.
"""

from django.db.models import Q, Sum

from wangge.accounts.models import User
from wangge.exchange.columns import DAY, Gate
from wangge.exchange.models import Export
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.posts import queries as posts
from wangge.posts.access import Staff

APPROVING = ("supervise", "audit")
TOLD = "audit"
_COUNTED = (
    Export.State.QUEUED,
    Export.State.RUNNING,
    Export.State.DONE,
    Export.State.EXPIRED,
    Export.State.FAILED,  # it may have been written and read before it failed
)


def taken(owner: User, gate: Gate, *, besides: Export | None = None) -> int:
    """Rows of this class or a stricter one that the person was given in the last 24 hours."""
    stricter = list(Gate)[: list(Gate).index(gate) + 1]
    rows = Export.objects.filter(
        owner=owner, revealed=True, gate__in=stricter, at__gt=clock.now() - DAY, state__in=_COUNTED
    )
    if besides is not None:
        # What was asked for later and agreed to was weighed together with this one then.
        rows = rows.exclude(pk=besides.pk).exclude(pk__gt=besides.pk, approver__isnull=False)
    return rows.aggregate(sum=Sum("rows"))["sum"] or 0


def needs_second(
    owner: User, gate: Gate | None, rows: int, *, besides: Export | None = None
) -> bool:
    """Whether a second person must agree to `rows` more rows of this class.

    A class is also counted in every looser one: 200 rows with labels are 200 personal rows too.
    """
    if gate is None:
        return False
    looser = list(Gate)[list(Gate).index(gate) :]
    return any(taken(owner, each, besides=besides) + rows > each.limit for each in looser)


def may_decide(staff: Staff, export: Export) -> bool:
    """Whether this person may agree: another one, of the same or a higher level, over the area."""
    if export.owner_id is None or export.owner_id == staff.user.pk:
        return False
    return any(
        duty.abilities & set(APPROVING)
        and duty.level <= export.level
        and duty.covers(export.area_id)
        for duty in staff.duties
    )


def within(staff: Staff) -> Q:
    """The requests that lie in the area of a post that may agree."""
    return staff.reach("area_id", *APPROVING)


def deciders(export: Export) -> set[int]:
    """Users to be told that a request waits: the nearest level that has anybody for it."""
    found: dict[Level, set[int]] = {}
    for posting in posts.holders(APPROVING[0], export.area_id):
        level = Level(posting.post.level)
        if level <= export.level and posting.user_id != export.owner_id:
            found.setdefault(level, set()).add(posting.user_id)
    return found[max(found)] if found else auditors(export.area_id)


def auditors(code: int) -> set[int]:
    """Users who watch over what is given out of this area."""
    return {posting.user_id for posting in posts.holders(TOLD, code)}


def standing(owner: User) -> list[tuple[Gate, int]]:
    """For each class, how many rows the person has taken in the last 24 hours."""
    return [(gate, taken(owner, gate)) for gate in Gate]
