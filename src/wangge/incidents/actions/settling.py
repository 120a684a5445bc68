"""Reporting what has been put right on the spot (现场办结): both or neither."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from wangge.incidents.actions.reporting import Receipt, Report, report
from wangge.incidents.actions.stepping import advance
from wangge.posts.access import Staff


@transaction.atomic
def report_settled(
    uid: UUID,
    given: Report,
    *,
    staff: Staff,
    result: str,
    channel: str,
    photos: Sequence[UUID] = (),
) -> Receipt:
    """Keep the report and settle it in one go; safe to send twice."""
    receipt = report(uid, given, staff=staff)
    if not receipt.created:
        return receipt
    facts = {"channel": channel, "photos": list(photos)}
    row = advance(uid, "settle", version=1, staff=staff, note=result, facts=facts)
    return Receipt(row, created=True)
