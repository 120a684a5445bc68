"""Borders in words (四至): 东至解放路、南至第二网格 …, from what runs along each side."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely

from wangge.division.barriers import REACH, Barriers
from wangge.division.board import Floats, Ints
from wangge.division.units import Plane, Shapes

SIDES = ("东至", "南至", "西至", "北至")
OUTER = "社区边界"
RAYS, TRIM = 60, 0.05  # looks at a side; the share at its ends that belongs to the next side
TOUCH = 1.0  # metres to a neighbour
MOST, PART = 0.6, 0.25  # of a side: enough alone; enough to be named second


class Named(NamedTuple):
    """A street, a river or a neighbouring grid with the name people know it by."""

    name: str
    shape: shapely.Geometry


class Landmarks:
    """What may be named: lines before neighbours."""

    def __init__(self, lines: Sequence[Named], neighbours: Sequence[Named], outer: str) -> None:
        self.line_names = [line.name for line in lines]
        self.lines = shapely.STRtree([line.shape for line in lines])
        self.neighbour_names = [each.name for each in neighbours]
        self.neighbours = shapely.STRtree([each.shape for each in neighbours])
        self.outer = outer

    def named(self, spots: Floats, but: int = -1) -> list[str]:
        """What each place of a border runs along; `but` is the grid itself."""
        points = shapely.points(spots)
        told = [self.outer] * len(points)
        at, near = self.neighbours.query(points, "dwithin", distance=TOUCH)
        for place, which in zip(at[near != but], near[near != but], strict=True):
            told[place] = self.neighbour_names[which]
        at, near = self.lines.query_nearest(points, max_distance=REACH, all_matches=False)
        for place, which in zip(at, near, strict=True):
            told[place] = self.line_names[which]
        return told


def limits(
    polygon: shapely.Geometry,
    lines: Sequence[Named],
    neighbours: Sequence[Named],
    outer: str = OUTER,
    plane: Plane | None = None,
) -> dict[str, str]:
    """The four limits of an area: what makes up most of each side, else the outer boundary's name.

    Shapes are in metres, or in degrees with the plane that turns them into metres.
    """
    if plane is not None:
        polygon = shapely.transform(polygon, plane.metres)
        lines = [Named(each.name, shapely.transform(each.shape, plane.metres)) for each in lines]
        neighbours = [
            Named(each.name, shapely.transform(each.shape, plane.metres)) for each in neighbours
        ]
    marks = Landmarks([line for line in lines if line.name], neighbours, outer)
    return _limits(polygon, marks)


def grid_limits(
    shapes: Shapes, names: Sequence[str | int], streets: Barriers | None
) -> list[dict[str, str]]:
    """The limits of every grid of a plan."""
    lines = []
    if streets is not None:
        lines = [
            Named(name, line)
            for name, line in zip(streets.names, streets.lines, strict=False)
            if name
        ]
    grids = [Named(called(name), shape) for name, shape in zip(names, shapes, strict=True)]
    marks = Landmarks(lines, grids, OUTER)
    return [_limits(shape, marks, at) for at, shape in enumerate(shapes)]


def called(name: str | int) -> str:
    """What people call a grid of this number."""
    told = str(name)
    if told.isdecimal() and len(told) < 5:  # noqa: PLR2004 -- longer ones are codes
        return f"第{numeral(int(told))}网格"
    return told if told.endswith("网格") else f"网格 {told}"


def numeral(number: int) -> str:
    """The number below ten thousand in Chinese: 12 is 十二, 105 is 一百零五."""
    told = ""
    for place, unit in enumerate(("", "十", "百", "千")):
        digit = number // 10**place % 10
        if digit:
            told = "零一二三四五六七八九"[digit] + unit + told
        elif told and not told.startswith("零"):
            told = "零" + told
    told = told.lstrip("零") or "零"
    return told[1:] if told.startswith("一十") else told


def _limits(polygon: shapely.Geometry, marks: Landmarks, but: int = -1) -> dict[str, str]:
    return {
        side: _chosen(marks.named(spots, but))
        for side, spots in zip(SIDES, _sides(polygon), strict=True)
    }


def _chosen(names: list[str]) -> str:
    """The name most of the side has; where none has, the two that have the larger parts."""
    if not names:
        return OUTER
    (first, most), *others = Counter(names).most_common(2)
    if most >= MOST * len(names) or not others or others[0][1] < PART * len(names):
        return first
    pair = {first, others[0][0]}
    return "、".join(dict.fromkeys(name for name in names if name in pair))


def _sides(polygon: shapely.Geometry) -> list[Floats]:
    """Places seen from the east, south, west and north, each side from north or west on."""
    rings = shapely.get_rings(shapely.get_parts(polygon))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    follows = ring[1:] == ring[:-1]
    start, stop = corners[:-1][follows], corners[1:][follows]
    told = {}
    for axis, (low, high) in ((1, ("西至", "东至")), (0, ("南至", "北至"))):
        along, across = (1, 0) if axis else (0, 1)
        least, most = float(corners[:, along].min()), float(corners[:, along].max())
        share = TRIM + (1 - 2 * TRIM) * (np.arange(RAYS) + 0.5) / RAYS
        levels = least + (most - least) * (share[::-1] if axis else share)
        depth = _depths(start[:, along], stop[:, along], start[:, across], stop[:, across], levels)
        seen = np.isfinite(depth).all(axis=0)
        for name, row in ((low, depth[0]), (high, depth[1])):
            pair = [levels[seen], row[seen]]
            told[name] = np.column_stack(pair[::-1] if axis else pair)
    return [told[side] for side in SIDES]


def _depths(one: Floats, two: Floats, near: Floats, far: Floats, levels: Floats) -> Floats:
    """Where the outline first and last crosses each level."""
    low, high = np.minimum(one, two), np.maximum(one, two)
    hit = (low[None, :] <= levels[:, None]) & (levels[:, None] < high[None, :])
    wide = np.where(two == one, 1, two - one)
    at = near + (far - near) * (levels[:, None] - one) / wide
    first: Ints = np.where(hit, at, np.inf).min(axis=1)
    last: Ints = np.where(hit, at, -np.inf).max(axis=1)
    return np.vstack([first, last]).astype(np.float64)
