"""The county's base map under a printed map: green, water, houses, streets with their names."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

from wangge.prints.drawings import Base, Frame, Ring

Box = tuple[float, float, float, float]  # west, south, east, north
Feature = Mapping[str, Any]
Layers = Mapping[str, Sequence[Feature]]
Ground = Callable[[Box], Layers]
"""Which features of the base map lie in a box, layer by layer."""
Spot = tuple[float, float]

_FILLS = {"green": "#dcecd3", "water": "#bcdcf0", "houses": "#dfe3e6"}
_WIDTHS = {"major": 8.0, "minor": 4.5}  # footpaths would hide the ground
_CASING, _ROAD = "#c9d1d8", "#ffffff"
_NAME = "#5b6770"
_SIZE = 11.0
_CELL = 14.0


def nothing(_box: Box) -> Layers:
    """No base map."""
    return {}


def laid(ground: Ground, font: str) -> Base:
    """The base map for `drawings.chart`: what lies below the borders, and the names above them."""

    def base(frame: Frame) -> tuple[str, str]:
        layers = ground(frame.box)
        return under(layers, frame), names(layers, frame, font)

    return base


def under(layers: Layers, frame: Frame) -> str:
    """What is drawn below the borders."""
    parts = [
        f'<path d="{_path(rings, frame, closed=True)}" fill="{fill}" fill-rule="evenodd"/>'
        for name, fill in _FILLS.items()
        if (rings := [ring for row in layers.get(name, ()) for ring in _rings(row)])
    ]
    streets = _by_kind(layers.get("streets", ()))
    for color, more in ((_CASING, 2.0), (_ROAD, 0.0)):
        for kind, width in sorted(_WIDTHS.items(), key=lambda each: each[1]):
            if lines := streets.get(kind):
                look = f'fill="none" stroke="{color}" stroke-width="{width + more}"'
                path = _path(lines, frame, closed=False)
                parts.append(f'<path d="{path}" {look} stroke-linecap="round"/>')
    return "".join(parts)


def names(layers: Layers, frame: Frame, font: str) -> str:
    """The streets' names along them, once each, where there is room."""
    longest: dict[str, tuple[float, Spot, Spot]] = {}
    for row in layers.get("streets", ()):
        name = (row.get("properties") or {}).get("name") or ""
        for start, end in _pieces(_lines(row), frame) if name else ():
            length = math.dist(start, end)
            if length > longest.get(name, (0.0,))[0]:
                longest[name] = (length, start, end)
    told, taken = [], set[tuple[int, int]]()
    for name, (length, start, end) in sorted(longest.items(), key=lambda each: -each[1][0]):
        cells = set(_cells(start, end, len(name) * _SIZE))
        if length >= len(name) * _SIZE * 0.8 and not cells & taken:
            taken |= cells
            told.append(_along(name, start, end, font))
    return "".join(told)


def _by_kind(streets: Iterable[Feature]) -> dict[str, list[Ring]]:
    found: dict[str, list[Ring]] = defaultdict(list)
    for row in streets:
        kind = (row.get("properties") or {}).get("kind") or "minor"
        found[kind] += _lines(row)
    return found


def _rings(row: Feature) -> list[Ring]:
    shape = row["geometry"]
    if shape["type"] == "Polygon":
        return list(shape["coordinates"])
    if shape["type"] == "MultiPolygon":
        return [ring for part in shape["coordinates"] for ring in part]
    return []


def _lines(row: Feature) -> list[Ring]:
    shape = row["geometry"]
    if shape["type"] == "LineString":
        return [shape["coordinates"]]
    return list(shape["coordinates"]) if shape["type"] == "MultiLineString" else []


def _path(lines: Iterable[Ring], frame: Frame, *, closed: bool) -> str:
    end = "Z" if closed else ""
    return "".join(
        "M" + "L".join("{} {}".format(*frame.place(p[0], p[1])) for p in line) + end
        for line in lines
    )


def _pieces(lines: Iterable[Ring], frame: Frame) -> Iterator[tuple[Spot, Spot]]:
    """The straight pieces of a street that lie within the drawing."""
    for line in lines:
        spots = [frame.place(p[0], p[1]) for p in line]
        for start, end in pairwise(spots):
            if _inside(start, frame) and _inside(end, frame):
                yield start, end


def _inside(spot: Spot, frame: Frame) -> bool:
    margin = 2 * _SIZE
    return margin < spot[0] < frame.wide - margin and margin < spot[1] < frame.high - margin


def _cells(start: Spot, end: Spot, length: float) -> Iterator[tuple[int, int]]:
    """The squares of the drawing that a name on this piece covers."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    for step in range(int(length / _CELL) + 2):
        away = step * _CELL - length / 2
        x, y = middle[0] + away * math.cos(angle), middle[1] + away * math.sin(angle)
        yield from ((int(x / _CELL) + dx, int(y / _CELL) + dy) for dx in (0, 1) for dy in (0, 1))


def _along(name: str, start: Spot, end: Spot, font: str) -> str:
    angle = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
    if not -90 <= angle < 90:  # noqa: PLR2004 -- nobody reads upside down
        angle += 180
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    where = f'transform="translate({x:.1f} {y:.1f}) rotate({angle:.1f})" y="{_SIZE * 0.36:.1f}"'
    look = f'font-family="{escape(font)}" font-size="{_SIZE}" text-anchor="middle"'
    halo = f'<text {where} {look} stroke="#fff" stroke-width="3">{escape(name)}</text>'
    return f'{halo}<text {where} {look} fill="{_NAME}">{escape(name)}</text>'
