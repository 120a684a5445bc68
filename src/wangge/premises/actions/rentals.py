"""Keeping the register of rentals."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Refused
from wangge.kernel.text import tidy
from wangge.people import access as people
from wangge.people.models import Person
from wangge.people.rules import ID_LENGTH, check_digit_fits
from wangge.places import access as places
from wangge.places import facts
from wangge.places.writing import Author, change, note, touch
from wangge.posts.access import Staff
from wangge.premises import access
from wangge.premises.access import WRITING
from wangge.premises.actions.units import REVEAL, check_reveal
from wangge.premises.fields import rental_fields
from wangge.premises.models import Rental
from wangge.premises.rules import HAZARDS, RENTAL_USES
from wangge.privacy.masks import mask_id_number, mask_phone
from wangge.privacy.sealing import blind, seal

COLUMNS = (
    "landlord_name", "use", "part", "lease_from", "lease_to", "filing_number", "pledged_on",
    "hazard", "note",
)  # fmt: skip
_TEXTS = {"landlord_name": 100, "part": 40, "filing_number": 60, "note": 240}
_DEFAULTS = {"use": "02", "hazard": "00"}
_WORDS = {"use": RENTAL_USES, "hazard": HAZARDS}


@transaction.atomic
def create(
    staff: Staff,
    dwelling: UUID,
    *,
    uid: UUID | None = None,
    owner: UUID | None = None,
    landlord_phone: str = "",
    landlord_id: str = "",
    given: Mapping[str, Any] | None = None,
    **values: Any,
) -> Rental:
    """Register a dwelling, or a part of it, as let; the landlord may be a resident (`owner`)."""
    home = places.dwelling(staff, dwelling)
    staff.require(WRITING, home.area_id)
    row = Rental(dwelling=home, area_id=home.area_id)
    if uid:
        row.uid = uid
    new = _checked(staff, row, values, owner, given)
    _refuse_twins(row, new)
    for name, value in new.items():
        setattr(row, name, value)
    for name, value in _numbers(row, landlord_phone, landlord_id).items():
        setattr(row, name, value)
    row.save(force_insert=True)
    _record("rental.create", row, staff)
    return row


@transaction.atomic
def edit(
    staff: Staff,
    uid: UUID,
    *,
    version: int,
    owner: UUID | None = None,
    landlord_phone: str = "",
    landlord_id: str = "",
    given: Mapping[str, Any] | None = None,
    **values: Any,
) -> Rental:
    """New values of a rental; empty numbers leave those on record, `-` takes them away."""
    row = access.rental(staff, uid)
    staff.require(WRITING, row.area_id)
    current = {name: getattr(row, name) for name in COLUMNS}
    new = _checked(staff, row, {**current, **values}, owner, given)
    _refuse_twins(row, new)
    sealed = _numbers(row, landlord_phone, landlord_id)
    old = (row.phone_hint, mask_id_number(row.landlord_id))
    author = Author(staff.user)
    changed = change(
        row,
        version,
        new,
        author,
        fields=rental_fields(row.area_id),
        words=_WORDS,
        **sealed,
        changed_at=clock.now(),
    )
    if sealed and not changed:
        touch(row, version, **sealed)
    if "phone_sealed" in sealed:
        note(row, "landlord_phone", old[0], row.phone_hint, author)
    if "id_sealed" in sealed:
        note(row, "landlord_id", old[1], mask_id_number(row.landlord_id), author)
    if changed or sealed:
        _record("rental.edit", row, staff, fields=[*changed, *sealed])
    return row


@transaction.atomic
def end(staff: Staff, uid: UUID, *, version: int, ended_on: date) -> Rental:
    """The dwelling is let no longer."""
    row = access.rental(staff, uid)
    staff.require(WRITING, row.area_id)
    if row.ended_on is not None:
        raise Refused("rental.ended", _("这条出租登记已经停租。"))
    if ended_on > clock.today():
        told = _("停租日期不能晚于今天。")
        raise Invalid("rental.ended_on", told, (FieldFault("ended_on", told),))
    change(row, version, {"ended_on": ended_on}, Author(staff.user), changed_at=clock.now())
    _record("rental.end", row, staff, ended_on=str(ended_on))
    return row


@transaction.atomic
def reveal(staff: Staff, uid: UUID, *, reason: str) -> list[tuple[str, str]]:
    """Name, telephone and ID number of the landlord in the clear; who and why is on record."""
    row = access.rental(staff, uid)
    why = tidy(reason)
    check_reveal(staff, why)
    record(REVEAL, f"rental:{row.uid}", actor=staff.user, area=row.area_id, reason=why)
    name = row.owner.name if row.owner else row.landlord_name
    return [
        (_("出租人姓名"), name),
        (_("出租人电话"), row.landlord_phone),
        (_("出租人证件号码"), row.landlord_id),
    ]


def _checked(
    staff: Staff,
    row: Rental,
    values: Mapping[str, Any],
    owner: UUID | None,
    given: Mapping[str, Any] | None,
) -> dict[str, Any]:
    fields = rental_fields(row.area_id)
    read, faults = facts.read(fields, given or {})
    new = {name: values.get(name) for name in COLUMNS}
    for name, longest in _TEXTS.items():
        new[name] = tidy(str(new[name] or ""))[:longest]
    for name, codes in (("use", RENTAL_USES), ("hazard", HAZARDS)):
        new[name] = new[name] or _DEFAULTS[name]
        if new[name] not in codes:
            known = "、".join(codes.values())
            faults.append(FieldFault(name, _("请从列表中选择：%(known)s。") % {"known": known}))
    since, until = new["lease_from"], new["lease_to"]
    if since and until and until < since:
        faults.append(FieldFault("lease_to", _("租赁到期日期不能早于起始日期。")))
    person: Person | None = people.fetch(staff, owner) if owner else None
    if person is None and not new["landlord_name"]:
        faults.append(FieldFault("landlord_name", _("请填写出租人姓名。")))
    if faults:
        told = "；".join(fault.detail.rstrip("。") for fault in faults)
        raise Invalid(
            "rental.invalid", _("请改正后再保存：%(told)s。") % {"told": told}, tuple(faults)
        )
    new["owner_id"] = person.pk if person else None
    new["facts"] = facts.merged(fields, row.facts, read)
    return new


def _refuse_twins(row: Rental, new: Mapping[str, Any]) -> None:
    same = Rental.objects.filter(dwelling=row.dwelling_id, part=new["part"], ended_on=None)
    if row.ended_on is None and same.exclude(pk=row.pk).exists():
        told = _("这处房屋（同一部分）已登记出租；分间出租请写明租赁部分。")
        raise Invalid("rental.twice", told, (FieldFault("part", told),))


def _numbers(row: Rental, phone: str, number: str) -> dict[str, Any]:
    """The sealed columns that change; a wrong ID number is refused."""
    found: dict[str, Any] = {}
    plain, code = (tidy(text).replace(" ", "").upper() for text in (phone, number))
    if plain == facts.CLEAR:
        found |= {"phone_sealed": b"", "phone_hint": ""}
    elif plain and plain != row.landlord_phone:
        sealed = seal(plain, f"rental:{row.uid}:phone")
        found |= {"phone_sealed": sealed, "phone_hint": mask_phone(plain)[:20]}
    if code == facts.CLEAR:
        found |= {"id_sealed": b"", "id_index": b""}
    elif code and code != row.landlord_id:
        if len(code) == ID_LENGTH and code[:-1].isdigit() and not check_digit_fits(code):
            told = _("证件号码的校验位不符，请核对。")
            raise Invalid("rental.landlord_id", told, (FieldFault("landlord_id", told),))
        found |= {
            "id_sealed": seal(code, f"rental:{row.uid}:id_number"),
            "id_index": blind(code, "id_number"),
        }
    return found


def _record(verb: str, row: Rental, staff: Staff, **detail: Any) -> None:
    record(verb, f"rental:{row.uid}", actor=staff.user, area=row.area_id, **detail)
