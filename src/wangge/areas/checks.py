"""Is a community divided well: what is wrong with its grids, where, why, and what to do. Pure."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import shapely

from wangge.areas.faults import Fault
from wangge.areas.geometry import Position, polygon
from wangge.areas.measures import square_metres, told_size
from wangge.kernel.errors import Invalid

SLIVER = 50.0
"""Square metres: smaller gaps and overlaps are what drawing and rounding leave behind."""
EXAMPLES = 3
_NEAR, _ROUNDING = 1e-6, 1e-7  # degrees: a tenth of a metre, a centimetre


@dataclass(frozen=True)
class Grid:
    """A grid as it is to be judged.

    Special grids lie beside ordinary ones or inside them, and may be of any size.
    """

    code: int
    name: str
    boundary: Mapping[str, Any] | None
    households: int = 0
    is_ordinary: bool = True


@dataclass(frozen=True)
class House:
    """A building: the area it is registered in, its estate, where it stands."""

    name: str
    area: int
    estate: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Community:
    """Everything that is judged at once; `unplaced` counts the households in no grid."""

    name: str
    boundary: Mapping[str, Any] | None
    grids: Sequence[Grid]
    houses: Sequence[House] = ()
    band: tuple[int, int] = (300, 500)
    unplaced: int = 0


@dataclass
class _Drawn:
    """The shapes that can be measured, and the faults met while reading them."""

    shapes: dict[int, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class _Outlines:
    """What is drawn of a community; the digest tells whether anybody has redrawn it."""

    digest: str
    community: Community = field(compare=False)


def faults(community: Community) -> list[Fault]:
    """Whatever is wrong with the division, the boundaries first."""
    names = {grid.code: grid.name for grid in community.grids}
    drawn = _ground(_Outlines(_digest(community), community))
    return [
        *drawn.faults,
        *_strays(community.houses, drawn.shapes, names),
        *_cut_estates(community.houses, names),
        *_sizes(community),
    ]


def _digest(community: Community) -> str:
    rows = [[g.code, g.name, g.is_ordinary, g.boundary] for g in community.grids]
    text = json.dumps([community.name, community.boundary, rows])
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=2048)  # a county's communities: geometry is the slow part, and seldom changes
def _ground(outlines: _Outlines) -> _Drawn:
    """The shapes of the grids, and what is wrong with them."""
    community = outlines.community
    drawn = _read(community.grids)
    names = {grid.code: grid.name for grid in community.grids}
    ordinary = {
        grid.code: drawn.shapes[grid.code]
        for grid in community.grids
        if grid.is_ordinary and grid.code in drawn.shapes
    }
    outline = _outline(community.boundary)
    drawn.faults += _overlaps(ordinary, names)
    drawn.faults += _gaps(community.name, outline, drawn.shapes)
    drawn.faults += _outside(community.name, outline, drawn.shapes, names)
    return drawn


def _read(grids: Iterable[Grid]) -> _Drawn:
    drawn = _Drawn()
    for grid in grids:
        found, area = _shape(grid)
        if found:
            drawn.faults.append(found)
        if area is not None:
            drawn.shapes[grid.code] = area
    return drawn


def _shape(grid: Grid) -> tuple[Fault | None, Any]:
    if not grid.boundary:
        return Fault("none", (grid.code,), f"{grid.name}没有边界", grid.name), None
    try:
        area = polygon(grid.boundary)
    except Invalid as refused:
        told = f"{grid.name}的边界读不出来：{refused.message}"
        return Fault("broken", (grid.code,), told, grid.name), None
    if not area.is_valid:
        return _crossing(grid, area), shapely.make_valid(area)
    parts = sorted(shapely.get_parts(area), key=lambda part: float(part.area))
    if len(parts) == 1:
        return None, area
    spot = _spot(parts[0])
    where = f"{_at(grid.name, spot)}，最小的一块 {told_size(parts[0])}"
    return Fault("parts", (grid.code,), f"{grid.name}分成 {len(parts)} 块", where, spot), area


def _crossing(grid: Grid, area: Any) -> Fault:
    told = shapely.is_valid_reason(area).partition("[")[2].rstrip("]").split()
    spot = (float(told[0]), float(told[1])) if told else None
    what = f"{grid.name}的边界自相交"
    return Fault("crossing", (grid.code,), what, _at(grid.name, spot), spot)


def _overlaps(shapes: Mapping[int, Any], names: Mapping[int, str]) -> list[Fault]:
    codes, areas = list(shapes), list(shapes.values())
    if not areas:  # shapely asks no tree for nothing
        return []
    found = []
    for i, j in sorted(shapely.STRtree(areas).query(areas, "intersects").T.tolist()):
        common = shapely.intersection(areas[i], areas[j]) if i < j else shapely.Point()
        if square_metres(common) < SLIVER:
            continue
        pair, spot = f"{names[codes[i]]}与{names[codes[j]]}", _spot(common)
        what = f"{pair}重叠 {told_size(common)}"
        found.append(Fault("overlap", (codes[i], codes[j]), what, _at(pair, spot), spot))
    return found


def _gaps(name: str, outline: Any, shapes: Mapping[int, Any]) -> list[Fault]:
    """Ground in no grid: against the community's outline, else the holes between the grids."""
    if not shapes:
        return []
    union = shapely.union_all(list(shapes.values()))
    whole = _filled(union) if outline is None else outline
    if shapely.covers(shapely.buffer(union, _ROUNDING), whole):
        return []
    found = []
    for part in shapely.get_parts(shapely.difference(whole, union)):
        if square_metres(part) < SLIVER:
            continue
        near = tuple(code for code, area in shapes.items() if shapely.distance(area, part) < _NEAR)
        spot = _spot(part)
        what = f"{name}有 {told_size(part)}不在任何网格"
        found.append(Fault("gap", near, what, _at("空白处", spot), spot))
    return found


def _outline(boundary: Mapping[str, Any] | None) -> Any:
    try:
        return shapely.make_valid(polygon(boundary)) if boundary else None
    except Invalid:
        return None


def _filled(area: Any) -> Any:
    shells = [shapely.Polygon(part.exterior) for part in shapely.get_parts(area) if part.area]
    return shapely.union_all(shells)


def _outside(
    name: str, outline: Any, shapes: Mapping[int, Any], names: Mapping[int, str]
) -> list[Fault]:
    if outline is None:
        return []
    found = []
    near = shapely.buffer(outline, _ROUNDING)
    shapely.prepare(near)
    for code, area in shapes.items():
        if shapely.covers(near, area):
            continue
        beyond = shapely.difference(area, outline)
        if square_metres(beyond) < SLIVER:
            continue
        what, spot = f"{names[code]}有 {told_size(beyond)}在{name}之外", _spot(beyond)
        found.append(Fault("outside", (code,), what, _at(names[code], spot), spot))
    return found


def _strays(
    houses: Sequence[House], shapes: Mapping[int, Any], names: Mapping[int, str]
) -> list[Fault]:
    """Buildings registered in one grid that stand in another, told once for each pair of grids."""
    placed = [house for house in houses if house.lon is not None and house.lat is not None]
    if not placed or not shapes:
        return []
    codes = list(shapes)
    points = shapely.points([(house.lon, house.lat) for house in placed])
    inside: dict[int, set[int]] = defaultdict(set)
    tree = shapely.STRtree(list(shapes.values()))
    for point, area in tree.query(points, "intersects").T.tolist():
        inside[point].add(codes[area])
    wrong: dict[tuple[int, int], list[House]] = defaultdict(list)
    for n, house in enumerate(placed):
        if inside[n] and house.area not in inside[n]:
            wrong[house.area, min(inside[n])].append(house)
    return [_stray(pair, rows, names) for pair, rows in sorted(wrong.items())]


def _stray(pair: tuple[int, int], houses: list[House], names: Mapping[int, str]) -> Fault:
    registered, actual = pair
    told = f"登记在{names[registered]}" if registered in names else "没有登记到网格"
    examples = "、".join(house.name for house in houses[:EXAMPLES])
    where = f"{examples}等" if len(houses) > EXAMPLES else examples
    lon, lat = houses[0].lon, houses[0].lat
    spot = None if lon is None or lat is None else (lon, lat)
    codes = pair if registered in names else (actual,)
    what = f"{len(houses)} 栋楼{told}，位置在{names[actual]}"
    return Fault("building", codes, what, where, spot)


def _cut_estates(houses: Sequence[House], names: Mapping[int, str]) -> list[Fault]:
    spread: dict[str, Counter[int]] = defaultdict(Counter)
    for house in houses:
        if house.estate and house.area in names:
            spread[house.estate][house.area] += 1
    found = []
    for estate, grids in sorted(spread.items()):
        if len(grids) > 1:
            where = "、".join(f"{names[code]} {n} 栋" for code, n in sorted(grids.items()))
            what = f"{estate}分在 {len(grids)} 个网格"
            found.append(Fault("estate", tuple(sorted(grids)), what, where))
    return found


def _sizes(community: Community) -> list[Fault]:
    low, high = community.band
    found = [
        _size(grid, low, high)
        for grid in community.grids
        if grid.is_ordinary and not low <= grid.households <= high
    ]
    if community.unplaced:
        what = f"{community.unplaced} 户没有登记到网格"
        found.append(Fault("homeless", (), what, community.name))
    return found


def _size(grid: Grid, low: int, high: int) -> Fault:
    few = grid.households < low
    apart = f"少 {low - grid.households} 户" if few else f"多 {grid.households - high} 户"
    what = f"{grid.name} {grid.households} 户，{apart}（本地规定 {low}–{high} 户）"
    return Fault("below" if few else "above", (grid.code,), what, grid.name)


def _spot(area: Any) -> Position:
    point = shapely.point_on_surface(area)
    return round(float(point.x), 6), round(float(point.y), 6)


def _at(name: str, spot: Position | None) -> str:
    return f"{name}（{spot[0]:.5f}, {spot[1]:.5f}）" if spot else name
