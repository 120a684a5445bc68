"""Information that goes up to the desk: general on the days set, special at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.areas.queries import fetch_plain
from wangge.areas.settings import setting
from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.errors import Missing, Refused
from wangge.notices.actions import tell
from wangge.posts.access import Staff
from wangge.posts.queries import holders
from wangge.visits import access, rules, windows
from wangge.visits.actions.entries import invalid, read_text
from wangge.visits.models import Information

TOPIC = 60
HEARD = ("classify", "confirm")


@dataclass(frozen=True)
class Told:
    """A piece of information as told; `offset` is how far the device's clock is known to be off."""

    grid: int
    kind: str
    text: str
    topic: str = ""
    noted_at: datetime | None = None
    offset: timedelta = timedelta()


def hand_up(staff: Staff, uid: UUID, told: Told) -> tuple[Information, bool]:
    """Keep it under the sender's `uid`, and whether it is new; safe to send again.

    Raises `Missing` for a grid out of reach, `Invalid` naming what is wrong, `Refused` when the uid
    already names something else.
    """
    try:
        with transaction.atomic():
            known = Information.objects.filter(uid=uid).first()
            return (
                (_repeated(staff, known, told), False) if known else (_new(staff, uid, told), True)
            )
    except IntegrityError:
        known = Information.objects.filter(uid=uid).first()
        if known is None:
            raise
        return _repeated(staff, known, told), False


def _repeated(staff: Staff, known: Information, told: Told) -> Information:
    if known.worker_id != staff.user.pk:
        raise Missing
    if (known.kind, known.area_id, known.texts) != (told.kind, told.grid, _texts(told)):
        raise Refused(
            "information.other_content",
            _("这个编号已用于另一条信息，内容不同；请换一个新编号。"),
        )
    return known


def _new(staff: Staff, uid: UUID, told: Told) -> Information:
    area = fetch_plain(told.grid)
    duty = access.duty_at(staff, area.code)
    texts = _checked(told)
    now = clock.now()
    noted = rules.span(told.noted_at, None, now=now, offset=told.offset).start
    special = told.kind == Information.Kind.SPECIAL
    due = windows.handing(
        special=special,
        noted=noted.astimezone(clock.BEIJING).date(),
        received=clock.today(),
        days=windows.weekdays(str(setting("report_days", area.code))),
    )
    row = Information.objects.create(
        uid=uid,
        worker=staff.user,
        post=duty.title,
        area=area,
        kind=told.kind,
        texts=texts,
        noted_at=noted,
        received_at=now,
        window=due.window,
        handed_on=due.handed_on,
    )
    if special:
        _alarm(staff, row)
    record("information.hand", f"information:{uid}", actor=staff.user, area=area.code)
    return row


def _checked(told: Told) -> dict[str, str]:
    if told.kind not in Information.Kind.values:
        raise invalid("information.kind", "kind", _("请选择一般信息或特殊信息。"))
    texts = _texts(told)
    if not texts.get("text"):
        raise invalid("information.text", "text", _("请写明了解到什么。"))
    if len(texts["text"]) > rules.LONGEST or len(texts.get("topic", "")) > TOPIC:
        raise invalid("information.text", "text", _("内容最多 1000 字，主题最多 60 字，请缩短。"))
    return texts


def _texts(told: Told) -> dict[str, str]:
    texts = {"topic": read_text(told.topic), "text": read_text(told.text)}
    return {key: text for key, text in texts.items() if text}


def _alarm(staff: Staff, row: Information) -> None:
    """The leader of the grid and the desk of its community hear of it at once."""
    told = {
        posting.user_id
        for ability in HEARD
        for posting in holders(ability, row.area_id)
        if posting.post.level >= Level.COMMUNITY
    }
    text = _("特殊信息：%(text)s") % {"text": row}
    tell(told - {staff.user.pk}, text, subject=f"information:{row.uid}", urgent=True)
