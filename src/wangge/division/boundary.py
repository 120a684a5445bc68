"""The outer boundary of what is divided (社区边界), and units that lie outside it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from wangge.division.board import Ints
from wangge.division.datums import refuse_datum
from wangge.division.reading import AREAL, SHOWN, check_order, features, on_plane
from wangge.division.units import Plane, Units
from wangge.kernel.errors import FieldFault, Invalid

NEAR = 30.0  # metres outside that may be a matter of drawing
MANY = 0.2  # of the units: that many outside are no matter of drawing


def read_outer(path: Path, plane: Plane) -> shapely.Geometry:
    """The areas of a file as one boundary on the plane."""
    drawn = [_area(row, at) for at, row in enumerate(features(path, "外边界"))]
    check_order(drawn, "外边界文件")
    return shapely.union_all(on_plane(np.array(drawn, dtype=object), plane))


def _area(row: dict[str, Any], at: int) -> Any:
    try:
        drawn = shape(row["geometry"])
    except (ValueError, TypeError, LookupError, AttributeError, shapely.errors.ShapelyError):
        drawn = None
    if drawn is None or drawn.geom_type not in AREAL or drawn.is_empty:
        raise Invalid("divide.outer", f"外边界文件第 {at + 1} 个要素不是面：请补画或删去。")
    if not drawn.is_valid:
        reason = shapely.is_valid_reason(drawn)
        raise Invalid(
            "divide.outer",
            f"外边界文件第 {at + 1} 个要素自相交或重叠（{reason}）：请改正节点后重新导出。",
        )
    return drawn


def inside(units: Units, outer: shapely.Geometry) -> Units:
    """The units cut to the boundary; those just outside moved to its edge; others refused by name."""
    if outer.is_empty or not outer.is_valid or outer.geom_type not in AREAL:
        raise Invalid("divide.outer", "外边界不是完整的面（自相交或为空）：请先改正边界。")
    shapely.prepare(outer)
    shapes = units.shapes.copy()
    partly = np.flatnonzero(~shapely.covers(outer, shapes))
    if not len(partly):
        return units
    cut = shapely.intersection(shapes[partly], outer)
    dimension = shapely.get_dimensions(shapes[partly])
    kept = ~shapely.is_empty(cut) & (shapely.get_dimensions(cut) == dimension)
    shapes[partly[kept]] = cut[kept]
    out = partly[~kept]
    away = shapely.distance(shapes[out], outer)
    if (away > NEAR).any():
        _refuse(units, outer, out[away > NEAR])
    shapes[out] = [_edge(each, outer) for each in shapes[out]]
    told = "、".join(str(units.names[at]) for at in out[:SHOWN])
    notes = [f"单元 {told} 略在外边界之外，按边界上最近处计。"] if len(out) else []
    return replace(units, shapes=shapes, notes=[*units.notes, *notes])


def _edge(unit: Any, outer: shapely.Geometry) -> Any:
    """The place inside that is closest."""
    inner = shapely.buffer(outer, -0.1)
    ground = outer if inner.is_empty else inner
    return shapely.get_point(shapely.shortest_line(ground, unit), 0)


def _refuse(units: Units, outer: shapely.Geometry, out: Ints) -> None:
    if len(out) > MANY * len(units):
        refuse_datum(units, outer)
    faults = tuple(
        FieldFault(
            "geometry", f"单元 {units.names[at]} 在外边界之外：请改正它的位置或边界，或删去。"
        )
        for at in out
    )
    more = f"\n……另有 {len(out) - SHOWN} 处。" if len(out) > SHOWN else ""
    told = "\n".join(f"  {fault.detail}" for fault in faults[:SHOWN])
    raise Invalid("divide.outside", f"有 {len(out)} 个单元在外边界之外：\n{told}{more}", faults)
