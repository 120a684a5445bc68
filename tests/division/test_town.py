import numpy as np
import pytest

from division.towns import SIDE, chessboard, line, square, unit, write
from wangge.division.town import read_town
from wangge.kernel.errors import Invalid

ACROSS = 111_320 * SIDE


def neighbours(town):
    names = town.units.names
    return {frozenset((names[a], names[b])) for a, b in town.borders.pairs.tolist()}


def pairs(*told):
    return {frozenset(each.split()) for each in told}


def town_of(tmp_path, rows, barriers=None):
    lines = write(tmp_path / "lines.geojson", barriers) if barriers else None
    return read_town(write(tmp_path / "units.geojson", rows), barriers=lines)


def test_squares_touch_along_sides_and_not_at_corners(tmp_path):
    town = town_of(tmp_path, chessboard(2, 2))
    assert neighbours(town) == pairs("0-0 1-0", "0-0 0-1", "1-0 1-1", "0-1 1-1")
    assert max(town.borders.metres) == pytest.approx(ACROSS, rel=1e-3)
    assert town.piece.tolist() == [0, 0, 0, 0]


def test_a_corner_in_the_middle_of_an_edge_is_a_border(tmp_path):
    rows = [unit("wide", 1, square(0, 0, width=2)), *chessboard(2, 1)]
    for column, row in enumerate(rows[1:]):
        row["geometry"] = square(column, 1)
    town = town_of(tmp_path, rows)
    assert neighbours(town) == pairs("wide 0-0", "wide 1-0", "0-0 1-0")


def test_digitising_noise_does_not_part_neighbours(tmp_path):
    rows = [unit("a", 1, square(0, 0)), unit("b", 1, square(1 + 0.2 / ACROSS, 0))]
    assert neighbours(town_of(tmp_path, rows)) == pairs("a b")


def test_blocks_across_a_street_face_each_other_but_not_over_the_crossing(tmp_path):
    rows = [
        unit(f"{column}{row}", 1, square(column * 1.4, row * 1.4))
        for column in range(2)
        for row in range(2)
    ]
    assert neighbours(town_of(tmp_path, rows)) == pairs("00 01", "00 10", "01 11", "10 11")


def test_far_away_stays_apart(tmp_path):
    rows = [*chessboard(2, 1), unit("island", 1, square(9, 0))]
    assert town_of(tmp_path, rows).piece.tolist() == [0, 0, 1]


def test_a_closed_river_is_no_way_through_and_a_street_is_cheap(tmp_path):
    street = line((1, 0), (1, 2), kind="street", name="中山路")
    river = line((0, 1), (2, 1), kind="river", closed=True)
    town = town_of(tmp_path, chessboard(2, 2), [street, river])
    assert neighbours(town) == pairs("0-0 1-0", "0-1 1-1")
    assert town.borders.costs / town.borders.metres == pytest.approx([0.3, 0.3], abs=0.1)
    assert town.borders.along / town.borders.metres == pytest.approx([1, 1], abs=0.15)


def test_a_street_across_a_border_does_not_cheapen_it(tmp_path):
    town = town_of(tmp_path, chessboard(2, 1), [line((0, 0.5), (2, 0.5))])
    assert town.borders.costs.tolist() == pytest.approx(town.borders.metres.tolist())


def points(*places):
    return [
        unit(f"p{at}", 1, {"type": "Point", "coordinates": [109.4 + x * SIDE, 24.3 + y * SIDE]})
        for at, (x, y) in enumerate(places)
    ]


def test_points_are_neighbours_where_their_cells_meet(tmp_path):
    town = town_of(tmp_path, points((0, 0), (1, 0), (2, 0), (3, 0.01)))
    assert neighbours(town) == pairs("p0 p1", "p1 p2", "p2 p3")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_points_and_points_on_one_spot_have_cells_of_their_own(tmp_path, count):
    town = town_of(tmp_path, points(*[(0, 0)] * count))
    assert town.piece.tolist() == [0] * count
    assert all(not shape.is_empty for shape in town.units.shapes)


def test_a_river_between_points_counts_for_their_border(tmp_path):
    rows = points((0, 0), (1, 0), (0, 1), (1, 1))
    town = town_of(tmp_path, rows, [line((-2, 0.7), (3, 0.7), kind="river", closed=True)])
    assert neighbours(town) == pairs("p0 p1", "p2 p3")


def test_loose_outlines_of_buildings_get_the_ground_around_them(tmp_path):
    rows = [
        unit(f"{column}-{row}", 5, square(column, row, 0.5, 0.4))
        for column in range(4)
        for row in range(3)
    ]
    town = town_of(tmp_path, rows)
    assert len(np.unique(town.piece)) == 1
    assert town.notes[0] == "单元是不相接的轮廓（如楼栋），已按“离谁最近归谁”划出各自的范围。"


def test_units_on_top_of_each_other_are_refused_by_name(tmp_path):
    rows = [*chessboard(2, 1), unit("again", 1, square(0, 0))]
    with pytest.raises(Invalid) as refused:
        town_of(tmp_path, rows)
    assert [fault.detail for fault in refused.value.faults] == [
        "单元 0-0 与单元 again 重叠：请删去重复的或改正边界。"
    ]


@pytest.mark.parametrize(
    "barrier",
    [
        {"type": "Feature", "properties": {}, "geometry": None},
        line((0, 0), (1, 1), weight=-1),
        line((0, 0), (1, 1), weight="heavy"),
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [109.4, 24.3]}},
    ],
)
def test_a_barrier_that_cannot_be_used_is_refused(tmp_path, barrier):
    with pytest.raises(Invalid, match="界线文件"):
        town_of(tmp_path, chessboard(2, 1), [barrier])
