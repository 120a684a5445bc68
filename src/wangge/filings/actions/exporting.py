"""A filing handed out in the superior's own layout: with a reason, through the gates, on record."""

from array import array
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.audit.actions import record
from wangge.exchange import gates
from wangge.exchange.columns import Gate
from wangge.exchange.models import Export
from wangge.filings import access
from wangge.filings.actions.composing import Content, file_name, read, watermark, written
from wangge.filings.actions.filling import check
from wangge.filings.columns import Kind, Source, is_withheld
from wangge.filings.models import Filing, FilingExport, FormKind
from wangge.filings.queries import fields as dictionary
from wangge.filings.queries.values import How
from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.kernel.text import tidy
from wangge.notices.actions import tell
from wangge.people.exports import gate_of, seen
from wangge.posts.access import Staff

KIND = "filing"
REASON_SHORTEST, REASON_LONGEST = 4, 200
_GROWTH = 1.05  # what may come on top of what a second person agreed to
State = FilingExport.State


def ask(staff: Staff, filing: Filing, *, reason: str, official: bool) -> FilingExport:
    """A request for the file, done at once below the gates, else when a second person agrees.

    A draft is masked and needs no admission; an official one is in the clear, for an admitted
    form only.
    """
    duty = staff.require(access.FILL, filing.area_id)
    why = _checked(filing, reason, official=official)
    check(staff, filing)
    gate = _gate(filing) if official else None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=staff.user.pk)  # two at once count each other
        waits = gates.needs_second(staff.user, gate, filing.rows)
        export = FilingExport.objects.create(
            filing=filing,
            state=State.WAITING if waits else State.AGREED,
            actor=staff.user,
            level=duty.level,
            reason=why,
            is_official=official,
            gate=gate or "",
            rows=filing.rows,
        )
        _say("filing.ask", export, staff)
        if waits:
            _tell_deciders(export)
    return export


@transaction.atomic
def decide(staff: Staff, uid: UUID, *, agreed: bool, note: str = "") -> FilingExport:
    """A second person agrees to a large export, or does not."""
    export = _fetch(staff, uid)
    if not access.may_decide(staff, export):
        raise Missing
    why = tidy(note)[:REASON_LONGEST]
    if not agreed and len(why) < REASON_SHORTEST:
        detail = _("请写明不批准的原因（至少 %(n)d 个字）") % {"n": REASON_SHORTEST}
        raise Invalid("filing.note", detail + "。", (FieldFault("note", detail),))
    moved = FilingExport.objects.filter(pk=export.pk, state=State.WAITING).update(
        state=State.AGREED if agreed else State.REFUSED, approver=staff.user, note=why
    )
    if not moved:
        raise Refused("filing.decided", _("这份导出申请已有人处理，请刷新页面查看结果。"))
    export.refresh_from_db()
    _say("filing.agree" if agreed else "filing.refuse", export, staff, note=why)
    word = _("已批准，可以下载") if agreed else _("未获批准：%(why)s") % {"why": why}
    told = _("报表“%(name)s”的导出%(word)s") % {"name": export.filing.form.name, "word": word}
    tell({export.actor_id}, told, subject=f"filing:{export.filing.uid}")
    return export


def make(staff: Staff, uid: UUID) -> tuple[FilingExport, bytes]:
    """The file, once, for whoever asked for it; what it held is on record with its digest."""
    export = _fetch(staff, uid)
    filing = export.filing
    if export.actor_id != staff.user.pk or staff.find(access.FILL, filing.area_id) is None:
        raise Missing
    if export.state != State.AGREED:
        raise Refused("filing.state", _("这份导出还没有批准，或已经下载过；请重新申请导出。"))
    _checked(filing, export.reason, official=export.is_official)
    content = read(staff, filing, How.OPEN if export.is_official else How.MASKED)
    if export.approver_id and len(content.lines) > export.rows * _GROWTH + 1:
        raise Refused(
            "filing.grown",
            _("批准后行数由 %(was)d 增加到 %(now)d，请重新申请导出。")
            % {"was": export.rows, "now": len(content.lines)},
        )
    data = written(filing, content, watermark(staff, export))
    return _finish(staff, export, content, data), data


@transaction.atomic
def _finish(staff: Staff, export: FilingExport, content: Content, data: bytes) -> FilingExport:
    filing = export.filing
    moment = clock.now()
    rows, filled = len(content.lines), content.filled
    done = FilingExport.objects.filter(pk=export.pk, state=State.AGREED).update(
        state=State.DONE, done_at=moment, rows=rows, cells=filing.cells, filled=filled,
        digest=sha256(data).hexdigest(),
    )  # fmt: skip
    if not done:
        raise Refused("filing.state", _("这份导出刚刚已经下载，请重新申请导出。"))
    export.refresh_from_db()
    _say("filing.export", export, staff, sha256=export.digest, columns=_keys(filing))
    if export.is_official:
        _count(staff, export, moment)
        facts = {"filing": str(filing.uid), "reason": export.reason, "columns": _keys(filing)}
        if _reads_people(filing):
            seen(
                array("q", sorted(content.people)),
                {"actor": staff.user.pk, "at": moment, "detail": facts},
            )
    return export


def _count(staff: Staff, export: FilingExport, moment: datetime) -> None:
    """One row among all workbooks given out: the gates count it. The file itself is not kept."""
    filing = export.filing
    Export.objects.create(
        kind=KIND, owner=staff.user, area=filing.area, level=export.level,
        filters={"filing": str(filing.uid)}, columns=_keys(filing), revealed=True,
        reason=export.reason, gate=export.gate, rows=export.rows, progress=export.rows,
        checked_rows=export.rows, state=Export.State.EXPIRED, approver=export.approver,
        name=file_name(export)[:120], watermark=watermark(staff, export), sha256=export.digest,
        done_at=moment,
    )  # fmt: skip


def _checked(filing: Filing, reason: str, *, official: bool) -> str:
    why = tidy(reason)
    if not REASON_SHORTEST <= len(why) <= REASON_LONGEST:
        detail = _("请写明导出用途（%(least)d 到 %(most)d 个字）") % {
            "least": REASON_SHORTEST,
            "most": REASON_LONGEST,
        }
        raise Invalid("filing.reason", detail + "。", (FieldFault("reason", detail),))
    if official and filing.form.state != FormKind.State.APPROVED:
        raise Refused(
            "filing.not_admitted",
            _("这张表还没有准入，只能导出脱敏的草稿。请先在报表页申请准入。"),
        )
    return why


def _gate(filing: Filing) -> Gate | None:
    """The strictest class of the columns that are really given out."""
    fields = dictionary.at(filing.area_id).fields
    given = [
        gate_of(fields[column.key])
        for column in filing.form.meanings
        if column.source is Source.FIELD
        and column.key in fields
        and not is_withheld(column, fields)
    ]
    return next((gate for gate in Gate if gate in given), None)


def _keys(filing: Filing) -> list[str]:
    return [c.key for c in filing.form.meanings if c.source is Source.FIELD]


def _reads_people(filing: Filing) -> bool:
    return filing.form.kind != Kind.SUMMARY and bool(_keys(filing))


def _fetch(staff: Staff, uid: UUID) -> FilingExport:
    rows = FilingExport.objects.select_related("filing__form", "filing__area", "actor", "approver")
    export = rows.filter(uid=uid).first()
    if export is None:
        raise Missing
    access.fetch_filing(staff, export.filing.uid)
    return export


def _tell_deciders(export: FilingExport) -> None:
    filing = export.filing
    probe = Export(owner=export.actor, area=filing.area, level=export.level)
    told = _("%(who)s 申请导出报表“%(name)s”%(rows)d 行完整信息，请审批。用途：%(why)s") % {
        "who": export.actor.name,
        "name": filing.form.name,
        "rows": export.rows,
        "why": export.reason,
    }
    tell(gates.deciders(probe), told, subject=f"filing:{filing.uid}", urgent=True)


def _say(verb: str, export: FilingExport, staff: Staff, **detail: object) -> None:
    filing = export.filing
    record(
        verb, f"filing:{filing.uid}", actor=staff.user, area=filing.area_id,
        form=filing.form.name, official=export.is_official, rows=export.rows,
        reason=export.reason, gate=export.gate, **detail,
    )  # fmt: skip
