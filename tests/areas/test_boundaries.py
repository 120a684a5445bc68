"""What is wrong with a boundary beside its neighbours', and the mending of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.areas.boundaries import (
    Neighbour,
    area_of,
    as_lines,
    cut,
    findings,
    frame,
    middle,
    read_coordinates,
)
from wangge.kernel.errors import Refused

SIDE = 0.01
FIELD = 1_058_000  # square metres of a field of SIDE at 31 degrees north


def square(column, row=0.0, size=SIDE):
    lon, lat = 121.5 + column * SIDE, 31.2 + row * SIDE
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


EAST = Neighbour(2, "第二网格", square(1))
WHOLE = Neighbour(9, "白沙社区", square(0, size=2 * SIDE))


def kinds(found):
    return [(one.kind, one.text.partition(" ")[0]) for one in found]


def test_a_boundary_along_its_neighbour_has_no_fault():
    assert findings(square(0), WHOLE, [EAST]) == []


def test_an_overlap_is_told_with_name_and_square_metres():
    (found,) = findings(square(0.5), None, [EAST])
    assert kinds([found]) == [("overlap", "与“第二网格”重叠")]
    assert found.square_metres == pytest.approx(FIELD / 2, rel=0.01)


def test_what_lies_outside_the_community_is_told():
    (found,) = findings(square(-0.25), WHOLE, [EAST])
    assert found.kind == "outside"
    assert found.square_metres == pytest.approx(FIELD / 4, rel=0.01)


def test_ground_given_up_to_nobody_is_told():
    (found,) = findings(square(0, size=SIDE / 2), WHOLE, [EAST], before=square(0))
    assert found.kind == "gap"
    assert found.square_metres == pytest.approx(FIELD * 3 / 4, rel=0.01)


def test_pieces_lying_apart_are_told():
    apart = [square(0)["coordinates"], square(3)["coordinates"]]
    found = findings({"type": "MultiPolygon", "coordinates": apart}, None, [])
    assert [one.kind for one in found] == ["pieces"]


@given(st.floats(-0.9, 0.9), st.floats(-0.9, 0.9))
def test_what_is_cut_has_no_overlap_and_lies_inside(column, row):
    left = cut(square(column, row), WHOLE, [EAST])
    assert [one for one in findings(left, WHOLE, [EAST]) if one.kind != "pieces"] == []
    assert area_of(left) <= area_of(square(column, row)) + 1


def test_cutting_away_everything_is_refused():
    with pytest.raises(Refused) as refused:
        cut(square(1), None, [EAST])
    assert refused.value.code == "boundary.nothing_left"


def test_points_are_read_line_by_line_and_written_again():
    text = "121.5, 31.2\n121.6，31.2\n121.6 31.3"
    assert as_lines(read_coordinates(text)) == "121.5, 31.2\n121.6, 31.2\n121.6, 31.3"


def test_geojson_is_read_in_any_wrapping():
    plain = square(0)
    wrapped = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": plain}]}
    import json

    assert [read_coordinates(json.dumps(one)) for one in (plain, wrapped)] == [plain, plain]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("东经 121", "boundary.line"),
        ("121.5, 31.2\n121.6, 31.2", "boundary.points"),
        ("{", "boundary.json"),
        ('{"type": "FeatureCollection", "features": [{}, {}]}', "boundary.many"),
    ],
)
def test_what_is_no_boundary_is_refused_with_the_place(text, code):
    with pytest.raises(Refused) as refused:
        read_coordinates(text)
    assert refused.value.code == code


def test_a_name_stands_inside_and_the_frame_holds_all():
    lon, lat = middle(square(0))
    assert 121.5 < lon < 121.51
    assert 31.2 < lat < 31.21
    assert frame([square(0), square(1)]) == pytest.approx([121.5, 31.2, 121.52, 31.21])
    assert frame([]) is None
