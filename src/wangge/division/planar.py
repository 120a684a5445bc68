"""Ground as a planar graph: lines cut each other into faces, and units are built of whole faces.

What is built so has every corner in common with its neighbours: no gap and no overlap can arise.
"""

import numpy as np
import shapely

from wangge.division.board import Floats, Ints, summed
from wangge.division.neighbours import matched
from wangge.division.units import Shapes

OVERSHOOT = 0.001  # metres that a line is drawn past where it meets another


def faces_of(lines: Shapes, outer: shapely.Geometry) -> Shapes:
    """The pieces the lines cut the ground inside the outer boundary into, from west to east."""
    drawn = shapely.get_parts(shapely.union_all(np.append(lines, shapely.boundary(outer))))
    made: Shapes = shapely.get_parts(shapely.polygonize(drawn))
    shapely.prepare(outer)
    made = made[shapely.contains(outer, shapely.point_on_surface(made))]
    ordered: Shapes = made[np.lexsort(np.round(shapely.bounds(made), 3).T[::-1])]
    return ordered


def rims(shapes: Shapes) -> Shapes:
    """The outlines as single lines."""
    told: Shapes = shapely.get_parts(shapely.boundary(shapes))
    return told


def clipped(lines: Shapes, ground: shapely.Geometry) -> Shapes:
    """The lines inside, each drawn a little past the edge so that it surely meets it."""
    shapely.prepare(ground)
    near = lines[shapely.intersects(ground, lines)]
    inside = shapely.contains_properly(ground, near)
    cut = shapely.intersection(near[~inside], shapely.buffer(ground, OVERSHOOT))
    parts: Shapes = shapely.get_parts(np.concatenate([near[inside], cut]))
    kept: Shapes = parts[shapely.get_dimensions(parts) == 1]
    return kept


def filled(faces: Shapes, owner: Ints) -> Ints:
    """Faces that belong to nobody go to the neighbour they share most border with, round by round.

    What no neighbour reaches goes to the nearest face that has an owner.
    """
    owner = owner.copy()
    pieces = matched(faces)
    ends = np.vstack([pieces.units, pieces.units[:, ::-1]])
    length = np.hypot(*(pieces.lines[:, 2:] - pieces.lines[:, :2]).T)
    length = np.concatenate([length, length])
    while True:
        open_to = (owner[ends[:, 0]] < 0) & (owner[ends[:, 1]] >= 0)
        if not open_to.any():
            break
        _take(owner, ends[open_to], length[open_to])
    left = np.flatnonzero(owner < 0)
    known = np.flatnonzero(owner >= 0)
    if len(left) and len(known):
        at, near = shapely.STRtree(faces[known]).query_nearest(faces[left], all_matches=False)
        owner[left[at]] = owner[known[near]]
    return owner


def _take(owner: Ints, ends: Ints, length: Floats) -> None:
    """Each free face on the edge gets the owner along whom its border is longest."""
    pairs, of = np.unique(
        np.column_stack([ends[:, 0], owner[ends[:, 1]]]), axis=0, return_inverse=True
    )
    total = np.round(summed(of.ravel(), length, len(pairs)), 6)
    order = np.lexsort((pairs[:, 1], -total, pairs[:, 0]))
    first = np.append(True, np.diff(pairs[order, 0]) != 0)
    owner[pairs[order[first], 0]] = pairs[order[first], 1]


def merged(faces: Shapes, owner: Ints, count: int) -> Shapes:
    """One shape for each owner, of its faces; an empty one where it has none."""
    order = np.argsort(owner, kind="stable")
    ends = np.searchsorted(owner[order], np.arange(count + 1))
    told = np.empty(count, dtype=object)
    for at in range(count):
        told[at] = united(faces[order[ends[at] : ends[at + 1]]])
    return told


def united(faces: Shapes) -> shapely.Geometry:
    """Faces of one ground as one shape: the edges two of them have in common fall away."""
    if len(faces) == 1:
        return faces[0]
    whole = shapely.coverage_union_all(faces)
    return whole if whole.is_valid else shapely.union_all(faces)
