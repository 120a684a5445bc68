"""Boundaries as a small drawing: no map server, no tiles, prints well."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any, Generic, Protocol, TypeVar

WIDTH, HEIGHT, MARGIN = 640.0, 420.0, 10.0
Ring = list[list[float]]


class Outlined(Protocol):
    """An area of today, or one that is planned."""

    @property
    def boundary(self) -> dict[str, Any] | None: ...


Drawn = TypeVar("Drawn", bound=Outlined)


@dataclass(frozen=True)
class Shape(Generic[Drawn]):
    """One area as SVG: its outline and where its name goes."""

    area: Drawn
    path: str
    x: float
    y: float


Place = Callable[[Sequence[float]], tuple[float, float]]


def sketch(areas: Sequence[Drawn]) -> list[Shape[Drawn]]:
    """The areas that have boundaries, fitted into WIDTH x HEIGHT; north is up."""
    drawn = {area: rings for area in areas if (rings := _rings(area))}
    place = _fitted(drawn.values())
    return [
        _shape(area, [[place(p) for p in ring] for ring in rings]) for area, rings in drawn.items()
    ]


def spots(
    areas: Sequence[Outlined], positions: Iterable[Sequence[float]]
) -> list[tuple[float, float]]:
    """Where positions lie on the sketch of `areas`."""
    drawn = [rings for area in areas if (rings := _rings(area))]
    place = _fitted(drawn)
    return [place(position) for position in positions] if drawn else []


def _fitted(drawn: Iterable[list[Ring]]) -> Place:
    """How positions are placed so that everything drawn fits."""
    points = [point for rings in drawn for ring in rings for point in ring] or [[0.0, 0.0]]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = cos(radians((south + north) / 2))  # a degree of longitude is shorter up here
    wide, high = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2

    def place(point: Sequence[float]) -> tuple[float, float]:
        across, down = (point[0] - west) * squeeze * scale, (north - point[1]) * scale
        return round(left + across, 1), round(top + down, 1)

    return place


def _rings(area: Outlined) -> list[Ring]:
    """The outer rings of the boundary."""
    boundary = area.boundary or {}
    if boundary.get("type") == "Polygon":
        return [boundary["coordinates"][0]]
    return [polygon[0] for polygon in boundary.get("coordinates", [])]


def _shape(area: Drawn, rings: list[list[tuple[float, float]]]) -> Shape[Drawn]:
    path = "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in rings)
    longest = max(rings, key=len)
    xs, ys = [x for x, _ in longest], [y for _, y in longest]
    return Shape(area, path, round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1))
