"""What all formats have in common: a surface with its columns, and limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wangge.areas.datum import Projection, moved, numbered_zone
from wangge.kernel.errors import Invalid

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_FEATURES = 5_000
SURFACES = ("Polygon", "MultiPolygon")
DEGREES = 400.0  # larger numbers are metres


@dataclass(frozen=True)
class Feature:
    """One surface out of a file, in degrees of the file's own datum, with its columns as text."""

    columns: dict[str, str]
    geometry: dict[str, Any]


def feature(columns: Mapping[str, Any], geometry: Any, zone: Projection | None = None) -> Feature:
    """A surface as it stands in a file; metres become degrees."""
    plain = {str(key): "" if value is None else str(value) for key, value in columns.items()}
    given: dict[str, Any] = dict(geometry or {})
    if given.get("type") not in SURFACES:
        kind = given.get("type") or "空"
        raise Invalid("file.type", f"文件里的图形应为面，这里是 {kind}；请只导出面图层。")
    if given["type"] == "MultiPolygon" and len(given.get("coordinates") or ()) == 1:
        given = {"type": "Polygon", "coordinates": given["coordinates"][0]}
    if _first_east(given) > DEGREES:
        given = _in_degrees(given, zone)
    return Feature(plain, given)


def _first_east(geometry: Mapping[str, Any]) -> float:
    value: Any = geometry.get("coordinates")
    while isinstance(value, list | tuple) and value:
        value = value[0]
    return abs(value) if isinstance(value, int | float) else 0.0


def _in_degrees(geometry: dict[str, Any], zone: Projection | None) -> dict[str, Any]:
    found = numbered_zone(_first_east(geometry)) or zone
    if found is None:
        raise Invalid(
            "file.metres",
            "坐标是投影坐标（米），文件里没有写中央子午线；请带上 .prj 文件，或转换成经纬度再导入。",
        )
    return moved(geometry, found.degrees)


def limited(rows: list[Feature]) -> list[Feature]:
    """All of them, if they are neither none nor too many."""
    if not rows:
        raise Invalid("file.empty", "文件里没有面，请检查导出的图层。")
    if len(rows) > MOST_FEATURES:
        raise Invalid("file.many", f"文件里有 {len(rows)} 个面，一次最多 {MOST_FEATURES} 个。")
    return rows
