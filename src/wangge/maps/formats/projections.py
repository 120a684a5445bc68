"""What a coordinate system written in WKT (a .prj file) says, as far as boundaries need it."""

import re

from wangge.areas.datum import Projection
from wangge.kernel.errors import Invalid

GEOGRAPHIC = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]]'
)
WGS84 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
_OLD = {"xian": "西安 80", "beijing": "北京 54"}
_NUMBER = r'"\s*,\s*(-?[\d.]+)'


def projection(wkt: str) -> Projection | None:
    """The Gauss-Krüger zone that the text describes; None for longitude and latitude."""
    low = wkt.lower()
    for word, name in _OLD.items():
        if word in low:
            raise Invalid(
                "file.old_datum",
                f"文件是{name}坐标，与国家大地坐标系相差几十到上百米；请由测绘部门转换为 CGCS2000。",
            )
    if not low.lstrip().startswith(("projcs", "projcrs")):
        return None
    meridian, easting = _parameter(low, "central_meridian"), _parameter(low, "false_easting")
    if meridian is None or not re.search(r"transverse[_ ]mercator|gauss[_ ]kruger", low):
        raise Invalid(
            "file.projection", "文件用了不认识的投影，请转换为 CGCS2000 经纬度或高斯-克吕格投影。"
        )
    return Projection(meridian, 500_000.0 if easting is None else easting)


def _parameter(wkt: str, name: str) -> float | None:
    found = re.search(name + _NUMBER, wkt)
    return float(found[1]) if found else None
