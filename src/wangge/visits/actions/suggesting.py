"""A worker's word about the app and about formalism, with a name or without, and the answer."""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.audit.actions import record
from wangge.kernel import clock
from wangge.kernel.errors import Refused
from wangge.notices.actions import tell
from wangge.posts.access import Staff
from wangge.visits import access
from wangge.visits.actions.entries import invalid, read_text
from wangge.visits.models import Suggestion

LONGEST = 2000


@transaction.atomic
def suggest(
    staff: Staff, uid: UUID, *, kind: str, text: str, anonymous: bool = False
) -> Suggestion:
    """Take it in; what is anonymous is kept under an id that leads back to nobody.

    With a name it is safe to send again; an anonymous one is told apart by whoever brings it.
    """
    kept = read_text(text)
    if kind not in Suggestion.Kind.values:
        raise invalid("suggestion.kind", "kind", _("没有这一类，请从列表中选择。"))
    if not kept or len(kept) > LONGEST:
        told = _("请写 1 至 %(n)s 个字。") % {"n": LONGEST}
        raise invalid("suggestion.text", "text", told)
    if anonymous:
        return Suggestion.objects.create(
            uid=uuid4(), kind=kind, texts={"text": kept}, on=clock.today()
        )
    row, _created = Suggestion.objects.get_or_create(
        uid=uid,
        defaults={
            "worker": staff.user, "kind": kind, "texts": {"text": kept}, "on": clock.today(),
        },
    )  # fmt: skip
    if (row.worker_id, row.texts.get("text")) != (staff.user.pk, kept):
        raise Refused("suggestion.other_content", _("这个编号已用于另一条建议，请重新填写。"))
    return row


@transaction.atomic
def answer(staff: Staff, uid: UUID, text: str) -> Suggestion:
    """The county's administrators answer; whoever gave a name is told."""
    row = access.fetch_suggestion(staff, uid, lock=True)
    kept = read_text(text)
    if not kept or len(kept) > LONGEST:
        told = _("请写 1 至 %(n)s 个字。") % {"n": LONGEST}
        raise invalid("suggestion.answer", "answer", told)
    if row.texts.get("answer") == kept:
        return row
    row.texts = {**row.texts, "answer": kept}
    row.answered_by, row.answered_at = staff.user, clock.now()
    row.save(update_fields=["texts", "answered_by", "answered_at"])
    record("suggestion.answer", f"suggestion:{row.uid}", actor=staff.user)
    if row.worker_id:
        told = _("您的建议有了答复：%(text)s") % {"text": kept}
        tell({row.worker_id}, told, subject=f"suggestion:{row.uid}")
    return row
