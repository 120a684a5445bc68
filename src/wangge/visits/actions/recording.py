"""Keeping a visit: one entry feeds the ledger, the record book and the business lines."""

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.audit.actions import record
from wangge.dictionary.queries import dictionary_at
from wangge.incidents.actions.reporting import Receipt, Report, report
from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.kernel.errors import Missing, Refused
from wangge.people import access as people_access
from wangge.people.households import fetch
from wangge.people.models import Household, Person
from wangge.posts.access import Staff
from wangge.posts.earlier import as_of
from wangge.upkeep.actions.confirming import confirm
from wangge.upkeep.models import Confirmation
from wangge.visits import access, rules
from wangge.visits.actions.entries import Met, VisitEntry, invalid, read_texts
from wangge.visits.models import Visit, VisitMatter, VisitMeeting

if TYPE_CHECKING:
    from collections.abc import Iterable


def record_visit(staff: Staff, uid: UUID, entry: VisitEntry) -> tuple[Visit, bool]:
    """Keep the visit under the sender's `uid`, and whether it is new; safe to send again.

    Raises `Missing` when the household or a person is out of reach, `Invalid` naming what is
    wrong, `Refused` when the uid already names another visit.
    """
    known = Visit.objects.filter(uid=uid).first()
    if known:
        return _repeated(known, entry, staff), False
    try:
        with transaction.atomic():
            return _create(staff, uid, entry), True
    except IntegrityError:
        known = Visit.objects.filter(uid=uid).first()
        if known is None:
            raise
        return _repeated(known, entry, staff), False


def _repeated(known: Visit, entry: VisitEntry, staff: Staff) -> Visit:
    if known.worker_id != staff.user.pk:
        raise Missing
    if known.digest != entry.digest():
        raise Refused(
            "visit.other_content",
            _("这个编号已用于另一次走访，内容不同；请换一个新编号记录。"),
        )
    return known


def _create(staff: Staff, uid: UUID, entry: VisitEntry) -> Visit:
    staff, home, area = _reached(staff, entry)
    duty = access.duty_at(staff, home.area_id)
    _check_choices(entry)
    now = clock.now()
    span = rules.span(entry.started_at, entry.ended_at, now=now, offset=entry.offset)
    visit = Visit.objects.create(
        uid=uid,
        worker=staff.user,
        post=duty.title,
        area_id=area,
        household=home,
        started_at=span.start,
        ended_at=span.end,
        claimed_start=entry.started_at,
        claimed_end=entry.ended_at,
        clock_doubtful=span.doubtful,
        received_at=now,
        digest=entry.digest(),
        source=entry.source,
        patrol=entry.patrol,
        kind=entry.kind,
        outcome=entry.outcome,
        texts=read_texts(entry.texts),
    )
    meet(staff, visit, entry.met)
    for incident, given in entry.matters:
        hand(staff, uid, incident, given, home=home)
    record("visit.record", f"visit:{uid}", actor=staff.user, area=area, kind=entry.kind)
    return visit


def _reached(staff: Staff, entry: VisitEntry) -> tuple[Staff, Household, int]:
    """The household and its grid; also one that a change of borders took away since the visit.

    Such a visit belongs to the grid of then.
    """
    try:
        home = fetch(staff, entry.household)
    except Missing:
        if entry.started_at is None:
            raise
        then = as_of(staff, entry.started_at + entry.offset)
        home = fetch(then, entry.household)
        return then, home, access.duty_at(then, home.area_id).area
    return staff, home, home.area_id


def _check_choices(entry: VisitEntry) -> None:
    if entry.kind not in Visit.Kind.values:
        raise invalid("visit.kind", "kind", _("没有这种走访，请从列表中选择。"))
    if entry.outcome not in Visit.Outcome.values:
        raise invalid("visit.outcome", "outcome", _("没有这种走访结果，请从列表中选择。"))
    if len(entry.met) > rules.MEMBERS:
        told = _("一次走访最多记 %(n)s 人。") % {"n": rules.MEMBERS}
        raise invalid("visit.met", "met", told)
    if entry.outcome != Visit.Outcome.MET and entry.met:
        raise invalid("visit.met", "met", _("没有见到人的走访不能填写见到谁。"))


def meet(staff: Staff, visit: Visit, met: "Iterable[Met]") -> None:
    """Note whom the visit met; it bears their records out for the facts touched."""
    wanted = {one.person: one for one in met}
    if not wanted:
        return
    rows = people_access.visible(staff).filter(uid__in=wanted)
    people: dict[UUID, Person] = {row.uid: row for row in rows}
    if len(people) < len(wanted):
        raise Missing
    known = dictionary_at(visit.area_id).by_key
    on = min(clock.today(), visit.started_at.astimezone(clock.BEIJING).date())
    for uid, one in wanted.items():
        strange = [key for key in one.fields if key not in known]
        if strange:
            told = _("没有“%(key)s”这一项，请核对数据字典。") % {"key": strange[0][:40]}
            raise invalid("visit.fields", "met", told)
        VisitMeeting.objects.get_or_create(
            visit=visit, person=people[uid], defaults={"fields": list(one.fields)}
        )
        kind = Confirmation.Kind.VISIT
        confirm(staff, uid, kind=kind, ref=visit.uid, on=on, fields=one.fields)


def hand(
    staff: Staff, visit: UUID, uid: UUID, given: Report, *, home: Household | None = None
) -> Receipt:
    """Report a matter that a visit brought (出去一手抓、回来再分家); safe to send again."""
    known = Visit.objects.filter(uid=visit).select_related("household__dwelling").first()
    if known and known.worker_id != staff.user.pk:
        raise Missing
    home = home or (known.household if known else None)
    placed = given.lon is not None or given.grid or given.address
    if home and not placed:
        given = replace(given, grid=str(home.area_id), address=_door(home))
    receipt = report(uid, replace(given, source=given.source or "走访"), staff=staff)
    link(visit, receipt.incident)
    return receipt


def link(visit: UUID, incident: Incident) -> None:
    """The matter came from this visit; said once."""
    VisitMatter.objects.get_or_create(incident=incident, defaults={"visit": visit})


def _door(home: Household) -> str:
    return home.dwelling.address if home.dwelling else ""
