"""Points as units: each gets the cell of places nearest to it, cut off at a distance."""

import numpy as np
import shapely

from wangge.division.board import Floats, Ints
from wangge.division.neighbours import Pieces, shared
from wangge.division.units import Shapes

TWIN = 0.01  # metres between points that stand on the same spot
REACH = 4.0  # times the typical distance of neighbours
FARTHER = 5.0  # times that, where a part of the town would otherwise hang alone


def apart(points: Floats) -> Floats:
    """The points, those on the same spot laid out around it by centimetres."""
    told = points.copy()
    _, group, count = np.unique(
        np.round(points / TWIN).astype(np.int64), axis=0, return_inverse=True, return_counts=True
    )
    group = group.ravel()
    for which in np.flatnonzero(count > 1):
        members = np.flatnonzero(group == which)
        turn = np.arange(len(members)) * 2.399963
        out = 3 * TWIN * np.sqrt(np.arange(len(members)))
        told[members] += np.column_stack([np.cos(turn), np.sin(turn)]) * out[:, None]
    return told


def cells(points: Floats, reach: float = 0.0) -> tuple[Shapes, Pieces, float]:
    """Cells around the points, the borders they share, and the distance they end at."""
    if len(points) == 1:
        return shapely.buffer(shapely.points(points), reach or 1.0), _none(), reach or 1.0
    points = apart(points)
    if len(points) == 2:  # noqa: PLR2004 -- no triangle yet
        return _halves(points, reach)
    drawn = shapely.multipoints(points)
    west, south, east, north = shapely.bounds(drawn)
    margin = max(east - west, north - south, 1.0) * 2
    frame = shapely.box(west - margin, south - margin, east + margin, north + margin)
    whole = shapely.get_parts(shapely.voronoi_polygons(drawn, extend_to=frame, ordered=True))
    pieces = shared(whole, max(TWIN / 10, 1e-9))
    gaps = np.hypot(*(points[pieces.units[:, 0]] - points[pieces.units[:, 1]]).T)
    ends = reach or REACH * float(np.median(gaps))
    near = gaps <= ends
    if not reach:
        part = numbered(pieces.units[near], len(points))
        apart_now = part[pieces.units[:, 0]] != part[pieces.units[:, 1]]
        near |= apart_now & (gaps <= FARTHER * ends)
    lines = _shortened(pieces.lines[near], 2 * gaps[near])
    around = shapely.buffer(shapely.points(points), ends, quad_segs=8)
    return shapely.intersection(whole, around), Pieces(pieces.units[near], lines), ends


def _shortened(lines: Floats, most: Floats) -> Floats:
    """A border is at most twice as long as its points are apart."""
    middle = (lines[:, :2] + lines[:, 2:]) / 2
    half = (lines[:, 2:] - lines[:, :2]) / 2
    length = np.hypot(half[:, 0], half[:, 1]) * 2
    scale = np.minimum(1.0, most / np.where(length > 0, length, 1))
    half = half * scale[:, None]
    return np.hstack([middle - half, middle + half])


def _halves(points: Floats, reach: float) -> tuple[Shapes, Pieces, float]:
    between = points[1] - points[0]
    gap = float(np.hypot(*between))
    ends = reach or REACH * gap
    around = shapely.buffer(shapely.points(points), ends)
    middle = points.mean(axis=0)
    turned = np.array([-between[1], between[0]]) / gap
    far = 4 * ends + gap
    edge = [middle - turned * far, middle + turned * far]
    sides = [
        shapely.polygons([*edge, edge[1] + way, edge[0] + way])
        for way in (-between / gap * far, between / gap * far)
    ]
    line = np.hstack([middle - turned * gap, middle + turned * gap])[None, :]
    made = shapely.intersection(around, np.array(sides, dtype=object))
    return made, Pieces(np.array([[0, 1]]), line) if gap <= ends else _none(), ends


def _none() -> Pieces:
    return Pieces(np.zeros((0, 2), dtype=np.int64), np.zeros((0, 4)))


def numbered(units: Ints, count: int) -> Ints:
    """Which connected piece each unit belongs to."""
    part = np.arange(count)

    def top(at: int) -> int:
        while part[at] != at:
            part[at] = part[part[at]]
            at = part[at]
        return at

    for one, two in units:
        left, right = top(int(one)), top(int(two))
        if left != right:
            part[max(left, right)] = min(left, right)
    roots = np.array([top(at) for at in range(count)], dtype=np.int64)
    told: Ints = np.unique(roots, return_inverse=True)[1].ravel().astype(np.int64)
    return told
