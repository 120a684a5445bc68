"""How often one address may do a thing: the pages are open to everybody."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from wangge.kernel.errors import Refused

HOUR = 3600
REPORTS, LOOKUPS, WRONG = 10, 30, 5


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind the operator's proxy, what that proxy saw."""
    seen = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_TLS:
        return seen
    return str(request.META.get("HTTP_X_FORWARDED_FOR", seen)).rpartition(",")[2].strip()


def spend(what: str, who: str, most: int) -> None:
    """Count one use within the hour; `Refused` beyond `most`."""
    key = f"limit:{what}:{who}"
    cache.add(key, 0, HOUR)
    try:
        used = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.set(key, used := 1, HOUR)
    if used > most:
        raise Refused(
            "portal.too_many",
            _("这个网络一小时内操作次数太多，请过一会儿再试；急事请直接打电话给社区或网格员。"),
        )


def is_spent(what: str, who: str, most: int) -> bool:
    """Whether the uses within the hour are used up."""
    return int(cache.get(f"limit:{what}:{who}", 0)) >= most
