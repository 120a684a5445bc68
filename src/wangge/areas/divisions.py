"""The official division codes of mainland China (统计用区划代码, state of 2023-06-30), lazily.

One compressed text per province: reading a county costs one province (tens of milliseconds, the
last ones are kept). tools/pack_divisions.py writes the files and tells their form.
"""

import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from wangge.kernel.errors import Invalid

AS_OF = "2023-06-30"
INDEX = "index"
COUNTY_MARK, TOWN_MARK = "-", "+"
PROVINCE_DIGITS, CITY_DIGITS, COUNTY_DIGITS = 2, 4, 6
# Units that exist only in the code table and that nobody says.
_UNSAID = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_KINDS = ("省", "市", "区", "县", "州", "盟", "旗")
_SHORTEST = 2
_SHORT = (
    ("社区居民委员会", "社区"),
    ("社区村民委员会", "社区"),
    ("社区居委会", "社区"),
    ("社区村委会", "社区"),
    ("社区家委会", "社区"),
    ("社区居委", "社区"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("嘎查村民委员会", "嘎查"),
    ("嘎查村委会", "嘎查"),
    ("嘎查委会", "嘎查"),
    ("村村民委员会", "村"),
    ("村民委员会", "村"),
    ("村村委会", "村"),
    ("村委会", "村"),
)


def short_name(name: str) -> str:
    """Give the name as people say it: 白沙社区居委会 -> 白沙社区, 王庄村委会 -> 王庄村."""
    for ending, said in _SHORT:
        if name == ending:
            break
        if name.endswith(ending):
            return name.removesuffix(ending) + said
    return name


class Community(NamedTuple):
    """A village or urban community (村/社区); `name` is the official full name."""

    code: str
    name: str

    @property
    def short_name(self) -> str:
        return short_name(self.name)


@dataclass(frozen=True)
class Town:
    """A town or street (镇街) with its communities."""

    code: str
    name: str
    communities: tuple[Community, ...]


@dataclass(frozen=True)
class County:
    """A county-level area with everything below it."""

    code: str
    name: str
    city: str
    province: str
    towns: tuple[Town, ...]

    @property
    def full_name(self) -> str:
        return _joined(self.province, self.city, self.name)


class CountyEntry(NamedTuple):
    """One county in the list of all."""

    code: str
    name: str
    city: str
    province: str


class Match(NamedTuple):
    """An area found by its name; `full_name` tells it from others of the same name."""

    code: str
    name: str
    full_name: str


@dataclass(frozen=True)
class _Index:
    names: dict[str, str]  # provinces, cities and counties by code
    towns: dict[str, int]  # counties -> number of towns
    communities: dict[str, int]


def county(code: str) -> County:
    """Read one county with its towns and communities; a city without counties counts as one."""
    code = str(code).strip()
    index = _index()
    if code not in index.towns:
        raise _unknown(code)
    place = _place(code)
    return County(code, place.name, place.city, place.province, tuple(_towns(code)))


def counties() -> Iterator[CountyEntry]:
    """List all counties of China in the order of their codes."""
    return (_place(code) for code in _index().towns)


def counts(code: str) -> tuple[int, int]:
    """Tell how many towns and communities a county has, without reading them."""
    index = _index()
    if code not in index.towns:
        raise _unknown(code)
    return index.towns[code], index.communities[code]


def search(name: str, limit: int = 10) -> tuple[Match, ...]:
    """Find provinces, cities and counties by (part of) their name or path, best first."""
    name = name.strip()
    named = {code: area for code, area in _index().names.items() if area not in _UNSAID}
    # 柳江县 became 柳江区: compare without the kind of area, too.
    stem = name[:-1] if name.endswith(_KINDS) and len(name) > _SHORTEST else name
    found = [code for code, area in named.items() if name and (stem in area or area in name)]
    if not found:
        close = set(get_close_matches(name, set(named.values()), n=3, cutoff=0.6))
        found = [code for code, area in named.items() if area in close]
    found.sort(key=lambda code: _rank(name, code, named[code]))
    return tuple(Match(code, named[code], _full_name(code)) for code in found[:limit])


def _rank(name: str, code: str, area: str) -> tuple[bool, bool, bool, int, str]:
    """Put the exact name first, then the end of a path, then a beginning."""
    shared = sum(letter in name for letter in _full_name(code))
    return area != name, not name.endswith(area), not area.startswith(name), -shared, code


def _unknown(code: str) -> Invalid:
    if not (code.isascii() and code.isdigit()):
        found = search(code)
        hint = f"您要找的是不是：{_listed(found)}？" if found else "没有名称相近的县区。"
        return Invalid("division.name", f"请填写 6 位县区代码，收到的是“{code}”。{hint}")
    stem = _stem(code)
    if stem in _index().names:
        below = [entry for entry in _index().towns if entry.startswith(stem)]
        under = tuple(Match(entry, _index().names[entry], _full_name(entry)) for entry in below)
        what = f"{code} 是{_full_name(stem)}，不是县区"
        return Invalid("division.level", f"{what}；请选其下的县区：{_listed(under)}。")
    hint = "请核对 6 位县区代码，或按名称查找。"
    return Invalid("division.code", f"区划代码表（截至 {AS_OF}）中没有县区 {code}。{hint}")


def _stem(code: str) -> str:
    """Give the digits of a province or city that was written with filling zeros."""
    if len(code) != COUNTY_DIGITS:
        return code
    return code.removesuffix("0000") if code.endswith("0000") else code.removesuffix("00")


def _listed(matches: tuple[Match, ...], most: int = 8) -> str:
    text = "、".join(f"{match.code} {match.full_name}" for match in matches[:most])
    return f"{text} 等 {len(matches)} 个" if len(matches) > most else text


def _place(code: str) -> CountyEntry:
    names = _index().names
    return CountyEntry(code, names[code], names[code[:CITY_DIGITS]], names[code[:PROVINCE_DIGITS]])


def _full_name(code: str) -> str:
    names = _index().names
    return _joined(*(names[code[:n]] for n in (2, 4, 6) if n <= len(code)))


def _joined(*names: str) -> str:
    said = [name for name in names if name not in _UNSAID]
    return "".join(dict.fromkeys(said))  # 东莞市 is its own county: named once


def _towns(code: str) -> Iterator[Town]:
    text = _text(code[:PROVINCE_DIGITS])
    mark = f"\n{COUNTY_MARK}{code}\n"
    start = text.index(mark) + len(mark)
    end = text.find(f"\n{COUNTY_MARK}", start)
    town, last_town = "", 0
    for block in text[start : end if end >= 0 else None].split(f"\n{TOWN_MARK}"):
        head, *lines = block.lstrip(TOWN_MARK).split("\n")
        town, last_town = _numbered(head, last_town)
        base = f"{code}{last_town:03}"
        yield Town(base, town, tuple(_communities(base, lines)))


def _communities(base: str, lines: list[str]) -> Iterator[Community]:
    last = 0
    for line in lines:
        name, last = _numbered(line, last)
        yield Community(f"{base}{last:03}", name)


def _numbered(line: str, last: int) -> tuple[str, int]:
    """Read a name and its number; a number that simply follows is left out."""
    name, _, number = line.partition("\t")
    return name, int(number) if number else last + 1


@lru_cache(maxsize=1)
def _index() -> _Index:
    index = _Index({}, {}, {})
    for line in _text(INDEX).split("\n"):
        code, name, *figures = line.split("\t")
        index.names[code] = name
        if figures:
            index.towns[code], index.communities[code] = map(int, figures)
    return index


@lru_cache(maxsize=3)
def _text(block: str) -> str:
    packed = files("wangge.areas") / "data" / "divisions" / f"{block}.xz"
    return lzma.decompress(packed.read_bytes()).decode()
