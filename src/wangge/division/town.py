"""A town ready to be divided: its units, who lies beside whom, and in how many pieces it falls."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely

from wangge.division import barriers as lines
from wangge.division.board import Ints
from wangge.division.cells import cells, numbered
from wangge.division.neighbours import Pieces, across_gaps, shared, side
from wangge.division.reading import SHOWN, positions, read_units
from wangge.division.units import Borders, Shapes, Units
from wangge.kernel.errors import FieldFault, Invalid

TOLERANCE, GAP = 0.5, 40.0  # metres at most
FEW, LOOSE, MET = 4, 0.45, 0.4  # units; share of the ground; share of the outlines that touch
CORNER = 0.02  # of a unit's side: shorter contact is a corner, not a border


@dataclass(frozen=True)
class Town:
    """Units and their borders; `piece` numbers the parts that nothing joins."""

    units: Units
    borders: Borders
    piece: Ints
    notes: list[str]


def read_town(
    path: Path, *, barriers: Path | None = None, balance: tuple[str, ...] = (), reach: float = 0.0
) -> Town:
    """The town of a file, with the streets of another where there is one."""
    units = read_units(path, balance)
    streets = lines.read_barriers(barriers, units.plane) if barriers else None
    return town_of(units, streets, reach)


def town_of(units: Units, streets: lines.Barriers | None = None, reach: float = 0.0) -> Town:
    """Find the borders; points and loose footprints get cells first."""
    notes = list(units.notes)
    shapes, links = units.shapes, None
    if units.points or _loose(shapes):
        points = shapely.get_coordinates(shapes) if units.points else positions(shapes)
        shapes, pieces, ends = cells(points, reach)
        links = points[pieces.units].reshape(-1, 4)
        if not units.points:
            notes.append("单元是不相接的轮廓（如楼栋），已按“离谁最近归谁”划出各自的范围。")
        notes.append(f"点之间超过 {ends:.0f} 米不算相邻。")
    else:
        _apart(units)
        pieces = _touching(shapes)
    size = side(shapes)
    if streets is None:
        borders = lines.open_borders(pieces)
    else:
        borders = lines.weighted(pieces, streets, size, links)
    if links is None:
        borders = borders.only(borders.metres > CORNER * size)
    return Town(replace(units, shapes=shapes), borders, numbered(borders.pairs, len(units)), notes)


def _loose(shapes: Shapes) -> bool:
    """Whether these are outlines with open ground between them and not a cover of the ground."""
    if len(shapes) < FEW:
        return False
    ground = shapely.area(shapely.convex_hull(shapely.union_all(shapely.envelope(shapes))))
    if float(shapely.area(shapes).sum()) > LOOSE * float(ground):
        return False
    met = shared(shapes, min(TOLERANCE, side(shapes) / 100)).lines
    length = float(np.hypot(*(met[:, 2:] - met[:, :2]).T).sum())
    return 2 * length < MET * float(shapely.length(shapes).sum())


def _touching(shapes: Shapes) -> Pieces:
    """Shared borders; where the town falls apart, also those across a street's width."""
    size = side(shapes)
    pieces = shared(shapes, min(TOLERANCE, size / 100))
    part = numbered(pieces.units, len(shapes))
    if part.max() > 0:
        more = across_gaps(shapes, part, min(GAP, 0.6 * size))
        pieces = Pieces(
            np.vstack([pieces.units, more.units]), np.vstack([pieces.lines, more.lines])
        )
    return pieces


def _apart(units: Units) -> None:
    """Refuse units that lie on top of each other."""
    inside = shapely.point_on_surface(units.shapes)
    point, other = shapely.STRtree(units.shapes).query(inside, predicate="within")
    found = [(int(a), int(b)) for a, b in zip(point, other, strict=True) if a != b]
    if not found:
        return
    faults = tuple(
        FieldFault(
            "geometry",
            f"单元 {units.names[a]} 与单元 {units.names[b]} 重叠：请删去重复的或改正边界。",
        )
        for a, b in found
    )
    more = f"\n……另有 {len(found) - SHOWN} 处。" if len(found) > SHOWN else ""
    told = "\n".join(f"  {fault.detail}" for fault in faults[:SHOWN])
    raise Invalid("divide.overlap", f"有 {len(found)} 处单元互相重叠：\n{told}{more}", faults)
