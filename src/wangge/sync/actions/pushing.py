"""Taking in what devices send: each operation once, in any order, none blocking another."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.kernel import clock
from wangge.kernel.errors import FieldFault, Invalid, Missing, Refused
from wangge.kernel.ids import uuid7
from wangge.posts.access import Staff
from wangge.privacy.sealing import lasting, seal
from wangge.sync import rules
from wangge.sync.actions.greeting import greet
from wangge.sync.entities import arrivals, events, matters, telling, visits
from wangge.sync.entities.shape import Outcome, Sender, WaitError
from wangge.sync.models import Op, SyncConflict
from wangge.sync.rules import Operation, Receipt, read_operation
from wangge.visits.actions.journaling import complete_logs

logger = logging.getLogger(__name__)
PASSES = 20
SLACK = timedelta(minutes=10)
LONG_AGO = timedelta(days=20 * 366)


class _Handler(Protocol):
    def __call__(self, sender: Sender, op: Operation, *, final: bool) -> Outcome: ...


HANDLERS: Mapping[str, _Handler] = {
    "visit": visits.visit,
    "patrol": visits.patrol,
    "journal": visits.journal,
    "person": arrivals.person,
    "household": arrivals.household,
    "life": events.life,
    "incident": matters.incident,
    "step": matters.step,
    "information": telling.information,
    "suggestion": telling.suggestion,
    "notice": telling.notice,
}
# What may be mended by another operation of the same push.
_AWAITED = frozenset({"visit.household", "person.home"})


@dataclass(frozen=True)
class Hello:
    """What a device says of itself with a push; only the code is needed."""

    code: str
    version: str = ""
    unsent: int | None = None
    sent_at: datetime | None = None


def push(staff: Staff, hello: Hello, ops: Sequence[Any]) -> list[Receipt]:
    """One receipt for each operation, in the order given; safe to send again, all or part.

    Raises `Refused` only for the push as a whole: a revoked device, no device, too many.
    """
    if len(ops) > rules.MOST:
        told = _("一次最多传 %(n)s 条，请分批。") % {"n": rules.MOST}
        raise Invalid("sync.too_many", told, (FieldFault("ops", told),))
    device = greet(staff, hello.code, version=hello.version, unsent=hello.unsent)
    offset = _offset(hello.sent_at)
    if hello.sent_at and device.clock_offset != int(offset.total_seconds()):
        device.clock_offset = int(offset.total_seconds())
        device.save(update_fields=["clock_offset"])
    receipts = _Push(Sender(staff, device, offset)).take(ops)
    if any(receipt.result == rules.APPLIED for receipt in receipts):
        complete_logs(staff)
    return receipts


def _offset(sent_at: datetime | None) -> timedelta:
    """How far a device's clock is behind ours; small differences are the way's."""
    if sent_at is None:
        return timedelta()
    offset = clock.now() - sent_at
    return offset if SLACK < abs(offset) < LONG_AGO else timedelta()


class _Push:
    """The operations of one push."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.known: dict[UUID, Op] = {}

    def take(self, ops: Sequence[Any]) -> list[Receipt]:
        read = [read_operation(raw) for raw in ops]
        receipts = {n: each for n, each in enumerate(read) if isinstance(each, Receipt)}
        waiting = [(n, each) for n, each in enumerate(read) if isinstance(each, Operation)]
        self.known = {
            row.uid: row for row in Op.objects.filter(uid__in={each.id for _n, each in waiting})
        }
        # A device's own order, as far as its clock tells; what does not fit yet comes up again.
        waiting.sort(key=lambda each: (each[1].at is None, each[1].at or clock.now(), each[0]))
        for _pass in range(PASSES):
            later = []
            for n, op in waiting:
                receipt = self.judge(op, final=False)
                if receipt:
                    receipts[n] = receipt
                else:
                    later.append((n, op))
            if len(later) == len(waiting):
                break
            waiting = later
        for n, op in waiting:
            receipts[n] = self.judge(op, final=True) or _unexpected(op)
        return [
            receipts[n].to(str(raw["id"])) if isinstance(read[n], Operation) else receipts[n]
            for n, raw in enumerate(ops)
        ]

    def judge(self, op: Operation, *, final: bool) -> Receipt | None:
        """The receipt; None where the operation may fit once others are done."""
        digest = _digest(op)
        known = self.known.get(op.id)
        if known and not self._may_redo(known):
            return self._again(known, digest)
        try:
            with transaction.atomic():
                outcome = HANDLERS[op.entity](self.sender, op, final=final)
                self._keep(op, digest, outcome, known)
        except WaitError:
            return None
        except Missing:
            return self._refuse(op, digest, _missing(op)) if final else None
        except Refused as refused:
            if not final and refused.code in _AWAITED:
                return None
            return self._refuse(op, digest, Outcome(rules.REFUSED, refused.code, refused.message))
        except IntegrityError:
            return self._raced(op, digest)
        except Exception:
            logger.exception("sync: operation %s", op.id)
            return _unexpected(op)
        return Receipt(str(op.id), outcome.result, outcome.code, outcome.detail)

    def _raced(self, op: Operation, digest: str) -> Receipt:
        """Another request brought the same operation at the same moment."""
        known = Op.objects.filter(uid=op.id).first()
        if known and not self._may_redo(known):
            return self._again(known, digest)
        return _unexpected(op)

    def _may_redo(self, known: Op) -> bool:
        """A refusal did nothing: its own sender may try again, mended or not."""
        return known.result == rules.REFUSED and known.user_id == self.sender.staff.user.pk

    def _again(self, known: Op, digest: str) -> Receipt:
        uid = str(known.uid)
        if known.user_id != self.sender.staff.user.pk or known.digest != digest:
            told = _("这个操作编号已用于另一条内容，请更新手机端后重试。")
            return rules.refused(uid, "op.other_content", told)
        if known.result == rules.CONFLICT:
            return Receipt(uid, known.result, known.code, known.detail)
        return Receipt(uid, rules.REPEATED, known.result, _("服务器早已收到，没有重复办理。"))

    def _refuse(self, op: Operation, digest: str, outcome: Outcome) -> Receipt:
        """Refusals are kept for the desk; sent again, the operation is judged anew."""
        try:
            with transaction.atomic():
                self._keep(op, digest, outcome, self.known.get(op.id))
        except IntegrityError:
            return self._raced(op, digest)
        return Receipt(str(op.id), outcome.result, outcome.code, outcome.detail)

    def _keep(self, op: Operation, digest: str, outcome: Outcome, known: Op | None) -> None:
        row = known or Op(uid=op.id)
        row.device, row.user = self.sender.device, self.sender.staff.user
        row.entity, row.key, row.digest = op.entity, op.key, digest
        row.result, row.code, row.detail = outcome.result, outcome.code[:60], outcome.detail[:240]
        row.claimed_at, row.received_at = op.at, clock.now()
        row.save(force_insert=known is None)
        for clash in outcome.clashes:
            uid = uuid7()
            SyncConflict.objects.create(
                uid=uid,
                op=row,
                area_id=clash.area,
                entity=clash.entity,
                key=clash.key,
                field=clash.field,
                offered=seal(clash.offered, f"conflict:{uid}:offered"),
            )
        self.known[op.id] = row


def _missing(op: Operation) -> Outcome:
    what = rules.ENTITIES[op.entity]
    told = _("没有这%(what)s，或已不在您的网格；请联系社区核对。") % {"what": f"条{what}记录"}
    return Outcome(rules.REFUSED, "missing", told)


def _unexpected(op: Operation) -> Receipt:
    return rules.refused(op.id, "unexpected", _("服务器出错，没有办成，这一条请稍后再传。"))


def _digest(op: Operation) -> str:
    told = json.dumps([op.entity, str(op.key), op.fields], ensure_ascii=False, sort_keys=True)
    return lasting(told, "sync-op").hex()
