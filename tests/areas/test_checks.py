"""What is said of a division: every kind of fault once, and nothing of a good one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.areas import checks
from wangge.areas.checks import Community, Grid, House
from wangge.areas.faults import KINDS
from wangge.areas.measures import balance, compactness, loads, similarity

LON, LAT, SIDE = 109.41, 24.36, 0.004


def box(x=0, y=0, wide=1.0, high=1.0):
    west, south = LON + x * SIDE, LAT + y * SIDE
    east, north = west + wide * SIDE, south + high * SIDE
    return {
        "type": "Polygon",
        "coordinates": [
            [[west, south], [east, south], [east, north], [west, north], [west, south]]
        ],
    }


def grid(number, boundary, households=400, **more):
    return Grid(number, f"第{number}网格", boundary, households, **more)


def house(number, area, x, y, estate=""):
    return House(f"{number}栋", area, estate, LON + x * SIDE, LAT + y * SIDE)


GOOD = (grid(1, box()), grid(2, box(1)))
WHOLE = box(0, 0, 2, 1)


def kinds(*grids, boundary=WHOLE, **more):
    found = checks.faults(Community("白沙社区", boundary, grids, **more))
    return [(fault.kind, fault.grids) for fault in found]


def test_a_good_division_has_no_faults():
    houses = (house(1, 1, 0.5, 0.5, "甲苑"), house(2, 2, 1.5, 0.5, "乙苑"), House("3栋", 1))
    assert kinds(*GOOD, houses=houses) == []


@pytest.mark.parametrize(
    ("grids", "told"),
    [
        ((grid(1, None), grid(2, box(1))), [("none", (1,)), ("gap", (2,))]),
        ((grid(1, box()), grid(2, {"type": "Point"})), [("broken", (2,)), ("gap", (1,))]),
        ((grid(1, box(0, 0, 1.1)), grid(2, box(1))), [("overlap", (1, 2))]),
        ((grid(1, box()), grid(2, box(1, 0, 0.9))), [("gap", (2,))]),
        ((grid(1, box()), grid(2, box(1, 0, 1.2))), [("outside", (2,))]),
        ((grid(1, box(), 299), grid(2, box(1), 501)), [("below", (1,)), ("above", (2,))]),
        ((grid(1, box(), 300), grid(2, box(1), 500)), []),
    ],
)
def test_each_fault_is_named_with_its_grids(grids, told):
    assert kinds(*grids) == told


def test_a_community_with_nothing_drawn_is_told_so():
    assert kinds(grid(1, None), grid(2, None)) == [("none", (1,)), ("none", (2,))]


def test_a_special_grid_may_lie_inside_an_ordinary_one_and_be_small():
    special = grid(3, box(0.2, 0.2, 0.2, 0.2), 12, is_ordinary=False)
    assert kinds(*GOOD, special) == []


def test_a_special_grid_beside_an_ordinary_one_covers_its_ground():
    assert kinds(grid(1, box()), grid(2, box(1), 12, is_ordinary=False)) == []


def test_without_an_outline_the_hole_between_grids_is_still_found():
    around = [grid(n + 1, box(x, y)) for n, (x, y) in enumerate(
        [(0, 0), (1, 0), (2, 0), (0, 1), (2, 1), (0, 2), (1, 2), (2, 2)]
    )]  # fmt: skip
    assert kinds(*around, boundary=None) == [("gap", (1, 2, 3, 4, 5, 6, 7, 8))]


def test_a_grid_in_two_pieces_is_told_with_the_smaller_piece():
    rings = [box()["coordinates"], box(1.5, 0, 0.5)["coordinates"]]
    split = grid(1, {"type": "MultiPolygon", "coordinates": rings})
    (fault,) = checks.faults(Community("白沙社区", None, [split]))
    assert (fault.kind, fault.what) == ("parts", "第1网格分成 2 块")
    assert fault.spot == pytest.approx((LON + 1.75 * SIDE, LAT + 0.5 * SIDE), abs=1e-5)


def test_a_figure_of_eight_is_told_with_the_crossing():
    ring = box()["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    twisted = grid(1, {"type": "Polygon", "coordinates": [ring]})
    fault = checks.faults(Community("白沙社区", None, [twisted]))[0]
    assert (fault.kind, fault.spot) == ("crossing", pytest.approx((LON + SIDE / 2, LAT + SIDE / 2)))


def test_buildings_in_the_wrong_grid_are_told_once_for_each_pair():
    houses = [house(n, 1, 1.5, 0.5) for n in range(5)] + [house(9, 77, 0.5, 0.5)]
    found = checks.faults(Community("白沙社区", WHOLE, GOOD, houses))
    assert [(f.kind, f.grids, f.what, f.where) for f in found] == [
        ("building", (1, 2), "5 栋楼登记在第1网格，位置在第2网格", "0栋、1栋、2栋等"),
        ("building", (1,), "1 栋楼没有登记到网格，位置在第1网格", "9栋"),
    ]


def test_a_building_on_the_common_border_is_right_in_either_grid():
    assert kinds(*GOOD, houses=[house(1, 1, 1, 0.5), house(2, 2, 1, 0.5)]) == []


def test_an_estate_in_two_grids_is_told_with_its_buildings():
    houses = [house(1, 1, 0.5, 0.5, "甲苑"), house(2, 2, 1.5, 0.5, "甲苑")]
    (fault,) = checks.faults(Community("白沙社区", WHOLE, GOOD, houses))
    assert (fault.kind, fault.where) == ("estate", "第1网格 1 栋、第2网格 1 栋")


def test_households_in_no_grid_are_told():
    assert kinds(*GOOD, unplaced=3) == [("homeless", ())]


def test_every_kind_says_what_it_is_why_and_what_to_do():
    assert all(all(texts) and len(texts) == 3 for texts in KINDS.values())


def test_a_square_is_rounder_than_a_strip():
    assert compactness(box()) == pytest.approx(0.785, abs=0.01)
    assert compactness(box(0, 0, 10, 0.2)) < 0.1
    assert (compactness(None), compactness({"type": "Point"})) == (None, None)


counts = st.lists(st.integers(0, 500), min_size=1, max_size=9)


@settings(deadline=None)
@given(counts, counts)
def test_loads_average_one_and_balance_is_a_percentage(homes, cases):
    rows = [{"homes": h, "cases": c} for h, c in zip(homes, cases, strict=False)]
    shares = loads(rows, {"homes": 0.7, "cases": 0.3})
    assert sum(shares) == pytest.approx(len(rows))
    assert 0 <= balance(shares) <= 100


def test_equal_grids_are_in_balance_and_unequal_ones_are_not():
    assert balance([1.0, 1.0, 1.0]) == 100
    assert balance([0.5, 1.5]) == 50
    assert balance([]) == 100


def test_a_grid_composed_like_the_whole_is_similar():
    whole = {"registered": 80, "floating": 20}
    assert similarity({"registered": 8, "floating": 2}, whole) == pytest.approx(100)
    assert similarity({"floating": 10}, whole) == pytest.approx(20)
    assert similarity({}, whole) == 100
