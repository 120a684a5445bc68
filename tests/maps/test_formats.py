"""Boundaries in the formats of other systems: there and back, and what is no such file."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
import shapefile

from wangge.kernel.errors import Invalid
from wangge.maps.formats import registry
from wangge.maps.formats.features import Feature
from wangge.maps.formats.projections import projection

HOLE = [
    [[121.5, 31.2], [121.51, 31.2], [121.51, 31.21], [121.5, 31.21], [121.5, 31.2]],
    [[121.502, 31.202], [121.502, 31.204], [121.504, 31.204], [121.504, 31.202], [121.502, 31.202]],
]
OTHER = [[[121.6, 31.2], [121.61, 31.2], [121.61, 31.21], [121.6, 31.2]]]
ROWS = [
    Feature(
        {"code": "450205006003001", "name": "第一网格，㙟"},
        {"type": "Polygon", "coordinates": HOLE},
    ),
    Feature(
        {"code": "450205006003002", "name": "荣城“二”<&>"},
        {"type": "MultiPolygon", "coordinates": [HOLE, OTHER]},
    ),
]
METRES = 'PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_2000"],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["Central_Meridian",114.0]]'


def outlines(rows):
    """What each row covers, whichever way its rings run."""
    from shapely import normalize, set_precision
    from shapely.geometry import shape

    return [normalize(set_precision(shape(row.geometry), 1e-7)) for row in rows]


def archive(**parts):
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        for ending, content in parts.items():
            packed.writestr(f"a.{ending}", content)
    return out.getvalue()


def survey(points, prj):
    """A shapefile in metres, as a surveyor hands it over."""
    shp, dbf = BytesIO(), BytesIO()
    with shapefile.Writer(shp=shp, dbf=dbf, shapeType=5, encoding="gb18030") as writer:
        writer.field("名称", "C", size=40)
        writer.poly([points])
        writer.record("第一网格")
    return archive(shp=shp.getvalue(), dbf=dbf.getvalue(), prj=prj)


@pytest.mark.parametrize("kind", list(registry.FORMATS))
def test_names_and_outlines_come_back(kind):
    content = registry.FORMATS[kind].write(ROWS, "cgcs2000")
    assert registry.kind_of(content) == kind
    back = registry.read(content)
    assert [(row.columns["code"], row.columns["name"]) for row in back] == [
        (row.columns["code"], row.columns["name"]) for row in ROWS
    ]
    assert outlines(back) == outlines(ROWS)


def test_a_shapefile_of_another_datum_names_no_reference_system():
    names = [
        ZipFile(BytesIO(registry.FORMATS["shp"].write(ROWS, datum))).namelist()
        for datum in ("cgcs2000", "gcj02")
    ]
    assert ["boundaries.prj" in found for found in names] == [True, False]


def test_a_survey_in_metres_is_read_by_its_projection():
    ring = [(528799.7, 3375580.0), (528899.7, 3375580.0), (528899.7, 3375680.0)]
    (row,) = registry.read(survey(ring, METRES))
    assert row.columns == {"名称": "第一网格"}
    assert row.geometry["coordinates"][0][0] == pytest.approx([114.3, 30.5], abs=1e-4)


def test_metres_without_a_projection_are_refused():
    with pytest.raises(Invalid) as refused:
        registry.read(survey([(528799.7, 3375580.0), (528899.7, 3375580.0), (528899.7, 3.4e6)], ""))
    assert refused.value.code == "file.metres"


@pytest.mark.parametrize(
    ("wkt", "code"),
    [
        ('GEOGCS["GCS_Xian_1980"]', "file.old_datum"),
        ('PROJCS["x",GEOGCS["GCS_Beijing_1954"]]', "file.old_datum"),
        ('PROJCS["Web_Mercator",PROJECTION["Mercator_Auxiliary_Sphere"]]', "file.projection"),
    ],
)
def test_an_unfit_reference_system_is_refused_by_name(wkt, code):
    with pytest.raises(Invalid) as refused:
        projection(wkt)
    assert refused.value.code == code


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><kml>&a;</kml>'
POINT = json.dumps({"type": "Point", "coordinates": [121.5, 31.2]}).encode()
BAD = [
    (b"GIF89a", "file.unknown"),
    (b"{", "file.broken"),
    (b'{"type": "FeatureCollection", "features": 7}', "file.broken"),
    (b'{"type": "FeatureCollection", "features": []}', "file.empty"),
    (POINT, "file.type"),
    (b"<kml>", "file.broken"),
    (b"<kml/>", "file.empty"),
    (BOMB, "file.entities"),
    (b"PK\x03\x04 nothing", "file.zip"),
    (archive(txt="x"), "file.parts"),
    (archive(shp=b"x", dbf=b"y"), "file.broken"),
    (b"SQLite format 3\x00 nothing", "file.broken"),
    (b"{" + b" " * 11_000_000, "file.large"),
]


@pytest.mark.parametrize(("content", "code"), BAD, ids=[f"{n}-{c}" for n, (_, c) in enumerate(BAD)])
def test_what_is_no_boundary_file_is_refused_by_name(content, code):
    with pytest.raises(Invalid) as refused:
        registry.read(content)
    assert refused.value.code == code


def test_two_layers_in_one_archive_are_refused():
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        packed.writestr("a.shp", b"x")
        packed.writestr("b.shp", b"x")
    with pytest.raises(Invalid) as refused:
        registry.read(out.getvalue())
    assert refused.value.code == "file.layers"


def test_an_archive_that_unpacks_without_end_is_refused():
    out = BytesIO()
    with ZipFile(out, "w", compression=8) as packed:
        packed.writestr("a.shp", bytes(101 * 1024 * 1024))
    with pytest.raises(Invalid) as refused:
        registry.read(out.getvalue())
    assert refused.value.code == "file.large"
