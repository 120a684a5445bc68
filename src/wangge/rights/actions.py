"""Taking residents' requests about their own data in, and doing what they ask within the time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.settings import setting
from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused, Stale
from wangge.kernel.text import tidy
from wangge.people import access as people
from wangge.people.facts import values_of
from wangge.people.models import Person
from wangge.posts.access import Staff
from wangge.privacy.sealing import seal
from wangge.rights import access
from wangge.rights.erasing import erase, save
from wangge.rights.models import DataRequest

Kind, State = DataRequest.Kind, DataRequest.State
SHORTEST = 2


@transaction.atomic
def take_in(
    staff: Staff,
    person: UUID,
    *,
    uid: UUID,
    kind: DataRequest.Kind,
    asker: DataRequest.Asker,
    proof: str,
    detail: str = "",
) -> DataRequest:
    """Register what a resident asks for; sent again it is the same request.

    Due in as many days as the local rule `data_request_days` says (the standard allows 30 at most).
    """
    known = DataRequest.objects.filter(uid=uid).first()
    if known:
        return known
    row = people.fetch(staff, person)
    if staff.find("collect", row.area_id) is None:
        raise Missing
    shown = _told(proof, "proof", _("请写明核对了什么证明，如：本人身份证原件。"))
    made = DataRequest.objects.create(
        uid=uid,
        person=row,
        area_id=row.area_id,
        kind=kind,
        asker=asker,
        proof=shown[:100],
        detail_sealed=seal(tidy(detail)[:1000], f"data_request:{uid}"),
        taken_by=staff.user,
        due_on=clock.today() + timedelta(days=setting("data_request_days", row.area_id)),
    )
    _on_record(staff, made, "take_in")
    return made


@transaction.atomic
def decide(staff: Staff, uid: UUID, *, version: int, grant: bool, answer: str) -> DataRequest:
    """Do what is asked, or refuse it with the reason that the law asks for.

    Access, copy and correction are done by the desk and closed here; erasing and restricting happen
    at once. Whoever took a request to erase in does not decide it alone.
    """
    row = access.fetch(staff, uid, lock=True)
    if row.state != State.OPEN:
        return row
    if row.version != version:
        raise Stale("data_request.stale", _("这条申请刚被他人处理，请刷新页面。"), row.version)
    if staff.find(access.DECIDING, row.area_id) is None:
        raise Refused("data_request.not_yours", _("只有社区书记及以上的督办岗位可以决定，请转交。"))
    if grant and row.kind in _ACTS and row.taken_by_id == staff.user.pk:
        raise Refused(
            "data_request.second_person", _("删除和停止使用须由受理人以外的人决定，请转交另一人。")
        )
    row.answer = _told(answer, "answer", _("请写明办理结果或不予办理的理由。"))[:300]
    if grant and row.kind in _ACTS:
        _ACTS[row.kind](staff, row.person)
    row.state = State.DONE if grant else State.REFUSED
    row.decided_by, row.decided_at = staff.user, clock.now()
    row.version += 1
    row.save()
    _on_record(staff, row, "grant" if grant else "refuse")
    return row


@transaction.atomic
def copy_for(staff: Staff, uid: UUID) -> dict[str, Any]:
    """Everything kept about the person, in the clear, to be handed to them: on record.

    Only for a granted or open request to see or copy; guarded records are asked for at their office.
    """
    row = access.fetch(staff, uid)
    if row.kind not in {Kind.ACCESS, Kind.COPY} or row.state == State.REFUSED:
        raise Refused("data_request.no_copy", _("这条申请不是查阅或复制，不能导出本人信息。"))
    _on_record(staff, row, "copy")
    return values_of(row.person, opened=True)


def _restrict(_staff: Staff, person: Person) -> None:
    """Only kept from now on: on no list, in no search, on no phone (art. 47)."""
    save(person, hidden=Person.Hidden.RESTRICTED)


def _erase(staff: Staff, person: Person) -> None:
    erase(person, actor=staff.user)


_ACTS: dict[str, Callable[[Staff, Person], None]] = {
    Kind.RESTRICT: _restrict,
    Kind.ERASE: _erase,
}


def _told(text: str, field: str, missing: str) -> str:
    words = tidy(text)
    if len(words) < SHORTEST:
        raise Invalid("data_request.invalid", missing, (FieldFault(field, missing),))
    return words


def _on_record(staff: Staff, row: DataRequest, verb: str) -> None:
    record(
        f"data_request.{verb}",
        f"person:{row.person.uid}",
        actor=staff.user,
        area=row.area_id,
        kind=row.kind,
        request=str(row.uid),
    )
