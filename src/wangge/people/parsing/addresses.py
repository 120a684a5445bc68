"""Reading addresses: road or estate with number, building, unit, room."""

import re
from functools import lru_cache
from typing import NamedTuple

from wangge.people.parsing.texts import CACHE, NARROW

_NUMERALS = "一二三四五六七八九十"
_DIGITS = {mark: str(number) for number, mark in enumerate(_NUMERALS, 1)} | {"两": "2"}
_COUNTED = re.compile(rf"([{_NUMERALS}两]{{1,3}})(?=号楼|栋|幢|座|单元|楼|层|号)")
_BUILDING = re.compile(
    r"^(?P<place>.*?)(?P<number>\d+(?:-\d+)?号(?:院)?(?!楼))?"
    r"(?P<building>(?:[A-Za-z]?\d+[A-Za-z]?|[A-Za-z]|[东南西北中甲乙丙丁])(?:栋|幢|座|号楼|#楼?|楼(?!层)))?"
    r"(?:(?P<unit>[A-Za-z]?\d+|[A-Za-z甲乙丙丁东西])(?:单元|门(?!牌)))?"
    r"(?:(?P<floor>\d+)(?:层|楼))?"
    r"(?:(?P<room>[A-Za-z]?\d+(?:-\d+)?[A-Za-z]?)(?:室|号房|房|户|号)?)?$"
)
_DASHES = re.compile(r"^(?P<place>.*?\D)?(?P<building>\d+)-(?P<unit>\d+)-(?P<room>\d+[A-Za-z]?)$")
_MIXED = re.compile(
    r"^(?P<place>.*?)(?P<building>[A-Za-z]?\d+)(?:栋|幢|座|号楼|#楼?)"
    r"(?P<unit>\d+)-(?P<room>\d+[A-Za-z]?)(?:室|房|号)?$"
)
_SHORT = re.compile(r"^(?P<place>.*?\D)?(?P<building>\d+)-(?P<room>\d{3,4}[A-Za-z]?)$")
_FULL = re.compile(r"(栋|幢|座|号楼|#楼?|楼)$")
LONGEST_PART = 20


class Address(NamedTuple):
    """An address in parts; `text` is the whole as people write it.

    `place` is road or estate with its number, `building` like 1栋, `unit` like 1单元, `room` the
    bare number. Parts that were not found are empty.
    """

    text: str
    place: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""

    @property
    def is_split(self) -> bool:
        return bool(self.building or self.room)


@lru_cache(CACHE)
def split_address(text: str) -> Address:
    """The parts of an address; blanks and number words are made even first."""
    whole = "".join(text.split())
    plain = _COUNTED.sub(lambda found: _number(found[1]), whole.translate(NARROW))
    for shape in (_MIXED, _DASHES, _SHORT, _BUILDING) if "-" in plain else (_BUILDING,):
        found = shape.match(plain)
        if found:
            return _parts(whole, found.groupdict(""))
    return Address(whole, plain)


def _parts(whole: str, found: dict[str, str]) -> Address:
    place = found.get("place", "") + found.get("number", "")
    building = _FULL.sub("", found.get("building", ""))
    room = found.get("room", "")
    if not building and found.get("number"):
        # A house of its own: 张家村15号.
        return Address(whole, found["place"], found["number"], "", room)
    if not building and not room:
        return Address(whole, place)
    unit = found.get("unit", "")
    return Address(
        whole,
        place,
        f"{building}栋" if building else "",
        f"{unit}单元" if unit else "",
        room,
    )


def _number(text: str) -> str:
    """二十一 -> 21."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return "".join(_DIGITS.get(mark, "") for mark in text)
    return f"{_DIGITS.get(tens, '1')}{_DIGITS.get(ones, '0')}"


def join_address(estate: str, door: str, building: str, unit: str, room: str) -> str:
    """One address from its columns; numbers without a word get the usual one."""
    parts = [estate, door]
    for value, word in ((building, "栋"), (unit, "单元"), (room, "")):
        parts.append(f"{value}{word}" if value.isdigit() and word else value)
    return "".join(parts)
