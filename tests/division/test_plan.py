from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from division.towns import chessboard, drawn, named, square, unit, write
from wangge.division.cells import numbered
from wangge.division.joining import board_of, join
from wangge.division.plan import divide
from wangge.division.town import read_town
from wangge.division.variants import variants
from wangge.division.wishes import Wish
from wangge.kernel.errors import Invalid

QUICK = Wish(effort=0.05)


def town_of(tmp_path, rows, **more):
    return read_town(write(tmp_path / "units.geojson", rows), **more)


def in_one_piece(town, part):
    inside = town.borders.pairs[part[town.borders.pairs[:, 0]] == part[town.borders.pairs[:, 1]]]
    return len(np.unique(numbered(inside, len(part)))) == len(np.unique(part))


@st.composite
def towns(draw):
    columns, rows = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    count = columns * rows
    sizes = st.lists(st.integers(0, 120), min_size=count, max_size=count)
    place = st.tuples(st.integers(0, columns - 1), st.integers(0, rows - 1))
    holes = draw(st.sets(place, max_size=count // 3))
    if len(holes) == count:
        holes = set()
    names = st.lists(st.sampled_from(["", "", "", "A", "B"]), min_size=count, max_size=count)
    return drawn(columns, rows, draw(sizes), holes=holes, estates=draw(names))


@settings(max_examples=25, deadline=None)
@given(towns(), st.integers(1, 5))
def test_every_plan_covers_all_units_in_whole_grids_and_is_the_same_again(town, seed):
    wish = replace(QUICK, low=100, high=200, seed=seed)
    plan = divide(town, wish)
    assert len(plan.part) == len(town.units)
    assert sorted(set(plan.part.tolist())) == list(range(len(plan.names)))
    assert in_one_piece(town, plan.part)
    assert plan.figures.discontiguous == 0
    assert (plan.figures.in_band == plan.figures.grids) == (plan.reasons == [])
    assert divide(town, wish).part.tolist() == plan.part.tolist()


@settings(max_examples=15, deadline=None)
@given(towns())
def test_an_estate_in_one_piece_stays_whole(town):
    plan = divide(town, replace(QUICK, low=100, high=200))
    joined = join(town)
    for node in range(len(joined.board.weight)):
        assert len(set(plan.part[joined.node == node].tolist())) == 1
    torn = {note.split("“")[1].split("”")[0] for note in joined.notes if "互不相连" in note}
    for estate in {"A", "B"} - torn:
        members = [at for at, name in enumerate(town.units.estates) if name == estate]
        assert len(set(plan.part[members].tolist())) <= 1


def test_a_town_is_divided_inside_the_band_along_short_borders(tmp_path):
    plan = divide(town_of(tmp_path, chessboard(12, 10)), Wish())
    assert plan.figures.share_in_band == 1
    assert plan.figures.grids == 6
    assert plan.figures.cut_edges <= 44
    assert plan.reasons == []


def best_cut(town, low, high):
    """The least border in a plan inside the band with two grids, by trying all of them."""
    count, pairs = len(town.units), town.borders.pairs
    best = None
    for mask in range(1, 2 ** (count - 1)):
        part = np.array([(mask >> at) & 1 for at in range(count)])
        held = np.bincount(part, town.units.households, 2)
        if held.min() < low or held.max() > high or not in_one_piece(town, part):
            continue
        cut = int((part[pairs[:, 0]] != part[pairs[:, 1]]).sum())
        best = cut if best is None else min(best, cut)
    return best


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=12, max_size=12))
def test_small_towns_get_the_known_optimum(households):
    town = drawn(4, 3, households)
    total = sum(households)
    low, high = int(total * 0.42), int(total * 0.58) + 1
    known = best_cut(town, low, high)
    plan = divide(town, replace(QUICK, low=low, high=high, staff=2))
    if known is None:
        assert plan.reasons
    else:
        assert (plan.figures.cut_edges, plan.reasons) == (known, [])


def test_given_staff_is_the_number_of_grids(tmp_path):
    town = town_of(tmp_path, chessboard(12, 10))
    assert [divide(town, replace(QUICK, staff=number)).figures.grids for number in (5, 7, 8)] == [
        5, 7, 8,
    ]  # fmt: skip


def test_staff_that_cannot_do_is_told_with_the_number_that_can(tmp_path):
    plan = divide(town_of(tmp_path, chessboard(12, 10)), replace(QUICK, staff=3))
    told = (
        "网格 1、2、3：2400 户分给 3 名网格员平均每人 800 户，不可能都在 300 至 500 户之间："
        "需要 5 至 8 名网格员。"
    )
    assert plan.reasons == [told]


def test_hand_choices_are_kept_apart_and_together(tmp_path):
    choices = {(0, 0): "甲", (1, 0): "乙", (3, 4): "甲", (11, 9): "丙"}
    rows = chessboard(12, 10, lock=lambda c, r: choices.get((c, r)))
    plan_town = town_of(tmp_path, rows)
    plan = divide(plan_town, QUICK)
    grid_of = {name: grid for grid, members in named(plan_town, plan).items() for name in members}
    assert grid_of["0-0"] == grid_of["3-4"]
    assert len({grid_of["0-0"], grid_of["1-0"], grid_of["11-9"]}) == 3
    assert plan.figures.share_in_band == 1


def test_hand_choices_that_contradict_an_estate_are_refused(tmp_path):
    rows = chessboard(3, 1, estate=lambda c, r: "花园", lock=lambda c, r: "甲乙丙"[c])
    with pytest.raises(Invalid, match="同时指定到网格"):
        divide(town_of(tmp_path, rows), QUICK)


def test_hand_choices_on_two_islands_are_refused(tmp_path):
    rows = [unit("a", 400, square(0, 0), lock="甲"), unit("b", 400, square(9, 0), lock="甲")]
    with pytest.raises(Invalid, match="不在同一片"):
        divide(town_of(tmp_path, rows), QUICK)


@pytest.mark.parametrize(
    ("households", "reason"),
    [
        (55, "网格 1：这一片共 550 户：分成 1 个网格超过 500 户，分成 2 个不足 300 户，怎样分都到不了 300 至 500 户：请调整范围或与邻片合并。"),
        (20, "网格 1：这一片只有 200 户，与别处不相连，不足 300 户：请补画相连处或与邻片合并。"),
        (0, "网格 1：这一片只有 0 户，与别处不相连，不足 300 户：请补画相连处或与邻片合并。"),
    ],
)  # fmt: skip
def test_a_total_that_fits_no_number_of_grids_is_said(tmp_path, households, reason):
    plan = divide(town_of(tmp_path, chessboard(10, 1, households)), QUICK)
    assert plan.reasons == [reason]


def test_a_unit_above_the_band_is_named_and_the_rest_divided(tmp_path):
    rows = chessboard(10, 8, lambda c, r: 900 if (c, r) == (0, 0) else 20)
    plan = divide(town_of(tmp_path, rows), QUICK)
    assert len(plan.reasons) == 1
    assert "单元 0-0 一处就有 900 户，超过 500 户：请按单元门拆成几个。" in plan.reasons[0]
    assert plan.figures.in_band == plan.figures.grids - 1


def test_an_estate_above_the_band_is_named(tmp_path):
    rows = chessboard(10, 8, estate=lambda c, r: "花园" if c < 4 else "")
    plan = divide(town_of(tmp_path, rows), QUICK)
    assert len(plan.reasons) == 1
    assert "小区“花园”整体保留共 640 户，超过 500 户" in plan.reasons[0]


def test_a_unit_hemmed_in_by_large_ones_is_proved_stuck(tmp_path):
    sizes = [450, 100, 450, 450]
    plan = divide(town_of(tmp_path, chessboard(4, 1, lambda c, r: sizes[c])), QUICK)
    assert len(plan.reasons) == 1
    assert "单元 1-0 与相邻单元无论怎样合并" in plan.reasons[0]
    assert "0-0（450 户）、2-0（450 户）" in plan.reasons[0]


def test_units_that_only_one_other_joins_to_the_town_are_proved_inseparable():
    """A cross of five units at the end of a row: whatever is cut, its arms go with its middle."""
    holes = (
        {(c, r) for c in range(8) for r in range(3)} - {(c, 1) for c in range(8)} - {(1, 0), (1, 2)}
    )
    households = [140, 110, 120, 140, *[100] * 5, 150]
    plan = divide(drawn(8, 3, households, holes=holes), QUICK)
    told = "单元 1-1 与只经过它才与别处相连的 3 处单元分不开，共 520 户，超过 500 户"
    assert len(plan.reasons) == 1
    assert told in plan.reasons[0]


def test_an_attribute_is_balanced_too(tmp_path):
    rows = chessboard(12, 10, elders=lambda c, r: 8 if c < 2 else 1)
    even = divide(town_of(tmp_path, rows, balance=("elders",)), replace(QUICK, effort=0.3))
    blind = divide(town_of(tmp_path, rows), QUICK)
    load = np.array([row["properties"]["elders"] for row in rows])
    spread = [
        np.bincount(plan.part, load).max() / np.bincount(plan.part, load).min()
        for plan in (even, blind)
    ]
    assert spread[0] < spread[1] / 2
    assert even.figures.share_in_band == 1


def test_variants_differ_as_they_say(tmp_path):
    cheap, even = variants(
        town_of(tmp_path, chessboard(13, 11, lambda c, r: 8 + (7 * c + 5 * r) % 31)),
        replace(QUICK, effort=0.3),
        2,
    )
    assert (cheap.label, even.label) == ("界线最省", "户数均衡")
    assert even.figures.max_deviation < cheap.figures.max_deviation
    assert cheap.figures.cut_metres <= even.figures.cut_metres


@pytest.mark.parametrize(
    "wrong",
    [{"low": -1}, {"low": 501}, {"low": 0, "high": 0}, {"high": 10**9}, {"staff": -1}],
)
def test_a_wish_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(Invalid):
        Wish(**wrong)


@pytest.mark.parametrize(("staff", "told"), [(1, "不够每片一名"), (99, "分不成 99 个网格")])
def test_staff_beyond_the_possible_is_refused(tmp_path, staff, told):
    rows = [*chessboard(2, 1), unit("island", 1, square(9, 0))]
    with pytest.raises(Invalid, match=told):
        divide(town_of(tmp_path, rows), replace(QUICK, staff=staff))


def test_a_board_counts_each_edge_from_both_ends():
    board = board_of(np.array([[0, 1], [1, 2]]), np.ones(2), np.ones(2), np.array([5, 6, 7]))
    assert board.start.tolist() == [0, 1, 3, 4]
    assert board.other.tolist() == [1, 0, 2, 1]


def test_equal_sizes_at_any_price_are_within_three_in_a_hundred():
    """Units of 5 to 35 households in grids of about 400."""
    households = [5 + (7 * at * at + 11 * at) % 31 for at in range(500)]
    plan = divide(drawn(25, 20, households), Wish(even=1.0, effort=0.5))
    assert plan.figures.max_deviation <= 0.03
    assert (plan.figures.share_in_band, plan.figures.discontiguous) == (1.0, 0)


@pytest.mark.parametrize("seed", range(1, 21))
def test_every_seed_brings_every_grid_into_the_band_in_one_piece(seed):
    households = [5 + (7 * at * at + 11 * at) % 31 for at in range(300)]
    plan = divide(drawn(20, 15, households), Wish(seed=seed, effort=0.1))
    assert (plan.figures.share_in_band, plan.figures.discontiguous) == (1.0, 0)
    assert plan.reasons == []


def test_several_attributes_are_balanced_at_once(tmp_path):
    """Elders in the west, shops in the north: both are shared out beside the households."""
    rows = chessboard(
        12, 10, elders=lambda c, r: 8 if c < 3 else 1, shops=lambda c, r: 6 if r > 6 else 1
    )
    town = town_of(tmp_path, rows, balance=("elders", "shops"))
    even = divide(town, replace(QUICK, effort=0.5)).figures
    blind = divide(town_of(tmp_path, rows), QUICK)
    load = town.units.extra
    spread = [abs(np.bincount(blind.part, each) / each.sum() * 6 - 1).max() for each in load.T]
    assert even.share_in_band == 1
    assert even.attributes["elders"] < spread[0] / 2
    assert even.attributes["shops"] < spread[1] / 2


def test_a_part_that_cannot_meet_the_band_does_not_spoil_the_others():
    """Two islands, the eastern one with 550 households: only its own grids are outside."""
    places = [column for _ in range(10) for column in range(17) if column != 11]
    holes = {(11, row) for row in range(10)}
    town = drawn(17, 10, [20 if column < 11 else 11 for column in places], holes=holes)
    plan = divide(town, QUICK)
    held = np.bincount(plan.part, town.units.households)
    outside = set(np.flatnonzero((held < 300) | (held > 500)).tolist())
    assert outside == set(plan.part[np.array(places) > 11].tolist())
    assert len(plan.reasons) == 1
