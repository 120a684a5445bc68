"""Buildings or points as units: each gets the ground that is nearest to it inside its block.

Streets, rivers and walls that close a block are its border exactly. A block without a building goes to
the block it has most border in common with.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely

from wangge.division.board import Floats, Ints
from wangge.division.neighbours import Pieces, matched, shared
from wangge.division.planar import clipped, faces_of, filled, merged, rims
from wangge.division.units import Shapes

TWIN = 0.01  # metres between points that stand on the same spot
CORNERS = 6  # decimals of a metre where lines of equal distance meet
REACH = 4.0  # times the typical distance of neighbours
FARTHER = 5.0  # times that, where a part of the town would otherwise hang alone
SAMPLE, MOST, INWARD = 4.0, 400_000, 0.4  # metres along an outline; of them in all; metres
COVERED = 0.999  # of the ground taken by outlines: what is left over is noise
SMOOTH = 0.5  # metres a border between two buildings may be straightened by
INSIDE = 1.0  # metres from the edge of the ground where a place comes to lie that is outside it


class Cells(NamedTuple):
    """The ground of each unit, the borders they share, and the distance neighbours end at."""

    shapes: Shapes
    pieces: Pieces
    links: Floats  # from the one to the other, for each piece
    ends: float


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


def settled(points: Floats, ground: shapely.Geometry) -> Floats:
    """The points apart from each other and all inside the ground; those outside come to its edge."""
    told = apart(points)
    outside = np.flatnonzero(~shapely.contains_xy(ground, told[:, 0], told[:, 1]))
    inner = shapely.buffer(ground, -INSIDE)
    if not len(outside) or shapely.is_empty(inner):
        return told
    ways = shapely.shortest_line(inner, shapely.points(told[outside]))
    told[outside] = shapely.get_coordinates(ways)[::2]
    return apart(told)


def cells(
    shapes: Shapes, lines: Shapes, outer: shapely.Geometry | None = None, reach: float = 0.0
) -> Cells:
    """Cells of points or outlines; without an outer boundary they end at a distance."""
    places = shapely.get_coordinates(shapely.point_on_surface(shapes))
    spots = apart(places) if outer is None else settled(places, outer)
    if outer is not None:
        made = enclosed(shapes, spots, lines, outer)
        pieces, ends = matched(made), np.inf
    else:
        around, wide = _around(spots)
        ends = reach or (REACH * float(np.median(wide)) if len(wide) else 1.0)
        ground = shapely.union_all(shapely.buffer(shapely.points(spots), ends, quad_segs=8))
        made = enclosed(shapes, spots, lines, ground)
        pieces = _bridged(matched(made), around, spots, ends)
    return Cells(made, pieces, spots[pieces.units].reshape(-1, 4), ends)


def _around(spots: Floats) -> tuple[Pieces, Floats]:
    """Who is next to whom on open ground, and how far apart they are."""
    if len(spots) == 1:
        return Pieces(np.zeros((0, 2), dtype=np.int64), np.zeros((0, 4))), np.zeros(0)
    pieces = shared(_nearest(spots), max(TWIN / 10, 1e-9))
    return pieces, _wide(pieces.units, spots)


def _nearest(spots: Floats, ground: shapely.Geometry | None = None) -> Shapes:
    """The cells of places on open ground, drawn far enough to divide the ground given."""
    drawn = shapely.multipoints(spots)
    reached = [drawn] if ground is None else [drawn, ground]
    west, south, east, north = shapely.total_bounds(reached)
    margin = max(east - west, north - south, 1.0) * 2
    frame = shapely.box(west - margin, south - margin, east + margin, north + margin)
    told = shapely.get_parts(shapely.voronoi_polygons(drawn, extend_to=frame, ordered=True))
    # Four houses in a square meet in one corner, but for rounding: then cells may come with a hair.
    for at in np.flatnonzero(shapely.get_type_id(told) == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(told[at])
        told[at] = shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])  # noqa: PLR2004
    rounded: Shapes = shapely.transform(told, lambda corners: np.round(corners, CORNERS))
    return rounded


def _wide(pairs: Ints, spots: Floats) -> Floats:
    told: Floats = np.hypot(*(spots[pairs[:, 0]] - spots[pairs[:, 1]]).T)
    return told


def _bridged(pieces: Pieces, around: Pieces, spots: Floats, ends: float) -> Pieces:
    """Neighbours no farther apart than the distance; parts that would hang alone reach farther."""
    wide = _wide(pieces.units, spots)
    kept = wide <= ends
    lines = _shortened(pieces.lines[kept], 2 * wide[kept])
    part = numbered(pieces.units[kept], len(spots))
    gaps = _wide(around.units, spots)
    alone = part[around.units[:, 0]] != part[around.units[:, 1]]
    alone &= gaps <= FARTHER * ends
    more = _shortened(around.lines[alone], 2 * gaps[alone])
    return Pieces(np.vstack([pieces.units[kept], around.units[alone]]), np.vstack([lines, more]))


def _shortened(lines: Floats, most: Floats) -> Floats:
    """A border is at most twice as long as its points are apart."""
    middle = (lines[:, :2] + lines[:, 2:]) / 2
    half = (lines[:, 2:] - lines[:, :2]) / 2
    length = np.hypot(half[:, 0], half[:, 1]) * 2
    scale = np.minimum(1.0, most / np.where(length > 0, length, 1))
    half = half * scale[:, None]
    return np.hstack([middle - half, middle + half])


def enclosed(
    shapes: Shapes,
    spots: Floats,
    lines: Shapes,
    outer: shapely.Geometry,
    kept: Sequence[shapely.Geometry] = (),
) -> Shapes:
    """The ground inside the outer boundary, all of it, shared out block by block.

    Areas that are kept stay as they are and follow after the units. A unit that others lie on, or that
    stands in such an area with nothing around it, gets no ground.
    """
    closed = np.array(kept, dtype=object)
    free = shapely.difference(outer, shapely.union_all(closed)) if kept else outer
    grounds, home = blocks(spots, clipped(lines, free), free)
    outlines = shapes[shapely.get_dimensions(shapes) == 2]  # noqa: PLR2004 -- areas
    covered = float(shapely.area(outlines).sum()) > COVERED * float(shapely.area(outer))
    sites, site_of = (spots, np.arange(len(spots))) if covered else _sampled(shapes, spots)
    drawn = [rims(grounds), clipped(rims(np.append(outlines, closed)), outer)]
    for at, ground in enumerate(grounds):
        inside = home[site_of] == at
        if not covered and len(np.unique(site_of[inside])) > 1:
            drawn.append(clipped(_between(sites[inside], site_of[inside], ground), ground))
    faces = faces_of(np.concatenate(drawn), outer)
    held = _within(faces, closed)
    open_faces = faces[held < 0]
    owner = _owners(open_faces, shapes, (sites, site_of), (grounds, home))
    owner = filled(open_faces, _whole(open_faces, owner, spots))
    made = merged(open_faces, owner, len(shapes))
    return np.concatenate([made, merged(faces, held, len(closed))])


def _within(faces: Shapes, areas: Shapes) -> Ints:
    """The area each face lies in, or -1."""
    told = np.full(len(faces), -1, dtype=np.int64)
    face, area = shapely.STRtree(areas).query(shapely.point_on_surface(faces), predicate="within")
    told[face[::-1]] = area[::-1]
    return told


def blocks(spots: Floats, lines: Shapes, outer: shapely.Geometry) -> tuple[Shapes, Ints]:
    """The blocks that hold a unit, the empty ones joined to them; and the block of each unit."""
    faces = faces_of(lines, outer)
    home = _holding(faces, shapely.points(spots))
    full = np.unique(home)
    number = np.full(len(faces), -1, dtype=np.int64)
    number[full] = np.arange(len(full))
    return merged(faces, filled(faces, number), len(full)), number[home]


def _holding(faces: Shapes, points: Shapes) -> Ints:
    """The face each point lies in; of several the first, of none the nearest."""
    tree = shapely.STRtree(faces)
    told = np.full(len(points), -1, dtype=np.int64)
    point, face = tree.query(points, predicate="intersects")
    order = np.lexsort((face, point))[::-1]
    told[point[order]] = face[order]
    lost = np.flatnonzero(told < 0)
    if len(lost):
        at, near = tree.query_nearest(points[lost], all_matches=False)
        told[lost[at]] = near
    return told


def _sampled(shapes: Shapes, spots: Floats) -> tuple[Floats, Ints]:
    """Places that stand for a unit: its spot, and along its outline a little inside."""
    areal = np.flatnonzero(shapely.get_dimensions(shapes) == 2)  # noqa: PLR2004 -- areas
    inner = shapely.buffer(shapes[areal], -INWARD, join_style="mitre")
    inner = np.where(shapely.is_empty(inner), shapes[areal], inner)
    step = max(SAMPLE, float(shapely.length(inner).sum()) / MOST)
    corners, of = shapely.get_coordinates(
        shapely.segmentize(shapely.boundary(inner), step), return_index=True
    )
    sites = np.vstack([spots, corners])
    site_of = np.concatenate([np.arange(len(spots)), areal[of]]).astype(np.int64)
    keys = np.round(sites / TWIN).astype(np.int64)
    kept = np.sort(np.unique(keys, axis=0, return_index=True)[1])
    return sites[kept], site_of[kept]


def _between(sites: Floats, site_of: Ints, ground: shapely.Geometry) -> Shapes:
    """The lines along which two units are equally near, those of outlines straightened a little."""
    pieces = matched(_nearest(sites, ground))
    pairs = np.sort(site_of[pieces.units], axis=1)
    apart_now = pairs[:, 0] != pairs[:, 1]
    pairs, lines = pairs[apart_now], pieces.lines[apart_now]
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    _, of = np.unique(pairs[order], axis=0, return_inverse=True)
    segments = shapely.linestrings(lines[order].reshape(-1, 2, 2))
    chains = shapely.line_merge(shapely.multilinestrings(segments, indices=of.ravel()))
    told: Shapes = shapely.simplify(shapely.get_parts(chains), SMOOTH)
    return told


def _owners(
    faces: Shapes, shapes: Shapes, sites: tuple[Floats, Ints], blocks: tuple[Shapes, Ints]
) -> Ints:
    """Who a face belongs to: the one outline it lies in, else the nearest unit of its block."""
    places, site_of = sites
    grounds, home = blocks
    spots = shapely.point_on_surface(faces)
    block = _holding(grounds, spots)
    owner = np.full(len(faces), -1, dtype=np.int64)
    for at in range(len(grounds)):
        here = np.flatnonzero(block == at)
        mine = np.flatnonzero(home[site_of] == at)
        if len(here) and len(mine):
            tree = shapely.STRtree(shapely.points(places[mine]))
            which, near = tree.query_nearest(spots[here], all_matches=False)
            owner[here[which]] = site_of[mine[near]]
    face, unit = shapely.STRtree(shapes).query(spots, predicate="within")
    alone = np.bincount(face, minlength=len(faces))[face] == 1
    owner[face[alone]] = unit[alone]
    return owner


def _whole(faces: Shapes, owner: Ints, spots: Floats) -> Ints:
    """Each unit keeps the part of its ground that its spot is in; the rest becomes free."""
    pairs = matched(faces).units
    part = numbered(pairs[owner[pairs[:, 0]] == owner[pairs[:, 1]]], len(faces))
    heart = _holding(faces, shapely.points(spots))
    kept = np.full(len(spots), -1, dtype=np.int64)
    mine = owner[heart] == np.arange(len(spots))
    kept[mine] = part[heart[mine]]
    size = np.bincount(part, shapely.area(faces))
    for unit in np.flatnonzero(~mine):
        own = np.unique(part[owner == unit])
        if len(own):
            kept[unit] = own[np.argmax(size[own])]
    return np.where(part == kept[owner], owner, -1)


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
