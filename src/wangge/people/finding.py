"""What a resident is found by: name, initials, address, the end of a phone number."""

import re
from functools import lru_cache

from django.db.models import Q

from wangge.kernel.pinyin import asked, initials
from wangge.kernel.text import search_text
from wangge.people.models import Phone
from wangge.privacy.sealing import blind, blinds

TAIL = 4
_TAIL_KEPT = 8  # bytes: ten thousand tails need no more
_TAIL = re.compile(rf"[0-9]{{{TAIL}}}")
_tokens = lru_cache(65_536)(search_text)  # people of one home share the address


@lru_cache(65_536)
def _name_tokens(name: str) -> str:
    return " . ".join(part for part in (search_text(name), " ".join(initials(name))) if part)


def tokens(name: str, address: str) -> str:
    """What a person's `search` column holds."""
    return " . ".join(part for part in (_name_tokens(name), _tokens(address)) if part)


def tail(number: str) -> bytes:
    """The blind index of a phone number's last four digits; empty for shorter ones."""
    end = number[-TAIL:]
    return blind(end, "phone_tail")[:_TAIL_KEPT] if _TAIL.fullmatch(end) else b""


def matching(text: str) -> Q:
    """The people whom `text` asks for: part of a name or address, initials, a phone's end."""
    wanted = Q(search__finds=asked(text) or text)
    end = text.strip()
    if _TAIL.fullmatch(end):
        tails = [index[:_TAIL_KEPT] for index in blinds(end, "phone_tail")]
        wanted |= Q(pk__in=Phone.objects.filter(tail__in=tails).values("person"))
    return wanted
