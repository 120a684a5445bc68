"""Adding, changing and retiring local fields: no developer is needed."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.audit.actions import record
from wangge.dictionary import access
from wangge.dictionary.fields import FIELDS
from wangge.dictionary.models import COLUMNS, LocalField
from wangge.dictionary.queries import local_fields
from wangge.dictionary.shape import Field, Mask, Section, Sensitivity, Subject, Type
from wangge.exchange.lines import plain
from wangge.kernel import clock
from wangge.kernel.codes import short
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused, Stale
from wangge.kernel.text import tidy
from wangge.posts.access import Staff

TYPES = tuple(kind for kind in Type if kind is not Type.LABELS)
SUBJECTS = tuple(Subject)
_CODED = {Type.CODE, Type.CHOICES}
_FIXED_MASKS = {Type.ID_NUMBER: Mask.ID_NUMBER, Type.PHONES: Mask.PHONE, Type.NAME: Mask.NAME,
                Type.ADDRESS: Mask.ADDRESS}  # fmt: skip
_YES_NO = [["1", "是"], ["0", "否"]]
_FORBIDDEN = re.compile("艾滋|HIV|吸毒|矫正|刑满|犯罪|前科|精神障碍|打卡|积分|排名", re.IGNORECASE)


@transaction.atomic
def add_field(staff: Staff, area: int, given: Mapping[str, Any]) -> LocalField:
    """A new field of `area`, in use from today in forms, import and export of its people.

    Raises `Missing` for those who may not, `Invalid` with every fault of the declaration.
    """
    access.require_define(staff, area)
    place = Area.objects.filter(code=area).first()
    if place is None:
        raise Missing
    row = LocalField(area=place, key=_fresh_key(area), changed_by=staff.user)
    row.subject, row.type = str(given.get("subject", "")), str(given.get("type", ""))
    _fill(row, given)
    row.save(force_insert=True)
    record("field.add", f"field:{row.key}", actor=staff.user, area=area, label=row.label)
    return row


@transaction.atomic
def change_field(staff: Staff, key: str, *, version: int, given: Mapping[str, Any]) -> LocalField:
    """Other words, codes, owner, purpose or rules for a local field; its type stays.

    Codes in use may be renamed, not removed. `Stale` when somebody else was first.
    """
    row = access.fetch(staff, key)
    if row.until is not None:
        raise Refused("field.retired", _("“%(label)s”已停用，不能再改。") % {"label": row.label})
    _require(row, version)
    kept = {code for code, _label in row.codes}
    before = {name: getattr(row, name) for name in COLUMNS}
    _fill(row, given)
    lost = kept - {code for code, _label in row.codes}
    if lost:
        told = _("已有的选项不能删除，只能改名：%(codes)s。") % {"codes": "、".join(sorted(lost))}
        raise Invalid("field.codes", told, (FieldFault("codes", told),))
    changed = [name for name in COLUMNS if getattr(row, name) != before[name]]
    if changed:
        row.version, row.changed_by, row.changed_at = version + 1, staff.user, clock.now()
        row.save(update_fields=[*changed, "version", "changed_by", "changed_at"])
        record("field.change", f"field:{key}", actor=staff.user, area=row.area_id, changed=changed)
    return row


@transaction.atomic
def retire_field(staff: Staff, key: str, *, reason: str) -> LocalField:
    """The field is asked no more from today; values on record stay until their time is over."""
    row = access.fetch(staff, key)
    if row.until is not None:
        return row
    row.until, row.changed_by, row.changed_at = clock.today(), staff.user, clock.now()
    row.version = row.version + 1
    row.save(update_fields=["until", "changed_by", "changed_at", "version"])
    record("field.retire", f"field:{key}", actor=staff.user, area=row.area_id, reason=tidy(reason))
    return row


def _require(row: LocalField, version: int) -> None:
    won = LocalField.objects.filter(pk=row.pk, version=version).update(version=F("version"))
    if not won:
        raise Stale("field.stale", _("别人刚改过这个字段，请刷新后再改。"), row.version)


def _fresh_key(area: int) -> str:
    """`x_` with the area's number and the next number there: nobody has to think of one."""
    stem = f"x_{short(area)}_"
    used = LocalField.objects.filter(key__startswith=stem).values_list("key", flat=True)
    numbers = [int(key.removeprefix(stem)) for key in used]
    return f"{stem}{max(numbers, default=0) + 1}"


def _fill(row: LocalField, given: Mapping[str, Any]) -> None:
    """Put the declaration into the row; `Invalid` names everything that is missing or doubtful."""
    for name in ("label", "owner", "purpose", "basis"):
        setattr(row, name, tidy(str(given.get(name, ""))))
    row.section, row.sensitivity = str(given.get("section", "")), str(given.get("sensitivity", ""))
    row.mask = str(given.get("mask", "") or Mask.NONE)
    row.retention_days, row.reconfirm_days = given.get("retention_days"), given["reconfirm_days"]
    row.required, row.restricted = bool(given.get("required")), bool(given.get("restricted"))
    row.synonyms = sorted({tidy(word) for word in given.get("synonyms", ())} - {""})
    row.codes = _codes(row, given.get("codes", ()))
    faults = _faults(row)
    if not faults:
        faults = _clashes(row)
    if faults:
        told = "；".join(fault.detail for fault in faults)
        raise Invalid("field.declaration", told, tuple(faults))


def _codes(row: LocalField, given: Any) -> list[list[str]]:
    """`[code, label]` pairs; labels alone are numbered on, the numbers of the known ones stay."""
    if row.type == Type.BOOLEAN:
        return _YES_NO
    if row.type not in _CODED:
        return []
    known = {label: code for code, label in row.codes}
    taken = [int(code) for code, _label in row.codes if code.isdigit()]
    following = max(taken, default=0) + 1
    pairs: list[list[str]] = []
    for each in given:
        code, label = each if not isinstance(each, str) else ("", each)
        label = tidy(label)
        code = code or known.get(label, "")
        if not code:
            code, following = f"{following:02}", following + 1
        if label and label not in {other for _code, other in pairs}:
            pairs.append([code, label])
    return pairs


def _faults(row: LocalField) -> list[FieldFault]:
    choices: tuple[tuple[str, Any, str], ...] = (
        ("subject", SUBJECTS, _("请选择这个字段属于什么对象")),
        ("type", TYPES, _("请选择类型")),
        ("section", _sections(row), _("请选择与对象相符的部分")),
        ("sensitivity", Sensitivity, _("请选择敏感级别")),
        ("mask", Mask, _("请选择遮盖方式")),
    )
    faults = [
        FieldFault(name, told)
        for name, allowed, told in choices
        if getattr(row, name) not in list(allowed)
    ]
    words = (
        ("label", _("名称"), 30),
        ("owner", _("业务归口"), 30),
        ("purpose", _("收集目的"), 60),
        ("basis", _("依据"), 120),
    )
    for name, word, most in words:
        text = getattr(row, name)
        if not 2 <= len(text) <= most:  # noqa: PLR2004 -- one character says nothing
            told = _("%(word)s要写 2 到 %(most)d 个字") % {"word": word, "most": most}
            faults.append(FieldFault(name, told))
    if _FORBIDDEN.search(row.label + row.purpose):
        told = _("司法、健康专项信息和打卡、积分、排名不进人口台账；专项信息请用“专项”登记")
        faults.append(FieldFault("label", told))
    if row.retention_days is not None and row.retention_days <= 0:
        faults.append(FieldFault("retention_days", _("保存期限要大于 0 天")))
    if row.type in _CODED and len(row.codes) < 2:  # noqa: PLR2004 -- one is no choice
        faults.append(FieldFault("codes", _("至少写两个选项，一行一个")))
    return faults + _mask_faults(row)


def _sections(row: LocalField) -> list[Section]:
    """Premises have a section of their own; it is no part of the household form."""
    own = row.subject == Subject.PREMISES
    return [section for section in Section if (section is Section.PREMISES) == own]


def _mask_faults(row: LocalField) -> list[FieldFault]:
    wanted = _FIXED_MASKS.get(row.type)  # type: ignore[call-overload]
    if wanted and row.mask != wanted:
        told = _("%(type)s要按“%(mask)s”遮盖") % {
            "type": Type(row.type).label,
            "mask": wanted.label,
        }
        return [FieldFault("mask", told)]
    return []


def _clashes(row: LocalField) -> list[FieldFault]:
    """Words that another field in use there has already."""
    local = local_fields(row.area_id, below_too=True).exclude(key=row.key)
    others: list[Field] = [*FIELDS, *(other.field for other in local)]
    meant = {
        plain(word): other
        for other in others
        if other.subject == row.subject
        for word in (other.label, *other.synonyms)
    }
    faults = []
    for name, words in (("label", [row.label]), ("synonyms", row.synonyms)):
        for word in words:
            other = meant.get(plain(word))
            if other:
                told = _("“%(word)s”已经是“%(label)s”的名称或别名，请直接使用那个字段")
                faults.append(FieldFault(name, told % {"word": word, "label": other.label}))
    return faults
