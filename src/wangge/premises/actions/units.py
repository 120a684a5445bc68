"""Keeping the register of units and places."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.audit.actions import record
from wangge.audit.models import Record
from wangge.dictionary.shape import Field
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.kernel.text import search_text, tidy
from wangge.places import facts
from wangge.places.models import Building, Dwelling
from wangge.places.writing import NO_WORDS, Author, Words, change, note, touch
from wangge.posts.access import Staff
from wangge.premises import access
from wangge.premises.access import WRITING
from wangge.premises.fields import premises_fields
from wangge.premises.models import Premises, PremisesContact
from wangge.premises.rules import ATTENTION, HAZARDS, KINDS, TRADES, even_name, read_credit_code
from wangge.privacy.masks import mask_phone
from wangge.privacy.sealing import blind, seal

COLUMNS = (
    "kind", "name", "credit_code", "address", "legal_person", "trade", "staff_count", "hazardous",
    "hazard", "attention", "opened_on", "closed_on",
)  # fmt: skip
_TEXTS = {"name": 120, "address": 240, "legal_person": 100}
_LISTS = {"kind": KINDS, "trade": TRADES, "hazard": HAZARDS, "attention": ATTENTION}
_OPTIONAL = {"trade"}
_PLACES = ("area_id", "building_id", "dwelling_id")
_DEFAULTS = {"kind": "99", "hazard": "00", "attention": "03", "hazardous": False}
REVEAL = "premises.reveal"
REVEALS_AN_HOUR = 30
REASON_SHORTEST, REASON_LONGEST = 4, 200

Contacts = Mapping[str, Mapping[str, str]]
"""Role -> {name, phone}; an empty phone leaves the one on record, `-` takes it away."""


@transaction.atomic
def create(
    staff: Staff,
    area: Area,
    *,
    uid: UUID | None = None,
    building: Building | None = None,
    dwelling: Dwelling | None = None,
    given: Mapping[str, Any] | None = None,
    contacts: Contacts | None = None,
    **values: Any,
) -> Premises:
    """A new unit of an area; `given` are further facts by key. Raises `Invalid` on wrong values."""
    staff.require(WRITING, area.code)
    row = Premises(area=area, building=building, dwelling=dwelling)
    if uid:
        if Premises.objects.filter(uid=uid).exists():
            raise Missing  # it is another's; that it exists is nobody else's business
        row.uid = uid
    fields = premises_fields(area.code)
    read, faults = facts.read(fields, given or {})
    for name, value in _checked(values, faults).items():
        setattr(row, name, value)
    row.facts = facts.merged(fields, {}, read)
    row.search = search_of(row)
    row.save(force_insert=True)
    _contacts(row, contacts or {}, Author(staff.user), fresh=True)
    _record("premises.create", row, staff, name=row.name)
    return row


@transaction.atomic
def edit(
    staff: Staff,
    uid: UUID,
    *,
    version: int,
    area: Area | None = None,
    given: Mapping[str, Any] | None = None,
    contacts: Contacts | None = None,
    **values: Any,
) -> Premises:
    """New values of a unit; what is not named stays. Raises `Stale` when somebody was faster."""
    row = access.fetch(staff, uid)
    words = _standing(row, values)
    if area is not None and area.code != row.area_id:
        staff.require(WRITING, area.code)
        values["area_id"] = area.code
    words["area_id"] = {area.code: area.full_name} if area else {}
    return rewrite(
        staff, row, version=version, given=given, contacts=contacts, words=words, **values
    )


def _standing(row: Premises, values: dict[str, Any]) -> dict[str, dict[Any, str]]:
    """Put the keys of building and dwelling in the place of the rows; what the keys are called."""
    words: dict[str, dict[Any, str]] = {}
    for name in ("building", "dwelling"):
        if name in values:
            place = values.pop(name)
            values[f"{name}_id"] = place.pk if place else None
            old = getattr(row, name)
            words[f"{name}_id"] = {each.pk: str(each) for each in (old, place) if each}
    return words


def rewrite(
    staff: Staff | None,
    row: Premises,
    *,
    version: int,
    given: Mapping[str, Any] | None = None,
    contacts: Contacts | None = None,
    words: Words = NO_WORDS,
    author: Author | None = None,
    **values: Any,
) -> Premises:
    """New values of a unit at hand, checked; nobody (`None`) is the command line."""
    if staff:
        staff.require(WRITING, row.area_id)
    fields = premises_fields(row.area_id)
    read, faults = facts.read(fields, given or {})
    places = {name: values.pop(name) for name in _PLACES if name in values}
    current = {name: getattr(row, name) for name in COLUMNS}
    kept = {} if "credit_code" in values else {"credit_code": ""}  # a doubt of old stays a doubt
    new = _checked({**current, **kept, **values}, faults)
    if kept:
        new = {name: new[name] for name in new if name not in {"credit_code", "code_doubt"}}
    new |= places | {"facts": facts.merged(fields, row.facts, read)}
    write(row, version, new, author or Author(staff.user if staff else None), contacts or {}, fields, words)  # fmt: skip
    return row


def write(  # noqa: PLR0917 -- all of it differs from call to call
    row: Premises,
    version: int,
    new: Mapping[str, Any],
    author: Author,
    contacts: Contacts,
    fields: Iterable[Field],
    words: Words = NO_WORDS,
) -> list[str]:
    """Put `new` values and contacts into a unit, in the caller's transaction; what changed."""
    areas = words.get("area_id", {})
    probe = Premises(**{n: new.get(n, getattr(row, n)) for n in (*_TEXTS, "credit_code")})
    changed = change(
        row,
        version,
        new,
        author,
        fields=fields,
        words={**_LISTS, **words, "area_id": {row.area_id: row.area.full_name, **areas}},
        search=search_of(probe),
        changed_at=clock.now(),
    )
    called = _contacts(row, contacts, author)
    if called and not changed:
        touch(row, version, changed_at=clock.now())
    if changed or called:
        record(
            "premises.edit",
            f"premises:{row.uid}",
            actor=author.user,
            area=row.area_id,
            fields=[*changed, *called],
            source=author.source,
        )
    return [*changed, *called]


def search_of(row: Premises) -> str:
    """What a unit is found by."""
    return search_text(row.name, row.address, row.legal_person, row.credit_code)


def _checked(values: Mapping[str, Any], faults: list[FieldFault]) -> dict[str, Any]:
    """The columns, even and checked; raises `Invalid` naming every wrong one."""
    new = {name: values.get(name) for name in COLUMNS}
    for name, longest in _TEXTS.items():
        new[name] = text = tidy(str(new[name] or ""))
        if len(text) > longest:
            faults.append(FieldFault(name, _("最多 %(most)d 个字。") % {"most": longest}))
    new["name"] = even_name(str(new["name"]))
    if not new["name"]:
        faults.append(FieldFault("name", _("请填写单位名称。")))
    for name, codes in _LISTS.items():
        new[name] = new[name] or _DEFAULTS.get(name, "")
        if new[name] not in codes and not (name in _OPTIONAL and not new[name]):
            known = "、".join(codes.values())
            faults.append(FieldFault(name, _("请从列表中选择：%(known)s。") % {"known": known}))
    code = read_credit_code(str(new["credit_code"] or ""))
    if code.fault:
        told = _("信用代码%(fault)s。没有代码时请留空。") % {"fault": code.fault}
        faults.append(FieldFault("credit_code", told))
    new["credit_code"], new["code_doubt"] = code.value, ""
    new["hazardous"] = bool(new["hazardous"])
    faults += _days(new["opened_on"], new["closed_on"])
    if faults:
        told = "；".join(fault.detail.rstrip("。") for fault in faults)
        raise Invalid(
            "premises.invalid", _("请改正后再保存：%(told)s。") % {"told": told}, tuple(faults)
        )
    return new


def _days(opened: date | None, closed: date | None) -> list[FieldFault]:
    if opened and closed and closed < opened:
        return [FieldFault("closed_on", _("注销日期不能早于开业日期。"))]
    return []


def _contacts(row: Premises, given: Contacts, author: Author, *, fresh: bool = False) -> list[str]:
    """Keep the contacts; the roles in which something changed."""
    known = {} if fresh else {each.role: each for each in row.contacts.all()}
    changed = []
    for role, wanted in given.items():
        kept = known.get(role) or PremisesContact(premises=row, role=role)
        old = (kept.name, kept.hint)
        kept.name = tidy(wanted.get("name", kept.name))[:100]
        phone = tidy(wanted.get("phone", "")).replace(" ", "")
        if phone == facts.CLEAR:
            kept.sealed, kept.index, kept.hint = b"", b"", ""
        elif phone and blind(phone, "phone") != bytes(kept.index):
            kept.sealed = seal(phone, f"premises:{row.uid}:{role}")
            kept.index, kept.hint = blind(phone, "phone"), mask_phone(phone)[:20]
        new = (kept.name, kept.hint)
        if new == old and kept.pk:
            continue
        if not kept.pk and not any(new):
            continue
        kept.save()
        changed.append(role)
        if not fresh:
            note(row, f"contact.{role}", " ".join(old).strip(), " ".join(new).strip(), author)
    return changed


@transaction.atomic
def reveal(staff: Staff, uid: UUID, *, reason: str) -> list[tuple[str, str, str]]:
    """The contacts' names and numbers in the clear: role, name, phone. Who and why is on record."""
    row = access.fetch(staff, uid)
    why = tidy(reason)
    check_reveal(staff, why)
    _record(REVEAL, row, staff, reason=why)
    return [(each.get_role_display(), each.name, each.number(row)) for each in row.contacts.all()]


def check_reveal(staff: Staff, reason: str) -> None:
    """A reason is given, and it is not the thirty-first time within an hour."""
    if not REASON_SHORTEST <= len(reason) <= REASON_LONGEST:
        told = _("请写明查看事由（%(least)d 到 %(most)d 个字）。") % {
            "least": REASON_SHORTEST,
            "most": REASON_LONGEST,
        }
        raise Invalid("premises.reveal", told, (FieldFault("reason", told),))
    since = clock.now() - timedelta(hours=1)
    done = Record.objects.filter(verb=REVEAL, actor=staff.user, at__gt=since).count()
    if done >= REVEALS_AN_HOUR:
        raise Refused(
            "premises.reveal_limit",
            _("一小时内已查看 %(done)d 次完整信息，已达上限；请稍后再试。") % {"done": done},
        )


def _record(verb: str, row: Premises, staff: Staff, **detail: Any) -> None:
    record(verb, f"premises:{row.uid}", actor=staff.user, area=row.area_id, **detail)
