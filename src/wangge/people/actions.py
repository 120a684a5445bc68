"""Opening what the masks hide: with a reason, on record, and not in bulk."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.audit.actions import record
from wangge.audit.models import Record
from wangge.dictionary.access import may_see
from wangge.dictionary.queries import dictionary_at
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Refused
from wangge.kernel.text import tidy, without_numbers
from wangge.people import access, sight
from wangge.people.models import Person
from wangge.people.queries import open_values, revealable, with_details
from wangge.posts.access import Staff

VERB = "person.reveal"
REVEALS_AN_HOUR = 30
REASON_SHORTEST, REASON_LONGEST = 4, 200


@transaction.atomic
def reveal(staff: Staff, uid: UUID, *, fields: list[str], reason: str) -> dict[str, Any]:
    """The asked fields of a resident in the clear; who, what and why go on record.

    Raises `Missing` outside one's reach, `Invalid` without known fields and a reason, `Refused`
    after 30 in an hour.
    """
    person = access.fetch(staff, uid)
    wanted = list(dict.fromkeys(fields))
    why = without_numbers(tidy(reason))
    _check(wanted, why, _open_to(staff, person))
    _check_rate(staff.user)
    record(
        VERB,
        f"person:{person.uid}",
        actor=staff.user,
        area=person.area_id,
        fields=wanted,
        reason=why,
        post=access.signature(staff, person),
    )
    return open_values(with_details(access.visible(staff)).get(pk=person.pk), wanted)


def _open_to(staff: Staff, person: Person) -> frozenset[str]:
    """What this post may open of the resident: no field of a section that it does not see."""
    known = dictionary_at(person.area_id).by_key
    keys = revealable(person.area_id) - sight.hidden(staff, person.area_id)
    return frozenset(
        key for key in keys if key not in known or may_see(staff, known[key], person.area_id)
    )


def _check(fields: list[str], reason: str, revealable: frozenset[str]) -> None:
    faults = []
    unknown = [field for field in fields if field not in revealable]
    known = "、".join(sorted(revealable))
    if not fields or unknown:
        faults.append(
            FieldFault("fields", _("请选择要查看的字段，可选：%(known)s") % {"known": known})
        )
    if not REASON_SHORTEST <= len(reason) <= REASON_LONGEST:
        faults.append(
            FieldFault(
                "reason",
                _("请写明查看事由（%(least)d 到 %(most)d 个字）")
                % {"least": REASON_SHORTEST, "most": REASON_LONGEST},
            )
        )
    if faults:
        told = "；".join(fault.detail for fault in faults)
        raise Invalid(
            "person.reveal", _("请改正后再查看——%(told)s。") % {"told": told}, tuple(faults)
        )


def _check_rate(user: User) -> None:
    User.objects.select_for_update().get(pk=user.pk)  # two at once must not both be the last
    since = clock.now() - timedelta(hours=1)
    done = Record.objects.filter(verb=VERB, actor=user, at__gt=since).count()
    if done >= REVEALS_AN_HOUR:
        raise Refused(
            "person.reveal_limit",
            _("一小时内已查看 %(done)d 次完整信息，已达上限；请稍后再试，批量使用请走导出审批。")
            % {"done": done},
        )
