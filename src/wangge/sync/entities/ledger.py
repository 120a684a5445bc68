"""Edits of residents and households: different fields merge, the same field is kept twice."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from wangge.dictionary.queries import Dictionary, dictionary_at
from wangge.dictionary.shape import Field, Subject
from wangge.dictionary.values import BETWEEN, Value, read, show
from wangge.kernel.errors import FieldFault, Invalid, Stale
from wangge.people import access
from wangge.people.editing import change_household, change_person, fetch_household
from wangge.people.facts import values_of, values_of_household
from wangge.people.models import Household, HouseholdChange, Person, PersonChange
from wangge.sync import rules
from wangge.sync.entities.fields import is_plain, read_fields
from wangge.sync.entities.shape import Clash, Outcome, Sender, WaitError, conflict
from wangge.sync.models import Op
from wangge.sync.rules import Operation

SOURCE = "手机端离线采集"
_TRIES = 3
_VERSION, _HOME_VERSION = "version", "household_version"
_VERSION_TEXT = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Target:
    """The record at hand: what stands there, and what the sender saw of it (`base`)."""

    row: Person | Household
    subject: Subject
    dictionary: Dictionary
    values: Mapping[str, Value]
    base: Any

    @property
    def entity(self) -> str:
        return self.subject.value

    @property
    def changes(self) -> Any:
        """The record's history."""
        if isinstance(self.row, Person):
            return PersonChange.objects.filter(person=self.row)
        return HouseholdChange.objects.filter(household=self.row)


def person(sender: Sender, op: Operation, *, final: bool) -> Outcome:
    """Fields of a resident; those of the household go to the household."""
    row = access.fetch(sender.staff, op.key)
    dictionary = dictionary_at(row.area_id)
    of_home = {
        key: value
        for key, value in op.fields.items()
        if (field := dictionary.by_key.get(key)) and field.subject is Subject.HOUSEHOLD
    }
    own = {key: value for key, value in op.fields.items() if key not in of_home}
    outcomes = []
    if own:
        target = Target(row, Subject.PERSON, dictionary, values_of(row, opened=True), op.base)
        outcomes.append(_edit(sender, op, target, own, final=final))
    if of_home:
        if row.household is None:
            told = _("这位居民还没有登记在哪一户，不能改户的信息。")
            raise Invalid("op.household", told, (FieldFault(next(iter(of_home)), told),))
        home = _home(sender, row.household.uid, _base_of_home(op.base))
        outcomes.append(_edit(sender, op, home, of_home, final=final))
    return _together(outcomes)


def household(sender: Sender, op: Operation, *, final: bool) -> Outcome:
    """Fields of a household."""
    return _edit(sender, op, _home(sender, op.key, op.base), op.fields, final=final)


def _home(sender: Sender, uid: UUID, base: Any) -> Target:
    row = fetch_household(sender.staff, uid)
    values = values_of_household(row, opened=True)
    return Target(row, Subject.HOUSEHOLD, dictionary_at(row.area_id), values, base)


def _base_of_home(base: Any) -> Any:
    """What the sender of a resident saw of the household: the resident's version tells nothing."""
    if not isinstance(base, Mapping):
        return None
    rest = {key: value for key, value in base.items() if key not in {_VERSION, _HOME_VERSION}}
    return {**rest, _VERSION: base[_HOME_VERSION]} if _HOME_VERSION in base else rest


def _together(outcomes: list[Outcome]) -> Outcome:
    clashes = tuple(clash for each in outcomes for clash in each.clashes)
    if clashes:
        return conflict(clashes)
    merged = any(each.result == rules.MERGED for each in outcomes)
    return Outcome(rules.MERGED if merged else rules.APPLIED)


def _edit(
    sender: Sender, op: Operation, target: Target, fields: Mapping[str, Any], *, final: bool
) -> Outcome:
    for _attempt in range(_TRIES - 1):
        try:
            return _edit_once(sender, op, target, fields, final=final)
        except Stale:  # somebody else was quicker between our look and our write
            target = _again(sender, target)
    return _edit_once(sender, op, target, fields, final=final)


def _again(sender: Sender, target: Target) -> Target:
    if isinstance(target.row, Household):
        return _home(sender, target.row.uid, target.base)
    row = access.fetch(sender.staff, target.row.uid)
    return replace(target, row=row, values=values_of(row, opened=True))


def _edit_once(
    sender: Sender, op: Operation, target: Target, fields: Mapping[str, Any], *, final: bool
) -> Outcome:
    known = read_fields(sender.staff, target.dictionary, target.subject, target.row.area_id, fields)
    strangers = _changed_by_others(sender, target)
    clashes, write = [], {}
    for key, offered in known.items():
        field = target.dictionary.by_key[key]
        if target.values.get(key, "") == offered:
            continue
        if _was_seen(target, field, strangers):
            write[key] = fields[key]
        else:
            clashes.append(_clash(target, field, offered))
    if clashes and not final:
        raise WaitError
    if write:
        _write(sender, op, target, write)
    if clashes:
        return conflict(tuple(clashes))
    return Outcome(rules.MERGED if strangers.keys() - set(fields) else rules.APPLIED)


def _was_seen(target: Target, field: Field, strangers: Mapping[str, int]) -> bool:
    """Whether what stands in the field is what the sender saw before changing it."""
    base, current = target.base, target.values.get(field.key, "")
    if isinstance(base, Mapping) and field.key in base and not _is_version(base[field.key]):
        return _is_same(field, base[field.key], current)
    return strangers.get(field.key, 0) <= (_seen_version(base, field.key) or 0)


def _is_version(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_same(field: Field, seen: Any, current: Value) -> bool:
    """Whether a base value means the current one: stored, in words, or as lists mask it."""
    if seen in (None, "", []):
        return current in ("", [])
    if seen == current or not is_plain(seen):
        return bool(seen == current)
    told = BETWEEN.join(map(str, seen)) if isinstance(seen, list) else str(seen)
    if told in {show(field, current), show(field, current, whole=True)}:
        return True
    return read(field, seen) == current


def _changed_by_others(sender: Sender, target: Target) -> dict[str, int]:
    """Field -> the last version in which another changed it, after what the sender saw.

    Without a version the sender saw what stood there at its last pull; a device that never pulled
    knows of no change at all.
    """
    base = target.base
    own = Op.objects.filter(device=sender.device).values_list("uid", flat=True)
    rows = target.changes.exclude(cause__in=own).order_by()
    versions = [_seen_version(base, key) for key in (_VERSION, *_keys(base))]
    known = [version for version in versions if version is not None]
    if known:
        rows = rows.filter(version__gt=min(known))
    elif sender.device.last_pull:
        rows = rows.filter(at__gte=sender.device.last_pull)
    return dict(rows.values_list("field").annotate(last=Max("version")))


def _keys(base: Any) -> tuple[str, ...]:
    return tuple(base) if isinstance(base, Mapping) else ()


def _seen_version(base: Any, key: str) -> int | None:
    """The version in which the sender saw a field: its own where given, else the record's."""
    if _is_version(base) or (isinstance(base, str) and _VERSION_TEXT.fullmatch(base)):
        return int(base)
    if not isinstance(base, Mapping):
        return None
    told = base.get(key)
    return told if _is_version(told) else _record_version(base)


def _record_version(base: Mapping[str, Any]) -> int | None:
    told = base.get(_VERSION)
    return told if _is_version(told) else None


def _clash(target: Target, field: Field, offered: Value) -> Clash:
    kept = json.dumps(offered, ensure_ascii=False)
    return Clash(target.entity, target.row.uid, target.row.area_id, field.key, field.label, kept)


def _write(sender: Sender, op: Operation, target: Target, fields: Mapping[str, Any]) -> None:
    change = change_person if isinstance(target.row, Person) else change_household
    change(
        sender.staff,
        target.row.uid,
        version=target.row.version,
        values=fields,
        source=SOURCE,
        cause=op.id,
    )
