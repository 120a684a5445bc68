"""What people really hand in: it is named with its remedy, and no plan ever loses ground or units."""

import json
import random
from collections import Counter

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from division.towns import chessboard, line, square, unit, write
from wangge.areas.geometry import Datum, convert
from wangge.config.cli.main import main
from wangge.division.plan import divide
from wangge.division.reading import units_of
from wangge.division.town import read_town, town_of
from wangge.division.wishes import Wish
from wangge.division.writing import grid_features
from wangge.kernel.errors import Invalid

AREA = unit("o", 0, square(-1, -1, 8, 8))
BOW = {
    "type": "Polygon",
    "coordinates": [
        [[109.4, 24.3], [109.41, 24.31], [109.41, 24.3], [109.4, 24.31], [109.4, 24.3]]
    ],
}


def turned(row):
    told = json.loads(json.dumps(row))
    told["geometry"]["coordinates"] = swap(told["geometry"]["coordinates"])
    return told


def swap(coordinates):
    if isinstance(coordinates[0], float | int):
        return coordinates[::-1]
    return [swap(each) for each in coordinates]


def shifted(rows, source, target):
    def moved(coordinates):
        if isinstance(coordinates[0], float | int):
            return list(convert(*coordinates, source, target))
        return [moved(each) for each in coordinates]

    told = json.loads(json.dumps(rows))
    for row in told:
        row["geometry"]["coordinates"] = moved(row["geometry"]["coordinates"])
    return told


def refused(tmp_path, rows, barriers=None, outer=None):
    with pytest.raises(Invalid) as no:
        town(tmp_path, rows, barriers, outer)
    return no.value


def town(tmp_path, rows, barriers=None, outer=None):
    return read_town(
        write(tmp_path / "units.geojson", rows),
        barriers=write(tmp_path / "lines.geojson", barriers) if barriers is not None else None,
        outer=write(tmp_path / "outer.geojson", outer) if outer is not None else None,
    )


def buildings(columns=4, rows=4, households=30):
    return [
        unit(f"{column}-{row}", households, square(column + 0.2, row + 0.2, 0.4, 0.4))
        for row in range(rows)
        for column in range(columns)
    ]


def test_one_swapped_feature_among_others_is_named(tmp_path):
    rows = chessboard(3, 1)
    rows[1] = turned(rows[1])
    told = refused(tmp_path, rows)
    assert [fault.detail for fault in told.faults] == [
        "第 2 个要素经纬度写反了：GeoJSON 先经度后纬度，请交换它的坐标。"
    ]


def test_a_feature_at_zero_degrees_is_named_with_its_distance(tmp_path):
    rows = [*chessboard(3, 1), unit("lost", 1, {"type": "Polygon", "coordinates": [
        [[0, 0], [0.001, 0], [0.001, 0.001], [0, 0]]]})]  # fmt: skip
    told = refused(tmp_path, rows)
    assert len(told.faults) == 1
    assert told.faults[0].detail.startswith("第 4 个要素离其他单元约 12")


@pytest.mark.parametrize("layer", ["barriers", "outer"])
def test_swapped_streets_or_boundaries_are_told(tmp_path, layer):
    layers = {"barriers": [turned(line((0, 0), (1, 1)))], "outer": [turned(AREA)]}
    told = refused(tmp_path, chessboard(2, 1), **{layer: layers[layer]})
    assert told.code == "divide.swapped"
    assert "经纬度写反了" in told.message


def test_streets_of_another_place_are_told(tmp_path):
    told = refused(tmp_path, chessboard(2, 1), barriers=[line((900, 900), (901, 901))])
    assert told.message.startswith("界线文件与单元不在同一处")


@pytest.mark.parametrize(
    ("outer", "told"),
    [
        ([], "外边界文件 outer.geojson 里没有任何要素，请核对导出范围。"),
        ([line((0, 0), (1, 1))], "外边界文件第 1 个要素不是面：请补画或删去。"),
        ([{"type": "Feature", "geometry": None}], "外边界文件第 1 个要素不是面：请补画或删去。"),
    ],
)
def test_an_outer_boundary_that_is_none_is_refused(tmp_path, outer, told):
    assert refused(tmp_path, chessboard(2, 1), outer=outer).message == told


def test_an_outer_boundary_that_crosses_itself_is_refused_with_the_place(tmp_path):
    told = refused(tmp_path, chessboard(2, 1), outer=[unit("o", 0, BOW)])
    assert told.message.startswith("外边界文件第 1 个要素自相交或重叠（Self-intersection[109.405")


def test_units_outside_the_boundary_are_named(tmp_path):
    rows = [*chessboard(3, 3), unit("away", 5, square(20, 0))]
    told = refused(tmp_path, rows, outer=[AREA])
    assert [fault.detail for fault in told.faults] == [
        "单元 away 在外边界之外：请改正它的位置或边界，或删去。"
    ]


def test_a_unit_just_outside_is_taken_in_and_told(tmp_path):
    rows = [*buildings(), unit("edge", 5, square(7.1, 2, 0.2, 0.2))]
    made = town(tmp_path, rows, outer=[AREA])
    assert made.notes[1:] == ["单元 edge 略在外边界之外，按边界上最近处计。"]
    assert shapely.coverage_is_valid(made.units.shapes)


def test_a_unit_across_the_boundary_is_cut_to_it(tmp_path):
    made = town(
        tmp_path, [unit("a", 5, square(5, 0, 4, 4)), unit("b", 5, square(0, 0))], outer=[AREA]
    )
    whole = shapely.union_all(made.units.shapes)
    assert shapely.area(made.units.shapes).sum() == pytest.approx(whole.area, rel=1e-9)
    assert whole.geom_type == "Polygon"
    assert len(shapely.get_coordinates(whole.simplify(0.001))) == 5


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (Datum.GCJ02, "单元的坐标像是 GCJ-02（高德、腾讯地图）"),
        (Datum.BD09, "单元的坐标像是 BD-09（百度地图）"),
    ],
)
def test_units_in_another_datum_than_the_boundary_are_recognised(tmp_path, given, told):
    moved = shifted(buildings(), Datum.CGCS2000, given)
    refusal = refused(tmp_path, moved, outer=[AREA])
    assert refusal.code == "divide.datum"
    assert refusal.message.startswith(told)


def test_a_boundary_in_another_datum_than_the_units_is_recognised(tmp_path):
    told = refused(tmp_path, buildings(), outer=shifted([AREA], Datum.CGCS2000, Datum.GCJ02))
    assert told.message.startswith("外边界的坐标像是 GCJ-02")


def rows_of_houses():
    """Houses between streets at uneven distances, the streets going on far beyond them."""
    lot, houses, streets, row = random.Random(5), [], [], -40.0
    while row < 48:
        deep = lot.uniform(0.4, 1.4)
        if 0 <= row < 8:
            houses += [
                unit(f"{column}-{row:.2f}", 10, square(column, row + 0.1, 0.9, deep))
                for column in range(8)
            ]
        row += deep + 0.2
        streets += [
            line((column, row), (column + 0.5, row), name="巷") for column in range(-40, 48)
        ]
    return houses, streets


@pytest.mark.parametrize("moved", ["streets", "houses"])
def test_streets_in_another_datum_than_the_buildings_are_doubted(tmp_path, moved):
    houses, streets = rows_of_houses()
    assert not [note for note in town(tmp_path, houses, streets).notes if "坐标系" in note]
    if moved == "streets":
        streets = shifted(streets, Datum.CGCS2000, Datum.GCJ02)
    else:
        houses = shifted(houses, Datum.CGCS2000, Datum.GCJ02)
    notes = [note for note in town(tmp_path, houses, streets).notes if "坐标系" in note]
    assert len(notes) == 1
    assert "GCJ-02" in notes[0]


def test_units_that_lie_over_each_other_in_part_are_named(tmp_path):
    rows = [unit("a", 1, square(0, 0, 2, 1)), unit("b", 1, square(1.7, 0, 2, 1)),
            unit("c", 1, square(3.7, 0))]  # fmt: skip
    told = refused(tmp_path, rows)
    assert [fault.detail for fault in told.faults] == [
        "单元 a 与单元 b 重叠：请删去重复的或改正边界。"
    ]


def test_a_slip_of_the_hand_between_neighbours_is_closed_on_common_edges(tmp_path):
    rows = chessboard(6, 6)
    rows[14]["geometry"] = square(2.004, 2.003, 1.0, 0.998)
    made = town(tmp_path, rows)
    assert shapely.coverage_is_valid(made.units.shapes)
    assert shapely.union_all(made.units.shapes).geom_type == "Polygon"
    assert made.piece.max() == 0


def whole(made, plan, wish):
    """Every unit in one grid, the grids on common edges, the ground complete."""
    grids = grid_features(made, plan, wish)
    names = Counter(name for grid in grids for name in grid["properties"]["units"])
    assert names == Counter(made.units.names)
    shapes = [shape(grid["geometry"]) for grid in grids]
    ground = made.units.plane.across * made.units.plane.along
    total = sum(each.area for each in shapes)
    assert total == pytest.approx(shapely.union_all(shapes).area, rel=1e-9)
    assert total * ground == pytest.approx(shapely.area(made.units.shapes).sum(), rel=1e-6)
    return grids


def test_a_unit_of_nine_hundred_households_is_a_grid_with_its_reason(tmp_path):
    rows = [*buildings(6, 5), unit("tower", 900, square(2.7, 2.7, 0.2, 0.2))]
    wish = Wish(effort=0.05)
    made = town(tmp_path, rows, outer=[AREA])
    plan = divide(made, wish)
    whole(made, plan, wish)
    assert plan.reasons[0].endswith("单元 tower 一处就有 900 户，超过 500 户：请按单元门拆成几个。")


def test_islands_without_neighbours_stay_whole_and_are_explained(tmp_path):
    rows = [*chessboard(6, 5), unit("north", 20, square(2, 30)), unit("south", 350, square(2, -30))]
    wish = Wish(effort=0.05)
    made = town(tmp_path, rows)
    plan = divide(made, wish)
    whole(made, plan, wish)
    assert len(plan.reasons) == 1
    assert "这一片只有 20 户" in plan.reasons[0]


@pytest.mark.parametrize("outer", [None, [AREA]])
def test_a_town_nobody_lives_in_is_one_grid_and_no_failure(tmp_path, outer):
    wish = Wish(effort=0.05)
    made = town(tmp_path, buildings(households=0), outer=outer)
    plan = divide(made, wish)
    grids = whole(made, plan, wish)
    assert [grid["properties"]["households"] for grid in grids] == [0] * len(grids)
    assert plan.reasons != []


def test_layers_that_overlap_or_repeat_do_no_harm(tmp_path):
    street = line((2, -1), (2, 6), name="中山路")
    made = town(
        tmp_path, buildings(), barriers=[street, street, line((2, 0), (2, 3))], outer=[AREA, AREA]
    )
    assert shapely.coverage_is_valid(made.units.shapes)
    assert shapely.area(made.units.shapes).sum() == pytest.approx(
        64 * 0.0004**2 * made.units.plane.across * made.units.plane.along, rel=1e-9
    )


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.sampled_from([0, 0, 1, 40, 120, 499, 900]), min_size=16, max_size=16),
    st.lists(st.sampled_from(["", "", "一期", "二期"]), min_size=16, max_size=16),
    st.booleans(),
)
def test_whatever_the_numbers_no_plan_loses_a_unit_or_ground(households, estates, fenced):
    rows = buildings()
    for row, number, estate in zip(rows, households, estates, strict=True):
        row["properties"] |= {"households": number, "estate": estate}
    units = units_of(rows)
    wish = Wish(effort=0.02)
    ground = shapely.union_all(units.shapes).envelope.buffer(30, join_style="mitre")
    made = town_of(units, outer=ground if fenced else None)
    plan = divide(made, wish)
    whole(made, plan, wish)
    outside = [
        each for each in grid_features(made, plan, wish) if not each["properties"]["in_band"]
    ]
    assert bool(plan.reasons) == bool(outside)


def test_the_command_says_what_is_wrong_and_writes_nothing(tmp_path, capsys):
    units = write(tmp_path / "units.geojson", shifted(buildings(), Datum.CGCS2000, Datum.GCJ02))
    outer = write(tmp_path / "outer.geojson", [AREA])
    out = tmp_path / "grids.geojson"
    code = main(["divide", str(units), "--outer", str(outer), "--out", str(out)])
    assert (code, out.exists()) == (1, False)
    assert capsys.readouterr().err.startswith("单元的坐标像是 GCJ-02")
