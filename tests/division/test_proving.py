import sys
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from division.towns import chessboard, square, unit, write
from wangge.division.joining import join
from wangge.division.plan import divide
from wangge.division.proving import prove, prove_pairs
from wangge.division.quality import figures, pieces_of
from wangge.division.town import read_town
from wangge.division.wishes import Wish
from wangge.kernel.errors import Invalid


def joined_of(folder, rows):
    return join(read_town(write(folder / "units.geojson", rows)))


def least_border(joined, wish):
    """The border of the best of all cuts in two."""
    board, best = joined.board, np.inf
    cost = np.zeros(len(board.ends))
    cost[board.edge] = board.cost
    for sides in product((0, 1), repeat=len(board.weight)):
        part = np.array(sides)
        held = np.bincount(part, board.weight, 2)
        if held.min() < wish.low or held.max() > wish.high:
            continue
        if (pieces_of(board.ends, part, 2) == 1).all():
            best = min(best, cost[part[board.ends[:, 0]] != part[board.ends[:, 1]]].sum())
    return best


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=9, max_size=9), st.integers(1, 6))
def test_what_is_proved_is_the_best_of_all_cuts(tmp_path_factory, households, low):
    rows = chessboard(3, 3, households=lambda column, row: households[3 * row + column])
    joined = joined_of(tmp_path_factory.mktemp("town"), rows)
    part = np.array([0, 0, 0, 0, 1, 0, 0, 0, 0])  # the middle alone: as bad as can be
    part[3:] = 1
    held = np.bincount(part, joined.board.weight)
    wish = Wish(low=min(low, *held), high=int(max(*held)))
    told = prove_pairs(joined, part, wish)
    assert (told.pairs, told.proved) == (1, 1)
    border = figures(joined, told.part, wish, []).cut_cost
    assert border == pytest.approx(least_border(joined, wish), abs=0.1)
    assert (pieces_of(joined.board.ends, told.part, 2) == 1).all()


def test_a_bad_cut_is_mended_and_then_proved(tmp_path):
    rows = chessboard(6, 2)
    town = read_town(write(tmp_path / "units.geojson", rows))
    plan = divide(town, Wish(low=100, high=140, effort=0.01))
    longways = np.array([0] * 6 + [1] * 6)
    told = prove_pairs(join(town), longways, Wish(low=100, high=140))
    assert (told.pairs, told.proved) == (1, 1)
    assert told.improved >= 1
    better, proof = prove(town, plan, Wish(low=100, high=140))
    assert proof.share == 1
    assert better.figures.cut_edges == 2
    assert figures(join(town), told.part, Wish(low=100, high=140), []).cut_edges == 2


def test_locked_units_stay_where_the_hand_put_them(tmp_path):
    rows = chessboard(
        4, 2, lock=lambda column, row: {0: "a", 3: "b"}.get(column, "") if row else ""
    )
    joined = joined_of(tmp_path, rows)
    part = np.zeros(len(joined.board.weight), dtype=np.int64)
    part[joined.node[[3, 7, 6, 5, 2]]] = 1
    told = prove_pairs(joined, part, Wish(low=40, high=120))
    bound = np.flatnonzero(joined.board.fixed)
    assert told.part[bound].tolist() == part[bound].tolist()
    assert told.proved == 1


def test_a_grid_outside_the_band_gets_no_farther_outside(tmp_path):
    rows = chessboard(4, 2, households=10)
    joined = joined_of(tmp_path, rows)
    part = np.array([0, 1, 1, 1, 1, 1, 1, 1])
    told = prove_pairs(joined, part, Wish(low=20, high=60))
    assert np.bincount(told.part, joined.board.weight).min() >= 10
    assert told.proved == 1


def test_time_that_is_up_leaves_pairs_unproved(tmp_path):
    joined = joined_of(tmp_path, chessboard(12, 10))
    part = np.repeat(np.arange(6), 20)
    told = prove_pairs(joined, part, Wish(), seconds=0)
    assert (told.pairs, told.proved, told.share) == (5, 0, 0)
    assert told.part.tolist() == part.tolist()


def test_one_grid_alone_has_nothing_to_prove(tmp_path):
    joined = joined_of(tmp_path, [unit("a", 10, square(0, 0))])
    assert prove_pairs(joined, np.array([0]), Wish(low=0)).share == 1


def test_without_the_solver_the_command_to_get_it_is_said(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    joined = joined_of(tmp_path, chessboard(2, 1))
    with pytest.raises(Invalid, match=r"wangge\[prove\]"):
        prove_pairs(joined, np.array([0, 1]), Wish())
