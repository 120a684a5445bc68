"""Adding to the audit trail."""

from typing import TYPE_CHECKING, Any

from wangge.audit.models import Record

if TYPE_CHECKING:
    from wangge.accounts.models import User


def record(
    verb: str, subject: str, *, actor: "User | None", area: int | None = None, **detail: Any
) -> Record:
    """One line of the trail, in the caller's transaction."""
    return Record.objects.create(verb=verb, subject=subject, actor=actor, area=area, detail=detail)
