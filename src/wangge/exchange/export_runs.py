"""Making the workbook that was asked for: by a worker, or at once on the command line."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.audit import jobs
from wangge.exchange import gates
from wangge.exchange.catalog import Kind, chosen, kind_of
from wangge.exchange.columns import Column, strictest
from wangge.exchange.exports import HELD, JOB, State, file_name, on_record, say_waiting, tell_of
from wangge.exchange.models import Export
from wangge.exchange.watermarks import watermark
from wangge.exchange.workbooks import Marks, Row, count_rows, write_rows, write_template
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.kernel.text import tidy
from wangge.posts.access import Staff, staff_of

EXPIRY = "export.expire"
KEPT = timedelta(days=3)
RUN = 1_000  # rows read at a time
_SECOND = 1.0
_GROWTH = 1.05
_NOTES = (
    "“编号”一列用来认回每一行，请勿改动；橙色、灰色表头的含义见表头颜色：灰色列只供查看，改了也不会导入。",
    "改好后在“导入”页上传本文件：系统先列出改动，确认后才写入。没有改的行和删掉的行都不会动台账。",
    "要新增，请在最下面加行，“编号”留空。带 * 号的内容是脱敏显示，不改就保持原样。",
)
_ONLY_TO_READ = (
    "这份表格只供查看，改了也不能导入；要改请到系统里对应的页面办理。",
    "带 * 号的内容是脱敏显示。",
)
Tick = Callable[[int], None]


@dataclass(frozen=True)
class _Order:
    """What is to be written: for whom, which columns of which rows."""

    kind: Kind
    staff: Staff | None
    columns: Sequence[Column]
    keys: Sequence[int]


def run(uid: str, beat: jobs.Beat) -> None:
    """The job: make the workbook, count it, keep it. Done twice, it leaves one."""
    export = Export.objects.select_related("area", "owner").get(uid=UUID(uid))
    if export.state not in {State.QUEUED, State.RUNNING}:
        return
    assert export.owner
    staff = staff_of(export.owner)  # as the posts are now
    kind = kind_of(export.kind)
    columns = chosen(kind, staff, export.area_id, export.columns)
    order = _Order(kind, staff, columns, kind.select(staff, export.area, export.filters))
    if not _may_go_on(export, order):
        return
    with TemporaryDirectory() as folder:
        path = Path(folder, "export.xlsx")
        _write(path, export, order, _ticking(export, beat))
        with path.open("rb") as content:
            stored = default_storage.save(f"{HELD}/{export.uid.hex}/book.xlsx", File(content))
    try:
        _finish(export, order, stored)
    except BaseException:
        default_storage.delete(stored)
        raise


def give_up(uid: str, error: str) -> None:
    """The job failed for good: the asker reads why."""
    del error  # stands in the log and on the job; it may hold data
    note = _("生成时出错，没有得到文件。请稍后重新导出；仍不行请联系系统管理员。")
    fail(Export.objects.get(uid=UUID(uid)), note)


def expire(uid: str, _beat: jobs.Beat) -> None:
    """Delete the file; the row that says who took what stays."""
    export = Export.objects.get(uid=UUID(uid))
    if export.state == State.DONE:
        Export.objects.filter(pk=export.pk).update(state=State.EXPIRED, path="")
        default_storage.delete(export.path)


def to_file(
    kind_key: str, path: Path, area: Area, *, reason: str | None = None, operator: str = ""
) -> Export:
    """The command line: at once, into `path`; in the clear only with a reason, and on record."""
    kind = kind_of(kind_key)
    columns = chosen(kind, None, area.code)
    why = tidy(reason or "")
    if reason is not None and not why:
        raise Invalid("export.reason", "显示完整内容时请在 --reveal 后写明用途。")
    revealed = reason is not None
    gate = strictest(columns) if revealed else None
    export = Export(
        kind=kind_key, area=area, level=Level.COUNTY, columns=[c.key for c in columns],
        revealed=revealed, reason=why[:200], gate=gate or "", state=State.RUNNING,
    )  # fmt: skip
    export.name = file_name(kind, area, export)
    export.watermark = watermark(export, operator or "命令行", "")
    order = _Order(kind, None, columns, kind.select(None, area, {}))
    export.rows = len(order.keys)
    export.save(force_insert=True)
    draft = path.with_name(f".{path.name}.{export.uid.hex}")
    try:
        _write(draft, export, order, lambda _done: None)
        with transaction.atomic():
            _close(export, order)
            if revealed and gate and export.rows > gate.limit:
                _warn(export)
        shutil.move(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return export


def template(kind_key: str, path: Path, area: Area) -> None:
    """An empty workbook of this kind to fill in for the area."""
    kind = kind_of(kind_key)
    if kind.template is None:
        raise Missing
    notes = (
        "橙色表头带 * 的栏目必填，其他可以不填。",
        "“例：”开头的一行是示例，导入时会跳过，可以删掉。",
        "有下拉箭头的格子请从选项中选；各列都是文本格式，号码不会丢位。",
    )
    write_template(path, Marks(kind.title, "", notes=notes), kind.template(area.code))


def _may_go_on(export: Export, order: _Order) -> bool:
    """Look at the gate once more: there may be more rows now than when it was asked."""
    rows = len(order.keys)
    gate = strictest(order.columns) if export.revealed else None
    assert export.owner
    if export.approver_id is not None:
        if export.revealed and rows > export.rows * _GROWTH + 1:
            fail(export, _("批准后行数由 %(was)d 增加到 %(now)d，请重新申请。")
                 % {"was": export.rows, "now": rows})  # fmt: skip
            return False
    elif gates.needs_second(export.owner, gate, rows, besides=export):
        Export.objects.filter(pk=export.pk).update(state=State.WAITING, rows=rows)
        export.refresh_from_db()
        say_waiting(export)
        return False
    Export.objects.filter(pk=export.pk).update(state=State.RUNNING, rows=rows, progress=0)
    export.state, export.rows = State.RUNNING, rows
    return True


def _write(path: Path, export: Export, order: _Order, tick: Tick) -> None:
    """The file, its rows counted again in the file itself."""
    marks = Marks(
        order.kind.title, export.watermark, export.owner.name if export.owner else "",
        export.uid.hex, _NOTES if order.kind.template else _ONLY_TO_READ,
    )  # fmt: skip
    export.rows = write_rows(path, marks, order.columns, _rows(order, export.revealed, tick))
    export.checked_rows = count_rows(path)
    if export.checked_rows != export.rows:
        raise Refused(
            "export.count",
            _("写入 %(wrote)d 行，文件里只有 %(read)d 行，文件作废。")
            % {"wrote": export.rows, "read": export.checked_rows},
        )
    export.size = path.stat().st_size
    with path.open("rb") as content:
        export.sha256 = file_digest(content, "sha256").hexdigest()


def _rows(order: _Order, revealed: bool, tick: Tick) -> Iterator[Row]:
    for start in range(0, len(order.keys), RUN):
        keys = order.keys[start : start + RUN]
        yield from order.kind.read(order.staff, keys, order.columns, revealed)
        tick(start + len(keys))


def _ticking(export: Export, beat: jobs.Beat) -> Tick:
    """Show progress and keep the lease, once a second at most."""
    last = monotonic()

    def tick(done: int) -> None:
        nonlocal last
        if monotonic() - last >= _SECOND:
            last = monotonic()
            beat()
            Export.objects.filter(pk=export.pk).update(progress=done)

    return tick


def _finish(export: Export, order: _Order, stored: str) -> None:
    with transaction.atomic():
        export.path = stored
        export.expires_at = clock.now() + KEPT
        _close(export, order)
        jobs.put(EXPIRY, str(export.uid), due=export.expires_at)
        told = _("导出“%(name)s”已生成，共 %(rows)d 行，%(days)d 天内可下载。")
        given = {"name": export.name, "rows": export.rows, "days": KEPT.days}
        tell_of(export, {export.owner_id}, told % given)
        if export.approver_id is not None:
            _warn(export)


def _close(export: Export, order: _Order) -> None:
    """The workbook is whole: say so, and for each person whose data was given out in the clear."""
    export.state, export.done_at, export.progress = State.DONE, clock.now(), export.rows
    done = Export.objects.filter(pk=export.pk, state=State.RUNNING).update(
        state=State.DONE, rows=export.rows, progress=export.rows, path=export.path,
        size=export.size, sha256=export.sha256, checked_rows=export.checked_rows,
        done_at=export.done_at, expires_at=export.expires_at,
    )  # fmt: skip
    if not done:
        raise jobs.Lost
    on_record("export.done", export, export.owner, sha256=export.sha256)
    if export.revealed:
        facts = {"export": str(export.uid), "reason": export.reason, "columns": export.columns}
        order.kind.seen(
            order.keys, {"actor": export.owner_id, "at": export.done_at, "detail": facts}
        )


def fail(export: Export, note: str) -> None:
    """The workbook will not come; the asker is told why."""
    with transaction.atomic():
        Export.objects.filter(pk=export.pk).update(
            state=State.FAILED, note=note[:200], done_at=clock.now()
        )
        told = _("导出“%(name)s”没有完成：%(why)s") % {"name": export.name, "why": note}
        tell_of(export, {export.owner_id}, told, urgent=True)


def _warn(export: Export) -> None:
    """Auditors hear of every workbook over a gate that was really made."""
    told = _("批量导出提醒：%(who)s 导出%(area)s %(rows)d 行完整信息。用途：%(why)s") % {
        "who": export.owner.name if export.owner else _("命令行"),
        "area": export.area.name, "rows": export.rows, "why": export.reason,
    }  # fmt: skip
    tell_of(export, gates.auditors(export.area_id), told, urgent=True)


def register_jobs() -> None:
    """Tell the workers who makes workbooks and who deletes them."""
    jobs.handle(JOB, run, give_up)
    jobs.handle(EXPIRY, expire, lambda _uid, _error: None)
