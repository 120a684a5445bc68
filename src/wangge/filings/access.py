"""Whose forms, filings and collection tasks a person sees."""

from uuid import UUID

from django.db.models import QuerySet

from wangge.areas.models import Area
from wangge.exchange import gates
from wangge.filings.models import CollectionTask, Filing, FilingExport, FormKind
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing
from wangge.people.access import SEEING
from wangge.posts.access import Duty, Staff
from wangge.posts.queries import above

FILL, APPROVE = "collect", "supervise"
APPROVERS = (Level.COUNTY, Level.TOWN)


def forms(staff: Staff) -> "QuerySet[FormKind]":
    """The forms asked for in one's areas, by those above them, and below them."""
    within = FormKind.objects.filter(staff.reach("area_id", *SEEING))
    higher = {code for duty in _seeing(staff) for code in above(duty.area)}
    return (within | FormKind.objects.filter(area__in=higher)).select_related("area")


def fetch_form(staff: Staff, uid: UUID) -> FormKind:
    """The form, or `Missing` where there is none for this person."""
    row = forms(staff).select_related("asker", "approver").filter(uid=uid).first()
    if row is None:
        raise Missing
    return row


def filings(staff: Staff) -> "QuerySet[Filing]":
    """The filings of one's areas."""
    rows = Filing.objects.filter(staff.reach("area_id", *SEEING))
    return rows.select_related("form", "area", "owner").defer("area__boundary")


def fetch_filing(staff: Staff, uid: UUID) -> Filing:
    """The filing, or `Missing` where there is none for this person."""
    row = filings(staff).filter(uid=uid).first()
    if row is None:
        raise Missing
    return row


def tasks(staff: Staff) -> "QuerySet[CollectionTask]":
    """What is to be collected in one's areas."""
    return CollectionTask.objects.filter(staff.reach("area_id", *SEEING))


def may_edit(staff: Staff, form: FormKind) -> bool:
    """Whether the person may still say what the columns mean: the asker, while it is a draft."""
    return form.state == FormKind.State.DRAFT and form.asker_id == staff.user.pk


def approver(staff: Staff, form: FormKind) -> Duty | None:
    """The duty by which the person may admit the form: never the one who asks for it."""
    if form.asker_id == staff.user.pk:
        return None
    for level in APPROVERS:
        if duty := staff.find(APPROVE, form.area_id, level=level):
            return duty
    return None


def may_fill(staff: Staff, area: Area) -> bool:
    """Whether the person may fill in forms for an area."""
    return staff.find(FILL, area.code) is not None


def may_decide(staff: Staff, export: FilingExport) -> bool:
    """Whether this person may agree: another one, of the same or a higher level, over the area."""
    if export.actor_id == staff.user.pk or export.state != FilingExport.State.WAITING:
        return False
    return any(
        duty.abilities & set(gates.APPROVING)
        and duty.level <= export.level
        and duty.covers(export.filing.area_id)
        for duty in staff.duties
    )


def _seeing(staff: Staff) -> list[Duty]:
    return [duty for duty in staff.duties if not duty.abilities.isdisjoint(SEEING)]
