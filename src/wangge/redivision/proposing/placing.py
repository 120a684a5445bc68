"""Where a building stands whose position nobody has entered: amid its estate or along its street."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from wangge.areas.geometry import Position
from wangge.redivision.proposing.units import Unit

NEAR = 3  # houses of the street whose middle is taken
STAIR_METRES, DEGREE = 8.0, 100_000.0  # apart; metres of a degree, roughly
SHOWN, SHOWN_LETTERS = 5, 60
FAR = 300.0  # metres outside that are no matter of drawing
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Placed:
    """Units with positions, those without, and in words what was done and is to be done."""

    units: list[Unit]
    lost: list[Unit]
    notes: list[str]


def beyond(units: list[Unit], outline: Any) -> tuple[list[Unit], list[str]]:
    """Units that stand far outside (in degrees) count as standing nowhere, and that is said."""
    placed = [unit for unit in units if unit.at]
    if not placed:
        return units, []
    spots = shapely.points(np.array([unit.at for unit in placed]))
    away = shapely.distance(spots, outline) * DEGREE > FAR
    wrong = {unit.key for unit, far in zip(placed, away, strict=True) if far}
    if not wrong:
        return units, []
    names = "、".join(unit.name for unit in placed if unit.key in wrong)[:SHOWN_LETTERS]
    note = f"{len(wrong)} 栋楼的位置远在社区边界之外（{names}），按没有位置处理：请核对坐标或所属社区。"
    return [replace(unit, at=None) if unit.key in wrong else unit for unit in units], [note]


def place(units: list[Unit]) -> Placed:
    """Give every unit a position that its neighbours allow."""
    known = [unit for unit in units if unit.at]
    estates = _grouped(known, lambda unit: unit.estate)
    lanes = _grouped(known, lambda unit: unit.address)
    streets = _grouped(known, lambda unit: _street(unit.address))
    done: list[Unit] = []
    lost: list[Unit] = []
    guessed = 0
    for unit in units:
        if unit.at:
            done.append(unit)
            continue
        near = estates.get(unit.estate) or lanes.get(unit.address)
        near = near or _nearest(unit, streets.get(_street(unit.address), []))
        if near:
            guessed += 1
            done.append(replace(unit, at=_middle(near)))
        else:
            lost.append(unit)
    return Placed(_spread(done), lost, _told(guessed, lost))


def _told(guessed: int, lost: list[Unit]) -> list[str]:
    notes = []
    if guessed:
        notes.append(
            f"{guessed} 栋楼没有位置，先按同小区或同一条街的楼栋估计：请在房屋台账里补上位置。"
        )
    if lost:
        shown = "、".join(unit.name for unit in lost[:SHOWN])
        more = " 等" if len(lost) > SHOWN else ""
        homes = sum(unit.households for unit in lost)
        notes.append(
            f"{len(lost)} 栋楼没有位置（{shown}{more}，共 {homes} 户），这次没有划入：请在房屋台账里"
            "给它们选点，或填上所属小区后重新计算。"
        )
    return notes


def _grouped(units: list[Unit], by: Callable[[Unit], str]) -> dict[str, list[Unit]]:
    groups: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if name := by(unit):
            groups[name].append(unit)
    return groups


def _street(address: str) -> str:
    """浦东南路1085弄 -> 浦东南路."""
    found = _NUMBER.search(address)
    return address[: found.start()].strip() if found else ""


def _nearest(unit: Unit, others: list[Unit]) -> list[Unit]:
    here = _house(unit)
    return sorted(others, key=lambda other: (abs(_house(other) - here), other.key))[:NEAR]


def _house(unit: Unit) -> int:
    found = _NUMBER.search(unit.address)
    return int(found.group()) if found else 0


def _middle(units: list[Unit]) -> Position:
    lons, lats = zip(*(unit.at for unit in units if unit.at), strict=True)
    return sum(lons) / len(lons), sum(lats) / len(lats)


def _spread(units: list[Unit]) -> list[Unit]:
    """The stairwells of one building stand side by side."""
    stairs = _grouped(units, lambda unit: unit.building)
    told = []
    for unit in units:
        row = stairs[unit.building]
        if len(row) == 1 or unit.at is None:
            told.append(unit)
            continue
        off = (row.index(unit) - (len(row) - 1) / 2) * STAIR_METRES / DEGREE
        told.append(replace(unit, at=(unit.at[0] + off, unit.at[1])))
    return told
