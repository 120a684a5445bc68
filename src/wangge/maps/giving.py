"""Boundaries given out in the formats and datums of other systems."""

from wangge.areas.datum import converted
from wangge.areas.geometry import Datum
from wangge.kernel.codes import Level
from wangge.kernel.errors import Refused
from wangge.maps.formats.features import Feature
from wangge.maps.formats.registry import FORMATS
from wangge.maps.layers import in_reach
from wangge.posts.access import Staff


def boundary_file(staff: Staff, kind: str, datum: Datum) -> tuple[str, str, bytes]:
    """Name, media type and content of a file with all boundaries in reach."""
    rows = [
        Feature(
            {
                "code": str(area.code),
                "name": area.name,
                "full_name": area.full_name,
                "level": Level(area.level).label,
                "kind": area.get_kind_display() if area.level == Level.GRID else "",
                "datum": datum.value,
            },
            converted(area.boundary, Datum.CGCS2000, datum),
        )
        for area in in_reach(staff)
        if area.boundary
    ]
    if not rows:
        raise Refused("boundary.none", "还没有划定边界的社区或网格，没有可导出的内容。")
    chosen = FORMATS[kind]
    name = f"网格边界-{datum.value}.{chosen.ending}"
    return name, chosen.media, chosen.write(rows, datum.value)
