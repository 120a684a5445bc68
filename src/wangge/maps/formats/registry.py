"""Which format a file is in: told by its first bytes, never by its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wangge.kernel.errors import Invalid
from wangge.maps.formats import geojson, geopackage, kml, shapefiles
from wangge.maps.formats.features import MOST_BYTES, Feature, limited


@dataclass(frozen=True)
class Format:
    """How a format is read and written, and what its files are called."""

    read: Callable[[bytes], list[Feature]]
    write: Callable[[Sequence[Feature], str], bytes]
    ending: str
    media: str


FORMATS = {
    "geojson": Format(geojson.read, geojson.write, "geojson", "application/geo+json"),
    "shp": Format(shapefiles.read, shapefiles.write, "zip", "application/zip"),
    "kml": Format(kml.read, kml.write, "kml", "application/vnd.google-earth.kml+xml"),
    "gpkg": Format(geopackage.read, geopackage.write, "gpkg", "application/geopackage+sqlite3"),
}


def kind_of(content: bytes) -> str:
    """Which of the formats this is."""
    start = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    signs = {b"PK\x03\x04": "shp", b"SQLite format 3\x00": "gpkg", b"<": "kml", b"{": "geojson"}
    for sign, kind in signs.items():
        if start.startswith(sign):
            return kind
    raise Invalid(
        "file.unknown", "不认识的文件；请上传 GeoJSON、Shapefile（zip）、KML 或 GeoPackage。"
    )


def read(content: bytes) -> list[Feature]:
    """The surfaces of a file in any of the formats."""
    if len(content) > MOST_BYTES:
        raise Invalid("file.large", f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请只导出边界图层。")
    return limited(FORMATS[kind_of(content)].read(content))
