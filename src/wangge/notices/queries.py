"""Reading notices."""

from django.db.models import QuerySet

from wangge.accounts.models import User
from wangge.notices.models import Notice


def unread(user: User) -> "QuerySet[Notice]":
    """What the user has not read, newest first."""
    return Notice.objects.filter(user=user, read_at=None)


def listed(user: User) -> "QuerySet[Notice]":
    """Everything the user was told, newest first."""
    return Notice.objects.filter(user=user)
