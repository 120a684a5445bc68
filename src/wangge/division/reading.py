"""A GeoJSON file of units, read so that every fault names its feature and how to mend it."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from wangge.division.board import Floats
from wangge.division.units import Plane, Shapes, Units
from wangge.kernel.errors import FieldFault, Invalid

AREAL = ("Polygon", "MultiPolygon")
DEGREE = 111_320.0
SHOWN = 20
CHINA = (3.0, 54.0, 73.0, 136.0)  # latitudes, longitudes
FAR = 2.0  # degrees from the middle of the others
MOST = 1_000_000
Flags = NDArray[np.bool_]
SWAPPED = "经纬度写反了：GeoJSON 先经度后纬度"


def features(path: Path, what: str) -> list[dict[str, Any]]:
    """The features of a GeoJSON file."""
    try:
        told = json.loads(path.read_bytes())
    except OSError as error:
        raise Invalid("divide.file", f"没有找到或读不了{what}文件 {path}，请核对路径。") from error
    except (ValueError, RecursionError) as error:
        raise Invalid(
            "divide.json",
            f"{what}文件 {path.name} 不是有效的 JSON（{error}），请从制图软件重新导出 GeoJSON。",
        ) from error
    rows = told.get("features") if isinstance(told, dict) else None
    if not isinstance(rows, list) or told.get("type") != "FeatureCollection":
        raise Invalid("divide.json", f"{what}文件 {path.name} 不是 GeoJSON 的 FeatureCollection。")
    if not rows:
        raise Invalid("divide.empty", f"{what}文件 {path.name} 里没有任何要素，请核对导出范围。")
    if not all(isinstance(row, dict) for row in rows):
        raise Invalid("divide.json", f"{what}文件 {path.name} 的要素不是对象，请重新导出。")
    return rows


def read_units(path: Path, balance: tuple[str, ...] = ()) -> Units:
    """The units of the file, or a refusal that lists every fault."""
    return units_of(features(path, "单元"), balance, f"单元文件 {path.name}")


def units_of(
    rows: list[dict[str, Any]], balance: tuple[str, ...] = (), what: str = "单元"
) -> Units:
    """The units of GeoJSON features, or a refusal that lists every fault."""
    faults: list[FieldFault] = []
    names = _names(rows, faults)
    households = [_number(row, "households", at, faults) for at, row in enumerate(rows)]
    extra = [[_number(row, key, at, faults) for key in balance] for at, row in enumerate(rows)]
    shapes = [_shape(row, at, faults) for at, row in enumerate(rows)]
    if not faults:
        _places(shapes, faults)
    if faults:
        _refuse(what, faults)
    whole = [int(number) for number in households]
    drawn = np.array(shapes, dtype=object)
    plane = plane_of(drawn)
    return Units(
        names=names,
        households=np.array(whole, dtype=np.int64),
        estates=[_text(row, "estate") for row in rows],
        locks=[_text(row, "lock") for row in rows],
        extra=np.array(extra, dtype=np.float64).reshape(len(rows), len(balance)),
        attributes=list(balance),
        shapes=on_plane(drawn, plane),
        points=not any(each.geom_type in AREAL for each in shapes),
        plane=plane,
    )


def plane_of(drawn: Shapes) -> Plane:
    """Metres around the middle of the town; coordinates that are metres already stay."""
    west, south, east, north = shapely.total_bounds(drawn)
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:  # noqa: PLR2004
        return Plane(lon=(west + east) / 2, lat=(south + north) / 2)
    lat = (south + north) / 2
    across = DEGREE * max(math.cos(math.radians(lat)), 0.01)
    return Plane(lon=(west + east) / 2, lat=lat, across=across, along=DEGREE)


def on_plane(drawn: Shapes, plane: Plane) -> Shapes:
    """Shapes of the file on the plane; corners that are the same but for rounding become the same."""
    digits = 12 if plane.along > 1 else 7

    def placed(corners: Floats) -> Floats:
        return plane.metres(np.round(corners, digits))

    moved: Shapes = shapely.transform(shapely.force_2d(drawn), placed)
    return moved


def _properties(row: dict[str, Any]) -> dict[str, Any]:
    told = row.get("properties")
    return told if isinstance(told, dict) else {}


def _text(row: dict[str, Any], key: str) -> str:
    told = _properties(row).get(key)
    return "" if told is None else str(told).strip()


def _where(row: dict[str, Any], at: int) -> str:
    name = _properties(row).get("id", row.get("id"))
    return f"第 {at + 1} 个要素" + ("" if name in (None, "") else f"（id {name}）")


def _names(rows: list[dict[str, Any]], faults: list[FieldFault]) -> list[str | int]:
    names: list[str | int] = []
    seen: dict[str, int] = {}
    for at, row in enumerate(rows):
        name = _properties(row).get("id", row.get("id"))
        if isinstance(name, float) and name.is_integer():
            name = int(name)
        if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
            faults.append(FieldFault("id", f"第 {at + 1} 个要素没有编号：请在属性里填写 id。"))
            name = at
        elif str(name) in seen:
            first = seen[str(name)] + 1
            faults.append(
                FieldFault("id", f"{_where(row, at)}与第 {first} 个要素编号重复：每个单元一个 id。")
            )
        seen.setdefault(str(name), at)
        names.append(name)
    return names


def _number(row: dict[str, Any], key: str, at: int, faults: list[FieldFault]) -> float:
    told = _properties(row).get(key)
    where, what = _where(row, at), "户数" if key == "households" else key
    if told is None or told == "":
        faults.append(FieldFault(key, f"{where}没有{what}：请填写 {key}（没有住户填 0）。"))
        return 0
    try:
        number = float(told) if not isinstance(told, bool) else math.nan
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or abs(number) > MOST:
        faults.append(FieldFault(key, f"{where}的{what}“{told}”不是合理的数：请改成数字。"))
        return 0
    if number < 0:
        faults.append(FieldFault(key, f"{where}的{what}是负数（{told}）：请改成 0 或实际数。"))
    if key == "households" and number != int(number):
        faults.append(FieldFault(key, f"{where}的户数 {told} 不是整数：请填写整户数。"))
    return number


def _shape(row: dict[str, Any], at: int, faults: list[FieldFault]) -> Any:
    where = _where(row, at)
    told = row.get("geometry")
    if not isinstance(told, dict):
        faults.append(FieldFault("geometry", f"{where}没有图形：请补画，或删去这个要素。"))
        return None
    try:
        drawn = shape(told)
    except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.ShapelyError):
        drawn = None
    if drawn is None or drawn.is_empty or not np.isfinite(shapely.get_coordinates(drawn)).all():
        faults.append(FieldFault("geometry", f"{where}的图形是空的或坐标有误：请重新绘制。"))
    elif drawn.geom_type not in (*AREAL, "Point"):
        faults.append(
            FieldFault("geometry", f"{where}是 {drawn.geom_type}：单元只能是面或点，请改画。")
        )
    elif not drawn.is_valid:
        reason = shapely.is_valid_reason(drawn)
        faults.append(
            FieldFault("geometry", f"{where}的边线自相交或重叠（{reason}）：请改正节点后重新导出。")
        )
    elif drawn.geom_type in AREAL and drawn.area == 0:
        faults.append(FieldFault("geometry", f"{where}的面积为零：请重新绘制。"))
    return drawn


def _places(shapes: list[Any], faults: list[FieldFault]) -> None:
    """Coordinates that cannot be meant."""
    kinds = {each.geom_type in AREAL for each in shapes}
    if len(kinds) > 1:
        odd = next(at for at, each in enumerate(shapes) if each.geom_type not in AREAL)
        told = f"文件里面和点混在一起（第 {odd + 1} 个要素是点）：请只用一种，点可先画成面。"
        faults.append(FieldFault("geometry", told))
    turned = swapped(shapes)
    if turned.all():
        faults.append(FieldFault("geometry", f"{SWAPPED}，请交换坐标后重新导出。"))
    elif usual(shapes).any():
        faults += [
            FieldFault("geometry", f"第 {at + 1} 个要素{SWAPPED}，请交换它的坐标。")
            for at in np.flatnonzero(turned)
        ]
        _far(shapes, ~turned, faults)


def _far(shapes: list[Any], asked: Flags, faults: list[FieldFault]) -> None:
    """Features in another part of the country, such as at zero degrees."""
    bounds = shapely.bounds(np.array(shapes, dtype=object))
    middles = (bounds[:, :2] + bounds[:, 2:]) / 2
    away = np.hypot(*(middles - np.median(middles[asked], axis=0)).T)
    faults += [
        FieldFault(
            "geometry",
            f"第 {at + 1} 个要素离其他单元约 {away[at] * DEGREE / 1000:.0f} 公里："
            "坐标有误或坐标系不同，请改正。",
        )
        for at in np.flatnonzero(asked & (away > FAR))
    ]


def _within(shapes: list[Any], across: tuple[float, float], along: tuple[float, float]) -> Flags:
    bounds = shapely.bounds(np.array(shapes, dtype=object))
    west, south, east, north = bounds.T
    told: Flags = (across[0] <= west) & (east <= across[1])
    told &= (along[0] <= south) & (north <= along[1])
    return told


def usual(shapes: list[Any]) -> Flags:
    """Which lie in degrees where China is."""
    return _within(shapes, CHINA[2:], CHINA[:2])


def swapped(shapes: list[Any]) -> Flags:
    """Which would lie in China if latitude and longitude changed places."""
    return _within(shapes, CHINA[:2], CHINA[2:])


def check_order(shapes: list[Any], what: str) -> None:
    """Refuse a layer whose coordinates are swapped."""
    if swapped(shapes).all():
        raise Invalid("divide.swapped", f"{what}的{SWAPPED}，请交换坐标后重新导出。")


def _refuse(what: str, faults: list[FieldFault]) -> None:
    more = f"\n……另有 {len(faults) - SHOWN} 处。" if len(faults) > SHOWN else ""
    lines = "\n".join(f"  {fault.detail}" for fault in faults[:SHOWN])
    raise Invalid(
        "divide.units",
        f"{what} 有 {len(faults)} 处要先改正：\n{lines}{more}",
        tuple(faults),
    )
