"""Shapefiles in a zip archive, as surveyors and GIS offices hand boundaries over."""

import struct
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import shapefile

from wangge.kernel.errors import Invalid
from wangge.maps.formats import kml
from wangge.maps.formats.features import MOST_UNPACKED, Feature, feature
from wangge.maps.formats.projections import GEOGRAPHIC, projection

CHINESE = "gb18030"
NAME, WIDTH = "boundaries", 120


def read(content: bytes) -> list[Feature]:
    """The surfaces of the one shapefile (or the KML of a KMZ) in the archive."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = _parts(archive)
    except (BadZipFile, RuntimeError, EOFError):
        raise Invalid("file.zip", "压缩包打不开，请用不带密码的 zip 格式重新压缩。") from None
    if "kml" in parts:
        return kml.read(parts["kml"])
    if not {"shp", "dbf"} <= parts.keys():
        raise Invalid("file.parts", "压缩包里要同时有 .shp 和 .dbf（最好还有 .prj）。")
    zone = projection(parts.get("prj", b"").decode("utf-8", "replace"))
    try:
        rows = _rows(parts)
    except (shapefile.ShapefileException, struct.error, ValueError, LookupError, OSError):
        raise Invalid("file.broken", "Shapefile 已损坏，请重新导出。") from None
    return [feature(columns, geometry, zone) for columns, geometry in rows]


def _parts(archive: ZipFile) -> dict[str, bytes]:
    """The parts by their endings, none of them larger than it says and we bear."""
    wanted = ("shp", "dbf", "prj", "cpg", "kml")
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for info in archive.infolist():
        ending = info.filename.lower().rpartition(".")[2]
        if ending not in wanted or info.filename.startswith("__MACOSX"):
            continue
        if ending in found:
            raise Invalid("file.layers", "压缩包里有几个图层，请每次只放一个。")
        with archive.open(info) as part:
            found[ending] = part.read(left + 1)
        left -= len(found[ending])
        if left < 0:
            raise Invalid("file.large", "压缩包解开后太大，请只导出边界图层。")
    return found


def _rows(parts: dict[str, bytes]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    named = parts.get("cpg", b"").decode("ascii", "ignore").strip()
    encodings = [_encoding(named)] if named else ["utf-8", CHINESE]
    for encoding in encodings:
        try:
            with shapefile.Reader(
                shp=BytesIO(parts["shp"]), dbf=BytesIO(parts["dbf"]), encoding=encoding
            ) as reader:
                return [
                    (row.record.as_dict(), _plain(row.shape)) for row in reader.iterShapeRecords()
                ]
        except (UnicodeDecodeError, shapefile.dbfFileException):
            continue  # another encoding may fit, or the file is broken in any
    raise Invalid("file.encoding", "属性表的文字编码不认识，请用 UTF-8 或 GB18030 重新导出。")


def _encoding(named: str) -> str:
    """Code pages as the .cpg files of several programs name them."""
    low = named.lower().replace("-", "").replace("_", "")
    return "utf-8" if low in {"utf8", "65001"} else CHINESE


def _plain(shape: Any) -> dict[str, Any]:
    given = shape.__geo_interface__ if shape.points else {}
    return {
        "type": given.get("type"),
        "coordinates": _lists(given.get("coordinates")),
    }


def _lists(value: Any) -> Any:
    return [_lists(part) for part in value] if isinstance(value, list | tuple) else value


def write(rows: Sequence[Feature], datum: str) -> bytes:
    """A zip archive with the parts; the projection is named only where it is the national one."""
    shp, shx, dbf = BytesIO(), BytesIO(), BytesIO()
    with shapefile.Writer(
        shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding=CHINESE
    ) as writer:
        keys = list(rows[0].columns)
        for key in keys:
            writer.field(key, "C", size=WIDTH)
        for row in rows:
            writer.shape(row.geometry)
            writer.record(*(row.columns.get(key, "") for key in keys))
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for ending, part in (("shp", shp), ("shx", shx), ("dbf", dbf)):
            archive.writestr(f"{NAME}.{ending}", part.getvalue())
        archive.writestr(f"{NAME}.cpg", "GB18030")
        if datum == "cgcs2000":
            archive.writestr(f"{NAME}.prj", GEOGRAPHIC)
    return out.getvalue()
