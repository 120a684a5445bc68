"""Who lies beside whom: shared borders of polygons, found with a tolerance.

First segments that are the very same in two units (most of a clean layer), then those left over that
run along each other within the tolerance (a corner in the middle of a neighbour's edge, digitising
noise). Touching in a point is no border.
"""

from typing import NamedTuple

import numpy as np
import shapely

from wangge.division.board import Floats, Ints
from wangge.division.units import Shapes

PARALLEL = 0.9
FINEST = 20.0  # a border counts from this part of a typical unit's side


class Pieces(NamedTuple):
    """Stretches of shared border: the two units, and the segment."""

    units: Ints  # piece, 2
    lines: Floats  # piece, x1 y1 x2 y2


def side(shapes: Shapes) -> float:
    """A typical unit's side in metres."""
    return float(np.sqrt(np.median(shapely.area(shapes))))


def shared(shapes: Shapes, tolerance: float) -> Pieces:
    """All stretches of border that two units share."""
    owner, lines = _segments(shapes)
    same, left = _identical(owner, lines, tolerance / 10)
    close = _close(owner[left], lines[left], tolerance)
    units = np.vstack([same.units, close.units])
    lines = np.vstack([same.lines, close.lines])
    return Pieces(np.sort(units, axis=1), lines)


def matched(shapes: Shapes) -> Pieces:
    """Stretches of border that are the very same in two units, however short."""
    pieces, _ = _identical(*_segments(shapes), 0.0)
    return Pieces(np.sort(pieces.units, axis=1), pieces.lines)


def _segments(shapes: Shapes) -> tuple[Ints, Floats]:
    parts, unit = shapely.get_parts(shapes, return_index=True)
    rings, of = shapely.get_rings(parts, return_index=True)
    of = unit[of]
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    follows = ring[1:] == ring[:-1]
    lines = np.hstack([corners[:-1], corners[1:]])[follows]
    owner = of[ring[:-1][follows]].astype(np.int64)
    real = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]) > 0
    return owner[real], lines[real]


def _identical(owner: Ints, lines: Floats, step: float) -> tuple[Pieces, Ints]:
    """Segments two units have both, and the indexes of those left over; no step: to the last bit."""
    ends = np.round(lines / step).astype(np.int64) if step else lines.copy()
    turned = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[turned] = ends[turned][:, [2, 3, 0, 1]]
    order = np.lexsort(ends.T)
    ends = ends[order]
    pair = (ends[1:] == ends[:-1]).all(axis=1) & (owner[order[1:]] != owner[order[:-1]])
    first, second = order[:-1][pair], order[1:][pair]
    matched = np.zeros(len(owner), dtype=bool)
    matched[first] = matched[second] = True
    pieces = Pieces(np.column_stack([owner[first], owner[second]]), lines[first])
    return pieces, np.flatnonzero(~matched)


def _close(owner: Ints, lines: Floats, tolerance: float) -> Pieces:
    """Left-over segments of two units that run along each other."""
    if not len(owner):
        return Pieces(np.zeros((0, 2), dtype=np.int64), np.zeros((0, 4)))
    drawn = shapely.linestrings(lines.reshape(-1, 2, 2))
    found = shapely.STRtree(drawn).query(drawn, predicate="dwithin", distance=tolerance)
    one, two = found[:, (found[0] < found[1]) & (owner[found[0]] != owner[found[1]])]
    a, b = lines[one], lines[two]
    along = a[:, 2:] - a[:, :2]
    length = np.hypot(along[:, 0], along[:, 1])
    unit = along / length[:, None]
    other = b[:, 2:] - b[:, :2]
    aligned = np.abs((other * unit).sum(axis=1)) >= PARALLEL * np.hypot(other[:, 0], other[:, 1])
    marks = np.sort(
        np.column_stack(
            [((b[:, :2] - a[:, :2]) * unit).sum(axis=1), ((b[:, 2:] - a[:, :2]) * unit).sum(axis=1)]
        ),
        axis=1,
    )
    begin, end = np.maximum(marks[:, 0], 0), np.minimum(marks[:, 1], length)
    kept = aligned & (end > begin)
    start = a[kept, :2] + unit[kept] * begin[kept, None]
    stop = a[kept, :2] + unit[kept] * end[kept, None]
    return Pieces(np.column_stack([owner[one], owner[two]])[kept], np.hstack([start, stop]))


def across_gaps(shapes: Shapes, part: Ints, gap: float) -> Pieces:
    """Where two units of different pieces face each other across a gap, such as a street."""
    found = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=gap)
    one, two = found[:, (found[0] < found[1]) & (part[found[0]] != part[found[1]])]
    if not len(one):
        return Pieces(np.zeros((0, 2), dtype=np.int64), np.zeros((0, 4)))
    rims = shapely.boundary(shapes)
    facing = shapely.length(shapely.intersection(rims[one], shapely.buffer(shapes[two], gap)))
    apart = shapely.distance(shapes[one], shapes[two])
    lines = shapely.get_coordinates(shapely.shortest_line(shapes[one], shapes[two])).reshape(-1, 4)
    kept = facing > 2 * apart
    middle = (lines[:, :2] + lines[:, 2:]) / 2
    across = lines[:, 2:] - lines[:, :2]
    wide = np.where(apart > 0, apart, 1)
    turned = np.column_stack([-across[:, 1], across[:, 0]]) / wide[:, None]
    turned[apart == 0] = (1.0, 0.0)
    half = turned * (facing / 2)[:, None]
    return Pieces(
        np.column_stack([one, two])[kept], np.hstack([middle - half, middle + half])[kept]
    )
