"""People who came from another community: told there, and met by somebody who knows the place."""

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.audit.actions import record as audit
from wangge.kernel import clock
from wangge.kernel.codes import Level, ancestor
from wangge.kernel.errors import Missing, Refused
from wangge.lives.actions.bearing import meet
from wangge.lives.actions.pen import Pen
from wangge.lives.models import HandOver, LifeEvent
from wangge.notices.actions import tell
from wangge.people.models import Person
from wangge.posts.access import Staff
from wangge.posts.queries import holders


def hand_over(event: LifeEvent, pen: Pen) -> None:
    """Tell the community where somebody now lives outside the teller's reach, if there is one."""
    goals = [row for row in pen.people() if pen.staff.find("collect", row.area_id) is None]
    if not goals:
        return
    area = goals[0].area_id
    HandOver.objects.create(event=event, area_id=area)
    desk = holders("collect", ancestor(area, Level.COMMUNITY), level=Level.COMMUNITY)
    near = holders("collect", area, level=Level.GRID)
    text = _("有 %(n)d 人从%(from)s迁来，请上门核实后在“迁入待确认”中确认。") % {
        "n": len(goals),
        "from": event.area.full_name,
    }
    users = {row.user_id for row in (*desk, *near)}
    tell(users, text, subject=f"person:{goals[0].uid}")


def tell_left(pen: Pen, person: Person, area: int) -> None:
    """Tell the community that somebody who had left it is on record elsewhere now."""
    desk = holders("collect", ancestor(area, Level.COMMUNITY), level=Level.COMMUNITY)
    text = _("原在本辖区登记迁出的%(name)s已在其他网格登记迁入。") % {"name": person.name}
    tell({row.user_id for row in desk} - {pen.staff.user.pk}, text, subject=f"person:{person.uid}")


@transaction.atomic
def confirm(staff: Staff, pk: int) -> HandOver:
    """Somebody of the community met the people who came; safe to say twice."""
    row = HandOver.objects.select_for_update().filter(pk=pk).first()
    if row is None or staff.find("collect", row.area_id) is None:
        raise Missing
    if row.confirmed_at is not None:
        return row
    if hasattr(row.event, "undone_by"):
        raise Refused("lives.undone", _("这项迁移已被撤销，不需要确认。"))
    row.confirmed_by, row.confirmed_at = staff.user, clock.now()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    met = [part.person_id for part in row.event.parts.all()]
    here = Person.objects.filter(pk__in=met, area=row.area_id)
    here.update(confirmed_on=clock.today())
    meet(row.event, here, staff.user)
    subject = f"person:{row.event.person.uid}"
    audit("life.confirm", subject, actor=staff.user, area=row.area_id)
    return row
