import numpy as np
import pytest

from division.towns import chessboard, write
from wangge.division.changing import merge, move, split
from wangge.division.joining import join
from wangge.division.town import read_town
from wangge.division.wishes import Wish
from wangge.kernel.errors import Refused

WISH = Wish(low=60, high=160)
HALVES = np.array([0, 0, 1, 1] * 3)


@pytest.fixture
def joined(tmp_path):
    """Four columns, three rows, twenty households in each square."""
    return join(read_town(write(tmp_path / "units.geojson", chessboard(4, 3))))


def test_a_move_tells_its_effect_and_leaves_the_plan_as_it_was(joined):
    told = move(joined, HALVES, 1, 1, WISH)
    assert (told.moved, told.figures.least, told.figures.greatest) == (20, 100, 140)
    assert told.part.tolist() == [0, 1, 1, 1, *HALVES[4:]]
    assert HALVES[1] == 0


def test_moves_that_would_tear_a_grid_are_refused(joined):
    thin = np.array([0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1])
    for plan, node, to, told in (
        (thin, 4, 1, "断成几片"),
        (HALVES, 0, 1, "不相邻"),
        (HALVES, 0, 0, "已经在"),
    ):
        with pytest.raises(Refused, match=told):
            move(joined, plan, node, to, WISH)


def test_a_grid_is_split_in_two_equal_halves(joined):
    told = split(joined, HALVES, 1, WISH)
    assert sorted(np.bincount(told.part).tolist()) == [3, 3, 6]
    assert (told.moved, told.figures.discontiguous) == (60, 0)


def test_one_unit_cannot_be_split(joined):
    with pytest.raises(Refused, match="只有一个单元"):
        split(joined, np.arange(12), 5, WISH)


def test_two_neighbours_are_merged_and_others_are_not(joined):
    corners = np.array([0, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1])
    told = merge(joined, corners, 0, 1, WISH)
    assert told.part.tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert told.moved == 200
    for pair in ((0, 2), (1, 1)):
        with pytest.raises(Refused, match="不相邻"):
            merge(joined, corners, *pair, WISH)
