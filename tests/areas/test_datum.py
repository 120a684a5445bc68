"""Whole geometries between datums, surveyors' metres, and datums told by their looks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.areas.boundaries import square_metres
from wangge.areas.datum import Projection, converted, likely, moved, numbered_zone
from wangge.areas.geometry import Datum, convert, polygon

datums = st.sampled_from(list(Datum))
longitudes, latitudes = st.floats(100, 118), st.floats(27, 38)
HALF_A_METRE = 5e-6


def square(lon, lat, size=0.01):
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def points(geometry):
    return [tuple(point) for point in geometry["coordinates"][0]]


@given(longitudes, latitudes, datums, datums)
def test_a_boundary_comes_back_from_any_datum_within_half_a_metre(lon, lat, source, target):
    given_ = square(round(lon, 6), round(lat, 6))
    back = converted(converted(given_, source, target), target, source)
    off = [
        max(abs(x - a), abs(y - b))
        for (x, y), (a, b) in zip(points(given_), points(back), strict=True)
    ]
    assert max(off) < HALF_A_METRE


@given(longitudes, latitudes, datums)
def test_a_boundary_keeps_its_size_in_another_datum(lon, lat, target):
    before = square(lon, lat)
    after = converted(before, Datum.CGCS2000, target)
    sizes = square_metres(polygon(before)), square_metres(polygon(after))
    assert sizes[1] / sizes[0] == pytest.approx(1, abs=0.02)


def test_outside_china_nothing_is_moved():
    paris = square(2.0, 48.0, 0.5)
    assert converted(paris, Datum.CGCS2000, Datum.GCJ02) == paris


def test_collections_and_many_parts_are_moved_whole():
    parts = {"type": "MultiPolygon", "coordinates": [square(100, 30)["coordinates"]] * 2}
    both = {"type": "GeometryCollection", "geometries": [parts]}
    shifted = moved(both, lambda lon, lat: (lon + 1, lat))
    assert shifted["geometries"][0]["coordinates"][1][0][0] == [101, 30]


# Computed with PROJ: EPSG code of the zone's central meridian, position, metres.
SURVEYED = [
    (114, (114.3, 30.5), (528799.7425, 3375580.0002)),
    (114, (112.6, 22.9), (356352.902, 2534146.2452)),
    (120, (121.5, 31.24), (642903.9555, 3458553.7709)),
    (75, (75.5, 39.4), (543068.3793, 4363030.9862)),
    (135, (134.9, 48.1), (492551.8982, 5329551.5627)),
]


@pytest.mark.parametrize(("meridian", "position", "metres"), SURVEYED)
def test_metres_of_a_survey_become_degrees_to_the_millimetre(meridian, position, metres):
    assert Projection(meridian).degrees(*metres) == pytest.approx(position, abs=1e-8)


def test_a_zone_written_before_the_easting_is_told():
    assert numbered_zone(38_528_799.7) == Projection(114.0, 38_500_000.0)
    assert numbered_zone(19_528_799.7) == Projection(111.0, 19_500_000.0)
    assert numbered_zone(528_799.7) is None


@given(longitudes, latitudes, datums)
def test_the_datum_is_told_by_areas_that_are_known(lon, lat, datum):
    known = [(lon, lat), (lon + 0.01, lat + 0.01)]
    drawn = [convert(*one, Datum.CGCS2000, datum) for one in known]
    assert likely(list(zip(drawn, known, strict=True))) is datum


def test_no_datum_is_told_where_none_fits():
    assert (likely([]), likely([((110, 30), (111, 31))])) == (None, None)
