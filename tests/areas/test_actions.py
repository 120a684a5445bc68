"""Changing the division tree: codes are never reused, everything is dated."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wangge.areas import actions, queries
from wangge.areas.models import Area, AreaVersion
from wangge.areas.settings import DEFINITIONS, setting
from wangge.audit.models import Record
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def day(text):
    return clock.at(datetime.fromisoformat(f"{text}T09:00:00+08:00"))


@pytest.fixture
def admin(world):
    return world.users["admin"]


def counts():
    return (Area.objects.count(), AreaVersion.objects.count(), Record.objects.count())


def test_setting_a_county_up_twice_adds_nothing(world):
    before = counts()
    actions.init_county("450205")
    assert counts() == before


def test_every_official_area_has_a_version_from_the_date_of_the_list():
    county = actions.init_county("450205")
    areas = Area.objects.count()
    assert AreaVersion.objects.filter(since=actions.LIST_DATE).count() == areas
    assert set(Area.objects.values_list("valid_from", flat=True)) == {actions.LIST_DATE}
    assert areas == Area.objects.under(county.code).count()


def test_an_installation_holds_one_county(world):
    with pytest.raises(Refused, match="只装一个县") as caught:
        actions.init_county("350102")
    assert caught.value.code == "county.other"
    assert not Area.objects.filter(code=350102000000000).exists()


def test_communities_of_one_name_are_told_apart_by_their_town():
    actions.init_county("450205")
    full = list(Area.objects.filter(level=Level.COMMUNITY).values_list("full_name", flat=True))
    assert len(full) == len(set(full))


def test_the_number_of_a_closed_grid_is_never_given_again(world, admin):
    third = actions.create_grid(world.community, name="第三网格", actor=admin)
    actions.close_grid(third, actor=admin, reason="并入第一网格")
    fourth = actions.create_grid(world.community, name="第三网格", actor=admin)
    assert (third.code, fourth.code) == (world.community.code + 3, world.community.code + 4)
    with pytest.raises(Invalid, match="从未用过"):
        actions.create_grid(world.community, name="重用网格", actor=admin, number=3)


@given(st.lists(st.sampled_from(["create", "close"]), max_size=8))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_history_of_grids_gives_a_code_twice(world, moves):
    from django.db import transaction

    admin = world.users["admin"]
    with transaction.atomic():
        made = []
        for count, move in enumerate(moves):
            if move == "create":
                grid = actions.create_grid(world.community, name=f"试点{count}", actor=admin)
                made.append(grid.code)
            elif made:
                last = Area.objects.get(code=made[-1])
                actions.close_grid(last, actor=admin, reason="调整")
        assert made == sorted(set(made))
        transaction.set_rollback(True)


def test_a_closed_grid_is_gone_today_and_still_on_record(world, admin):
    with day("2026-11-24"):
        actions.close_grid(world.other_grid, actor=admin, reason="合并")
        here = Area.objects.current().under(world.other_community.code).filter(level=Level.GRID)
        assert list(here) == []
    with day("2026-11-23"):
        assert [g.code for g in here.all()] == []
        assert world.other_grid.code in set(
            Area.objects.current().under(world.other_community.code).values_list("code", flat=True)
        )
    assert queries.fetch(world.other_grid.code).valid_to == date(2026, 11, 24)


def test_a_new_name_holds_from_today_and_the_old_one_stays_in_the_history(world, admin):
    with day("2026-11-24"):
        actions.rename(world.grid, name="白沙一网格", actor=admin, reason="居民会议")
    grid = Area.objects.get(code=world.grid.code)
    assert grid.full_name == f"{world.community.full_name}白沙一网格"
    assert [(v.name, v.since) for v in grid.versions.all()] == [
        ("第一网格", date(2026, 1, 1)),
        ("白沙一网格", date(2026, 11, 24)),
    ]


def test_a_new_boundary_is_a_version_and_decides_where_a_point_lies(world, admin):
    from conftest import POINT, square

    assert queries.grid_at(**POINT) == world.grid.code
    with day("2026-11-24"):
        actions.draw(world.grid, boundary=square(109.5, 24.5), actor=admin)
    assert queries.grid_at(**POINT) is None
    assert queries.grid_at(109.501, 24.501) == world.grid.code
    assert [v.since for v in world.grid.versions.all()] == [date(2026, 1, 1), date(2026, 11, 24)]


@pytest.mark.parametrize("name", ["第一网格", " 第一网格 ", "第一网格\u3000"])
def test_two_grids_of_a_community_have_different_names(world, admin, name):
    before = counts()
    with pytest.raises(Invalid) as caught:
        actions.create_grid(world.community, name=name, actor=admin)
    assert caught.value.code == "area.name_taken"
    second = Area.objects.get(code=world.community.code + 2)
    with pytest.raises(Invalid):
        actions.rename(second, name=name, actor=admin)
    assert counts() == before


def test_another_community_may_use_the_same_name(world):
    assert (world.grid.name, world.other_grid.name) == ("第一网格", "第一网格")
    assert world.grid.full_name != world.other_grid.full_name


@pytest.mark.parametrize("name", ["", "  ", "网" * 61, "\x00"])
def test_a_name_has_one_to_sixty_characters(world, admin, name):
    with pytest.raises(Invalid) as caught:
        actions.create_grid(world.community, name=name, actor=admin)
    assert caught.value.code == "area.name"


@pytest.mark.parametrize("number", [1, 1000, -1])
def test_a_number_is_new_and_has_three_digits(world, admin, number):
    with pytest.raises(Invalid) as caught:
        actions.create_grid(world.community, name="新网格", actor=admin, number=number)
    assert caught.value.code == "area.number"


def test_grids_lie_in_communities_and_only_grids_are_closed(world, admin):
    with pytest.raises(Invalid, match="社区之下"):
        actions.create_grid(world.town, name="新网格", actor=admin)
    with pytest.raises(Invalid, match="只能撤销网格"):
        actions.close_grid(world.community, actor=admin, reason="试")


def test_special_grids_keep_their_kind(world, admin):
    grid = actions.create_grid(
        world.community, name="外来人口网格", actor=admin, kind=Area.Kind.MIGRANT
    )
    assert Area.objects.get(code=grid.code).get_kind_display() == "外来人口网格"


def test_a_group_holds_grids_of_its_own_community_only(world, admin):
    both = [world.grid.code, world.grid.code + 1]
    group = actions.save_group(
        world.community, name="第一大组", grids=[*both, world.other_grid.code], actor=admin
    )
    assert sorted(g.code for g in group.grids.all()) == both
    again = actions.save_group(world.community, name="第一大组", grids=both[:1], actor=admin)
    assert (again.pk, [g.code for g in again.grids.all()]) == (group.pk, both[:1])
    with pytest.raises(Invalid, match="至少选择"):
        actions.save_group(world.community, name="空组", grids=[world.other_grid.code], actor=admin)


def test_the_nearest_rule_holds_and_earlier_ones_are_its_history(world, admin):
    assert setting("grid_households", world.grid.code) == DEFINITIONS["grid_households"].default
    actions.put_setting(
        "grid_households", world.county, [250, 400], actor=admin, source="县发〔1〕号"
    )
    actions.put_setting("grid_households", world.community, [80, 120], actor=admin)
    assert setting("grid_households", world.grid.code) == [80, 120]
    assert setting("grid_households", world.other_grid.code) == [250, 400]
    actions.put_setting("grid_households", world.community, [90, 130], actor=admin)
    assert setting("grid_households", world.grid.code) == [90, 130]
    assert [row.value for row in queries.settings_history()] == [[90, 130], [80, 120], [250, 400]]
    with pytest.raises(Invalid, match="没有名为"):
        actions.put_setting("colour", world.county, 1, actor=admin)


def test_every_change_is_on_record_with_its_author(world, admin):
    actions.rename(world.grid, name="白沙一网格", actor=admin)
    last = Record.objects.latest("pk")
    assert (last.verb, last.subject, last.actor, last.area) == (
        "area.rename",
        f"area:{world.grid.code}",
        admin,
        world.grid.code,
    )
