"""Keeping a patrol: what it found is settled or reported."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.areas import queries as areas
from wangge.areas.geometry import check_position
from wangge.audit.actions import record
from wangge.incidents.actions.reporting import report
from wangge.kernel import clock
from wangge.kernel.codes import Level, level_of
from wangge.kernel.errors import Missing, Refused
from wangge.kernel.text import without_numbers
from wangge.posts.access import Duty, Staff
from wangge.posts.earlier import as_of
from wangge.visits import access, rules
from wangge.visits.actions.entries import Finding, PatrolEntry, invalid, read_text
from wangge.visits.models import Patrol, PatrolFinding


def record_patrol(staff: Staff, uid: UUID, entry: PatrolEntry) -> tuple[Patrol, bool]:
    """Keep the patrol under the sender's `uid`, and whether it is new; safe to send again.

    Raises `Missing` when the grid is out of reach, `Invalid` naming what is wrong, `Refused` when
    the uid already names another patrol.
    """
    known = Patrol.objects.filter(uid=uid).first()
    if known:
        return _repeated(known, entry, staff), False
    try:
        with transaction.atomic():
            return _create(staff, uid, entry), True
    except IntegrityError:
        known = Patrol.objects.filter(uid=uid).first()
        if known is None:
            raise
        return _repeated(known, entry, staff), False


def own_grid(staff: Staff) -> int:
    """The one grid the person works in; `Invalid` when it must be named."""
    codes = {duty.area for duty in staff.duties if "collect" in duty.abilities}
    if len(codes) == 1 and level_of(code := codes.pop()) == Level.GRID:
        return code
    raise invalid("patrol.grid", "grid", _("请写明巡查的是哪个网格。"))


def _repeated(known: Patrol, entry: PatrolEntry, staff: Staff) -> Patrol:
    if known.worker_id != staff.user.pk:
        raise Missing
    if known.digest != entry.digest():
        raise Refused(
            "patrol.other_content",
            _("这个编号已用于另一次巡查，内容不同；请换一个新编号记录。"),
        )
    return known


def _duty(staff: Staff, grid: int, entry: PatrolEntry) -> Duty:
    """The post by which one walks there, or did before the borders changed."""
    try:
        return access.duty_at(staff, grid)
    except Missing:
        if entry.started_at is None:
            raise
        return access.duty_at(as_of(staff, entry.started_at + entry.offset), grid)


def _create(staff: Staff, uid: UUID, entry: PatrolEntry) -> Patrol:
    area = areas.fetch_plain(entry.grid)
    duty = _duty(staff, area.code, entry)
    if area.level != Level.GRID:
        raise invalid("patrol.grid", "grid", _("巡查以网格为单位，请选择一个网格。"))
    _check(entry)
    now = clock.now()
    span = rules.span(entry.started_at, entry.ended_at, now=now, offset=entry.offset)
    patrol = Patrol.objects.create(
        uid=uid,
        worker=staff.user,
        post=duty.title,
        area=area,
        started_at=span.start,
        ended_at=span.end,
        claimed_start=entry.started_at,
        claimed_end=entry.ended_at,
        clock_doubtful=span.doubtful,
        received_at=now,
        digest=entry.digest(),
        source=entry.source,
        points=[_kept(point) for point in entry.points],
        texts={"note": note} if (note := read_text(entry.note)) else {},
    )
    _write_findings(staff, patrol, entry.findings)
    record("patrol.record", f"patrol:{uid}", actor=staff.user, area=area.code)
    return patrol


def _kept(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point; numbers of people have no place on a map."""
    return {**point, "note": without_numbers(str(point.get("note", "")))}


def _check(entry: PatrolEntry) -> None:
    if len(entry.points) > rules.POINTS:
        told = _("一次巡查最多 %(n)s 个点位。") % {"n": rules.POINTS}
        raise invalid("patrol.points", "points", told)
    for point in entry.points:
        check_position(point["lon"], point["lat"])
    if len(entry.findings) > rules.FINDINGS:
        told = _("一次巡查最多 %(n)s 条发现。") % {"n": rules.FINDINGS}
        raise invalid("patrol.findings", "findings", told)
    if len(read_text(entry.note)) > rules.LONGEST:
        raise invalid("patrol.note", "note", _("备注太长，请缩短到 1000 字以内。"))
    for finding in entry.findings:
        _check_finding(finding)


def _check_finding(finding: Finding) -> None:
    if not read_text(finding.text):
        raise invalid("patrol.findings", "findings", _("请写明发现了什么。"))
    if max(len(read_text(finding.text)), len(read_text(finding.done))) > rules.LONGEST:
        raise invalid("patrol.findings", "findings", _("发现的说明太长，请缩短到 1000 字以内。"))
    settled, reported = bool(read_text(finding.done)), finding.incident is not None
    if settled == reported:
        told = _("每条发现要么写明当场怎样处理的，要么上报为事项，二者选一。")
        raise invalid("patrol.findings", "findings", told)


def _write_findings(staff: Staff, patrol: Patrol, findings: Iterable[Finding]) -> None:
    for rank, one in enumerate(findings):
        if one.report is not None and one.incident is not None:
            given = one.report
            if given.lon is None and not given.grid and not given.address:
                given = replace(given, grid=str(patrol.area_id))
            report(one.incident, given, staff=staff)
        result = PatrolFinding.Result
        texts = {"text": read_text(one.text), "done": read_text(one.done)}
        PatrolFinding.objects.create(
            patrol=patrol,
            rank=rank,
            result=result.REPORTED if one.incident else result.SETTLED,
            texts={key: text for key, text in texts.items() if text},
            incident=one.incident,
        )
