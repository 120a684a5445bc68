"""Boundaries out of a file: which area each is of, what is wrong with it, what would change."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from django.core.files.uploadedfile import UploadedFile

from wangge.areas.boundaries import area_of, middle, square_metres
from wangge.areas.datum import converted, likely
from wangge.areas.geometry import Datum, checked_boundary, polygon
from wangge.areas.models import Area
from wangge.areas.queries import newest_version
from wangge.kernel.codes import parse_code
from wangge.kernel.errors import Invalid, Refused
from wangge.kernel.text import tidy
from wangge.maps.formats import registry
from wangge.maps.formats.features import MOST_BYTES, Feature

CODES = (
    "code",
    "网格编码",
    "网格代码",
    "网格编号",
    "区划代码",
    "编码",
    "代码",
    "编号",
    "grid_code",
    "id",
)
NAMES = ("full_name", "全称", "name", "网格名称", "名称", "网格名", "grid_name")
SLIVER = 5.0
SAME = 1.0  # square metres: less is rounding


@dataclass
class Match:
    """One surface of the file beside the area it is of."""

    number: int
    given: str
    area: Area | None = None
    boundary: dict[str, Any] | None = None
    size: float = 0.0
    state: str = "unknown"  # new, changed, same, unknown, twice, wrong
    notes: list[str] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        return self.state in {"new", "changed"}


@dataclass(frozen=True)
class Preview:
    """What a file would do, before anything is stored."""

    matches: list[Match]
    datum: Datum
    suspected: Datum | None  # where the numbers look like another datum

    @property
    def usable(self) -> list[Match]:
        return [match for match in self.matches if match.usable]

    def kept(self) -> dict[str, dict[str, Any]]:
        """What the form of the preview carries until it is confirmed."""
        return {
            str(match.area.code): {
                "boundary": match.boundary,
                "seen": newest_version(match.area.code),
            }
            for match in self.usable
            if match.area
        }


def read_upload(file: "UploadedFile[Any]") -> list[Feature]:
    """The surfaces of an uploaded file."""
    if (file.size or 0) > MOST_BYTES:
        raise Invalid("file.large", f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请只导出边界图层。")
    return registry.read(file.read())


def outline_of(file: "UploadedFile[Any]", datum: Datum) -> dict[str, Any]:
    """The boundary in a file that holds one surface."""
    rows = read_upload(file)
    if len(rows) != 1:
        raise Invalid("file.many", f"文件里有 {len(rows)} 个面，这里只能放一个网格的边界。")
    return checked_boundary(converted(rows[0].geometry, datum, Datum.CGCS2000))


def preview(rows: Sequence[Feature], datum: Datum, areas: Sequence[Area]) -> Preview:
    """Match the surfaces with the areas that the person may draw."""
    book = _Book(areas)
    matches = [_match(number, row, datum, book) for number, row in enumerate(rows, 1)]
    _name_twins(matches)
    _name_overlaps(matches, areas)
    best = likely(_pairs(rows, matches))
    return Preview(matches, datum, best if best and best is not datum else None)


class _Book:
    """Areas by code and by name."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self.by_code = {area.code: area for area in areas}
        self.by_name: dict[str, list[Area]] = {}
        for area in areas:
            for name in {_plain(area.name), _plain(area.full_name)}:
                self.by_name.setdefault(name, []).append(area)

    def find(self, columns: dict[str, str]) -> tuple[Area | None, str]:
        """The area that a surface's columns tell, and why none where there is none."""
        plain = {key.strip().lower(): tidy(value) for key, value in columns.items()}
        for key in CODES:
            if (code := _code(plain.get(key, ""))) in self.by_code:
                return self.by_code[code], ""
        several = 0
        for key in NAMES:
            found = self.by_name.get(_plain(plain.get(key, "")), [])
            if len(found) == 1:
                return found[0], ""
            several = max(several, len(found))
        if several:
            return None, f"有 {several} 个同名的网格，请在文件里写上编码"
        return None, "按编码和名称都没有找到您可以划定的网格"


def _code(text: str) -> int:
    digits = re.sub(r"\.0$", "", text)
    try:
        return parse_code(digits)
    except ValueError:
        return 0


def _plain(name: str) -> str:
    return tidy(name).replace(" ", "")


def _given(columns: dict[str, str]) -> str:
    low = {key.strip().lower(): value for key, value in columns.items()}
    words = [low[key] for key in (*NAMES, *CODES) if low.get(key)]
    return words[0] if words else "、".join(list(filter(None, columns.values()))[:2])


def _match(number: int, row: Feature, datum: Datum, book: _Book) -> Match:
    match = Match(number, _given(row.columns))
    match.area, why = book.find(row.columns)
    if match.area is None:
        match.notes.append(why)
        return match
    try:
        match.boundary = checked_boundary(converted(row.geometry, datum, Datum.CGCS2000))
    except Refused as refused:
        match.state = "wrong"
        match.notes.append(refused.message)
        return match
    match.size = area_of(match.boundary)
    match.state = _change(match.area, match.boundary)
    return match


def _change(area: Area, boundary: dict[str, Any]) -> str:
    if not area.boundary:
        return "new"
    before, after = _solid(area.boundary), _solid(boundary)
    moved = square_metres(shapely.symmetric_difference(before, after))
    return "same" if moved < SAME else "changed"


def _solid(boundary: dict[str, Any]) -> shapely.Geometry:
    return shapely.make_valid(polygon(boundary))


def _name_twins(matches: list[Match]) -> None:
    """Two surfaces of one area: neither is taken."""
    seen: dict[int, list[Match]] = {}
    for match in matches:
        if match.area:
            seen.setdefault(match.area.code, []).append(match)
    for group in seen.values():
        for match in group if len(group) > 1 else []:
            match.state = "twice"
            others = "、".join(str(one.number) for one in group if one is not match)
            match.notes.append(f"与第 {others} 个面是同一个网格")


def _name_overlaps(matches: list[Match], areas: Sequence[Area]) -> None:
    """Which of the new boundaries would overlap which others of the same level and kind."""
    after = {area.code: (area, area.boundary) for area in areas if area.boundary}
    after |= {m.area.code: (m.area, m.boundary) for m in matches if m.usable and m.area}
    rows = [(area, _solid(boundary)) for area, boundary in after.values() if boundary]
    tree = shapely.STRtree([outline for _area, outline in rows])
    by_code = {match.area.code: match for match in matches if match.usable and match.area}
    for area, outline in rows:
        if match := by_code.get(area.code):
            near = (rows[order] for order in tree.query(outline, predicate="intersects").tolist())
            match.notes += [note for other in near if (note := _overlap(area, outline, *other))]


def _overlap(area: Area, outline: shapely.Geometry, other: Area, beside: shapely.Geometry) -> str:
    if other.code == area.code or (other.level, other.kind) != (area.level, area.kind):
        return ""
    size = square_metres(shapely.intersection(outline, beside))
    return f"与“{other.name}”重叠 {size:,.0f} 平方米" if size > SLIVER else ""


def _pairs(rows: Sequence[Feature], matches: list[Match]) -> list[Any]:
    """Middles of the surfaces as given, and of the same areas as they are known."""
    found = []
    for row, match in zip(rows, matches, strict=True):
        if match.area and match.area.boundary and match.boundary:
            found.append((middle(row.geometry), middle(match.area.boundary)))
    return found
