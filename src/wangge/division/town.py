"""A town ready to be divided: its units, who lies beside whom, and in how many pieces it falls."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely

from wangge.division import barriers as lines
from wangge.division.board import Floats, Ints
from wangge.division.boundary import inside, read_outer
from wangge.division.cells import cells, numbered
from wangge.division.datums import doubts
from wangge.division.neighbours import Pieces, across_gaps, shared, side
from wangge.division.reading import SHOWN, read_units
from wangge.division.units import Borders, Shapes, Units
from wangge.kernel.errors import FieldFault, Invalid

TOLERANCE, GAP = 0.5, 40.0  # metres at most
FEW, LOOSE, MET = 4, 0.45, 0.4  # units; share of the ground; share of the outlines that touch
OVERLAP, NOISE = 0.05, 0.05  # of a unit's ground
CORNER = 0.02  # of a unit's side: shorter contact is a corner, not a border


@dataclass(frozen=True)
class Town:
    """Units and their borders; `piece` numbers the parts that nothing joins."""

    units: Units
    borders: Borders
    piece: Ints
    notes: list[str]
    streets: lines.Barriers | None = None


def read_town(
    path: Path,
    *,
    barriers: Path | None = None,
    balance: tuple[str, ...] = (),
    reach: float = 0.0,
    outer: Path | None = None,
) -> Town:
    """The town of a file, with the streets and the outer boundary of others where there are any."""
    units = read_units(path, balance)
    streets = lines.read_barriers(barriers, units.plane) if barriers else None
    return town_of(units, streets, reach, read_outer(outer, units.plane) if outer else None)


def town_of(
    units: Units,
    streets: lines.Barriers | None = None,
    reach: float = 0.0,
    outer: shapely.Geometry | None = None,
) -> Town:
    """Find the borders; points and loose footprints get the ground around them first.

    With an outer boundary (on the units' plane) the units together cover it exactly.
    """
    if outer is not None:
        units = inside(units, outer)
    if streets is not None:
        lines.beside(streets, units.shapes)
    loose = not units.points and _loose(units.shapes)
    if not (units.points or loose):
        _apart(units)
    if units.points or loose or outer is not None:
        made, pieces, links, notes = _celled(units, streets, reach, outer)
    else:
        made, links, notes = _cleaned(units.shapes), None, list(units.notes)
        pieces = _touching(made)
    if streets is not None:
        notes += doubts(units, streets)
    if loose:
        notes.insert(0, "单元是不相接的轮廓（如楼栋），已按“离谁最近归谁”划出各自的范围。")
    borders = _borders(pieces, streets, side(made), links)
    whole = replace(units, shapes=made, notes=[])
    return Town(whole, borders, numbered(borders.pairs, len(units)), notes, streets)


def _celled(
    units: Units, streets: lines.Barriers | None, reach: float, outer: shapely.Geometry | None
) -> tuple[Shapes, Pieces, Floats, list[str]]:
    """The ground around each unit, inside the blocks the streets close."""
    drawn = np.zeros(0, dtype=object) if streets is None else streets.closing
    made, pieces, links, ends = cells(units.shapes, drawn, outer, reach)
    _swallowed(units, made)
    notes = list(units.notes)
    if outer is None:
        notes.append(f"点之间超过 {ends:.0f} 米不算相邻。")
    return made, pieces, links, notes


def _borders(
    pieces: Pieces, streets: lines.Barriers | None, size: float, links: Floats | None
) -> Borders:
    if streets is None:
        borders = lines.open_borders(pieces)
    else:
        borders = lines.weighted(pieces, streets, size, links)
    return borders.only(borders.metres > CORNER * size)


def _swallowed(units: Units, made: Shapes) -> None:
    """Refuse units that have no ground of their own since others lie on all of it."""
    lost = np.flatnonzero(shapely.is_empty(made))
    if not len(lost):
        return
    spots = shapely.point_on_surface(units.shapes[lost])
    at, other = shapely.STRtree(made).query(spots, predicate="intersects")
    _overlapping(units, [(int(lost[a]), int(b)) for a, b in zip(at, other, strict=True)])


def _cleaned(shapes: Shapes) -> Shapes:
    """The units with every corner in common with their neighbours; digitising noise is closed."""
    if shapely.coverage_is_valid(shapes):
        return shapes
    noise = min(TOLERANCE, side(shapes) / 100)
    made: Shapes = shapely.coverage_clean(shapes, snapping_distance=noise, gap_width=noise)
    change = abs(shapely.area(made) - shapely.area(shapes))
    if (change > NOISE * shapely.area(shapes)).any() or not shapely.is_valid(made).all():
        return shapes
    return made


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
    """Refuse units that lie on top of each other, wholly or by more than a slip of the hand."""
    shapes = units.shapes
    if shapely.coverage_is_valid(shapes):
        return
    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, two = one[one < two], two[one < two]
    common = shapely.area(shapely.intersection(shapes[one], shapes[two]))
    areas = shapely.area(shapes)
    over = common > OVERLAP * np.minimum(areas[one], areas[two])
    _overlapping(units, [(int(a), int(b)) for a, b in zip(one[over], two[over], strict=True)])


def _overlapping(units: Units, found: list[tuple[int, int]]) -> None:
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
