"""Printing for the public, hanging boards, handing out cards: what is kept of it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.accounts.actions import publish_phone
from wangge.areas.models import Area
from wangge.audit.actions import record
from wangge.files.actions import store
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.kernel.ids import uuid7
from wangge.kernel.text import tidy
from wangge.people.models import Household
from wangge.places.models import Building
from wangge.posts.access import Staff
from wangge.posts.models import Posting
from wangge.publicity import access, queries
from wangge.publicity.models import Board, CardIssue, Particulars, Printing
from wangge.publicity.showing import Face, shown

LONGEST_PLACE = 100


@transaction.atomic
def keep_particulars(
    staff: Staff,
    posting: Posting,
    *,
    phone: str,
    certificate: str,
    promise: str,
    photo: bytes = b"",
) -> Particulars:
    """What the holder of a posting shows the public; without `photo` the old one stays."""
    if not access.may_keep(staff, posting.area_id):
        raise Missing
    publish_phone(posting.user, phone=phone, actor=staff.user)
    fields = {
        "certificate": tidy(certificate),
        "promise": tidy(promise),
        "changed_at": clock.now(),
    }
    row, _made = Particulars.objects.get_or_create(user=posting.user)
    for name, value in fields.items():
        setattr(row, name, value)
    if photo:
        kept, _new = store(uuid7(), photo, "photo", owner=staff.user)
        if not kept.media_type.startswith("image/"):
            told = _("照片须为 JPEG、PNG 或 WebP 图片。")
            raise Invalid("publicity.photo", told, (FieldFault("photo", told),))
        row.photo = kept
    row.save()
    subject = f"user:{posting.user_id}"
    record("publicity.particulars", subject, actor=staff.user, area=posting.area_id)
    return row


@transaction.atomic
def printed(
    staff: Staff,
    kind: str,
    face: Face,
    grid: Area,
    *,
    building: Building | None = None,
    posting: int | None = None,
    copies: int = 1,
) -> Printing:
    """Keep what stands on a print that is made now."""
    if not access.may_keep(staff, grid.code):
        raise Missing
    row = Printing.objects.create(
        kind=kind,
        area=grid,
        building=building,
        posting_id=posting,
        copies=copies,
        shown=shown(kind, face, grid, building=building, posting=posting),
        actor=staff.user,
    )
    subject = f"printing:{row.uid}"
    record("publicity.print", subject, actor=staff.user, area=grid.code, kind=kind, copies=copies)
    return row


@transaction.atomic
def hang(
    staff: Staff,
    kind: str,
    grid: Area,
    *,
    place: str = "",
    building: Building | None = None,
    hung_on: date | None = None,
) -> Board:
    """The last print of this kind hangs at a place from a day on; what hung there is down."""
    if not access.may_keep(staff, grid.code):
        raise Missing
    where = tidy(place) or str(building or "")
    day = hung_on or clock.today()
    _check(where, day)
    printing = queries.latest(kind, grid, building)
    if printing is None:
        raise Refused("publicity.not_printed", _("还没有打印过，请先打印再登记张挂。"))
    old = Board.objects.filter(area=grid, place=where, taken_down=None, printing__kind=kind)
    old.update(taken_down=day, taken_by=staff.user)
    row = Board.objects.create(
        printing=printing, area=grid, building=building, place=where, hung_on=day,
        hung_by=staff.user,
    )  # fmt: skip
    record("publicity.hang", f"board:{row.uid}", actor=staff.user, area=grid.code, place=where)
    return row


def _check(where: str, day: date) -> None:
    if not where or len(where) > LONGEST_PLACE:
        told = _("请写明张挂的地点，最多 %(n)d 个字。") % {"n": LONGEST_PLACE}
        raise Invalid("publicity.place", told, (FieldFault("place", told),))
    if day > clock.today():
        told = _("张挂日期不能晚于今天。")
        raise Invalid("publicity.future", told, (FieldFault("hung_on", told),))


@transaction.atomic
def hang_all(staff: Staff, grid: Area, buildings: Iterable[Building]) -> int:
    """The boards of these buildings hang from today; how many."""
    found = [hang(staff, Printing.Kind.BOARD, grid, building=building) for building in buildings]
    if not found:
        raise Invalid("publicity.building", _("请先选择楼栋，再登记张挂。"))
    return len(found)


@transaction.atomic
def take_down(staff: Staff, uid: UUID) -> Board:
    """A board is down from today; taking it down twice changes nothing."""
    row = queries.fetch_board(uid)
    if not access.may_keep(staff, row.area_id):
        raise Missing
    if row.taken_down is None:
        row.taken_down, row.taken_by = clock.today(), staff.user
        row.save(update_fields=["taken_down", "taken_by"])
        record("publicity.take_down", f"board:{row.uid}", actor=staff.user, area=row.area_id)
    return row


@transaction.atomic
def withdraw(staff: Staff, uid: UUID) -> Printing:
    """A badge is handed back, or a print destroyed."""
    row = queries.fetch_printing(uid)
    if not access.may_keep(staff, row.area_id):
        raise Missing
    if row.withdrawn_on is None:
        row.withdrawn_on = clock.today()
        row.save(update_fields=["withdrawn_on"])
        record("publicity.withdraw", f"printing:{row.uid}", actor=staff.user, area=row.area_id)
    return row


@transaction.atomic
def issue_cards(staff: Staff, grid: Area, households: Iterable[int]) -> int:
    """These households of the grid were given the card printed last; how many are new."""
    if not access.may_keep(staff, grid.code):
        raise Missing
    printing = queries.latest(Printing.Kind.CARDS, grid)
    if printing is None:
        raise Refused("publicity.not_printed", _("本网格还没有打印过联系卡，请先打印再登记发放。"))
    homes = set(
        Household.objects.filter(area=grid, until=None, pk__in=list(households)).values_list(
            "pk", flat=True
        )
    )
    homes -= set(printing.issues.values_list("household_id", flat=True))
    CardIssue.objects.bulk_create(
        [
            CardIssue(printing=printing, household_id=home, area=grid, issued_by=staff.user)
            for home in sorted(homes)
        ]
    )
    subject = f"printing:{printing.uid}"
    record("publicity.issue", subject, actor=staff.user, area=grid.code, households=len(homes))
    return len(homes)
