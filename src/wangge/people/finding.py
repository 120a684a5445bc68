"""What a resident is found by: name, initials, address, the end of a phone number."""

import re
from functools import lru_cache

from django.db.models import Q, QuerySet

from wangge.kernel.pinyin import asked, initials
from wangge.kernel.text import search_text, tidy
from wangge.people.models import Person, Phone
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
    told = text.strip()
    if letters := asked(told):
        return Q(search__holds=letters)
    if _TAIL.fullmatch(told):
        tails = [index[:_TAIL_KEPT] for index in blinds(told, "phone_tail")]
        by_phone = Phone.objects.filter(tail__in=tails)
        return _either(Person.objects.filter(search__holds=told), by_phone)
    return Q(search__finds=text)


def numbered(number: str) -> Q:
    """The people with this ID number or this phone."""
    plain = tidy(number).replace(" ", "").upper()
    by_id = Person.objects.filter(id_index__in=blinds(plain, "id_number"))
    return _either(by_id, Phone.objects.filter(index__in=blinds(plain, "phone")))


def _either(people: "QuerySet[Person]", phones: "QuerySet[Phone]") -> Q:
    """Two look-ups, each by its own index: an OR over both would read the whole table."""
    found = people.order_by().values("pk").union(phones.order_by().values("person"))
    return Q(pk__in=found)
