import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from division.towns import line, square, unit, write
from wangge.division.cells import INSIDE, SMOOTH, blocks, cells, enclosed
from wangge.division.plan import divide
from wangge.division.planar import merged
from wangge.division.reading import on_plane, units_of
from wangge.division.town import read_town, town_of
from wangge.division.wishes import Wish
from wangge.division.writing import in_degrees

NONE = np.zeros(0, dtype=object)
FIELD = shapely.box(0, 0, 400, 300)
YARD = FIELD.difference(shapely.box(150, 100, 220, 180))
BEND = shapely.Polygon([(0, 0), (400, 0), (400, 300), (220, 300), (200, 90), (180, 300), (0, 300)])
ISLES = shapely.MultiPolygon([shapely.box(0, 0, 180, 300), shapely.box(220, 0, 400, 300)])
outers = st.sampled_from([FIELD, YARD, BEND, ISLES])
# Positions to the millimetre: nothing on the ground is known more exactly.
places = st.tuples(st.integers(0, 400_000), st.integers(0, 300_000)).map(
    lambda spot: (spot[0] / 1000, spot[1] / 1000)
)
streets = st.lists(st.tuples(places, places), max_size=6)


def same_area(shapes, ground):
    whole = shapely.union_all(shapes)
    total = float(shapely.area(shapes).sum())
    assert total == pytest.approx(ground.area, rel=1e-9)
    assert whole.area == pytest.approx(ground.area, rel=1e-9)
    assert whole.symmetric_difference(ground).area < 1e-9 * ground.area
    assert shapely.is_valid(shapes).all()


@settings(max_examples=60, deadline=None)
@example([(0.001, 0.001)] * 4, [], FIELD)
@given(st.lists(places, min_size=1, max_size=25), streets, outers)
def test_cells_cover_the_boundary_exactly_whatever_the_streets(spots, told, outer):
    points = shapely.points(spots)
    inside = points[shapely.contains(outer, points)]
    if not len(inside):
        return
    lines = np.array(
        [shapely.LineString(each) for each in told if each[0] != each[1]], dtype=object
    )
    made = cells(inside, lines, outer).shapes
    same_area(made, outer)
    assert shapely.coverage_is_valid(made)
    assert (shapely.distance(made, inside) < 2 * INSIDE + SMOOTH).all()


@settings(max_examples=30, deadline=None)
@given(
    st.sets(st.tuples(st.integers(1, 9), st.integers(1, 7)), min_size=2, max_size=30),
    st.floats(0.1, 40), st.floats(0, 3), streets,
)  # fmt: skip
def test_houses_in_rank_and_file_each_get_their_ground(ranks, step, turn, told):
    grid = np.array(sorted(ranks)) * step
    spots = grid @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    outer = shapely.buffer(shapely.convex_hull(shapely.multipoints(spots)), 20)
    lines = np.array(
        [shapely.LineString(each) for each in told if each[0] != each[1]], dtype=object
    )
    made = cells(shapely.points(spots), lines, outer).shapes
    same_area(made, outer)
    assert (shapely.distance(made, shapely.points(spots)) < 0.01).all()
    assert shapely.coverage_is_valid(made)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), outers)
def test_a_plan_in_degrees_has_neither_gap_nor_overlap(seed, outer):
    lot = np.random.default_rng(seed)
    spots = lot.uniform((0, 0), (400, 300), (60, 2))
    spots = spots[shapely.contains_xy(outer, spots)]
    rows = [
        unit(at, int(lot.integers(1, 30)), degrees(shapely.Point(spot)))
        for at, spot in enumerate(spots)
    ]
    units = units_of(rows)
    ground = on_plane(np.array([shape_in_degrees(outer)], dtype=object), units.plane)[0]
    town = town_of(units, outer=ground)
    plan = divide(town, Wish(low=100, high=300, effort=0.01))
    grids = in_degrees(town, merged(town.units.shapes, plan.part, len(plan.names)))
    same_area(grids, shape_in_degrees(outer))
    assert shapely.coverage_is_valid(grids)


def shape_in_degrees(shape):
    return shapely.transform(
        shape, lambda xy: np.round(xy / (101_400.0, 111_320.0) + (109.4, 24.3), 9)
    )


def degrees(shape):
    placed = shape_in_degrees(shape)
    return {"type": "Point", "coordinates": [placed.x, placed.y]}


def test_a_border_between_blocks_runs_along_the_street_itself():
    street = shapely.LineString([(-5, 90), (120, 110), (260, 150), (405, 140)])
    lot = np.random.default_rng(3)
    points = shapely.points(lot.uniform((0, 0), (400, 300), (40, 2)))
    made = cells(points, np.array([street], dtype=object), FIELD).shapes
    south, north = (shapely.union_all(made[above(points, street) == way]) for way in (False, True))
    border = shapely.intersection(south.boundary, north.boundary)
    assert shapely.hausdorff_distance(border, street.intersection(FIELD)) < 1e-6
    assert shapely.length(shapely.intersection(shapely.buffer(made, -0.01), street)).max() == 0


def above(points, street):
    side = shapely.union_all([street, FIELD.boundary])
    halves = shapely.get_parts(shapely.polygonize(shapely.get_parts(side)))
    upper = max(halves, key=lambda half: half.centroid.y)
    return shapely.contains(upper, points)


def test_a_block_without_a_building_joins_the_one_it_has_most_border_with():
    lines = np.array(
        [shapely.LineString([(100, -1), (100, 301)]), shapely.LineString([(130, -1), (130, 301)]),
         shapely.LineString([(99, 200), (131, 200)])], dtype=object
    )  # fmt: skip
    spots = np.array([(50.0, 150.0), (300.0, 150.0)])
    grounds, home = blocks(spots, lines, FIELD)
    assert home.tolist() == [0, 1]
    assert sorted(shapely.area(grounds)) == [30_000 + 9_000, 81_000]
    again, _ = blocks(spots, lines[::-1], FIELD)
    assert sorted(shapely.area(again)) == [39_000, 81_000]


def test_no_building_is_cut_and_each_has_the_ground_nearest_to_it():
    buildings = np.array(
        [shapely.box(10, 10, 90, 25), shapely.box(10, 40, 90, 55), shapely.box(120, 10, 135, 90),
         shapely.box(300, 200, 380, 280)], dtype=object
    )  # fmt: skip
    made = cells(buildings, NONE, FIELD).shapes
    same_area(made, FIELD)
    assert shapely.covers(made, buildings).all()
    assert shapely.contains_xy(made[0], 50, 30)
    assert shapely.contains_xy(made[1], 50, 36)
    assert {shape.geom_type for shape in made} == {"Polygon"}


def test_a_building_across_a_street_stays_whole():
    building = shapely.box(90, 100, 140, 120)
    made = cells(
        np.array([building, shapely.box(300, 100, 320, 120)], dtype=object),
        np.array([shapely.LineString([(120, -1), (120, 301)])], dtype=object),
        FIELD,
    ).shapes
    assert shapely.covers(made[0], building)
    same_area(made, FIELD)


@settings(max_examples=20, deadline=None)
@given(st.lists(places, min_size=1, max_size=12), streets)
def test_areas_that_are_kept_stay_as_they_are_and_nothing_is_left(spots, told):
    kept = [shapely.box(0, 0, 60, 300), shapely.box(300, 200, 400, 300)]
    points = np.array([spot for spot in dict.fromkeys(spots) if 62 < spot[0] < 298])
    if not len(points):
        return
    lines = np.array(
        [shapely.LineString(each) for each in told if each[0] != each[1]], dtype=object
    )
    made = enclosed(shapely.points(points), points, lines, FIELD, kept)
    same_area(made, FIELD)
    assert shapely.coverage_is_valid(made)
    assert shapely.equals(made[-2:], kept).all()


def test_a_path_parts_no_block(tmp_path):
    rows = [
        unit(f"p{at}", 1, {"type": "Point", "coordinates": [109.4 + x * 0.0004, 24.3 + y * 0.0004]})
        for at, (x, y) in enumerate([(0.2, 0), (1, 0), (0.2, 1), (1, 1)])
    ]
    units = write(tmp_path / "units.geojson", rows)
    outer = write(tmp_path / "outer.geojson", [unit("o", 0, square(-1, -1, 3, 3))])
    for kind, cut in (("footway", False), ("street", True)):
        lines = write(tmp_path / "lines.geojson", [line((0.8, -2), (0.8, 3), kind=kind)])
        town = read_town(units, barriers=lines, outer=outer)
        street = town.streets.lines
        crossed = shapely.length(
            shapely.intersection(shapely.buffer(town.units.shapes, -0.1), street)
        )
        assert bool(crossed.max() == 0) == cut


def test_the_same_building_twice_has_ground_twice():
    twice = np.array([shapely.box(10, 10, 90, 25)] * 2, dtype=object)
    made = cells(twice, NONE, FIELD).shapes
    same_area(made, FIELD)
    assert (shapely.area(made) > 0).all()


def test_without_a_boundary_the_ground_ends_at_a_distance():
    points = shapely.points([(0, 0), (10, 0), (20, 0), (500, 0)])
    told = cells(points, NONE)
    assert told.ends == 40
    assert shapely.area(told.shapes).max() <= 40 * 40 * np.pi
    assert {tuple(pair) for pair in told.pieces.units} == {(0, 1), (1, 2)}


def test_blocks_with_streets_between_them_cover_the_whole_boundary(tmp_path):
    rows = [
        unit(f"{column}{row}", 1, square(column * 1.4, row * 1.4))
        for column in range(2)
        for row in range(2)
    ]
    outer = write(tmp_path / "outer.geojson", [unit("o", 0, square(-1, -1, 5, 5))])
    town = read_town(write(tmp_path / "units.geojson", rows), outer=outer)
    ground = shapely.area(town.units.shapes).sum()
    assert ground == pytest.approx(25 * square_area(town), rel=1e-9)
    assert town.piece.tolist() == [0, 0, 0, 0]


def square_area(town):
    return 0.0004**2 * town.units.plane.across * town.units.plane.along


def test_a_ring_of_a_hundred_thousand_corners_is_divided_too(tmp_path):
    turn = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    ring = np.column_stack([109.4 + 0.002 * np.cos(turn), 24.3 + 0.002 * np.sin(turn)])
    round_one = {"type": "Polygon", "coordinates": [[*ring.tolist(), ring[0].tolist()]]}
    rows = [
        unit("round", 50, round_one),
        *(unit(f"s{at}", 50, square(6 + at, 0)) for at in range(3)),
    ]
    outer = write(tmp_path / "outer.geojson", [unit("o", 0, square(-10, -10, 20, 20))])
    town = read_town(
        write(tmp_path / "units.geojson", rows),
        barriers=write(tmp_path / "lines.geojson", [line((-10, -7), (10, -7), name="中山路")]),
        outer=outer,
    )
    assert float(shapely.area(town.units.shapes).sum()) == pytest.approx(
        400 * square_area(town), rel=1e-9
    )
    assert sorted(town.units.names) == ["round", "s0", "s1", "s2"]
