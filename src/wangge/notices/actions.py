"""Telling staff."""

from collections.abc import Iterable

from wangge.accounts.models import User
from wangge.kernel import clock
from wangge.notices.models import Notice

TEXT = 200
LARGEST = 2**63


def tell(users: Iterable[int], text: str, *, subject: str, urgent: bool = False) -> None:
    """One notice for each user (by key); nobody twice."""
    moment = clock.now()
    Notice.objects.bulk_create(
        [
            Notice(user_id=user, text=text[:TEXT], subject=subject, urgent=urgent, at=moment)
            for user in sorted(set(users))
        ]
    )


def read_all(user: User) -> None:
    """Everything the user has been told is read."""
    Notice.objects.filter(user=user, read_at=None).update(read_at=clock.now())


def read(user: User, key: int) -> None:
    """One notice is read; somebody else's or none changes nothing."""
    if key < LARGEST:
        Notice.objects.filter(user=user, pk=key, read_at=None).update(read_at=clock.now())
