"""Choosing between two tellings of one field."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.people import access as people_access
from wangge.people.editing import change_household, change_person, fetch_household
from wangge.posts.access import Staff
from wangge.sync import access
from wangge.sync.models import SyncConflict
from wangge.visits.access import fetch_visit
from wangge.visits.actions.revising import settle

SOURCE = "同步冲突的选择"
CHOICES = (SyncConflict.State.CURRENT.value, SyncConflict.State.OFFERED.value)


@transaction.atomic
def resolve(staff: Staff, uid: UUID, keep: str) -> SyncConflict:
    """Keep what stands there (`current`) or take what the device told (`offered`).

    Chosen again the same way changes nothing; otherwise the first choice stands.
    """
    if keep not in CHOICES:
        told = _("请选择保留哪一个。")
        raise Invalid("conflict.keep", told, (FieldFault("keep", told),))
    row = access.fetch_conflict(staff, uid)
    taken = SyncConflict.objects.filter(pk=row.pk, state=SyncConflict.State.OPEN).update(
        state=keep, decided_by=staff.user, decided_at=clock.now()
    )
    if not taken:
        row.refresh_from_db(fields=["state"])
        if row.state == keep:
            return row
        raise Refused("conflict.decided", _("这一处已有人选择过，请查看现在的内容。"))
    if keep == SyncConflict.State.OFFERED:
        _take(staff, row)
    elif staff.find("collect", row.area_id) is None:
        raise Refused("conflict.collect", _("您的岗位没有采集职责，不能选择。"))
    record(
        "conflict.resolve", f"{row.entity}:{row.key}", actor=staff.user, area=row.area_id,
        field=row.field, keep=keep,
    )  # fmt: skip
    row.refresh_from_db()
    return row


def _take(staff: Staff, row: SyncConflict) -> None:
    value = row.value
    if row.entity == "visit":
        settle(staff, fetch_visit(staff, row.key), row.field, str(value))
        return
    told = {"values": {row.field: value}, "source": SOURCE, "cause": row.uid}
    if row.entity == "person":
        person = people_access.fetch(staff, row.key)
        change_person(staff, row.key, version=person.version, **told)  # type: ignore[arg-type]
    elif row.entity == "household":
        home = fetch_household(staff, row.key)
        change_household(staff, row.key, version=home.version, **told)  # type: ignore[arg-type]
    else:
        raise Missing
