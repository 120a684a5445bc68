from hypothesis import given
from hypothesis import strategies as st

from wangge.upkeep.statistics.suppression import small, suppressed

numbers = st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=5)


def with_totals(rows):
    grid = [[*row, sum(row)] for row in rows]
    return [*grid, [sum(column) for column in zip(*grid, strict=True)]]


@given(numbers)
def test_no_small_number_is_shown(rows):
    grid = with_totals(rows)
    hidden = suppressed(grid)
    shown = [n for i, row in enumerate(grid) for j, n in enumerate(row) if (i, j) not in hidden]
    assert [n for n in shown if small(n)] == []


@given(numbers)
def test_no_row_or_column_lacks_exactly_one_number(rows):
    grid = with_totals(rows)
    hidden = suppressed(grid)
    for line in (*[[(i, j) for j in range(4)] for i in range(len(grid))],
                 *[[(i, j) for i in range(len(grid))] for j in range(4)]):  # fmt: skip
        assert len([place for place in line if place in hidden]) != 1


def test_a_table_without_small_numbers_hides_nothing():
    assert suppressed([[5, 0, 5], [9, 9, 18], [14, 9, 23]]) == set()


def test_the_one_small_number_of_a_single_column_takes_the_next_smallest_along():
    assert suppressed([[3], [40], [9], [52]]) == {(0, 0), (2, 0)}
