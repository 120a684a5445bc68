"""Asking for a workbook, agreeing to it, fetching it: every step on record."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.areas import queries as areas
from wangge.areas.models import Area
from wangge.audit import jobs
from wangge.audit.actions import record
from wangge.exchange import gates
from wangge.exchange.catalog import Filters, Kind, chosen, kind_of
from wangge.exchange.columns import Column, strictest
from wangge.exchange.models import Export
from wangge.exchange.watermarks import watermark
from wangge.kernel import clock
from wangge.kernel.codes import Level, ancestor, below, level_of
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.kernel.text import tidy
from wangge.notices.actions import tell
from wangge.posts.access import Staff

JOB = "export"
State = Export.State
REASON_SHORTEST, REASON_LONGEST = 4, 200
HELD = "exports"  # folder in storage


@transaction.atomic
def ask(
    staff: Staff,
    kind: str,
    *,
    under: int | None = None,
    filters: Filters | None = None,
    columns: Sequence[str] | None = None,
    revealed: bool = False,
    reason: str = "",
) -> Export:
    """A workbook of a list in one's reach, made in the background; over a gate it waits.

    Raises `Invalid` for a workbook in the clear without a reason or for columns nobody may have.
    """
    what = kind_of(kind)
    scope = scope_of(staff, what, under)
    area = areas.fetch_plain(under or _common(scope))
    given = chosen(what, staff, area.code, columns)
    why = _checked(given, revealed=revealed, reason=reason)
    User.objects.select_for_update().get(pk=staff.user.pk)  # two at once count each other
    export = Export(
        kind=kind, owner=staff.user, area=area, scope=scope, filters=dict(filters or {}),
        columns=[column.key for column in given], revealed=revealed, reason=why,
        level=min(duty.level for duty in staff.duties if _works(duty.abilities, what)),
    )  # fmt: skip
    export.rows = len(what.select(staff, area, export.filters))
    gate = strictest(given) if revealed else None
    export.gate = gate or ""
    export.name = file_name(what, area, export)
    export.watermark = watermark(export, staff.user.name, staff.title)
    waits = gates.needs_second(staff.user, gate, export.rows)
    export.state = State.WAITING if waits else State.QUEUED
    export.save(force_insert=True)
    on_record("export.ask", export, staff.user)
    if waits:
        say_waiting(export)
    else:
        jobs.put(JOB, str(export.uid))
    return export


class Outlook(NamedTuple):
    """What a request would be about: the area and how many rows."""

    area: Area
    rows: int


def outlook(staff: Staff, kind: Kind, *, under: int | None, filters: Filters) -> Outlook:
    """How much would be given out, before anybody asks for it."""
    area = areas.fetch_plain(under or _common(scope_of(staff, kind, under)))
    scope_of(staff, kind, area.code)
    return Outlook(area, len(kind.select(staff, area, filters)))


@transaction.atomic
def decide(staff: Staff, uid: UUID, *, agreed: bool, note: str = "") -> Export:
    """A second person agrees or does not; the asker is told."""
    export = fetch_to_decide(staff, uid)
    told = tidy(note)[:REASON_LONGEST]
    if not agreed and len(told) < REASON_SHORTEST:
        detail = _("请写明不批准的原因（至少 %(n)d 个字）") % {"n": REASON_SHORTEST}
        raise Invalid("export.note", detail + "。", (FieldFault("note", detail),))
    state = State.QUEUED if agreed else State.REFUSED
    moved = Export.objects.filter(pk=export.pk, state=State.WAITING).update(
        state=state, approver=staff.user, decided_at=clock.now(), note="" if agreed else told
    )
    if not moved:
        raise Refused("export.decided", _("这份导出申请已有人处理，请刷新页面查看结果。"))
    export.refresh_from_db()
    on_record("export.approve" if agreed else "export.refuse", export, staff.user, note=told)
    if agreed:
        jobs.put(JOB, str(export.uid))
    word = _("已批准，正在生成") if agreed else _("未获批准：%(why)s") % {"why": told}
    tell_of(
        export, {export.owner_id}, _("导出“%(name)s”%(word)s") % {"name": export.name, "word": word}
    )
    return export


def listed(staff: Staff) -> "QuerySet[Export]":
    """The person's own workbooks, the newest first."""
    return _rows().filter(owner=staff.user)


def waiting(staff: Staff) -> list[Export]:
    """The requests that this person may agree to, the oldest first."""
    rows = _rows().filter(gates.within(staff), state=State.WAITING).exclude(owner=staff.user)
    return [row for row in rows.order_by("at") if gates.may_decide(staff, row)]


def fetch(staff: Staff, uid: UUID) -> Export:
    """A request of one's own, or one that this person may (or did) decide; others do not exist."""
    export = _rows().filter(uid=uid).first()
    if export is None or not (
        staff.user.pk in {export.owner_id, export.approver_id} or gates.may_decide(staff, export)
    ):
        raise Missing
    return export


def fetch_to_decide(staff: Staff, uid: UUID) -> Export:
    """A request that this person may decide; others do not exist."""
    export = _rows().filter(uid=uid).first()
    if export is None or not gates.may_decide(staff, export):
        raise Missing
    return export


def download(staff: Staff, uid: UUID) -> tuple[Export, Any]:
    """The finished workbook as an open file, for its asker while the posts still reach that far."""
    export = listed(staff).filter(uid=uid).first()
    if export is None or not _still_reaches(staff, export):
        raise Missing
    if export.state != State.DONE or not default_storage.exists(export.path):
        raise Refused("export.gone", _("这份文件还没有生成或已过期删除，请重新导出。"))
    on_record("export.download", export, staff.user)
    return export, default_storage.open(export.path)


def scope_of(staff: Staff, kind: Kind, under: int | None) -> list[tuple[int, int]]:
    """The code ranges (below `under`) that the person's posts reach; `Missing` if none."""
    ranges = staff.ranges(*kind.abilities)
    if under is not None:
        inside = below(under)
        cut = ((max(start, inside.start), min(stop, inside.stop)) for start, stop in ranges)
        ranges = tuple(pair for pair in cut if pair[0] < pair[1])
    if not ranges:
        raise Missing
    return list(ranges)


def may_export(staff: Staff, kind: str) -> bool:
    """Whether the person's posts give this list out at all."""
    return bool(staff.ranges(*kind_of(kind).abilities))


def _still_reaches(staff: Staff, export: Export) -> bool:
    now = staff.ranges(*kind_of(export.kind).abilities)
    return all(
        any(start <= first and last <= stop for start, stop in now) for first, last in export.scope
    )


def _common(scope: Sequence[tuple[int, int]]) -> int:
    """The smallest area that holds all ranges."""
    first, last = min(start for start, _ in scope), max(stop for _, stop in scope) - 1
    for level in (Level.GRID, Level.COMMUNITY, Level.TOWN):
        if ancestor(first, level) == ancestor(last, level) and level_of(first) <= level:
            return ancestor(first, level)
    return ancestor(first, Level.COUNTY)


def _works(abilities: frozenset[str], kind: Kind) -> bool:
    return not abilities.isdisjoint(kind.abilities)


def _checked(columns: Sequence[Column], *, revealed: bool, reason: str) -> str:
    why = tidy(reason)
    faults = []
    if not columns:
        faults.append(FieldFault("columns", _("请至少选择一列")))
    guarded = [column.heading for column in columns if column.guarded]
    if guarded and not revealed:
        told = _("“%(columns)s”属敏感内容，只能在显示完整内容并写明用途时导出")
        faults.append(FieldFault("columns", told % {"columns": "、".join(guarded)}))
    if revealed and not REASON_SHORTEST <= len(why) <= REASON_LONGEST:
        told = _("请写明导出用途（%(least)d 到 %(most)d 个字）")
        faults.append(
            FieldFault("reason", told % {"least": REASON_SHORTEST, "most": REASON_LONGEST})
        )
    if faults:
        told = "；".join(fault.detail for fault in faults)
        raise Invalid("export.ask", _("请改正后再导出——%(told)s。") % {"told": told}, tuple(faults))
    return why


def _rows() -> "QuerySet[Export]":
    return Export.objects.select_related("area", "owner", "approver").defer("area__boundary")


def file_name(kind: Kind, area: Area, export: Export) -> str:
    """The file's name: place, list and minute."""
    day = clock.now().astimezone(clock.BEIJING)
    word = "" if export.revealed else "（脱敏）"
    return f"{area.name}{kind.title}{word}{day:%Y%m%d-%H%M}.xlsx"


def on_record(verb: str, export: Export, actor: User | None, **more: Any) -> None:
    """One line of the trail about a workbook."""
    record(
        verb, f"export:{export.uid}", actor=actor, area=export.area_id, kind=export.kind,
        rows=export.rows, revealed=export.revealed, gate=export.gate, reason=export.reason,
        columns=export.columns, filters=export.filters, **more,
    )  # fmt: skip


def say_waiting(export: Export) -> None:
    """Tell those who may agree, and those who watch."""
    owner = export.owner.name if export.owner else ""
    told = _("%(who)s 申请导出%(area)s %(rows)d 行完整信息，请审批。用途：%(why)s") % {
        "who": owner, "area": export.area.name, "rows": export.rows, "why": export.reason,
    }  # fmt: skip
    tell_of(export, gates.deciders(export), told, urgent=True)
    watching = gates.auditors(export.area_id) - gates.deciders(export)
    tell_of(export, watching, _("批量导出提醒：") + told)


def tell_of(export: Export, users: set[Any], text: str, *, urgent: bool = False) -> None:
    """A notice about a workbook."""
    tell(users - {None}, text, subject=f"export:{export.uid}", urgent=urgent)
