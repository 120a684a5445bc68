"""Who sees a plan, who draws it, who may say something about it and who decides."""

from uuid import UUID

from django.db.models import Q, QuerySet

from wangge.areas.settings import setting
from wangge.kernel.codes import Level, ancestor
from wangge.kernel.errors import Missing
from wangge.posts.access import Staff
from wangge.redivision import rules
from wangge.redivision.models import DivisionPlan, PlannedGrid, PlanNote, Variant

_NOT_NEEDED = (
    "community__boundary",
    *(f"{who}__{name}" for who in ("made_by", "approved_by") for name in ("password", "phone")),
)


def visible(staff: Staff) -> "QuerySet[DivisionPlan]":
    """The plans of one's communities; grid workers see them once they are published."""
    near = {ancestor(start, Level.COMMUNITY) for start, _stop in staff.ranges()}
    rows = DivisionPlan.objects.filter(
        staff.reach("community_id")
        | staff.reach("community_id", "administer")
        | Q(community_id__in=near, state__in=rules.PUBLISHED)
    )
    related = rows.select_related("community", "chosen", "made_by", "approved_by")
    return related.defer(*_NOT_NEEDED, "chosen__part", "chosen__history")


def fetch(staff: Staff, uid: UUID) -> DivisionPlan:
    """The plan, or `Missing` when there is none for this person."""
    row = visible(staff).filter(uid=uid).first()
    if row is None:
        raise Missing
    return row


def fetch_variant(staff: Staff, uid: UUID) -> Variant:
    """The variant of a plan in sight."""
    row = Variant.objects.select_related("plan__community").filter(uid=uid).first()
    if row is None or not visible(staff).filter(pk=row.plan_id).exists():
        raise Missing
    return row


def fetch_grid(staff: Staff, pk: int) -> PlannedGrid:
    """The planned grid of a plan in sight."""
    rows = PlannedGrid.objects.select_related("variant__plan__community", "continues")
    row = rows.filter(pk=pk).first()
    if row is None or not visible(staff).filter(pk=row.variant.plan_id).exists():
        raise Missing
    return row


def fetch_note(staff: Staff, uid: UUID) -> PlanNote:
    """The note on a plan in sight."""
    row = PlanNote.objects.select_related("plan__community").filter(uid=uid).first()
    if row is None or not visible(staff).filter(pk=row.plan_id).exists():
        raise Missing
    return row


def may_draft(staff: Staff, community: int) -> bool:
    """The community's desk draws its grids, administrators everybody's: as with boundaries."""
    own = staff.find("classify", community, level=Level.COMMUNITY)
    return bool(own or staff.find("administer", community))


def require_drafting(staff: Staff, community: int) -> None:
    """`Missing` for whoever draws no plans of this community."""
    if not may_draft(staff, community):
        raise Missing


def may_edit(staff: Staff, plan: DivisionPlan) -> bool:
    """Whether the person may change the plan and its variants now."""
    return plan.state in rules.EDITABLE and may_draft(staff, plan.community_id)


def may_comment(staff: Staff, plan: DivisionPlan) -> bool:
    """Anybody with a working post in the community, while comments are asked for."""
    if plan.state != rules.COMMENT:
        return False
    here = plan.community_id
    return any(
        start <= here < stop or ancestor(start, Level.COMMUNITY) == here
        for start, stop in staff.ranges()
    )


def approval_level(community: int) -> Level:
    """The level whose leaders approve plans of this community, by the local rule."""
    return rules.approval_level(setting("division_approval", community))


def holds_approval(staff: Staff, community: int) -> bool:
    """Whether the person supervises the community at the level that approves, or above."""
    highest = approval_level(community)
    return any(
        "supervise" in duty.abilities and duty.covers(community) and duty.level <= highest
        for duty in staff.duties
    )


def may_approve(staff: Staff, plan: DivisionPlan) -> bool:
    """A second person of the level that approves; nobody approves what they drew themselves."""
    if plan.state != rules.COMMENT or plan.made_by_id == staff.user.pk:
        return False
    return holds_approval(staff, plan.community_id)


def may_recall(staff: Staff, plan: DivisionPlan) -> bool:
    """Before it takes effect a plan goes back by its drafters and by those who approve."""
    if plan.state not in rules.OPEN:
        return False
    return may_draft(staff, plan.community_id) or holds_approval(staff, plan.community_id)
