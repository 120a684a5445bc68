"""Looking through a whole ledger for people who stand in it twice."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, groupby, islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, QuerySet, Window

from wangge.audit import jobs
from wangge.kernel import clock
from wangge.kernel.codes import below
from wangge.people.imports import IMPORTED
from wangge.people.models import Person, Phone
from wangge.posts.access import Staff
from wangge.upkeep import rules
from wangge.upkeep.models import Duplicate, Scan
from wangge.upkeep.suspicion import MOST_IN_A_BLOCK, people, traits

BATCH = 500  # groups looked at together
ASKED = "upkeep.scan"
Rows = QuerySet[Any]
Tick = Callable[[int, int], None]
State = Scan.State


def scan(codes: range | None = None, tick: Tick = lambda _looked, _fresh: None) -> int:
    """Put every new suspicion among the people of an area (or all) on the list; how many.

    What was decided once is not asked again, unless more speaks for it than then. `tick` hears
    after each batch how many groups were looked at and how many new pairs they gave.
    """
    fresh = 0
    for groups in _batches(_groups(codes)):
        rows = {row.pk: row for row in people().filter(pk__in={pk for g in groups for pk in g})}
        pairs: dict[tuple[int, int], list[str]] = {}
        for group in groups:
            known = sorted(pk for pk in group if pk in rows)
            for one, other in combinations(known, 2):
                why = rules.reasons(traits(rows[one]), traits(rows[other]))
                if why:
                    pairs[one, other] = why
        more = _note(pairs)
        fresh += more
        tick(len(groups), more)
    return fresh


def groups_in(codes: range | None = None) -> int:
    """How many groups `scan` will look at: people who share a number, or a name and more."""
    return sum(1 for _group in _groups(codes))


@transaction.atomic
def _note(pairs: dict[tuple[int, int], list[str]]) -> int:
    ones = {one for one, _ in pairs}
    known = {(row.one_id, row.other_id): row for row in Duplicate.objects.filter(one__in=ones)}
    now = clock.now()
    fresh = []
    for (one, other), why in pairs.items():
        score = rules.score(why)
        row = known.get((one, other))
        if row is None:
            fresh.append(
                Duplicate(one_id=one, other_id=other, reasons=why, score=score, found_at=now)
            )
        elif score > row.score and row.state != Duplicate.State.MERGED:
            row.reasons, row.score, row.state = why, score, Duplicate.State.OPEN
            row.save(update_fields=["reasons", "score", "state"])
    Duplicate.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _groups(codes: range | None) -> Iterator[list[int]]:
    """The primary keys that share an ID number, or a name and birth date, home or phone."""
    rows = _inside(Person.objects.filter(hidden=""), "", codes)
    numbered = rows.exclude(id_index=b"")
    yield from _shared(numbered, ["id_index"])
    yield from _shared(rows.exclude(birth_date=None), ["name", "birth_date"])
    yield from _shared(rows.exclude(living_address=""), ["name", "living_address"])
    phones = _inside(Phone.objects.filter(person__hidden=""), "person__", codes)
    yield from _shared(phones, ["person__name", "index"], "person_id")


def _inside(rows: Rows, prefix: str, codes: range | None) -> Rows:
    if codes is None:
        return rows
    bounds = {f"{prefix}area_id__gte": codes.start, f"{prefix}area_id__lt": codes.stop}
    return rows.filter(**bounds)


def _shared(rows: Rows, keys: list[str], pk: str = "pk") -> Iterator[list[int]]:
    """Rows that are alike in `keys`, group by group, in one pass of the database."""
    columns = [F(key) for key in keys]
    counted = rows.annotate(alike=Window(Count("pk"), partition_by=columns))
    found = counted.filter(alike__gt=1, alike__lte=MOST_IN_A_BLOCK).order_by(*keys)
    lines = found.values_list(pk, *keys).iterator(chunk_size=5_000)
    for _, group in groupby(lines, key=lambda line: line[1:]):
        yield sorted({line[0] for line in group})


def _batches(groups: Iterable[list[int]]) -> Iterator[list[list[int]]]:
    rest = iter(groups)
    while batch := list(islice(rest, BATCH)):
        yield batch


def register_jobs() -> None:
    """Look for people who stand twice whenever a ledger came in, and when somebody asks."""
    jobs.handle(IMPORTED, _after_import, lambda _area, _error: None)
    jobs.handle(ASKED, _run, _give_up)


@transaction.atomic
def ask(staff: Staff, ranges: Sequence[tuple[int, int]]) -> Scan:
    """A search among the people of these ranges; the one that goes on already, if there is one."""
    wanted = [list(pair) for pair in ranges]
    going = Scan.objects.filter(asked_by=staff.user, state__in=(State.WAITING, State.RUNNING))
    for row in going:
        if row.ranges == wanted:
            return row
    made = Scan.objects.create(ranges=wanted, asked_by=staff.user)
    jobs.put(ASKED, str(made.uid))
    return made


def _after_import(area: str, beat: jobs.Beat) -> None:
    scan(below(int(area)), lambda _looked, _fresh: beat())


def _run(uid: str, beat: jobs.Beat) -> None:
    """The job: done twice, it finds nothing new the second time."""
    row = Scan.objects.get(uid=UUID(uid))
    if not row.is_open:
        return
    ranges = [range(start, stop) for start, stop in row.ranges]
    row.state, row.looked, row.found = State.RUNNING, 0, 0
    row.of = sum(map(groups_in, ranges))
    row.save()

    def tick(looked: int, fresh: int) -> None:
        beat()
        row.looked, row.found = row.looked + looked, row.found + fresh
        row.save(update_fields=["looked", "found"])

    for codes in ranges:
        scan(codes, tick)
    row.state, row.done_at = State.DONE, clock.now()
    row.save(update_fields=["state", "done_at"])


def _give_up(uid: str, _error: str) -> None:
    Scan.objects.filter(uid=UUID(uid)).update(state=State.FAILED, done_at=clock.now())
