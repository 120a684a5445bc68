"""The ground of a community shared out among its units: a piece for each, nothing left, no overlap.

Streets and water cut the ground into blocks; a block without a building is joined to the one it
borders on most; within a block everything belongs to the nearest building. All lines are noded
once, so neighbours have the very same corners. Pure geometry, in metres.
"""

from collections import defaultdict
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from wangge.division.board import Floats, Ints
from wangge.division.cells import apart
from wangge.division.units import Shapes

Owners = NDArray[np.int64]
Near = list[list[tuple[int, float]]]  # of each face, its neighbours and the metres shared
CRUMB = 1e-6  # square metres: what noding leaves of nothing
INSIDE = 1.0  # metres
BEYOND = 0.02  # metres a line goes past the one it ends at, so that they surely cross


def parcels(
    outline: Any, points: Floats, lines: list[Any], kept: list[Any] | None = None
) -> Shapes:
    """The ground of each point, then that of each of the `kept` areas, which stay as they are.

    A point for which no ground is left gets an empty one.
    """
    kept = kept or []
    free = shapely.difference(outline, shapely.union_all(kept)) if kept else outline
    frame = outline.buffer(BEYOND)
    base = [outline.boundary, *(shapely.intersection(each.boundary, frame) for each in kept)]
    inside = shapely.intersection(np.array(lines, dtype=object), frame) if lines else []
    points, blocks, home = _inhabited(points, _faces([*base, *inside], free))
    cuts = _cuts(points, blocks, home)
    atoms = _faces([*base, *inside, *cuts], outline)
    return _joined(atoms, _owners(atoms, blocks, points, home, kept), len(points) + len(kept))


def _faces(lines: list[Any], within: Any) -> Shapes:
    """The faces that the lines draw inside."""
    made = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    made = made[shapely.area(made) > CRUMB]
    shapely.prepare(within)
    told: Shapes = made[shapely.contains(within, shapely.point_on_surface(made))]
    return told


def _inhabited(points: Floats, blocks: Shapes) -> tuple[Floats, Shapes, Ints]:
    """Blocks with a building; those without are joined to the one they border on most."""
    points, home = _settled(points, blocks)
    lived_in, home = np.unique(home, return_inverse=True)
    owner = np.full(len(blocks), -1, dtype=np.int64)
    owner[lived_in] = np.arange(len(lived_in))
    _grow(owner, blocks, len(lived_in), _borders(blocks))
    return points, _joined(blocks, owner, len(lived_in)), home.ravel().astype(np.int64)


def _settled(points: Floats, blocks: Shapes) -> tuple[Floats, Ints]:
    """Each point with its block; those outside all move to the nearest one's edge."""
    found = shapely.STRtree(blocks).query_nearest(shapely.points(points), all_matches=False)
    home = np.zeros(len(points), dtype=np.int64)
    home[found[0]] = found[1]
    drawn = shapely.points(points)
    told = points.copy()
    for at in np.flatnonzero(~shapely.contains(blocks[home], drawn)):
        block = blocks[home[at]]
        line = shapely.get_coordinates(shapely.shortest_line(block, drawn[at]))
        middle = shapely.get_coordinates(shapely.point_on_surface(block))[0]
        inward = middle - line[0]
        told[at] = line[0] + inward * min(1.0, INSIDE / max(float(np.hypot(*inward)), INSIDE))
    return apart(told), home


def _cuts(points: Floats, blocks: Shapes, home: Ints) -> list[Any]:
    """The lines halfway between the points of each block."""
    told = []
    for block in np.unique(home):
        members = points[home == block]
        if len(members) > 1:
            edges = shapely.voronoi_polygons(
                shapely.multipoints(members), extend_to=blocks[block], only_edges=True
            )
            told.append(shapely.intersection(edges, blocks[block].buffer(BEYOND)))
    return told


def _owners(atoms: Shapes, blocks: Shapes, points: Floats, home: Ints, kept: list[Any]) -> Owners:
    """Whose each atom is: the point next to it in its block, a kept area's, else a neighbour's."""
    spots = shapely.point_on_surface(atoms)
    owner = np.full(len(atoms), -1, dtype=np.int64)
    for at, area in enumerate(kept):
        owner[(owner < 0) & shapely.contains(area, spots)] = len(points) + at
    block = np.full(len(atoms), -1, dtype=np.int64)
    atom, which = shapely.STRtree(blocks).query(spots, predicate="within")
    block[atom] = which
    for each in np.unique(home):
        members = np.flatnonzero(home == each)
        mine = np.flatnonzero((block == each) & (owner < 0))
        if len(mine):
            tree = shapely.STRtree(shapely.points(points[members]))
            owner[mine] = members[tree.nearest(spots[mine])]
    near = _borders(atoms)
    _loosen(owner, atoms, points, near)
    _grow(owner, atoms, len(points), near)
    return owner


def _loosen(owner: Owners, atoms: Shapes, points: Floats, near: Near) -> None:
    """Of a point's atoms only those are sure that hang together with the one it stands in."""
    for point in range(len(points)):
        mine = np.flatnonzero(owner == point)
        if len(mine) < 2:  # noqa: PLR2004 -- one cannot fall apart
            continue
        gaps = shapely.distance(atoms[mine], shapely.Point(points[point]))
        seen, waiting = set(), [int(mine[gaps.argmin()])]
        while waiting:
            here = waiting.pop()
            seen.add(here)
            waiting += [to for to, _m in near[here] if owner[to] == point and to not in seen]
        owner[[at for at in mine.tolist() if at not in seen]] = -1


def _grow(owner: Owners, atoms: Shapes, count: int, near: Near) -> None:
    """Atoms of nobody go to the neighbour with the longest common border, ring by ring."""
    waiting = set(np.flatnonzero(owner < 0).tolist())
    while waiting:
        taken = {}
        for atom in sorted(waiting):
            sums: dict[int, float] = defaultdict(float)
            for other, metres in near[atom]:
                if 0 <= owner[other] < count:
                    sums[int(owner[other])] += metres
            if sums:
                taken[atom] = max(sorted(sums), key=lambda each: sums[each])
        if not taken:
            _far(owner, atoms, waiting, count)
            return
        for atom, who in taken.items():
            owner[atom] = who
        waiting -= taken.keys()


def _far(owner: Owners, atoms: Shapes, waiting: set[int], count: int) -> None:
    """Islands without a building belong to whoever is nearest."""
    held = np.flatnonzero((owner >= 0) & (owner < count))
    tree = shapely.STRtree(atoms[held])
    for atom in sorted(waiting):
        owner[atom] = owner[held[int(tree.nearest(atoms[atom]))]]


def _borders(atoms: Shapes) -> Near:
    """For each atom its neighbours and the metres shared: noded lines are the same in both."""
    rings, of = shapely.get_rings(atoms, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    follows = ring[1:] == ring[:-1]
    ends = np.hstack([corners[:-1], corners[1:]])[follows]
    atom = of[ring[:-1][follows]]
    turned = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[turned] = ends[turned][:, [2, 3, 0, 1]]
    order = np.lexsort(ends.T)
    same = np.flatnonzero((ends[order[1:]] == ends[order[:-1]]).all(axis=1))
    near: Near = [[] for _ in range(len(atoms))]
    for one, two in zip(order[same].tolist(), order[same + 1].tolist(), strict=True):
        metres = float(np.hypot(ends[one, 2] - ends[one, 0], ends[one, 3] - ends[one, 1]))
        near[atom[one]].append((int(atom[two]), metres))
        near[atom[two]].append((int(atom[one]), metres))
    return near


def _joined(atoms: Shapes, owner: Owners, count: int) -> Shapes:
    told = np.empty(count, dtype=object)
    for at in range(count):
        told[at] = merged(atoms[owner == at])
    return told


def merged(shapes: Shapes) -> Any:
    """One outline of pieces that share their corners."""
    if not len(shapes):
        return shapely.Polygon()
    if len(shapes) == 1:
        return shapes[0]
    return shapely.coverage_union_all(shapes)
