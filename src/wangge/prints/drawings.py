"""Drawings for prints, as SVG: codes to scan, photos, a sketch of boundaries and buildings."""

import base64
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, radians
from typing import Any
from xml.sax.saxutils import escape

import segno
from PIL import Image, ImageOps

PHOTO = (300, 400)
"""Pixels of a printed portrait: 25 x 33 mm at 300 dpi."""
Ring = list[list[float]]


def qr(text: str) -> str:
    """A code to scan, with a quiet border; a quarter of it may be worn off (level Q)."""
    drawn: str = segno.make(text, error="q", boost_error=False, micro=False).svg_inline(
        scale=4, border=2
    )
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def portrait(content: bytes) -> str:
    """A photo cut to the shape of a portrait."""
    with Image.open(io.BytesIO(content)) as picture:
        small = ImageOps.fit(picture.convert("RGB"), PHOTO)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=88)
    data = base64.b64encode(out.getvalue()).decode()
    wide, high = PHOTO
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}">'
        f'<image width="{wide}" height="{high}" href="data:image/jpeg;base64,{data}"/></svg>'
    )


@dataclass(frozen=True)
class Zone:
    """An area on a map: its boundary, its name, and how it is drawn."""

    name: str
    boundary: Mapping[str, Any] | None
    fill: str
    stroke: str = "#5b7083"
    width: float = 2.0


@dataclass(frozen=True)
class Dot:
    """A point on a map, with its label."""

    lon: float
    lat: float
    name: str = ""
    color: str = "#17324d"


@dataclass(frozen=True)
class Frame:
    """Fits degrees into a drawing of the given size; north is up."""

    wide: float
    high: float
    west: float
    north: float
    squeeze: float
    scale: float
    left: float
    top: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the whole drawing."""
        across = self.squeeze * self.scale
        west, north = self.west - self.left / across, self.north + self.top / self.scale
        return west, north - self.high / self.scale, west + self.wide / across, north

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a position is drawn."""
        across, down = (lon - self.west) * self.squeeze, self.north - lat
        return round(self.left + across * self.scale, 1), round(self.top + down * self.scale, 1)


Base = Callable[[Frame], tuple[str, str]]


def chart(
    zones: Sequence[Zone],
    dots: Sequence[Dot],
    *,
    size: tuple[float, float],
    font: str,
    focus: Sequence[Zone] = (),
    base: Base = lambda _frame: ("", ""),
) -> str:
    """A map of zones and dots fitted to `size`, or to those in `focus`; empty without any place.

    `base` draws what lies on the ground: between the zones' colors and their borders, and its names.
    """
    outlines = [ring for zone in focus or zones for ring in rings(zone.boundary)]
    frame = _frame(outlines, dots, size)
    if frame is None:
        return ""
    ground, named = base(frame)
    parts = [_zone(zone, frame) for zone in zones]
    if ground:
        parts += [ground, *(_zone(replace(zone, fill="none"), frame) for zone in zones), named]
    parts += [_dot(dot, frame) for dot in dots]
    parts += [_name(zone, frame, font) for zone in zones]
    parts += [_label(dot, frame, font) for dot in _apart(dots, frame)]
    wide, high = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}">{"".join(parts)}</svg>'
    )


def rings(boundary: Mapping[str, Any] | None) -> list[Ring]:
    """The outer rings of a boundary."""
    if not boundary:
        return []
    if boundary.get("type") == "Polygon":
        return [boundary["coordinates"][0]]
    return [part[0] for part in boundary.get("coordinates", [])]


def _frame(
    outlines: list[Ring], dots: Sequence[Dot], size: tuple[float, float], margin: float = 14
) -> Frame | None:
    points = [(p[0], p[1]) for ring in outlines for p in ring] or [(d.lon, d.lat) for d in dots]
    if not points:
        return None
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = cos(radians((south + north) / 2))
    across, down = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = min((size[0] - 2 * margin) / across, (size[1] - 2 * margin) / down)
    left, top = (size[0] - across * scale) / 2, (size[1] - down * scale) / 2
    return Frame(*size, west, north, squeeze, scale, left, top)


def _zone(zone: Zone, frame: Frame) -> str:
    path = "".join(
        "M" + "L".join("{} {}".format(*frame.place(p[0], p[1])) for p in ring) + "Z"
        for ring in rings(zone.boundary)
    )
    look = f'fill="{zone.fill}" stroke="{zone.stroke}" stroke-width="{zone.width}"'
    return f'<path d="{path}" {look} stroke-linejoin="round"/>' if path else ""


def _name(zone: Zone, frame: Frame, font: str) -> str:
    outlines = rings(zone.boundary)
    if not outlines or not zone.name:
        return ""
    spots = [frame.place(p[0], p[1]) for p in max(outlines, key=len)]
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    return _text(zone.name, middle, 19, font, "#0b3d66", anchor="middle")


def _dot(dot: Dot, frame: Frame) -> str:
    x, y = frame.place(dot.lon, dot.lat)
    return f'<circle cx="{x}" cy="{y}" r="3" fill="{dot.color}" stroke="#fff"/>'


def _label(dot: Dot, frame: Frame, font: str) -> str:
    x, y = frame.place(dot.lon, dot.lat)
    return _text(dot.name, (x + 5, y + 3), 9, font, dot.color, anchor="start")


def _apart(dots: Iterable[Dot], frame: Frame) -> list[Dot]:
    """The dots whose labels have room: a map full of overlapping words tells nobody anything."""
    taken: set[tuple[int, int]] = set()
    found = []
    for dot in dots:
        x, y = frame.place(dot.lon, dot.lat)
        cells = {
            (int(x + step) // 12, int(y) // 12) for step in range(0, 12 + 9 * len(dot.name), 12)
        }
        if dot.name and not cells & taken:
            taken |= cells
            found.append(dot)
    return found


def _text(
    text: str, at: tuple[float, float], size: float, font: str, color: str, *, anchor: str
) -> str:
    look = f'font-family="{escape(font)}" font-size="{size}" text-anchor="{anchor}"'
    where = f'x="{at[0]:.1f}" y="{at[1]:.1f}"'
    halo = f'<text {where} {look} stroke="#fff" stroke-width="3">{escape(text)}</text>'
    return f'{halo}<text {where} {look} fill="{color}">{escape(text)}</text>'
