"""Streets, rivers, walls: where a border should run, and what cannot be crossed."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from wangge.division.board import Floats, summed
from wangge.division.neighbours import Pieces
from wangge.division.reading import check_order, features, on_plane
from wangge.division.units import Borders, Plane, Shapes
from wangge.kernel.errors import Invalid

STREET, PATH, EDGE = 0.3, 0.6, 0.15  # cost of a border metre along it; elsewhere 1
KINDS = {
    "path": PATH, "footway": PATH, "小路": PATH, "巷": PATH, "小巷": PATH,
    "river": EDGE, "water": EDGE, "waterway": EDGE, "stream": EDGE, "canal": EDGE, "河": EDGE,
    "河流": EDGE, "水系": EDGE, "rail": EDGE, "railway": EDGE, "铁路": EDGE, "wall": EDGE,
    "fence": EDGE, "围墙": EDGE, "highway": EDGE, "motorway": EDGE, "高速": EDGE,
}  # fmt: skip
SHUT = frozenset({"1", "true", "yes", "是"})
STEP, REACH = 10.0, 15.0  # metres
PARALLEL = 0.8
WHOLE = 0.9  # a border so far along something closed is no way through


@dataclass(frozen=True)
class Barriers:
    """Straight pieces of barrier, each with its cost per border metre and its name."""

    lines: Shapes
    ends: Floats
    factors: Floats
    closed: Floats  # 1 where nobody crosses
    names: list[str] = field(default_factory=list)  # of each, "" where none; or no list at all

    @property
    def closing(self) -> Shapes:
        """Those that part blocks: what is only a path lies inside one."""
        told: Shapes = self.lines[(self.factors < PATH) | (self.closed > 0)]
        return told


def read_barriers(path: Path, plane: Plane) -> Barriers:
    """The lines of a file: `kind` says what they are, `closed` that nobody crosses."""
    return barriers_of(features(path, "界线"), plane, f"界线文件 {path.name}")


def barriers_of(rows: list[dict[str, Any]], plane: Plane, what: str = "界线") -> Barriers:
    """The lines of GeoJSON features; points are no barrier."""
    drawn = [_drawn(row, at, what) for at, row in enumerate(rows)]
    used = [at for at, each in enumerate(drawn) if _linear(each)]
    if not used:
        raise Invalid("divide.barriers", f"{what} 里没有线，请核对。")
    check_order([drawn[at] for at in used], what)
    every = np.array([drawn[at] for at in used], dtype=object)
    areal = shapely.get_dimensions(every) == 2  # noqa: PLR2004 -- areas
    every[areal] = shapely.boundary(every[areal])
    lines, of = shapely.get_parts(on_plane(every, plane), return_index=True)
    corners, line = shapely.get_coordinates(lines, return_index=True)
    ends = np.hstack([corners[:-1], corners[1:]])[line[1:] == line[:-1]]
    row_of = np.array(used)[of[line[:-1][line[1:] == line[:-1]]]]
    told = [_properties(row) for row in rows]
    factors = np.array([_factor(each, at, what) for at, each in enumerate(told)])
    shut = np.array([str(each.get("closed", "")).lower() in SHUT for each in told], dtype=float)
    names = [str(each.get("name") or "").strip() for each in told]
    return Barriers(
        lines=shapely.linestrings(ends.reshape(-1, 2, 2)),
        ends=ends,
        factors=factors[row_of],
        closed=shut[row_of],
        names=[names[at] for at in row_of],
    )


def beside(barriers: Barriers, shapes: Shapes) -> None:
    """Refuse lines that lie nowhere near the units."""
    west, south, east, north = shapely.total_bounds(shapes)
    wide = max(east - west, north - south, 1.0)
    box = shapely.box(west - wide, south - wide, east + wide, north + wide)
    if not shapely.intersects(box, barriers.lines).any():
        raise Invalid(
            "divide.barriers",
            "界线文件与单元不在同一处（坐标系不同、经纬度写反或地区不同）：请核对后重新导出。",
        )


def _properties(row: dict[str, Any]) -> dict[str, Any]:
    told = row.get("properties")
    return told if isinstance(told, dict) else {}


def _linear(drawn: Any) -> bool:
    return not (drawn.is_empty or drawn.geom_type.endswith("Point"))


def _drawn(row: dict[str, Any], at: int, what: str) -> Any:
    try:
        drawn = shape(row["geometry"])
    except (ValueError, TypeError, LookupError, AttributeError, shapely.errors.ShapelyError):
        drawn = None
    if (
        drawn is None
        or drawn.geom_type == "GeometryCollection"
        or not np.isfinite(shapely.get_coordinates(drawn)).all()
    ):
        raise Invalid("divide.barriers", f"{what}第 {at + 1} 个要素没有可用的图形：请补画或删去。")
    return drawn


def _factor(told: dict[str, Any], at: int, what: str) -> float:
    given = told.get("weight")
    if given is not None:
        try:
            number = float(given)
        except (TypeError, ValueError):
            number = -1.0
        if not 0 <= number <= 10:  # noqa: PLR2004 -- ten times as dear as open ground is plenty
            raise Invalid(
                "divide.barriers", f"{what}第 {at + 1} 个要素的 weight 应是 0 至 10 的数。"
            )
        return number
    return KINDS.get(str(told.get("kind") or told.get("kind_detail") or "").lower(), STREET)


def open_borders(pieces: Pieces) -> Borders:
    """Borders where nothing is known of what they run along."""
    return _gather(pieces, np.ones(len(pieces.units)), np.zeros(len(pieces.units)))


def weighted(
    pieces: Pieces, barriers: Barriers, side: float, links: Floats | None = None
) -> Borders:
    """Borders that cost less along a street; those along something closed are no way through."""
    count = len(pieces.units)
    length = np.hypot(*(pieces.lines[:, 2:] - pieces.lines[:, :2]).T)
    tree = shapely.STRtree(barriers.lines)
    steps = np.clip(np.ceil(length / min(STEP, side / 4)), 1, 60).astype(np.int64)
    of = np.repeat(np.arange(count), steps)
    share = (np.arange(len(of)) - np.repeat(np.cumsum(steps) - steps, steps) + 0.5) / steps[of]
    spots = pieces.lines[of, :2] + (pieces.lines[of, 2:] - pieces.lines[of, :2]) * share[:, None]
    found = tree.query_nearest(
        shapely.points(spots), max_distance=min(REACH, side / 2), all_matches=False
    )
    at, near = found
    along = _parallel(pieces.lines[of[at]], barriers.ends[near])
    at, near = at[along], near[along]
    factor, shut, on = np.ones(len(of)), np.zeros(len(of)), np.zeros(len(of))
    factor[at], shut[at], on[at] = barriers.factors[near], barriers.closed[near], 1.0
    means = [np.bincount(of, told, count) / steps for told in (factor, on, shut)]
    if links is not None:
        crossing, what = tree.query(shapely.linestrings(links.reshape(-1, 2, 2)), "intersects")
        means[1][crossing] = 1.0
        np.minimum.at(means[0], crossing, barriers.factors[what])
        np.maximum.at(means[2], crossing, barriers.closed[what])
    return _gather(pieces, means[0], means[1], means[2])


def _parallel(lines: Floats, others: Floats) -> Floats:
    one, two = lines[:, 2:] - lines[:, :2], others[:, 2:] - others[:, :2]
    size = np.hypot(one[:, 0], one[:, 1]) * np.hypot(two[:, 0], two[:, 1])
    told: Floats = np.abs((one * two).sum(axis=1)) >= PARALLEL * size
    return told


def _gather(pieces: Pieces, factor: Floats, along: Floats, shut: Floats | None = None) -> Borders:
    """The pieces of each pair together."""
    if not len(pieces.units):
        return Borders(pieces.units, np.zeros(0), np.zeros(0), np.zeros(0))
    pairs, of = np.unique(pieces.units, axis=0, return_inverse=True)
    of, count = of.ravel(), len(pairs)
    length = np.hypot(*(pieces.lines[:, 2:] - pieces.lines[:, :2]).T)
    metres = summed(of, length, count)
    costs = summed(of, length * factor, count)
    lain = summed(of, length * along, count)
    kept = metres > 0
    if shut is not None:
        kept &= summed(of, length * shut, count) < WHOLE * metres
    return Borders(pairs[kept].astype(np.int64), metres[kept], costs[kept], lain[kept])
