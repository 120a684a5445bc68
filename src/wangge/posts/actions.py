"""Appointing people to posts, ending that, and absences."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.areas.models import Area, GridGroup
from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Refused
from wangge.posts.models import Leave, Post, Posting, Unit


@transaction.atomic
def appoint(
    user: User,
    post: Post,
    area: Area,
    *,
    actor: User | None,
    slot: str = Posting.Slot.A,
    group: GridGroup | None = None,
    unit: Unit | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Posting:
    """`user` holds `post` for `area`; the same appointment twice is one."""
    if group is None and unit is None and area.level != post.level:
        raise Invalid(
            "posting.level",
            _("“%(post)s”是%(level)s岗位,不能任到“%(area)s”。")
            % {"post": post.name, "level": post.get_level_display(), "area": area.name},
        )
    if post.of_unit and unit is None:
        raise Invalid("posting.unit", _("部门岗位须选择所在单位。"))
    since = since or clock.now()
    if until and until <= since:
        raise Invalid("posting.dates", _("任职结束时间须晚于开始时间。"))
    same = Posting.objects.at(clock.now()).filter(
        user=user, post=post, area=area, group=group, unit=unit, slot=slot
    )
    if found := same.first():
        return found
    row = Posting.objects.create(
        user=user, post=post, area=area, group=group, unit=unit, slot=slot, since=since, until=until
    )
    record(
        "posting.start",
        f"posting:{row.pk}",
        actor=actor,
        area=area.code,
        user=user.pk,
        post=post.code,
        slot=slot,
    )
    return row


@transaction.atomic
def end(posting: Posting, *, actor: User) -> Posting:
    """The posting ends now, and with it every right it gave."""
    if posting.until is None or posting.until > clock.now():
        posting.until = clock.now()
        posting.save(update_fields=["until"])
        record("posting.end", f"posting:{posting.pk}", actor=actor, area=posting.area_id)
    return posting


@transaction.atomic
def take_leave(
    posting: Posting, *, since: datetime, until: datetime, actor: User, reason: str = ""
) -> Leave:
    """The A holder is away from `since` to `until`; the B holder acts meanwhile."""
    if posting.slot != Posting.Slot.A:
        raise Refused("leave.slot", _("只有 A 岗需要登记请假;B 岗在 A 岗请假时自动顶岗。"))
    if until <= since:
        raise Invalid("leave.dates", _("请假结束时间须晚于开始时间。"))
    row, _made = Leave.objects.get_or_create(
        posting=posting, since=since, until=until, defaults={"reason": reason[:100]}
    )
    record("leave.start", f"posting:{posting.pk}", actor=actor, area=posting.area_id)
    return row


@transaction.atomic
def come_back(posting: Posting, *, actor: User) -> None:
    """The A holder is back: leave under way ends now."""
    moment = clock.now()
    Leave.objects.filter(posting=posting, since__lt=moment, until__gt=moment).update(until=moment)
    Leave.objects.filter(posting=posting, since__gte=moment).delete()
    record("leave.end", f"posting:{posting.pk}", actor=actor, area=posting.area_id)
