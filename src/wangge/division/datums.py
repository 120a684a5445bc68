"""Layers of one town in different datums (坐标系): hundreds of metres apart, and how to tell."""

import numpy as np
import shapely

from wangge.areas.geometry import Datum, convert
from wangge.division.barriers import Barriers
from wangge.division.board import Floats
from wangge.division.units import Plane, Units
from wangge.kernel.errors import Invalid

DATUMS = {Datum.GCJ02: "GCJ-02（高德、腾讯地图）", Datum.BD09: "BD-09（百度地图）"}
FITS = 0.9  # of the units inside the boundary
THROUGH, FEWER = 0.06, 0.4  # of the streets' places inside buildings; of those, after moving
LOOKS = 2000  # places along streets


def refuse_datum(units: Units, outer: shapely.Geometry) -> None:
    """Refuse units or a boundary that another datum would bring together, naming which is which."""
    plane = units.plane
    if plane.along <= 1:
        return
    spots = shapely.get_coordinates(shapely.point_on_surface(units.shapes))
    for source, told in DATUMS.items():
        for what, other, way in (
            ("单元", "外边界", (source, Datum.CGCS2000)),
            ("外边界", "单元", (Datum.CGCS2000, source)),
        ):
            moved = _moved(spots, plane, *way)
            if shapely.contains_xy(outer, moved).mean() > FITS:
                raise Invalid(
                    "divide.datum",
                    f"{what}的坐标像是 {told}，{other}是 CGCS2000，两者错开数百米："
                    f"请把{what}转换到 CGCS2000 后重试。",
                )


def doubts(units: Units, streets: Barriers) -> list[str]:
    """A note if streets run through buildings and would not in another datum."""
    areal = shapely.get_dimensions(units.shapes) == 2  # noqa: PLR2004 -- areas
    if units.plane.along <= 1 or not areal.any():
        return []
    near = shapely.box(*shapely.total_bounds(units.shapes))
    middle = (streets.ends[:, :2] + streets.ends[:, 2:]) / 2
    middle = middle[shapely.contains_xy(near, middle)]
    middle = middle[:: len(middle) // LOOKS + 1]
    tree = shapely.STRtree(units.shapes[areal])
    today = _through(tree, middle)
    if today < THROUGH:
        return []
    shares = {
        (what, source): _through(tree, _moved(middle, units.plane, *way))
        for source in DATUMS
        for what, way in (
            ("界线", (source, Datum.CGCS2000)),
            ("单元", (Datum.CGCS2000, source)),
        )
    }
    what, source = min(shares, key=lambda key: shares[key])
    if shares[what, source] > FEWER * today:
        return []
    other = "界线" if what == "单元" else "单元"
    told = (
        f"街道等界线有 {today:.0%} 穿过楼栋：{what}的坐标像是 {DATUMS[source]}，与{other}不同，"
        f"请核对坐标系并把{what}转换到 CGCS2000。"
    )
    return [told]


def _through(tree: shapely.STRtree, spots: Floats) -> float:
    if not len(spots):
        return 0.0
    inside, _ = tree.query(shapely.points(spots), predicate="within")
    return len(np.unique(inside)) / len(spots)


def _moved(spots: Floats, plane: Plane, source: Datum, target: Datum) -> Floats:
    placed = [convert(lon, lat, source, target) for lon, lat in plane.degrees(spots)]
    return plane.metres(np.array(placed))
