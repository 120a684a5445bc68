"""Draw the demo town's grids on real street blocks and pack them for `wangge.demo.ground`.

Usage: python tools/pack_demo_ground.py FOLDER_WITH_SHANGHAI_GEOJSON OUT.json.gz

Input are extracts of OpenStreetMap (© OpenStreetMap contributors, ODbL 1.0), output is a database
derived from them under the same licence. Which blocks make up which grid is written below; streets
narrower than a block (medians, slip roads) go to the grid they border most.
"""

import gzip
import json
import math
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from shapely import STRtree, coverage_is_valid, get_parts, make_valid, union_all
from shapely.affinity import affine_transform
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, split, unary_union

TOWN = 310115005
DWELLINGS = 2160

# One row for each grid: blocks, into how many parts the block is cut, and whether people live there.
PLAN: dict[str, list[tuple[tuple[int, ...], int, bool]]] = {
    "310115005019 荣城": [((53,), 2, True), ((42, 43), 1, True), ((59, 60, 61), 1, True)],
    "310115005050 江临": [((40,), 1, True), ((49,), 1, True), ((38, 50, 54), 1, False)],
    "310115005035 上港": [((55,), 2, True), ((69,), 1, True)],
    "310115005037 三航": [((56,), 2, True), ((138,), 1, False)],
    "310115005049 仁恒": [((226,), 2, True), ((132,), 1, True)],
    "310115005053 东园": [((142,), 1, True), ((135,), 1, True)],
}
Shape = TypeVar("Shape", bound=BaseGeometry)
ORIGIN = (121.5, 31.24)
METRES = (111_320 * math.cos(math.radians(ORIGIN[1])), 110_900)
STREETS = {"primary", "secondary", "tertiary", "residential", "unclassified", "living_street"}
SMALLEST_HOME, LARGEST_HOME, TOWER_FROM = 70, 2500, 900
FLOOR_METRES, LOW_FLOORS, TOWER_FLOORS, COUNTED_FLOORS = 3, 6, 18, 12
SLIVER, SHARED = 9000, 0.35
FRONTAGE = 60
NUMERALS = "一二三四五六七八九"


@dataclass
class Grid:
    """A grid while it is drawn; geometry in metres."""

    community: str
    polygon: Polygon
    lived_in: bool
    buildings: list["House"] = field(default_factory=list)


@dataclass
class House:
    """A building while it is named; geometry in metres."""

    polygon: Polygon
    tags: dict[str, str]
    road: str = ""
    along: float = 0
    address: str = ""
    name: str = ""
    dwellings: int = 0

    @property
    def floors(self) -> int:
        if height := self.tags.get("height"):
            return max(1, round(float(height) / FLOOR_METRES))
        return LOW_FLOORS if self.polygon.area < TOWER_FROM else TOWER_FLOORS


def to_metres(geometry: Shape) -> Shape:
    (x0, y0), (sx, sy) = ORIGIN, METRES
    return affine_transform(geometry, [sx, 0, 0, sy, -x0 * sx, -y0 * sy])


def to_degrees(geometry: Shape) -> Shape:
    (x0, y0), (sx, sy) = ORIGIN, METRES
    return affine_transform(geometry, [1 / sx, 0, 0, 1 / sy, x0, y0])


def read(folder: Path, layer: str) -> list[tuple]:
    text = (folder / f"shanghai_{layer}.geojson").read_text()
    rows = json.loads(text)["features"]
    return [(to_metres(shape(row["geometry"])), row["properties"]) for row in rows]


def cut(polygon: Polygon, houses: list[Polygon], parts: int) -> list[Polygon]:
    """Cut across the long side, between houses, so that both sides hold about as many of them."""
    if parts == 1:
        return [polygon]
    corners = list(polygon.minimum_rotated_rectangle.exterior.coords)
    sides = sorted(pairwise(corners), key=lambda s: math.dist(*s), reverse=True)[:2]
    inside = [house for house in houses if polygon.contains(house.representative_point())]
    best: tuple[int, list[Polygon]] = (len(inside) + 1, [])
    for percent in range(15, 86):
        near = LineString(sides[0]).interpolate(percent / 100, normalized=True)
        far = LineString(sides[1]).interpolate(1 - percent / 100, normalized=True)
        line = LineString([_beyond(far, near), _beyond(near, far)])
        pieces = list(split(polygon, line).geoms)
        if len(pieces) != parts or any(line.intersects(house) for house in inside):
            continue
        first = sum(pieces[0].contains(house.representative_point()) for house in inside)
        best = min(best, (abs(len(inside) - 2 * first), pieces), key=lambda pair: pair[0])
    return best[1]


def _beyond(start: Point, end: Point) -> tuple[float, float]:
    return (2 * end.x - start.x, 2 * end.y - start.y)


def draw(blocks: dict[int, Polygon], houses: list[Polygon]) -> list[Grid]:
    grids = []
    for community, rows in PLAN.items():
        for numbers, parts, lived_in in rows:
            whole = unary_union([blocks[number] for number in numbers])
            grids += [Grid(community, piece, lived_in) for piece in cut(whole, houses, parts)]
    taken = {number for rows in PLAN.values() for numbers, _, _ in rows for number in numbers}
    rest = {number: block for number, block in blocks.items() if number not in taken}
    while found := _sliver(rest, grids):
        number, grid = found
        grid.polygon = unary_union([grid.polygon, rest.pop(number)])
    share_corners(grids)
    return grids


def share_corners(grids: list[Grid]) -> None:
    """Give neighbours the same corners where a cut meets a street, so that no gap can open."""
    faces = list(polygonize(union_all([grid.polygon.boundary for grid in grids], grid_size=0.05)))
    points = [face.representative_point() for face in faces]
    for grid in grids:
        inside = [f for f, p in zip(faces, points, strict=True) if grid.polygon.contains(p)]
        grid.polygon = unary_union(inside)


def _sliver(rest: dict[int, Polygon], grids: list[Grid]) -> tuple[int, Grid] | None:
    for number, block in rest.items():
        if block.area > SLIVER:
            continue
        shared = [grid.polygon.boundary.intersection(block.boundary).length for grid in grids]
        if sum(shared) > SHARED * block.length:
            return number, grids[shared.index(max(shared))]
    return None


def find_roads(roads: list[tuple]) -> dict[str, LineString]:
    lines = defaultdict(list)
    for line, tags in roads:
        name = tags.get("name", "")
        tunnel = "隧道" in name or "地道" in name or "高架" in name
        if name and tags.get("kind_detail") in STREETS and not tunnel:
            lines[name].append(line)
    return {name: unary_union(parts) for name, parts in lines.items()}


def name_houses(grids: list[Grid], roads: dict[str, LineString]) -> None:
    """Real nearest road, invented numbers: houses of one grid on one road share a lane (弄)."""
    names, lines = list(roads), list(roads.values())
    tree, used = STRtree(lines), set()
    for grid in grids:
        lanes = defaultdict(list)
        for house in grid.buildings:
            house.road = names[tree.nearest(house.polygon)]
            house.along = _along(roads[house.road], house.polygon.centroid)
            lanes[house.road].append(house)
        for road, lane in lanes.items():
            lane.sort(key=lambda house: house.along)
            number = int(lane[len(lane) // 2].along / 8) * 2 + 1
            while (road, number) in used:
                number += 2
            used.add((road, number))
            _number(road, number, lane)


def _number(road: str, number: int, lane: list[House]) -> None:
    alone = len(lane) == 1
    for order, house in enumerate(lane, 1):
        house.address = f"{road}{number}{'号' if alone else '弄'}"
        real = house.tags.get("name", "").split(" - ")[0]
        invented = "1幢" if alone else f"{order}号楼"
        house.name = invented if real.isascii() else real


def _along(road: LineString, point: Point) -> float:
    west, south, east, north = road.bounds
    if east - west > north - south:
        return max(0, point.x - west)
    return max(0, north - point.y)


def count_dwellings(grids: list[Grid]) -> None:
    """Share the demo's dwellings among the houses by floor space (towers count as 12 floors)."""
    homes = [h for g in grids if g.lived_in for h in g.buildings if _is_home(h)]
    space = {id(h): h.polygon.area * min(h.floors, COUNTED_FLOORS) for h in homes}
    total = sum(space.values())
    for home in homes:
        home.dwellings = max(4, round(space[id(home)] / total * DWELLINGS))


def _is_home(house: House) -> bool:
    kind = house.tags.get("kind_detail")
    return kind in {None, "apartments", "residential", "house"} and (
        SMALLEST_HOME <= house.polygon.area <= LARGEST_HOME
    )


def number_grids(grids: list[Grid]) -> dict[str, list[Grid]]:
    """West to east inside a community, as the trade's coding rules ask (DB6101/T 3185)."""
    by_community = defaultdict(list)
    for grid in grids:
        by_community[grid.community].append(grid)
    for rows in by_community.values():
        rows.sort(key=lambda grid: (round(grid.polygon.centroid.x / 60), -grid.polygon.centroid.y))
    return dict(by_community)


def write_grid(order: int, grid: Grid, roads: dict[str, LineString]) -> dict:
    near = grid.polygon.buffer(25)
    streets = {name: near.intersection(line).length for name, line in roads.items()}
    name = grid.community.split()[1]
    label = f"第{NUMERALS[order - 1]}网格" if grid.lived_in else "商务楼宇专属网格"
    return {
        "number": order,
        "name": f"{name}{label}",
        "special": not grid.lived_in,
        "boundary": _plain(to_degrees(grid.polygon)),
        "roads": sorted(
            (n for n in streets if streets[n] > FRONTAGE), key=streets.get, reverse=True
        ),
        "buildings": [write_house(house) for house in grid.buildings],
    }


def write_house(house: House) -> dict:
    point = to_degrees(house.polygon.representative_point())
    return {
        "address": house.address,
        "name": house.name,
        "floors": house.floors,
        "dwellings": house.dwellings,
        "lon": round(point.x, 6),
        "lat": round(point.y, 6),
        "outline": _plain(to_degrees(house.polygon.simplify(0.3))),
    }


def _plain(polygon: Polygon) -> list:
    rings = mapping(polygon)["coordinates"]
    return [[[round(x, 6), round(y, 6)] for x, y in ring] for ring in rings]


def check(grids: list[Grid]) -> None:
    shapes = [grid.polygon for grid in grids]
    wrong = [g.community for g in grids if g.polygon.geom_type != "Polygon" or g.polygon.interiors]
    if wrong or not all(s.is_valid for s in shapes) or not coverage_is_valid(shapes, gap_width=1):
        raise SystemExit(f"grids are not a simple coverage: {wrong}")


def pack(folder: Path, out: Path) -> None:
    blocks = {tags["block"]: polygon for polygon, tags in read(folder, "blocks")}
    rows = [(g, t) for g, t in read(folder, "buildings") if g.geom_type == "Polygon"]
    outlines = [polygon if polygon.is_valid else _largest(polygon) for polygon, _ in rows]
    houses = [House(polygon, row[1]) for polygon, row in zip(outlines, rows, strict=True)]
    grids = draw(blocks, outlines)
    check(grids)
    for house in houses:
        point = house.polygon.representative_point()
        for grid in grids:
            if grid.polygon.contains(point):
                grid.buildings.append(house)
    roads = find_roads(read(folder, "roads"))
    name_houses(grids, roads)
    count_dwellings(grids)
    communities = [
        {
            "code": int(name.split()[0]),
            "grids": [write_grid(i, grid, roads) for i, grid in enumerate(rows, 1)],
        }
        for name, rows in number_grids(grids).items()
    ]
    text = json.dumps({"town": TOWN, "communities": communities}, ensure_ascii=False)
    with out.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(text.encode())


def _largest(polygon: Polygon) -> Polygon:
    parts = get_parts(MultiPolygon([p for p in get_parts(make_valid(polygon)) if p.area]))
    return max(parts, key=lambda part: part.area)


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
