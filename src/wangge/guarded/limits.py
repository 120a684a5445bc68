"""How many records a person may open in a while, and who hears when it was too many."""

from datetime import timedelta

from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.areas import queries as areas
from wangge.audit.actions import record
from wangge.guarded.models import GuardedEntry
from wangge.kernel import clock
from wangge.notices.actions import tell
from wangge.posts import queries as posts

OPENINGS, WINDOW = 20, timedelta(minutes=10)
THROTTLED = "guarded.throttled"


def may_open(user: User) -> bool:
    """Whether the person has opened fewer than 20 records in the last ten minutes."""
    opened = GuardedEntry.objects.filter(actor=user, verb=GuardedEntry.Verb.OPEN)
    return opened.filter(at__gt=clock.now() - WINDOW).count() < OPENINGS


def alarm(user: User, area: int) -> None:
    """The auditors hear of it; the notice says neither whose record nor of which kind."""
    county = areas.county()
    code = county.code if county else area
    record(THROTTLED, f"user:{user.pk}", actor=user, area=code)
    text = _("%(name)s 十分钟内打开专项记录超过 %(most)d 份，系统已暂停其查看，请核查。") % {
        "name": user.name,
        "most": OPENINGS,
    }
    auditors = [row.user_id for row in posts.holders("audit", code)]
    tell(auditors, text, subject=f"user:{user.pk}", urgent=True)
