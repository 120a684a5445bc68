import json

import pytest

from division.towns import chessboard, collection, square, unit, write
from wangge.division.reading import read_units
from wangge.kernel.errors import Invalid

GOOD = unit("a", 10, square(0, 0))
BOW = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
FLAT = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0], [0, 0]]]}
POINT = {"type": "Point", "coordinates": [109.4, 24.3]}
LINE = {"type": "LineString", "coordinates": [[109.4, 24.3], [109.5, 24.3]]}
BROKEN = {"type": "Polygon", "coordinates": [["a"]]}
NOWHERE = {"type": "Point", "coordinates": [float("nan"), 24.3]}


def without(key):
    row = unit("b", 10, square(1, 0))
    del row["properties"][key]
    return row


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (without("id"), "第 2 个要素没有编号：请在属性里填写 id。"),
        (unit("", 1, square(1, 0)), "第 2 个要素没有编号：请在属性里填写 id。"),
        (unit(True, 1, square(1, 0)), "第 2 个要素没有编号：请在属性里填写 id。"),
        (unit("a", 1, square(1, 0)), "第 2 个要素（id a）与第 1 个要素编号重复：每个单元一个 id。"),
        (without("households"), "第 2 个要素（id b）没有户数：请填写 households（没有住户填 0）。"),
        (unit("b", -3, square(1, 0)), "第 2 个要素（id b）的户数是负数（-3）：请改成 0 或实际数。"),
        (unit("b", "许多", square(1, 0)), "第 2 个要素（id b）的户数“许多”不是合理的数：请改成数字。"),
        (unit("b", 1e300, square(1, 0)), "第 2 个要素（id b）的户数“1e+300”不是合理的数：请改成数字。"),
        (unit("b", [1], square(1, 0)), "第 2 个要素（id b）的户数“[1]”不是合理的数：请改成数字。"),
        (unit("b", 1.5, square(1, 0)), "第 2 个要素（id b）的户数 1.5 不是整数：请填写整户数。"),
        (unit("b", 1, None), "第 2 个要素（id b）没有图形：请补画，或删去这个要素。"),
        (unit("b", 1, BROKEN), "第 2 个要素（id b）的图形是空的或坐标有误：请重新绘制。"),
        (unit("b", 1, {"type": "Polygon", "coordinates": []}), "第 2 个要素（id b）的图形是空的或坐标有误：请重新绘制。"),
        (unit("b", 1, {"type": "Unheard"}), "第 2 个要素（id b）的图形是空的或坐标有误：请重新绘制。"),
        (unit("b", 1, NOWHERE), "第 2 个要素（id b）的图形是空的或坐标有误：请重新绘制。"),
        (unit("b", 1, LINE), "第 2 个要素（id b）是 LineString：单元只能是面或点，请改画。"),
        (unit("b", 1, POINT), "文件里面和点混在一起（第 2 个要素是点）：请只用一种，点可先画成面。"),
    ],
)  # fmt: skip
def test_a_fault_names_its_feature_and_how_to_mend_it(tmp_path, row, told):
    with pytest.raises(Invalid) as refused:
        read_units(write(tmp_path / "units.geojson", [GOOD, row]))
    assert [fault.detail for fault in refused.value.faults] == [told]
    assert told in refused.value.message


@pytest.mark.parametrize("geometry", [BOW, FLAT])
def test_crossing_or_flat_outlines_are_refused_with_the_place(tmp_path, geometry):
    with pytest.raises(Invalid) as refused:
        read_units(write(tmp_path / "units.geojson", [GOOD, unit("b", 1, geometry)]))
    assert refused.value.faults[0].detail.startswith("第 2 个要素（id b）的边线自相交或重叠（")


def test_every_fault_is_told_at_once(tmp_path):
    rows = [unit("a", -1, square(0, 0)), unit("a", "x", None)]
    with pytest.raises(Invalid) as refused:
        read_units(write(tmp_path / "units.geojson", rows))
    assert [fault.field for fault in refused.value.faults] == [
        "id", "households", "households", "geometry",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "divide.json"),
        ("{", "divide.json"),
        ("[]", "divide.json"),
        ('{"type": "Feature"}', "divide.json"),
        ('{"type": "FeatureCollection", "features": [7]}', "divide.json"),
        ('{"type": "FeatureCollection", "features": []}', "divide.empty"),
        ("[" * 100_000, "divide.json"),
    ],
)
def test_what_is_no_geojson_is_refused(tmp_path, content, code):
    path = tmp_path / "units.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        read_units(path)
    assert refused.value.code == code


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(Invalid, match=r"absent\.geojson"):
        read_units(tmp_path / "absent.geojson")


def test_swapped_coordinates_are_told_from_real_ones(tmp_path):
    rows = chessboard(2, 2)
    for row in rows:
        ring = row["geometry"]["coordinates"][0]
        row["geometry"]["coordinates"] = [[[lat, lon] for lon, lat in ring]]
    with pytest.raises(Invalid, match="经纬度写反了"):
        read_units(write(tmp_path / "units.geojson", rows))


def test_plane_coordinates_are_taken_as_metres(tmp_path):
    ring = [[500000, 2690000], [500040, 2690000], [500040, 2690040], [500000, 2690040]]
    rows = [unit("a", 7, {"type": "Polygon", "coordinates": [[*ring, ring[0]]]})]
    units = read_units(write(tmp_path / "units.geojson", rows))
    assert units.shapes[0].area == pytest.approx(1600)


def test_ids_may_be_numbers_or_stand_on_the_feature(tmp_path):
    rows = [unit(7, "12", square(0, 0)), unit(8.0, 3, square(1, 0)), {**without("id"), "id": "c"}]
    rows[2]["geometry"] = square(2, 0)
    path = tmp_path / "units.geojson"
    path.write_text("\ufeff" + json.dumps(collection(rows)), encoding="utf-8")
    units = read_units(path)
    assert (units.names, units.households.tolist()) == ([7, 8, "c"], [12, 3, 10])
