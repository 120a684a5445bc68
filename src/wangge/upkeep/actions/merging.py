"""Making one record of two, so that it can be undone."""

import json
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import models, transaction
from django.db.models import Q
from django.db.models.fields.reverse_related import ManyToOneRel
from django.utils.translation import gettext as _

from wangge.audit.actions import record
from wangge.guarded import actions as guarded
from wangge.kernel import clock
from wangge.kernel.errors import Missing, Refused, Stale
from wangge.people import access
from wangge.people.finding import tokens
from wangge.people.models import Person, PersonChange
from wangge.posts.access import Staff
from wangge.privacy.masks import mask_id_number
from wangge.privacy.sealing import blind, seal, unseal
from wangge.upkeep.models import Duplicate, Merge

ABILITY = "collect"
GUARDED = "guarded"
COLUMNS = (
    "name", "sex", "birth_date", "relation", "ethnicity", "registered_address", "living_address",
    "residence", "residence_since", "status", "joined_on", "household_id", "area_id",
)  # fmt: skip
"""What is taken over column by column; the ID number goes with its type and state."""

ID_PARTS = ("id_number", "id_type", "id_state")
DATES = ("birth_date", "residence_since", "joined_on")
HOME = ("living_address", "household_id", "area_id", "joined_on", "relation")
"""Where a person lives is one fact: these are taken together."""


@transaction.atomic
def merge(
    staff: Staff,
    kept: UUID,
    gone: UUID,
    *,
    versions: tuple[int, int],
    take: Collection[str],
    uid: UUID,
) -> Merge:
    """Make `gone` part of `kept`; the fields in `take` (and those `kept` lacks) come from `gone`.

    `versions` are those the caller saw, of `kept` and of `gone`. Sent again, answers the same merge.
    Raises `Missing` outside one's reach, `Stale` when somebody changed one of the two.
    """
    done = Merge.objects.filter(uid=uid).select_related("kept", "gone").first()
    if done:
        return done
    one, other = _two(staff, kept, gone, versions)
    before = _snapshot(one)
    _take(one, other, set(take))
    moved: dict[str, list[Any]] = dict(_move(other, one))
    moved[GUARDED] = [str(case) for case in guarded.follow(other.uid, one.uid)]
    home = other.household_id
    other.hidden, other.merged_into, other.household = Person.Hidden.MERGED, one, None
    for row in (one, other):
        row.version += 1
        row.changed_at = clock.now()
        row.save()
    after = _snapshot(one)
    changed = {key: [before.get(key), after[key]] for key in after if before.get(key) != after[key]}
    sealed = seal(json.dumps({"changed": changed, "home": home}), f"merge:{uid}")
    merge = Merge.objects.create(
        uid=uid, kept=one, gone=other, moved=moved, before=sealed, actor=staff.user
    )
    _tell(one, staff, uid, changed, _("合并重复档案"))
    Duplicate.objects.filter(one__in=(one, other), other__in=(one, other)).update(
        state=Duplicate.State.MERGED, decided_by=staff.user, decided_at=clock.now()
    )
    subject = f"person:{one.uid}"
    record("person.merge", subject, actor=staff.user, area=one.area_id, gone=str(other.uid))
    return merge


@transaction.atomic
def undo(staff: Staff, uid: UUID) -> list[str]:
    """Take a merge back; answers the fields that were changed since and stay as they are now."""
    merge = Merge.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if merge is None or not _in_reach(staff, merge.kept):
        raise Missing
    if merge.undone_at:
        return []
    if not merge.before:
        raise Refused("merge.erased", _("当事人的信息已依申请清除，这次合并不能再撤销。"))
    one, other = _locked(merge.kept_id), _locked(merge.gone_id)
    told = json.loads(unseal(merge.before, f"merge:{merge.uid}"))
    kept_as_now = _put_back(one, told["changed"])
    _move_back(merge)
    guarded.follow(one.uid, other.uid, only=[UUID(case) for case in merge.moved.get(GUARDED, [])])
    other.hidden, other.merged_into, other.household_id = "", None, told["home"]
    for row in (one, other):
        row.version += 1
        row.changed_at = clock.now()
        row.save()
    back = {key: pair[::-1] for key, pair in told["changed"].items() if key not in kept_as_now}
    _tell(one, staff, uid, back, _("撤销合并"))
    merge.undone_by, merge.undone_at = staff.user, clock.now()
    merge.save(update_fields=["undone_by", "undone_at"])
    pair = Duplicate.objects.filter(one__in=(one, other), other__in=(one, other))
    pair.update(state=Duplicate.State.OPEN, decided_by=None, decided_at=None)
    subject = f"person:{one.uid}"
    record("person.unmerge", subject, actor=staff.user, area=one.area_id, gone=str(other.uid))
    return kept_as_now


@transaction.atomic
def forget(person: Person) -> list[Person]:
    """A person's data is erased: merges can be undone no more. Answers the records merged into it."""
    merges = Merge.objects.filter(Q(kept=person) | Q(gone=person))
    merges.update(before=b"", moved={})
    Duplicate.objects.filter(Q(one=person) | Q(other=person)).delete()
    return list(Person.objects.filter(merged_into=person))


@transaction.atomic
def part(staff: Staff, pk: int, note: str) -> None:
    """The two are not one person; the pair is not asked about again."""
    pair = Duplicate.objects.filter(pk=pk).select_related("one", "other").first()
    if pair is None or not all(_in_reach(staff, row) for row in (pair.one, pair.other)):
        raise Missing
    Duplicate.objects.filter(pk=pk).exclude(state=Duplicate.State.MERGED).update(
        state=Duplicate.State.DIFFERENT,
        decided_by=staff.user,
        decided_at=clock.now(),
        note=note[:200],
    )


def _two(staff: Staff, kept: UUID, gone: UUID, versions: tuple[int, int]) -> tuple[Person, Person]:
    if kept == gone:
        raise Refused("merge.same", _("这是同一条档案，不需要合并；请选择两条不同的档案。"))
    for uid in (kept, gone):
        staff.require(ABILITY, access.fetch(staff, uid).area_id)
    rows = {
        row.uid: row
        for row in Person.objects.select_for_update().filter(uid__in=(kept, gone)).order_by("pk")
    }
    for uid, version in zip((kept, gone), versions, strict=True):
        row = rows[uid]
        if row.hidden or row.version != version:
            raise Stale(
                "person.changed",
                _("%(name)s的档案刚被他人修改，请刷新页面核对后再合并。") % {"name": row.name},
                row.version,
            )
    return rows[kept], rows[gone]


def _in_reach(staff: Staff, person: Person) -> bool:
    return staff.find(ABILITY, person.area_id) is not None


def _locked(pk: int) -> Person:
    return Person.objects.select_for_update().get(pk=pk)


def _snapshot(person: Person) -> dict[str, Any]:
    """Every fact by key, fit for JSON; the ID number in the clear, so seal the whole."""
    columns = {key: getattr(person, key) for key in (*COLUMNS, *ID_PARTS)}
    facts = {f"facts.{key}": value for key, value in person.facts.items()}
    return {key: _plain(value) for key, value in (columns | facts).items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _take(one: Person, other: Person, wanted: set[str]) -> None:
    if "living_address" in wanted or not one.living_address:
        wanted |= set(HOME)
    for key in COLUMNS:
        theirs = getattr(other, key)
        empty = getattr(one, key) in {None, "", "0"}
        if theirs not in {None, ""} and (key in wanted or (empty and key not in HOME)):
            setattr(one, key, theirs)
    if other.id_sealed and ("id_number" in wanted or not one.id_sealed):
        _set_number(one, other.id_number, other.id_type, other.id_state)
    taken = {k: v for k, v in other.facts.items() if f"facts.{k}" in wanted or not one.facts.get(k)}
    one.facts = {**one.facts, **taken}
    one.search = tokens(one.name, one.living_address)


def _set_number(person: Person, number: str, kind: str, state: str) -> None:
    person.id_sealed = seal(number, f"person:{person.uid}:id_number")
    person.id_index = blind(number, "id_number")
    person.id_type, person.id_state = kind, state


def _hanging() -> Iterator[tuple[Any, Any]]:
    """Every table with rows that hang on a person, and the column by which they do."""
    for relation in Person._meta.get_fields(include_hidden=True):  # noqa: SLF001 -- public by use
        if not isinstance(relation, ManyToOneRel) or relation.related_model in {Duplicate, Merge}:
            continue
        yield relation.related_model, relation.field


def _move(gone: Person, kept: Person) -> dict[str, list[int]]:
    """Hang on `kept` what hung on `gone`; what `kept` has already stays with `gone`."""
    moved = {}
    for model, column in _hanging():
        rows = model._default_manager.filter(**{column.name: gone})  # noqa: SLF001
        for others in _once(model, column):
            have = set(model._default_manager.filter(**{column.name: kept}).values_list(*others))  # noqa: SLF001
            double = [pk for pk, *rest in rows.values_list("pk", *others) if tuple(rest) in have]
            rows = rows.exclude(pk__in=double)
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            model._default_manager.filter(pk__in=keys).update(**{column.name: kept})  # noqa: SLF001
            moved[f"{model._meta.label}.{column.name}"] = keys  # noqa: SLF001
    _seal_anew(kept, gone)
    return moved


def _seal_anew(person: Person, before: Person) -> None:
    """Phones that came from `before` open for their new person only."""
    for phone in person.phones.all():
        try:
            number = phone.number(before)
        except InvalidTag:
            continue  # the person's own
        phone.sealed = seal(number, f"person:{person.uid}:phone")
        phone.save(update_fields=["sealed"])


def _once(model: type[models.Model], column: Any) -> Iterator[list[str]]:
    """The other columns of each constraint that lets a person have a thing once only."""
    for constraint in model._meta.constraints:  # noqa: SLF001
        if isinstance(constraint, models.UniqueConstraint) and column.name in constraint.fields:
            yield [name for name in constraint.fields if name != column.name]


def _move_back(merge: Merge) -> None:
    for model, column in _hanging():
        keys = merge.moved.get(f"{model._meta.label}.{column.name}", [])  # noqa: SLF001
        rows = model._default_manager.filter(pk__in=keys, **{column.name: merge.kept_id})  # noqa: SLF001
        rows.update(**{column.name: merge.gone_id})
    _seal_anew(merge.gone, merge.kept)


def _put_back(person: Person, changed: dict[str, list[Any]]) -> list[str]:
    """Restore what nobody touched since; answers the rest."""
    now = _snapshot(person)
    later = [key for key, (_, new) in changed.items() if now.get(key) != new]
    old = {key: pair[0] for key, pair in changed.items() if key not in later}
    facts = {key: value for key, value in person.facts.items() if f"facts.{key}" not in old}
    told = {key.removeprefix("facts."): old[key] for key in old if key.startswith("facts.")}
    person.facts = facts | {key: value for key, value in told.items() if value is not None}
    for key in set(COLUMNS) & set(old):
        value = old[key]
        setattr(person, key, date.fromisoformat(value) if value and key in DATES else value)
    if "id_number" in old:
        kind, state = old.get("id_type", person.id_type), old.get("id_state", person.id_state)
        _set_number(person, old["id_number"] or "", kind, state)
    person.search = tokens(person.name, person.living_address)
    return later


def _tell(
    person: Person, staff: Staff, cause: UUID, changed: dict[str, list[Any]], source: str
) -> None:
    PersonChange.objects.bulk_create(
        PersonChange(
            person=person,
            field=key.removeprefix("facts.").removesuffix("_id"),
            old=_shown(key, old),
            new=_shown(key, new),
            version=person.version,
            source=source,
            cause=cause,
            actor=staff.user,
        )
        for key, (old, new) in changed.items()
    )


def _shown(key: str, value: Any) -> str:
    text = "" if value is None else str(value)
    return mask_id_number(text) if key == "id_number" else text[:240]
