import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from division.towns import chessboard, line, square, unit, write
from wangge.config.cli.main import main
from wangge.division.reading import plane_of
from wangge.division.wording import Named, called, limits, numeral

HERE = shapely.box(0, 0, 200, 100)
JIEFANG = Named("解放路", shapely.LineString([(200, -50), (200, 150)]))
RIVER = Named("沙河", shapely.LineString([(-50, -8), (250, -8)]))
NORTH = Named("第二网格", shapely.box(0, 100, 200, 200))


def test_each_side_is_named_by_what_runs_along_it():
    assert limits(HERE, [JIEFANG, RIVER], [NORTH]) == {
        "东至": "解放路",
        "南至": "沙河",
        "西至": "社区边界",
        "北至": "第二网格",
    }


def test_a_street_is_named_before_the_grid_behind_it():
    east = Named("第三网格", shapely.box(200, 0, 300, 100))
    assert limits(HERE, [JIEFANG], [east])["东至"] == "解放路"


def test_what_makes_up_most_of_the_side_names_it():
    short = Named("小巷", shapely.LineString([(200, 0), (200, 20)]))
    assert limits(HERE, [short], [])["东至"] == "社区边界"
    assert limits(HERE, [short], [], outer="白沙村界")["东至"] == "白沙村界"


def test_a_side_of_two_halves_names_both_from_north_to_south():
    north = Named("建设路", shapely.LineString([(200, 55), (200, 150)]))
    south = Named("中山路", shapely.LineString([(200, -50), (200, 45)]))
    told = limits(HERE, [south, north], [])
    assert told["东至"] == "建设路、中山路"
    west = [Named("一巷", shapely.LineString([(0, 52), (0, 101)])),
            Named("二巷", shapely.LineString([(0, -1), (0, 48)]))]  # fmt: skip
    assert limits(HERE, west, [NORTH])["西至"] == "一巷、二巷"


def test_a_street_that_only_crosses_the_border_does_not_name_it():
    across = Named("横街", shapely.LineString([(100, 50), (300, 50)]))
    assert limits(HERE, [across], [])["东至"] == "社区边界"


def test_lines_without_a_name_are_passed_over():
    assert limits(HERE, [Named("", JIEFANG.shape)], [])["东至"] == "社区边界"


def test_a_jagged_side_is_still_one_side():
    teeth = [(200 + 6 * (at % 2), at * 10) for at in range(11)]
    jagged = shapely.Polygon([(0, 0), *teeth, (0, 100)])
    assert limits(jagged, [JIEFANG], [NORTH]) == {
        "东至": "解放路", "南至": "社区边界", "西至": "社区边界", "北至": "第二网格",
    }  # fmt: skip


def test_degrees_are_turned_into_metres_by_a_plane():
    here = shapely.box(109.4, 24.3, 109.402, 24.301)
    street = Named("解放路", shapely.LineString([(109.402, 24.299), (109.402, 24.302)]))
    plane = plane_of(np.array([here], dtype=object))
    assert limits(here, [street], [], plane=plane)["东至"] == "解放路"


@pytest.mark.parametrize(
    ("name", "told"),
    [(2, "第二网格"), ("12", "第十二网格"), ("二网格", "二网格"), ("A", "网格 A"),
     ("450205006003007", "网格 450205006003007")],
)  # fmt: skip
def test_grids_are_called_as_people_call_them(name, told):
    assert called(name) == told


@given(st.integers(1, 9999))
def test_every_number_reads_back(number):
    digits = {mark: at for at, mark in enumerate("零一二三四五六七八九")}
    total, digit = 0, 1 if numeral(number).startswith("十") else 0
    for mark in numeral(number):
        if mark in digits:
            digit = digits[mark]
        else:
            total += digit * {"十": 10, "百": 100, "千": 1000}[mark]
            digit = 0
    assert total + digit == number


def test_the_command_writes_the_limits_of_every_grid(tmp_path):
    units = write(tmp_path / "units.geojson", chessboard(12, 10))
    streets = [line((6, 0), (6, 10), name="解放路"), line((0, 5), (12, 5), name="中山路")]
    lines = write(tmp_path / "lines.geojson", streets)
    outer = write(tmp_path / "outer.geojson", [unit("o", 0, square(0, 0, 12, 10))])
    out = tmp_path / "grids.geojson"
    command = ["divide", units, "--out", out, "--barriers", lines, "--outer", outer]
    assert main([*map(str, command), "--min", "500", "--max", "700"]) == 0
    told = [row["properties"]["limits"] for row in json.loads(out.read_text("utf-8"))["features"]]
    assert told == [
        {"东至": "解放路", "南至": "中山路", "西至": "社区边界", "北至": "社区边界"},
        {"东至": "社区边界", "南至": "中山路", "西至": "解放路", "北至": "社区边界"},
        {"东至": "解放路", "南至": "社区边界", "西至": "社区边界", "北至": "中山路"},
        {"东至": "社区边界", "南至": "社区边界", "西至": "解放路", "北至": "中山路"},
    ]
