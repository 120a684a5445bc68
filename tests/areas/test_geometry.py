import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wangge.areas.geometry import (
    Datum,
    GridIndex,
    check_position,
    checked_boundary,
    convert,
    from_cgcs2000,
    in_china,
    polygon,
    to_cgcs2000,
)
from wangge.kernel.errors import Invalid

longitudes, latitudes = st.floats(73, 136), st.floats(3, 54)
datums = st.sampled_from(Datum)


def square(west: float, south: float, size: float = 0.01) -> dict[str, object]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[0] - other[0]) * math.cos(math.radians(one[1])) * 111_320
    return math.hypot(east, (one[1] - other[1]) * 111_320)


@given(longitudes, latitudes, datums, datums)
def test_a_position_comes_back_from_any_datum(lon, lat, source, target):
    assume(in_china(lon, lat))
    there = convert(lon, lat, source, target)
    assert metres((lon, lat), convert(*there, target, source)) < 1


def test_a_place_at_the_rim_comes_back_though_it_is_shown_outside():
    place = (121.03515625, 16.515625)
    shown = from_cgcs2000(*place, Datum.GCJ02)
    assert (in_china(*place), in_china(*shown)) == (True, False)
    assert metres(place, to_cgcs2000(*shown, Datum.GCJ02)) < 1


@given(longitudes, latitudes, st.sampled_from([Datum.GCJ02, Datum.BD09]))
def test_map_datums_lie_some_hundred_metres_off(lon, lat, datum):
    assume(in_china(lon, lat))
    moved = metres((lon, lat), from_cgcs2000(lon, lat, datum))
    assert 20 < moved < 2500
    assert metres((lon, lat), to_cgcs2000(*from_cgcs2000(lon, lat, datum), datum)) < 1


def test_conversions_agree_with_known_points():
    gcj = from_cgcs2000(116.404, 39.915, Datum.GCJ02)
    assert metres(gcj, (116.41024449916938, 39.91640428150164)) < 0.01
    baidu = convert(116.404, 39.915, Datum.GCJ02, Datum.BD09)
    assert metres(baidu, (116.41036949371029, 39.92133699351021)) < 0.01


def test_positions_outside_china_are_not_moved():
    assert from_cgcs2000(139.7, 35.7, Datum.GCJ02) == (139.7, 35.7)


@pytest.mark.parametrize(
    "position",
    [
        (109.41, 24.36),  # 柳北区
        (122.3, 53.5),  # 漠河
        (75.99, 39.47),  # 喀什
        (112.33, 16.83),  # 三沙
        (112.28, 3.98),  # 曾母暗沙
        (121.5, 25.04),  # 台北
        (114.17, 22.28),  # 香港
        (134.7, 48.4),  # 抚远
        (100.25, 25.6),  # 大理
    ],
)
def test_all_of_china_is_in_china(position):
    check_position(*position)
    assert in_china(*position)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (0, 0, "position.zero"),
        (0.0000001, -0.0, "position.zero"),
        (24.36, 109.41, "position.swapped"),
        (39.9, 116.4, "position.swapped"),
        (139.7, 35.7, "position.outside"),
        (126.97, 37.56, "position.outside"),
        (105.85, 21.03, "position.outside"),
        (-109.41, 24.36, "position.outside"),
        (12_183_000, 2_800_000, "position.outside"),
        (math.nan, 24.36, "position.number"),
        (109.41, math.inf, "position.number"),
    ],
)
def test_impossible_positions_are_refused_by_name(lon, lat, code):
    with pytest.raises(Invalid) as refused:
        check_position(lon, lat)
    assert refused.value.code == code


def test_swapped_coordinates_are_given_back_in_order():
    with pytest.raises(Invalid, match=r"应为经度 109\.41、纬度 24\.36"):
        check_position(24.36, 109.41)


def test_a_point_is_found_in_its_grid_and_nowhere_else():
    index = GridIndex([(1, square(109.40, 24.36)), (2, square(109.41, 24.36))])
    assert len(index) == 2
    found = [index.locate(lon, 24.365) for lon in (109.405, 109.415, 109.43)]
    assert found == [1, 2, None]


def test_a_point_on_a_shared_edge_belongs_to_the_lower_code():
    grids = [(2, square(109.25, 24.25, 0.25)), (1, square(109.5, 24.25, 0.25))]
    assert GridIndex(grids).locate(109.5, 24.375) == 1
    assert GridIndex(reversed(grids)).locate(109.5, 24.375) == 1


def test_a_special_grid_wins_over_the_grid_around_it():
    index = GridIndex([(1, square(109.40, 24.36)), (9, square(109.403, 24.363, 0.001))])
    assert index.locate(109.4035, 24.3635) == 9
    assert index.locate(109.401, 24.361) == 1


def test_a_hole_and_a_second_part_are_respected():
    outer, hole = square(109.40, 24.36)["coordinates"][0], square(109.404, 24.364, 0.002)
    parts = [[outer, hole["coordinates"][0]], square(109.5, 24.36)["coordinates"]]
    index = GridIndex([(1, {"type": "MultiPolygon", "coordinates": parts})])
    found = [index.locate(lon, 24.365) for lon in (109.401, 109.405, 109.505)]
    assert found == [1, None, 1]


def test_an_empty_index_finds_nothing():
    assert GridIndex([]).locate(109.4, 24.3) is None


@given(st.integers(0, 9), st.integers(0, 9), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_in_a_chessboard_the_field_is_told_by_the_position(column, row, x, y):
    board = [
        (i * 10 + j, square(109 + i / 4, 24 + j / 4, 0.25)) for i in range(10) for j in range(10)
    ]
    at = (109 + (column + x) / 4, 24 + (row + y) / 4)
    assert GridIndex(board).locate(*at) == column * 10 + row


BOW = {
    "type": "Polygon",
    "coordinates": [[[109.0, 24.0], [109.1, 24.1], [109.1, 24.0], [109.0, 24.1], [109.0, 24.0]]],
}


def test_the_index_lives_with_crossing_edges():
    assert GridIndex([(1, BOW)]).locate(109.09, 24.05) == 1


def test_a_drawn_boundary_is_stored_as_plain_geometry():
    drawn = square(109, 24, 0.5)
    high = [[[*point, 88.5] for point in ring] for ring in drawn["coordinates"]]
    feature = {"type": "Feature", "properties": {"a": 1}, "geometry": drawn | {"coordinates": high}}
    assert checked_boundary(drawn) == drawn
    assert checked_boundary(feature) == drawn


@pytest.mark.parametrize(
    ("geojson", "code", "says"),
    [
        (BOW, "boundary.crossing", "109.05, 24.05"),
        (square(24.36, 109.41), "position.swapped", "写反"),
        (square(0, 0, 0.001), "position.zero", "坐标为 0"),
        (square(12_183_000, 2_800_000, 100), "position.outside", "不在中国境内"),
        ({"type": "Feature", "geometry": None}, "boundary.type", "应为面"),
    ],
)
def test_a_drawn_boundary_that_is_wrong_is_refused_with_the_place(geojson, code, says):
    with pytest.raises(Invalid) as refused:
        checked_boundary(geojson)
    assert refused.value.code == code
    assert says in refused.value.message


def test_a_boundary_of_too_many_points_is_refused():
    circle = [
        [109 + math.cos(n * math.tau / 20_001) / 9, 24 + math.sin(n * math.tau / 20_001) / 9]
        for n in range(20_001)
    ]
    with pytest.raises(Invalid, match="最多 20000 个"):
        checked_boundary({"type": "Polygon", "coordinates": [[*circle, circle[0]]]})


@pytest.mark.parametrize(
    ("geojson", "code"),
    [
        ({}, "boundary.type"),
        ({"type": "Point", "coordinates": [109, 24]}, "boundary.type"),
        ({"type": "Polygon"}, "boundary.broken"),
        ({"type": "Polygon", "coordinates": [[[109, 24], [110, 24]]]}, "boundary.broken"),
        ({"type": "Polygon", "coordinates": [["东", "西"]]}, "boundary.broken"),
        ({"type": "Polygon", "coordinates": None}, "boundary.empty"),
        ({"type": "Polygon", "coordinates": []}, "boundary.empty"),
        ({"type": "Polygon", "coordinates": {}}, "boundary.broken"),
        ({"type": "Polygon", "coordinates": 7}, "boundary.broken"),
        ({"type": "MultiPolygon", "coordinates": [[7]]}, "boundary.broken"),
        ({"type": "Polygon", "coordinates": [[[[[109, 24]]]]]}, "boundary.broken"),
        ({"type": ["Polygon"], "coordinates": []}, "boundary.type"),
        (square(109, 24, 0), "boundary.empty"),
        (square(math.nan, 24), "boundary.broken"),
        (square(109, math.inf), "boundary.broken"),
    ],
)
def test_a_boundary_that_is_none_is_refused(geojson, code):
    with pytest.raises(Invalid) as refused:
        polygon(geojson)
    assert refused.value.code == code
