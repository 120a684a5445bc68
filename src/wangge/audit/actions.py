"""Adding to the audit trail."""

from typing import TYPE_CHECKING, Any

from wangge.audit.models import Record
from wangge.kernel.text import without_numbers

if TYPE_CHECKING:
    from wangge.accounts.models import User


def record(
    verb: str, subject: str, *, actor: "User | None", area: int | None = None, **detail: Any
) -> Record:
    """One line of the trail, in the caller's transaction.

    Lines cannot be changed later, so no number of a person may get into one: they are masked.
    """
    kept = {key: _masked(value) for key, value in detail.items()}
    return Record.objects.create(verb=verb, subject=subject, actor=actor, area=area, detail=kept)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return without_numbers(value)
    if isinstance(value, list | tuple):
        return [_masked(each) for each in value]
    if isinstance(value, dict):
        return {key: _masked(each) for key, each in value.items()}
    return value
