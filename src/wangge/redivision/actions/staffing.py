"""Names of planned grids, and who shall work there."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.audit.actions import record
from wangge.kernel.codes import Level
from wangge.kernel.errors import FieldFault, Invalid, Missing, Stale
from wangge.posts.access import Staff
from wangge.posts.models import Post, Posting
from wangge.redivision import access
from wangge.redivision.actions.planning import checked_name, require_editable
from wangge.redivision.models import PlannedGrid, PlannedPosting, Variant


@transaction.atomic
def name_grid(staff: Staff, grid: int, name: str, *, version: int) -> PlannedGrid:
    """Another name for a planned grid (by its key); `version` is the variant's."""
    row = _editable(staff, grid)
    told = checked_name(name)
    if row.name == told:
        return row
    if PlannedGrid.objects.filter(variant=row.variant_id, name=told).exclude(pk=row.pk).exists():
        raise Invalid(
            "grid.name_taken",
            _("这个方案里已有名为“%(name)s”的网格，请换一个名称。") % {"name": told},
            (FieldFault("name", _("已被使用")),),
        )
    _touch(row.variant, version)
    row.name = told
    row.save(update_fields=["name"])
    _record("plan.name_grid", row, staff, name=told)
    return row


@transaction.atomic
def plan_posting(
    staff: Staff,
    grid: int,
    user: User,
    post: Post,
    *,
    version: int,
    slot: str = Posting.Slot.A,
) -> PlannedPosting:
    """`user` shall hold `post` in the planned grid from the day the plan takes effect.

    Whoever is planned for a post and slot takes it over from those who hold it in that grid today.
    """
    row = _editable(staff, grid)
    if slot not in Posting.Slot.values:
        raise Invalid("posting.slot", _("请选择 A 岗或 B 岗。"))
    if post.level != Level.GRID:
        raise Invalid(
            "posting.level", _("“%(post)s”不是网格岗位，不能任到网格。") % {"post": post.name}
        )
    if not user.is_active:
        raise Invalid("posting.user", _("账号“%(name)s”已停用。") % {"name": user.name})
    known = PlannedPosting.objects.filter(grid=row, user=user, post=post).first()
    if known and known.slot == slot:
        return known
    _touch(row.variant, version)
    planned, _made = PlannedPosting.objects.update_or_create(
        grid=row, user=user, post=post, defaults={"slot": slot}
    )
    _record("plan.posting", row, staff, user=user.pk, post=post.code, slot=slot)
    return planned


@transaction.atomic
def drop_posting(staff: Staff, posting: int, *, version: int) -> None:
    """The planned posting (by its key) is not wanted after all; dropped twice is dropped."""
    planned = PlannedPosting.objects.filter(pk=posting).first()
    if planned is None:
        return
    row = _editable(staff, planned.grid_id)
    _touch(row.variant, version)
    planned.delete()
    _record("plan.drop_posting", row, staff, user=planned.user_id, post=planned.post_id)


def _editable(staff: Staff, grid: int) -> PlannedGrid:
    row = access.fetch_grid(staff, grid)
    access.require_drafting(staff, row.variant.plan.community_id)
    require_editable(row.variant.plan)
    return row


def _touch(variant: Variant, version: int) -> None:
    rows = Variant.objects.filter(pk=variant.pk, version=version)
    if not rows.update(version=F("version") + 1):
        current = Variant.objects.filter(pk=variant.pk).values_list("version", flat=True).first()
        if current is None:
            raise Missing
        raise Stale(
            "variant.stale",
            _("“%(label)s”刚被别人改过，请刷新页面、看过最新情况后再操作。")
            % {"label": variant.label},
            current,
        )
    variant.version = version + 1


def _record(verb: str, grid: PlannedGrid, staff: Staff, **detail: str | int) -> None:
    plan = grid.variant.plan
    record(
        verb, f"plan:{plan.uid}", actor=staff.user, area=plan.community_id,
        variant=str(grid.variant.uid), grid=grid.number, **detail,
    )  # fmt: skip
