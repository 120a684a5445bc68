"""Uploads at the desk: kept until they are carried out, then only what came of them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wangge.accounts.models import User
from wangge.areas.models import Area
from wangge.exchange.claims import claim as claim_now
from wangge.exchange.claims import is_lost
from wangge.exchange.guards import MAX_FILE_BYTES, too_large
from wangge.exchange.models import INTERRUPTED, ImportRun
from wangge.kernel import clock
from wangge.kernel.errors import Missing, Refused
from wangge.kernel.text import tidy

State = ImportRun.State


def start(kind: str, content: bytes, name: str, *, area: Area, owner: User) -> ImportRun:
    """Keep an upload for its preview; nothing is read into the ledger yet."""
    if len(content) > MAX_FILE_BYTES:
        raise too_large()
    run = ImportRun(kind=kind, area=area, owner=owner, name=tidy(name)[-200:] or "ledger")
    run.path = default_storage.save(f"imports/{run.uid}/source", ContentFile(content))
    run.save(force_insert=True)
    return run


def listed(owner: User) -> "QuerySet[ImportRun]":
    """The person's own uploads, the newest first."""
    _notice_interrupted(owner)
    return ImportRun.objects.filter(owner=owner).select_related("area")


def fetch(owner: User, uid: UUID) -> ImportRun:
    """One's own upload; other people's do not exist."""
    run = listed(owner).filter(uid=uid).first()
    if run is None:
        raise Missing
    return run


def content(run: ImportRun) -> bytes:
    """The upload as it came."""
    return _bytes(run.path)


def claim(run: ImportRun, mapping: Mapping[str, Any]) -> None:
    """Carry a run out once only: a second press finds it taken."""
    taken = ImportRun.objects.filter(pk=run.pk, state=State.READ).update(
        state=State.RUNNING, mapping=mapping, result=claim_now()
    )
    if not taken:
        raise Refused("import.taken", _("这份文件已在导入或已导入，请刷新页面查看结果。"))
    run.refresh_from_db()


def release(run: ImportRun) -> None:
    """The run failed half-way and wrote nothing: it can be tried again."""
    _held(run).update(state=State.READ, result={})


@transaction.atomic
def finish(run: ImportRun, result: Mapping[str, Any], *, report: bytes, mend: bytes) -> ImportRun:
    """Keep the figures and the two workbooks; the upload itself is no longer needed."""
    if not _held(run).select_for_update():
        raise Refused("import.taken", _("这份文件已由另一次导入完成，请刷新页面查看结果。"))
    run.report_path = default_storage.save(f"imports/{run.uid}/report", ContentFile(report))
    if mend:
        run.mend_path = default_storage.save(f"imports/{run.uid}/mend", ContentFile(mend))
    upload, run.path = run.path, ""
    run.state, run.result, run.done_at = State.DONE, dict(result), clock.now()
    run.save(update_fields=["report_path", "mend_path", "path", "state", "result", "done_at"])
    transaction.on_commit(lambda: default_storage.delete(upload))
    return run


def _held(run: ImportRun) -> "QuerySet[ImportRun]":
    """The run while nobody took it over."""
    token = run.result.get("token")
    return ImportRun.objects.filter(pk=run.pk, state=State.RUNNING, result__token=token)


def _notice_interrupted(owner: User) -> None:
    """Let runs wait again whose process was killed; done again, they write what is missing."""
    for run in ImportRun.objects.filter(owner=owner, state=State.RUNNING):
        if is_lost(run.result):
            seen = {INTERRUPTED: clock.now().isoformat()}
            ImportRun.objects.filter(pk=run.pk, state=State.RUNNING, result=run.result).update(
                state=State.READ, result=seen
            )


def report_of(run: ImportRun) -> bytes:
    """The report workbook."""
    return _bytes(run.report_path)


def mend_of(run: ImportRun) -> bytes:
    """The workbook of the rows to mend."""
    return _bytes(run.mend_path)


def discard(run: ImportRun) -> None:
    """Remove the run and every file of it; what was imported stays."""
    for path in (run.path, run.report_path, run.mend_path):
        if path:
            default_storage.delete(path)
    run.delete()


def _bytes(path: str) -> bytes:
    if not path or not default_storage.exists(path):
        raise Missing
    with default_storage.open(path) as stored:
        data: bytes = stored.read()
    return data
