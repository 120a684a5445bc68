"""Keeping guarded records: entered, changed, closed and opened, each on record at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.audit.actions import record as put_on_record
from wangge.guarded import access, envelopes, limits
from wangge.guarded.access import Opened
from wangge.guarded.envelopes import Case
from wangge.guarded.kinds import BY_KEY
from wangge.guarded.models import GuardedEntry, GuardedRecord
from wangge.guarded.rules import checked
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused, Stale
from wangge.kernel.ids import uuid7
from wangge.kernel.text import tidy
from wangge.posts.access import Staff

REASON_SHORTEST, REASON_LONGEST = 4, 200
BATCH = 500
Verb = GuardedEntry.Verb


@transaction.atomic
def keep(staff: Staff, area: int, case: Case) -> GuardedRecord:
    """Enter a case for a person who lives at `area`; one open case of a kind for each person."""
    if case.kind not in access.opens(staff, area):
        raise Missing
    case = _in_order(case)
    row = _row(case, area)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            "guarded.twice",
            _("此人已有一份未终止的“%(kind)s”记录，请在原记录上变更。")
            % {"kind": case.shape.label},
        ) from error
    _enter(staff, Opened(row, case), Verb.KEEP, {"facts": _state(case)})
    return row


@transaction.atomic
def change(staff: Staff, uid: UUID, *, version: int, **given: Any) -> GuardedRecord:
    """Change what a case says (the fields of `Case`, but neither person nor kind)."""
    row, old = access.fetch(staff, uid)
    case = _in_order(replace(old, **given, subject=old.subject, kind=old.kind))
    _put(row, case, version)
    _enter(staff, Opened(row, case), Verb.CHANGE, {"facts": _state(case)})
    return row


@transaction.atomic
def close(staff: Staff, uid: UUID, *, version: int, on: date, reason: str) -> GuardedRecord:
    """The case ends on a day."""
    row, old = access.fetch(staff, uid)
    why = _reason(reason)
    case = _in_order(replace(old, end=on))
    _put(row, case, version, closed_at=clock.now())
    _enter(staff, Opened(row, case), Verb.CLOSE, {"reason": why, "facts": _state(case)})
    return row


def open_record(staff: Staff, subject: UUID, kind: str, reason: str) -> Opened:
    """What a person's latest record of a kind says; who, what and why go on record with it.

    Raises `Missing` when there is none for this reader, `Invalid` without a reason, `Refused` after
    20 in ten minutes: the auditors are told then.
    """
    why = _reason(reason)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=staff.user.pk)  # two at once are two
        found = _latest(staff, subject, kind)
        allowed = limits.may_open(staff.user)
        if allowed:
            _enter(staff, found, Verb.OPEN, {"reason": why})
        else:
            limits.alarm(staff.user, found.record.area_id)
    if not allowed:  # said outside the transaction: the alarm must stay
        raise Refused(
            "guarded.limit",
            _("十分钟内已打开 %(most)d 份专项记录，暂停查看，已通知审计人员；请稍后再试。")
            % {"most": limits.OPENINGS},
        )
    return found


class Row(NamedTuple):
    """A case that a file or rule brings."""

    subject: UUID
    area: int
    kind: str
    basis: str = ""
    begin: date | None = None


def keep_many(rows: Iterable[Row], *, source: str, actor: User | None = None) -> set[UUID]:
    """Enter the cases that are not on record yet, many at once; whose cases are new.

    For importers: within the caller's transaction, in a fixed number of statements for each batch.
    """
    today = clock.today()
    entered: set[UUID] = set()
    wanted = list({(row.subject, row.kind): row for row in rows}.values())
    for at in range(0, len(wanted), BATCH):
        batch = _unknown(wanted[at : at + BATCH])
        cases = [_brought(row, source, today) for row in batch]
        made = [_row(case, row.area) for case, row in zip(cases, batch, strict=True)]
        GuardedRecord.objects.bulk_create(made)
        GuardedEntry.objects.bulk_create(
            _entry(Opened(*pair), Verb.KEEP, {"facts": _state(pair[1])}, actor, source)
            for pair in zip(made, cases, strict=True)
        )
        entered |= {row.subject for row in batch}
    if entered:
        put_on_record("guarded.keep_many", "guarded:", actor=actor, rows=len(entered))
    return entered


def moved(subject: UUID, area: int) -> None:
    """The person lives elsewhere now: the records follow. Costs one query when they are there."""
    rows = GuardedRecord.objects.filter(subject_index__in=envelopes.of_subject(subject))
    if (away := rows.exclude(area=area)).exists():
        away.update(area=area)


@transaction.atomic
def follow(old: UUID, new: UUID, *, only: Collection[UUID] | None = None) -> list[UUID]:
    """Two records of one person were merged: the cases of `old` (or `only` some) become `new`'s.

    Where both have an open case of a kind, that of `old` is closed. Answers which were moved.
    """
    rows = list(GuardedRecord.objects.filter(subject_index__in=envelopes.of_subject(old)))
    moved = [row for row in rows if only is None or row.uid in only]
    for row in moved:
        case = replace(envelopes.open_up(row), subject=new)
        kind = envelopes.of_kind(new, case.kind)
        double = GuardedRecord.objects.filter(kind_index__in=kind, closed_at=None)
        if row.closed_at is None and double.exists():
            row.closed_at = clock.now()
        _put(row, case, row.version, closed_at=row.closed_at)
    return [row.uid for row in moved]


@transaction.atomic
def forget(subject: UUID, *, actor: User | None) -> int:
    """The person's records are erased for good; how many there were."""
    rows = GuardedRecord.objects.filter(subject_index__in=envelopes.of_subject(subject))
    number = rows.count()
    if number:
        rows.delete()
        put_on_record("guarded.forget", "guarded:", actor=actor, rows=number)
    return number


def _latest(staff: Staff, subject: UUID, kind: str) -> Opened:
    rows = access.candidates(staff).filter(kind_index__in=envelopes.of_kind(subject, kind))
    row = rows.select_related("area").order_by("-created_at", "-pk").first()
    found = access.seen(staff, row) if row else None
    if found is None:
        raise Missing
    return found


def _put(row: GuardedRecord, case: Case, version: int, **more: Any) -> None:
    """Compare and set: the row must still be at `version`."""
    done = GuardedRecord.objects.filter(pk=row.pk, version=version).update(
        sealed=envelopes.close_up(case, row.uid),
        version=version + 1,
        changed_at=clock.now(),
        **envelopes.indexes(case),
        **more,
    )
    if not done:
        row.refresh_from_db(fields=["version"])
        raise Stale(
            "guarded.stale",
            _("这份记录刚被别人改过，请刷新后在新的内容上再改。"),
            row.version,
        )
    row.version = version + 1


def _row(case: Case, area: int) -> GuardedRecord:
    uid = uuid7()
    sealed = envelopes.close_up(case, uid)
    return GuardedRecord(uid=uid, area_id=area, sealed=sealed, **envelopes.indexes(case))


def _brought(row: Row, source: str, today: date) -> Case:
    review = today + timedelta(days=BY_KEY[row.kind].review_days)
    return Case(
        subject=row.subject,
        kind=row.kind,
        basis=row.basis,
        begin=row.begin or today,
        review_on=review,
        source=source,
    )


def _unknown(rows: list[Row]) -> list[Row]:
    wanted = {index: row for row in rows for index in envelopes.of_kind(row.subject, row.kind)}
    known = GuardedRecord.objects.filter(kind_index__in=list(wanted), closed_at=None)
    have = {wanted[bytes(index)] for index in known.values_list("kind_index", flat=True)}
    return [row for row in rows if row not in have]


def _enter(staff: Staff, found: Opened, verb: Verb, told: Mapping[str, Any]) -> None:
    """The entry, and the line of the audit trail: that names neither person nor kind."""
    record, case = found
    post = access.title(staff, case.kind, record.area_id)
    entry = _entry(found, verb, told, staff.user, post)
    entry.save(force_insert=True)
    put_on_record(
        f"guarded.{verb}",
        f"guarded:{record.uid}",
        actor=staff.user,
        area=record.area_id,
        entry=str(entry.uid),
        post=post,
    )


def _entry(
    found: Opened, verb: Verb, told: Mapping[str, Any], actor: User | None, post: str
) -> GuardedEntry:
    uid = uuid7()
    sealed = envelopes.note(told, uid)
    return GuardedEntry(
        uid=uid, record=found.record, verb=verb, actor=actor, post=post[:100], sealed=sealed
    )


def _state(case: Case) -> dict[str, Any]:
    """What a case says, for its history."""
    return {
        "basis": case.basis,
        "begin": case.begin,
        "end": case.end,
        "review_on": case.review_on,
        "worker": case.worker,
        **case.facts,
    }


def _in_order(case: Case) -> Case:
    """The case with its facts read, or `Invalid`."""
    if case.begin and case.end and case.end < case.begin:
        fault = FieldFault("end", _("结束日期不能早于开始日期"))
        raise Invalid("guarded.dates", _("结束日期不能早于开始日期，请核对。"), (fault,))
    if not tidy(case.basis):
        fault = FieldFault("basis", _("请写明认定依据，例如文书编号"))
        raise Invalid("guarded.basis", _("没有依据的不能登记：请写明认定依据。"), (fault,))
    if case.worker and not User.objects.filter(pk=case.worker, is_active=True).exists():
        fault = FieldFault("worker", _("没有这个账号"))
        raise Invalid("guarded.worker", _("承办人的账号不存在或已停用，请重新选择。"), (fault,))
    return replace(case, basis=tidy(case.basis), facts=checked(case.shape, case.facts))


def _reason(text: str) -> str:
    why = tidy(text)
    if not REASON_SHORTEST <= len(why) <= REASON_LONGEST:
        told = _("请写明事由（%(least)d 到 %(most)d 个字）") % {
            "least": REASON_SHORTEST,
            "most": REASON_LONGEST,
        }
        raise Invalid("guarded.reason", told, (FieldFault("reason", told),))
    return why
