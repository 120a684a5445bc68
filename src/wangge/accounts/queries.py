"""Reading accounts."""

from django.db.models import Q, QuerySet

from wangge.accounts.models import User
from wangge.kernel.errors import Missing


def listed(text: str = "") -> "QuerySet[User]":
    """All accounts, or those whose name, account or phone holds `text`."""
    rows = User.objects.order_by("-is_active", "username")
    if text := text.strip():
        rows = rows.filter(
            Q(username__icontains=text) | Q(name__icontains=text) | Q(phone__contains=text)
        )
    return rows


def fetch(pk: int) -> User:
    """The account with this key."""
    user = User.objects.filter(pk=pk).first()
    if user is None:
        raise Missing
    return user
