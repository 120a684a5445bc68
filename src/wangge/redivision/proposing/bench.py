"""A community ready to be divided: units with their ground, streets, and the grids of today."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from wangge.areas.models import Area
from wangge.division.board import Floats
from wangge.division.joining import Joined, join
from wangge.division.standing import Standing
from wangge.division.town import Town
from wangge.division.units import Plane
from wangge.redivision.proposing.barriers import Line
from wangge.redivision.proposing.units import LOADS, Unit

IN_GRID = 1000  # a grid's number is the last three digits of its code


@dataclass(frozen=True)
class Kept:
    """A grid that no division touches (专属网格): with its units and its ground."""

    area: Area
    units: list[Unit]
    ground: Any

    @property
    def number(self) -> int:
        """The number it has and keeps."""
        return int(self.area.code % IN_GRID)


@dataclass(frozen=True)
class Bench:
    """A community ready to be divided; rows of `loads` and of the town follow `units`."""

    community: Area
    outline: Any  # on the plane
    units: list[Unit]
    town: Town
    loads: Floats
    lines: list[Line]
    grids: list[Area]
    kept: list[Kept]
    highest: int  # number that a grid of this community ever had
    lost: list[Unit]
    notes: list[str]

    @cached_property
    def joined(self) -> Joined:
        """The graph of the single units with all loads: what figures are reckoned on."""
        return join(self.town_for(balance=LOADS), locks=False)

    @property
    def plane(self) -> Plane:
        """Degrees to metres and back."""
        return self.town.units.plane

    def standing(self) -> Standing:
        """Which grid each unit belongs to today; a last name keeps old numbers from new grids."""
        names: list[str | int] = [grid.code % IN_GRID for grid in self.grids]
        place_of = {grid.code: at for at, grid in enumerate(self.grids)}
        home = np.array([place_of.get(unit.grid, -1) for unit in self.units], dtype=np.int64)
        if self.highest not in names:
            names.append(self.highest)
        return Standing(names, home)

    def town_for(
        self, whole: Iterable[str] = (), locks: dict[str, int] | None = None,
        balance: Iterable[str] = (),
    ) -> Town:  # fmt: skip
        """The town with estates kept whole, buildings fixed to grids, and other loads to balance."""
        together, fixed = frozenset(whole), locks or {}
        columns = [list(LOADS).index(key) for key in balance if key in LOADS]
        units = replace(
            self.town.units,
            estates=[unit.estate_name if unit.estate in together else "" for unit in self.units],
            locks=[str(fixed.get(unit.building, "")) for unit in self.units],
            extra=self.loads[:, columns],
            attributes=[LOADS[list(LOADS)[at]] for at in columns],
        )
        return replace(self.town, units=units)

    def estates(self) -> dict[str, str]:
        """The estates with more than one building here, by uid."""
        seen: dict[str, set[str]] = {}
        names = {}
        for unit in self.units:
            if unit.estate:
                seen.setdefault(unit.estate, set()).add(unit.building)
                names[unit.estate] = unit.estate_name
        return {uid: names[uid] for uid in seen if len(seen[uid]) > 1}
