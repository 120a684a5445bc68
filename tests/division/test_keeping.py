import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from division.towns import chessboard, drawn, named, square, unit, write
from wangge.division.board import Board
from wangge.division.joining import board_of, join
from wangge.division.keeping import bound
from wangge.division.placing import whole
from wangge.division.plan import divide, mend
from wangge.division.standing import Standing, read_standing
from wangge.division.town import read_town
from wangge.division.wishes import Wish
from wangge.division.writing import write_plan
from wangge.kernel.errors import Invalid

QUICK = Wish(effort=0.05)


def town_of(tmp_path, rows):
    return read_town(write(tmp_path / "units.geojson", rows))


def stands(tmp_path, rows, wish=QUICK):
    """The division of these units, written down."""
    town = town_of(tmp_path, rows)
    plan = divide(town, wish)
    write_plan(tmp_path / "old.geojson", town, plan, wish)
    return town, plan


def mended(tmp_path, rows, wish=QUICK):
    town = town_of(tmp_path, rows)
    return town, mend(town, read_standing(tmp_path / "old.geojson", town), wish)


def grown(rows, names, factor):
    for row in rows:
        if row["properties"]["id"] in names:
            row["properties"]["households"] *= factor
    return rows


def test_without_drift_nothing_changes(tmp_path):
    old_town, old = stands(tmp_path, chessboard(12, 10))
    town, plan = mended(tmp_path, chessboard(12, 10))
    assert named(town, plan) == named(old_town, old)
    told = plan.figures
    assert (told.moved_households, told.moved_bound, told.kept_share) == (0, 0, 1.0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_grid_that_outgrew_the_band_is_mended_with_few_households(tmp_path, seed):
    town, old = stands(tmp_path, chessboard(12, 10))
    largest = max(named(town, old).values(), key=len)
    rows = chessboard(12, 10)
    factor = 560 / (20 * len(largest))
    for row in rows:
        if row["properties"]["id"] in largest:
            row["properties"]["households"] = round(20 * factor)
    _, plan = mended(tmp_path, rows, replace(QUICK, seed=seed))
    told = plan.figures
    assert (told.share_in_band, told.discontiguous, plan.reasons) == (1.0, 0, [])
    assert told.moved_bound <= told.moved_households <= 1.5 * told.moved_bound


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(0.7, 1.4), min_size=120, max_size=120))
def test_what_moves_is_counted_and_never_less_than_the_bound(tmp_path_factory, factors):
    tmp_path = tmp_path_factory.mktemp("keep")
    old_town, old = stands(tmp_path, chessboard(12, 10))
    rows = chessboard(12, 10)
    for row, factor in zip(rows, factors, strict=True):
        row["properties"]["households"] = round(20 * factor)
    town, plan = mended(tmp_path, rows)
    before = {name: grid for grid, names in named(old_town, old).items() for name in names}
    after = {name: grid for grid, names in named(town, plan).items() for name in names}
    moved = sum(
        row["properties"]["households"]
        for row in rows
        if before[row["properties"]["id"]] != after[row["properties"]["id"]]
    )
    told = plan.figures
    assert told.moved_households == moved
    assert told.discontiguous == 0
    assert told.share_in_band < 1 or told.moved_bound <= moved


def test_a_locked_unit_stays_and_one_bound_to_a_grid_comes_to_it(tmp_path):
    town, old = stands(tmp_path, chessboard(12, 10))
    grids = named(town, old)
    name, members = max(grids.items(), key=lambda item: len(item[1]))
    rows = grown(chessboard(12, 10), members, 2)
    for row in rows:
        if row["properties"]["id"] in sorted(members)[::2]:
            row["properties"]["lock"] = True
    again, plan = mended(tmp_path, rows)
    assert set(sorted(members)[::2]) <= named(again, plan)[name]


def test_a_lock_to_an_unknown_grid_is_refused(tmp_path):
    stands(tmp_path, chessboard(12, 10))
    with pytest.raises(Invalid, match="现有网格里没有它"):
        mended(tmp_path, chessboard(12, 10, lock=lambda c, r: "西门" if c + r == 0 else None))


def test_new_units_join_a_neighbour_and_gone_ones_are_forgotten(tmp_path):
    old_town, old = stands(tmp_path, chessboard(12, 10))
    rows = [*chessboard(12, 10)[2:], unit("new", 12, square(12, 4))]
    town, plan = mended(tmp_path, rows, replace(QUICK, low=200))
    before, after = named(old_town, old), named(town, plan)
    gone = {f"{column}-0" for column in range(2)}
    assert {grid: names - gone for grid, names in before.items()} == {
        grid: names - {"new"} for grid, names in after.items()
    }


def test_a_quarter_built_on_an_island_gets_grids_with_new_numbers(tmp_path):
    _, old = stands(tmp_path, chessboard(12, 10))
    rows = chessboard(12, 10)
    rows += [unit(f"new{at}", 80, square(30 + at, 0)) for at in range(10)]
    town, plan = mended(tmp_path, rows)
    fresh = {grid for grid, names in named(town, plan).items() if any("new" in n for n in names)}
    assert fresh == {len(old.names) + 1, len(old.names) + 2}
    assert plan.figures.moved_households == 0


def test_grids_are_added_only_when_their_number_cannot_do(tmp_path):
    _, old = stands(tmp_path, chessboard(12, 10))
    _, plan = mended(tmp_path, chessboard(12, 10, 30))
    assert plan.figures.grids == 8
    assert set(old.names) <= set(plan.names)
    assert plan.figures.share_in_band == 1


def test_given_staff_splits_and_merges(tmp_path):
    stands(tmp_path, chessboard(12, 10))
    for staff in (5, 7):
        _, plan = mended(tmp_path, chessboard(12, 10), replace(QUICK, staff=staff))
        assert (plan.figures.grids, plan.figures.share_in_band) == (staff, 1.0)


def test_old_grids_without_lists_are_read_from_their_outlines(tmp_path):
    old_town, old = stands(tmp_path, chessboard(12, 10))
    told = json.loads((tmp_path / "old.geojson").read_text("utf-8"))
    for row in told["features"]:
        del row["properties"]["units"]
    write(tmp_path / "old.geojson", told["features"])
    town, plan = mended(tmp_path, chessboard(12, 10))
    assert named(town, plan) == named(old_town, old)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda rows: rows[0]["properties"].pop("id"), "第 1 个要素没有 id"),
        (lambda rows: rows[1]["properties"].update(id=1), "编号 1 出现两次"),
        (lambda rows: rows[1]["properties"]["units"].append("0-9"), "同时在现有网格"),
        (
            lambda rows: rows[0].update(geometry=None, properties={"id": 1}),
            "既没有 units 也没有可用的边界",
        ),
        (
            lambda rows: [row["properties"].update(units=[]) for row in rows],
            "没有一个单元与单元文件对得上",
        ),
    ],
)
def test_an_old_division_that_cannot_be_meant_is_refused(tmp_path, spoil, told):
    stands(tmp_path, chessboard(12, 10))
    rows = json.loads((tmp_path / "old.geojson").read_text("utf-8"))["features"]
    first = next(row for row in rows if "0-9" in row["properties"]["units"])
    rows.sort(key=lambda row: row is not first)
    rows[0]["properties"]["id"] = 1
    rows[1]["properties"]["id"] = 2
    spoil(rows)
    write(tmp_path / "old.geojson", rows[:2])
    with pytest.raises(Invalid, match=told):
        mended(tmp_path, chessboard(12, 10))


def test_the_bound_counts_whole_units():
    """A grid 20 above the band with units of 50 must give away 50."""
    weight = np.array([50] * 10 + [20, 300], dtype=np.int64)
    board: Board = board_of(np.zeros((0, 2), dtype=np.int64), np.zeros(0), np.zeros(0), weight)
    home = np.array([0] * 11 + [1])
    assert bound(board, home, 2, Wish()) == 20
    assert bound(board._replace(weight=weight + (weight == 20) * 5), home, 2, Wish()) == 25
    assert bound(board._replace(weight=np.where(weight == 20, 60, weight)), home, 2, Wish()) == 60


def drifted(columns, rows, factors, wish):
    """A division whose grids grew and shrank, as a town and the standing division in it."""
    town = drawn(columns, rows, [20] * (columns * rows))
    part = divide(town, wish).part
    households = np.array([round(20 * factors[grid % len(factors)]) for grid in part])
    grown_town = replace(town, units=replace(town.units, households=households))
    return grown_town, Standing(list(range(int(part.max()) + 1)), part)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(0.75, 1.3), min_size=6, max_size=6), st.integers(1, 5))
def test_a_drifted_division_is_mended_whole_and_the_same_again(factors, seed):
    town, standing = drifted(12, 10, factors, replace(QUICK, seed=seed))
    plans = [mend(town, standing, replace(QUICK, seed=seed)) for _ in range(2)]
    told = plans[0].figures
    assert plans[0].part.tolist() == plans[1].part.tolist()
    assert told.discontiguous == 0
    assert (told.in_band == told.grids) == (plans[0].reasons == [])
    assert told.in_band < told.grids or told.moved_bound <= told.moved_households


def test_many_drifted_grids_come_back_into_the_band_with_few_moves():
    moved = bound = 0
    for seed in range(1, 6):
        factors = np.random.default_rng(seed).lognormal(0, 0.12, 30).tolist()
        town, standing = drifted(26, 23, factors, replace(QUICK, seed=seed))
        told = mend(town, standing, replace(QUICK, effort=0.3, seed=seed)).figures
        assert (told.share_in_band, told.discontiguous) == (1.0, 0)
        moved, bound = moved + told.moved_households, bound + told.moved_bound
    assert bound <= moved <= 1.5 * bound


def test_no_unit_is_away_from_home_without_need():
    """Whatever moved cannot go back alone: its old grid or its new one would leave the band."""
    factors = np.random.default_rng(3).lognormal(0, 0.12, 30).tolist()
    town, standing = drifted(26, 23, factors, QUICK)
    plan = mend(town, standing, replace(QUICK, effort=0.3))
    joined = join(town)
    held = np.bincount(plan.part, town.units.households)
    for away in np.flatnonzero(plan.part != standing.home):
        of, home, number = plan.part[away], standing.home[away], town.units.households[away]
        back = plan.part.copy()
        back[away] = home
        fits = held[home] + number <= QUICK.high and held[of] - number >= QUICK.low
        assert not (fits and whole(joined.board, back, len(held)))
