"""Reading guarded records: for named posts and case workers alone.

Nothing here tells others that a record is there: for them a person with three has none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from wangge.accounts.models import User
from wangge.areas.models import Area
from wangge.guarded import access, envelopes
from wangge.guarded.access import Opened
from wangge.guarded.kinds import BY_KEY, KINDS, Kind
from wangge.guarded.models import GuardedEntry, GuardedRecord
from wangge.guarded.rules import spelled
from wangge.kernel import clock
from wangge.kernel.codes import below
from wangge.posts.access import Staff


@dataclass(frozen=True)
class Line:
    """What stands of a record before it is opened: that it is there, and when it is due."""

    uid: UUID
    subject: UUID
    kind: Kind
    area: Area
    begin: date | None
    review_on: date | None
    closed_at: datetime | None
    version: int

    @property
    def is_due(self) -> bool:
        """Whether the record should have been looked over by now."""
        return bool(self.review_on and not self.closed_at and self.review_on <= clock.today())


def kinds_at(staff: Staff, area: int) -> list[Kind]:
    """The kinds that one's posts open at a place, so that one may enter them."""
    opened = access.opens(staff, area)
    return [kind for kind in KINDS if kind.key in opened]


def has_page(staff: Staff, subject: UUID, area: int) -> bool:
    """Whether a person's file has a page of guarded records for this reader."""
    return bool(access.opens(staff, area)) or bool(of_person(staff, subject))


def of_person(staff: Staff, subject: UUID) -> list[Line]:
    """The person's records that the reader may open, open ones first."""
    rows = access.candidates(staff).filter(subject_index__in=envelopes.of_subject(subject))
    lines = list(_lines(staff, rows.select_related("area").defer("area__boundary")))
    return sorted(lines, key=lambda line: (line.closed_at is not None, line.kind.label))


def listed(staff: Staff, *, under: int | None = None, kind: str = "") -> list[Line]:
    """The open cases within one's reach, the ones due first."""
    rows = access.candidates(staff).filter(closed_at=None)
    if under is not None:
        inside = below(under)
        rows = rows.filter(area_id__gte=inside.start, area_id__lt=inside.stop)
    lines = _lines(staff, rows.select_related("area").defer("area__boundary").order_by("pk"))
    found = [line for line in lines if kind in {"", line.kind.key}]
    return sorted(found, key=lambda line: line.review_on or date.max)


def _lines(staff: Staff, rows: "QuerySet[GuardedRecord]") -> Iterator[Line]:
    for record in rows:
        found = access.seen(staff, record)
        if found:
            yield _line(found)


def _line(found: Opened) -> Line:
    record, case = found
    return Line(
        uid=record.uid,
        subject=case.subject,
        kind=BY_KEY[case.kind],
        area=record.area,
        begin=case.begin,
        review_on=case.review_on,
        closed_at=record.closed_at,
        version=record.version,
    )


def whereabouts(codes: range | None = None) -> Iterator[tuple[UUID, int]]:
    """Whose records there are (in these areas), and at which area each is kept.

    To be held against the ledger.
    """
    rows = GuardedRecord.objects.order_by("pk")
    if codes is not None:
        rows = rows.filter(area_id__gte=codes.start, area_id__lt=codes.stop)
    for record in rows.iterator():
        yield envelopes.open_up(record).subject, record.area_id


def subjects_of(uids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Whose the records are: for the report of a leak, which only the server's keeper makes."""
    rows = GuardedRecord.objects.filter(uid__in=set(uids))
    return {record.uid: envelopes.open_up(record).subject for record in rows}


def words(case: envelopes.Case) -> list[tuple[str, str]]:
    """A case as its page shows it: labels and values in words, empty ones left out."""
    worker = User.objects.filter(pk=case.worker).first() if case.worker else None
    plain = [
        ("类别", case.shape.label),
        ("认定依据", case.basis),
        ("开始日期", str(case.begin or "")),
        ("结束日期", str(case.end or "")),
        ("复核日期", str(case.review_on or "")),
        ("来源", case.source),
        ("承办人", worker.name if worker else ""),
    ]
    facts = [
        (field.label, spelled(field, case.facts[field.key]))
        for field in case.shape.fields
        if field.key in case.facts
    ]
    return [(label, value) for label, value in [*plain, *facts] if value]


@dataclass(frozen=True)
class Trace:
    """Who did what with a record, and why."""

    at: datetime
    actor: str
    post: str
    verb: str
    kind: str
    reason: str


def trail(subject: UUID) -> list[Trace]:
    """Everything done with the person's records, the latest first: for the person, and audits."""
    rows = GuardedEntry.objects.filter(record__subject_index__in=envelopes.of_subject(subject))
    return [_trace(row) for row in rows.select_related("actor", "record")]


def openings(*, limit: int = 200) -> list[Trace]:
    """The latest openings of all records, for the auditor: without saying whose they were."""
    rows = GuardedEntry.objects.filter(verb=GuardedEntry.Verb.OPEN)
    return [_trace(row) for row in rows.select_related("actor", "record")[:limit]]


def _trace(row: GuardedEntry) -> Trace:
    told = envelopes.read_note(row)
    return Trace(
        at=row.at,
        actor=row.actor.name if row.actor else "",
        post=row.post,
        verb=row.get_verb_display(),
        kind=BY_KEY[envelopes.open_up(row.record).kind].label,
        reason=str(told.get("reason", "")),
    )
