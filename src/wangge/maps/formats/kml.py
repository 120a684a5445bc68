"""KML 2.2, as map programs for everybody write it."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from wangge.kernel.errors import Invalid
from wangge.maps.formats.features import Feature, feature

Ring = list[list[float]]


def read(content: bytes) -> list[Feature]:
    """Every placemark that is a surface; names of the columns as in the extended data."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Invalid("file.entities", "KML 文件里不能有 DOCTYPE 或 ENTITY 声明。")
    try:
        root = ET.fromstring(content)  # noqa: S314 -- no entity can be declared, see above
        marks = [mark for mark in root.iter() if _tag(mark) == "Placemark"]
        return [feature(_columns(mark), _geometry(mark)) for mark in marks]
    except (ET.ParseError, ValueError, IndexError):
        raise Invalid("file.broken", "这不是完整的 KML 文件。") from None


def _tag(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2]


def _columns(mark: ET.Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in mark.iter():
        if _tag(node) == "name" and "name" not in found:
            found["name"] = (node.text or "").strip()
        elif _tag(node) == "Data":
            value = next((child.text for child in node if _tag(child) == "value"), "")
            found[node.get("name", "")] = (value or "").strip()
        elif _tag(node) == "SimpleData":
            found[node.get("name", "")] = (node.text or "").strip()
    return found


def _geometry(mark: ET.Element) -> dict[str, object]:
    surfaces = [_surface(node) for node in mark.iter() if _tag(node) == "Polygon"]
    if len(surfaces) == 1:
        return {"type": "Polygon", "coordinates": surfaces[0]}
    return {"type": "MultiPolygon", "coordinates": surfaces} if surfaces else {}


def _surface(polygon: ET.Element) -> list[Ring]:
    sides = {"outerBoundaryIs": 0, "innerBoundaryIs": 1}
    rings = sorted((node for node in polygon if _tag(node) in sides), key=lambda n: sides[_tag(n)])
    return [_ring(node) for node in rings]


def _ring(side: ET.Element) -> Ring:
    text = next((node.text or "" for node in side.iter() if _tag(node) == "coordinates"), "")
    return [[float(number) for number in point.split(",")[:2]] for point in text.split()]


def write(rows: Sequence[Feature], datum: str) -> bytes:
    """One placemark for each surface."""
    marks = "".join(_mark(row) for row in rows)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><description>{escape(datum)}</description>{marks}</Document></kml>\n"
    ).encode()


def _mark(row: Feature) -> str:
    data = "".join(
        f"<Data name={quoteattr(key)}><value>{escape(value)}</value></Data>"
        for key, value in row.columns.items()
    )
    whole = row.geometry["coordinates"]
    surfaces = [whole] if row.geometry["type"] == "Polygon" else whole
    shapes = "".join(_polygon(rings) for rings in surfaces)
    return (
        f"<Placemark><name>{escape(row.columns.get('name', ''))}</name><ExtendedData>{data}"
        f"</ExtendedData><MultiGeometry>{shapes}</MultiGeometry></Placemark>"
    )


def _polygon(rings: list[Ring]) -> str:
    sides = []
    for order, ring in enumerate(rings):
        side = "innerBoundaryIs" if order else "outerBoundaryIs"
        points = " ".join(f"{lon},{lat}" for lon, lat, *_ in ring)
        sides.append(
            f"<{side}><LinearRing><coordinates>{points}</coordinates></LinearRing></{side}>"
        )
    return f"<Polygon>{''.join(sides)}</Polygon>"
