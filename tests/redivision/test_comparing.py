"""A variant beside today: sizes, band, balance, who moves, whose worker stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divided import approved, band, grids_of, make_building, make_plan, on
from wangge.areas import actions as areas
from wangge.people.models import Household
from wangge.posts.models import Post, Posting
from wangge.redivision import rules
from wangge.redivision.actions.effect import effect
from wangge.redivision.models import PlannedPosting
from wangge.redivision.queries.comparing import compare
from wangge.redivision.queries.plans import (
    candidates,
    grid_posts,
    succession_of,
    variants_of,
)
from wangge.redivision.queries.plans import (
    grids_of as planned_grids,
)

pytestmark = pytest.mark.usefixtures("workday")


@pytest.fixture
def row(world):
    one, two = grids_of(world)
    return [make_building(one if at < 3 else two, at, homes=at + 1) for at in range(6)]


@pytest.fixture
def cut(world, row):
    """1+2 stay in the first grid, the third building's 3 go with the second's 15 to a new one."""
    one, _two = grids_of(world)
    areas.put_setting("grid_households", world.community, [4, 18], actor=world.users["admin"])
    part = {str(each.uid): 1 if at < 2 else 2 for at, each in enumerate(row)}
    grids = [(1, "东片网格", one, band(0, 2)), (2, "西片网格", None, band(2, 6))]
    return make_plan(world, grids, part)


def test_each_grid_is_told_before_and_after(world, cut):
    one, two = grids_of(world)
    told = compare(*cut)
    east, west = told.lines
    assert (east.change, east.now, east.after, east.band_now, east.band, east.moved) == (
        "changed", 6, 3, "inside", "below", 0,
    )  # fmt: skip
    assert (west.change, west.now, west.after, west.band_now, west.band, west.moved) == (
        "new", None, 18, "", "inside", 18,
    )  # fmt: skip
    assert [(area.code, homes) for area, homes in west.came] == [(two.code, 15), (one.code, 3)]
    (closed,) = told.closed
    assert (closed.area, closed.households, closed.band, closed.into) == (
        two, 15, "inside", [("西片网格", 15)],
    )  # fmt: skip
    assert [told.count(each) for each in ("new", "changed", "kept")] == [1, 1, 0]


def test_the_whole_is_told_in_figures(cut):
    told = compare(*cut)
    assert (told.low, told.high, told.households, told.moved) == (4, 18, 21, 18)
    assert round(told.moved_share, 1) == 85.7
    assert (told.today.grids, told.today.in_band, told.today.share_in_band) == (2, 2, 100.0)
    assert (told.then.in_band, told.then.least, told.then.greatest) == (1, 3, 18)
    assert (round(told.today.balance, 3), round(told.then.balance, 3)) == (0.845, 0.662)
    assert (round(told.today.deviation, 1), round(told.then.deviation, 1)) == (42.9, 71.4)


def test_a_household_keeps_its_worker_where_the_same_person_works(world, cut):
    plan, variant = cut
    one, two = grids_of(world)
    assert compare(plan, variant).keep_worker == 3  # 王 stays in the first grid
    worker, user = Post.objects.get(code="worker"), world.users["xin"]
    Posting.objects.create(user=user, post=worker, area=two)
    assert compare(plan, variant).keep_worker == 3
    new, kept = variant.grids.get(number=2), variant.grids.get(number=1)
    PlannedPosting.objects.create(grid=new, user=user, post=worker)
    assert compare(plan, variant).keep_worker == 18
    PlannedPosting.objects.create(grid=new, user=world.users["wang"], post=worker, slot="B")
    assert compare(plan, variant).keep_worker == 18
    PlannedPosting.objects.create(grid=kept, user=world.users["cheng"], post=worker)
    assert compare(plan, variant).keep_worker == 15
    assert round(compare(plan, variant).keep_worker_share, 1) == 71.4
    assert one == world.grid


def test_a_variant_like_today_moves_nobody(world, row):
    one, two = grids_of(world)
    part = {str(each.uid): 1 if at < 3 else 2 for at, each in enumerate(row)}
    told = compare(*make_plan(world, [(1, one.name, one, None), (2, two.name, two, None)], part))
    assert (told.moved, [line.change for line in told.lines], told.closed) == (
        0, ["kept", "kept"], [],
    )  # fmt: skip
    assert told.today == told.then


def test_what_was_promised_is_what_happens(world, cut):
    plan, variant = cut
    told = compare(plan, variant)
    approved(world, plan, variant)
    with on():
        done = effect(plan.uid)
        sizes = [
            Household.objects.filter(area=grid, until=None).count() for grid in grids_of(world)
        ]
    assert sizes == [line.after for line in told.lines]
    assert done.outcome["households"] == told.moved
    assert (done.outcome["grids_new"], done.outcome["grids_closed"]) == (1, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_comparing_costs_the_same_for_few_buildings_and_many(
    world, cut, number, django_assert_num_queries
):
    plan, variant = cut
    _one, two = grids_of(world)
    for at in range(number):
        building = make_building(two, 10 + at)
        variant.part[str(building.uid)] = at + 1
        grid = variant.grids.create(number=3 + at, name=f"网格{at}")
        PlannedPosting.objects.create(
            grid=grid, user=world.users["xin"], post=Post.objects.get(code="worker")
        )
    with django_assert_num_queries(9):
        compare(plan, variant)


def test_an_area_tells_what_it_was_made_of_and_what_became_of_it(world, cut):
    one, two = grids_of(world)
    plan, variant = cut
    approved(world, plan, variant)
    with on():
        effect(plan.uid)
        new = grids_of(world)[1]
    assert [(each.area, each.households) for each in succession_of(new).predecessors] == [
        (two, 15),
        (one, 3),
    ]
    assert [(each.area, each.households) for each in succession_of(one).successors] == [(new, 3)]
    assert succession_of(two).predecessors == []


def test_what_the_screens_ask_for(world, cut, django_assert_num_queries):
    plan, variant = cut
    assert [each.label for each in variants_of(plan)] == ["方案一"]
    assert {user.username for user in candidates(world.community)} == {
        "wang", "zhao", "xin", "zhang", "liu", "chen",
    }  # fmt: skip
    assert {post.level for post in grid_posts()} == {15}
    with django_assert_num_queries(2):
        told = [(each.name, list(each.postings.all())) for each in planned_grids(variant)]
    assert told == [("东片网格", []), ("西片网格", [])]


sizes = st.lists(st.integers(0, 2000), min_size=1, max_size=9)


@given(sizes)
def test_balance_and_deviation_are_those_of_the_sizes(told):
    assert 0 < rules.balance(told) <= 1 + 1e-9
    assert rules.largest_deviation(told) >= 0
    alike = [told[0]] * len(told)
    assert rules.balance(alike) == pytest.approx(1)
    assert rules.largest_deviation(alike) == pytest.approx(0)


@given(st.integers(0, 900), st.integers(0, 400), st.integers(400, 900))
def test_a_size_is_below_inside_or_above_the_band(size, low, high):
    assert (rules.band_of(size, low, high) == "inside") == (low <= size <= high)
    assert (rules.band_of(size, low, high) == "below") == (size < low)
