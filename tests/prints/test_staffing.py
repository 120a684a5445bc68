"""Who answers for each grid, what is vacant, who carries more than one."""

import pytest
from django.urls import reverse

from wangge.areas import actions as areas
from wangge.areas.models import Area
from wangge.people.models import Household
from wangge.posts import actions as appointing
from wangge.posts.models import Post, Posting
from wangge.prints.staffing import staffing


@pytest.fixture
def second(world):
    """The community's second grid: drawn, and nobody works there."""
    return Area.objects.get(code=world.grid.code + 1)


def seat(world, who, post, area, **more):
    kind = Post.objects.get(code=post)
    return appointing.appoint(world.users[who], kind, area, actor=None, **more)


def faults(world, area=None):
    found = staffing(area or world.community)
    return {grid.area.name: [told for _, told in grid.told] for grid in found.grids}


def test_a_grid_without_anybody_is_told_with_the_posts_that_are_vacant(world, second):
    assert faults(world) == {"第一网格": [], "第二网格": ["没有责任人", "缺网格长、网格员"]}
    found = staffing(world.community)
    assert (found.staffed, found.coverage, found.own, found.gap) == (1, 50, 1, 1)
    assert [(r.name, r.filled, r.people) for r in found.rates if r.is_required] == [
        ("网格长", 1, 1),
        ("网格员", 1, 1),
    ]
    assert [(r.name, r.share) for r in found.rates if not r.is_required] == [("信息员", 50)]


def test_posts_that_the_county_wants_in_every_grid_are_a_local_rule(world, second):
    areas.put_setting("grid_posts", world.county, "网格员、监督员", actor=None)
    assert faults(world)["第一网格"] == ["缺监督员"]
    rates = {rate.name: rate.filled for rate in staffing(world.community).rates}
    assert rates["监督员"] == 0


def test_two_who_answer_for_one_grid_are_one_too_many(world):
    seat(world, "xin", "worker", world.grid)
    assert faults(world)["第一网格"] == ["责任人不止一名"]


def test_a_responsible_person_without_a_stand_in_is_noted(world):
    Posting.objects.filter(slot="B").delete()
    assert faults(world)["第一网格"] == ["没有 B 岗"]


def test_one_person_for_two_grids_and_posts_held_beside_are_allowed_but_listed(world, second):
    assert staffing(world.community).flagged == []
    seat(world, "wang", "worker", second)
    seat(world, "wang", "secretary", world.community)
    (load,) = staffing(world.community).flagged
    assert [grid.name for grid in load.grids] == ["第一网格", "第二网格"]
    assert (load.is_several, load.is_overloaded) == (True, False)
    assert load.beside == ("白沙社区居委会社区书记(总网格长)",)
    found = staffing(world.community)
    assert (found.own, found.gap, found.full_time) == (0, 1, 0)


def test_more_households_than_a_grid_may_have_are_too_many_for_one_person(world, second):
    seat(world, "wang", "worker", second)
    areas.put_setting("grid_households", world.community, [1, 2], actor=None)
    for grid in (world.grid, world.grid, second):
        Household.objects.create(area=grid)
    (load,) = staffing(world.community).flagged
    assert (load.households, load.limit, load.is_overloaded) == (3, 2, True)


def test_a_leader_of_a_group_sits_in_each_of_its_grids(world, second):
    group = areas.save_group(
        world.community, name="第一大组", grids=[world.grid.code, second.code], actor=None
    )
    seat(world, "town", "group_leader", world.community, group=group)
    told = {g.area.name: {s.name for s in g.leaders} for g in staffing(world.community).grids}
    assert told == {"第一网格": {"town同志", "zhang同志"}, "第二网格": {"town同志"}}


def test_the_three_points_are_person_duties_and_tasks(world, second):
    def three():
        return [grid.three for grid in staffing(world.community).grids]

    assert three() == [(True, True, True), (False, True, True)]
    areas.put_setting("grid_duties", world.community, " ", actor=None)
    areas.put_setting("patrol_frequency", world.county, 0, actor=None)
    areas.put_setting("visit_days_household", world.county, 0, actor=None)
    assert three() == [(True, False, False), (False, False, False)]


def test_an_ended_posting_and_a_closed_account_staff_nothing(world):
    world.users["wang"].is_active = False
    world.users["wang"].save(update_fields=["is_active"])
    assert faults(world)["第一网格"] == ["没有责任人", "缺网格员"]


def test_the_page_costs_the_same_and_is_for_those_over_the_area(
    world, client, django_assert_max_num_queries
):
    client.force_login(world.users["liu"])
    url = reverse("console:staffing", args=[world.community.code])
    for n in range(2):
        fresh = areas.create_grid(world.community, name=f"新{n}", actor=None)
        seat(world, "wang", "worker", fresh)
        with django_assert_max_num_queries(15):
            assert len(client.get(url).context["rows"]) == n + 3
    for who, status in (("stranger", 404), ("wang", 404), ("county", 200)):
        client.force_login(world.users[who])
        assert client.get(url).status_code == status
    with django_assert_max_num_queries(15):
        county = client.get(reverse("console:staffing", args=[world.county.code]))
    assert [row[0].code for row in county.context["communities"]] == sorted(
        [world.community.code, world.other_community.code]
    )
