"""Rules about doors that need no database: floors, bulk numbering, the order of a staircase."""

import re
from collections.abc import Iterator
from typing import NamedTuple

MOST_DOORS = 2_000
MOST_FLOORS, MOST_UNITS, MOST_PER_FLOOR = 99, 30, 40
_NUMBER = re.compile(r"\d+")
_SHORT = 100
_LONGEST_ROOM = 5
_BUILDING_WORD = re.compile(r"(?<=[0-9A-Za-z])(?:幢|座|号楼|#楼?)")
USES = {
    "residential": "住宅",
    "mixed": "商住",
    "commercial": "商业",
    "office": "办公",
    "dormitory": "宿舍",
    "factory": "厂房仓库",
    "public": "公共服务",
    "other": "其他",
}
"""What a building is used for (楼栋属性)."""


def even_building(text: str) -> str:
    """A building's name, or an address, in one way of counting: 2号楼, 2幢, 2座, 2# are 2栋."""
    return _BUILDING_WORD.sub("栋", text)


class Door(NamedTuple):
    """A door as people write it: `unit` 1单元 (or nothing), `room` 101."""

    unit: str
    room: str


class Layout(NamedTuple):
    """How the doors of a building are numbered: 1-6 层, 每层 4 户, 2 个单元."""

    first_floor: int
    last_floor: int
    per_floor: int
    units: int = 1
    name_units: bool = True

    def faults(self) -> dict[str, str]:
        """What cannot be, by field."""
        found = {}
        if not 1 <= self.first_floor <= self.last_floor <= MOST_FLOORS:
            found["last_floor"] = f"楼层应从 1 到 {MOST_FLOORS}，末层不低于首层。"
        if not 1 <= self.per_floor <= MOST_PER_FLOOR:
            found["per_floor"] = f"每层应为 1 到 {MOST_PER_FLOOR} 户。"
        if not 1 <= self.units <= MOST_UNITS:
            found["units"] = f"单元应为 1 到 {MOST_UNITS} 个。"
        if not found and self.number > MOST_DOORS:
            found["per_floor"] = f"一次最多建 {MOST_DOORS} 户，现在是 {self.number} 户，请分次建。"
        return found

    @property
    def number(self) -> int:
        return (self.last_floor - self.first_floor + 1) * self.per_floor * self.units


def doors(layout: Layout) -> Iterator[Door]:
    """The doors of `layout`, unit by unit and from the ground up."""
    for unit in range(1, layout.units + 1):
        named = f"{unit}单元" if layout.name_units or layout.units > 1 else ""
        for floor in range(layout.first_floor, layout.last_floor + 1):
            for place in range(1, layout.per_floor + 1):
                yield Door(named, f"{floor}{place:02}")


def floor_of(room: str) -> int | None:
    """The floor told by a room's number: 1802室 -> 18; nothing where it does not tell."""
    found = _NUMBER.search(room)
    if found is None or len(found[0]) > _LONGEST_ROOM or int(found[0]) <= _SHORT:
        return None
    return int(found[0]) // _SHORT


def order_of(unit: str, room: str) -> tuple[int, str, int, str]:
    """Sorts doors as people count them: 2单元 before 10单元, 301 before 1001."""
    return _first_number(unit), unit, _first_number(room), room


def whole_address(place: str, building: str, door: Door) -> str:
    """The address in one line: 建设路1号3栋1单元101."""
    return f"{place}{building}{door.unit}{door.room}"


def _first_number(text: str) -> int:
    found = _NUMBER.search(text)
    return int(found[0]) if found else 0
