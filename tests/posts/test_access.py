"""Posts give rights and reach, at this moment and no longer."""

from datetime import timedelta

import pytest

from wangge.accounts import actions as accounts
from wangge.accounts.models import Token, User
from wangge.areas import actions as areas
from wangge.kernel.clock import at
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.posts import actions
from wangge.posts.access import staff_of, staff_of_token
from wangge.posts.models import Leave, Post, Posting, Unit

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def someone(world, workday):
    return User.objects.create(username="someone", name="某同志")


@pytest.fixture
def appoint(world, someone):
    def _appoint(post, area, **extra):
        kind = Post.objects.get(code=post)
        return actions.appoint(someone, kind, area, actor=world.users["admin"], **extra)

    return _appoint


def reach(user, ability="handle"):
    return staff_of(user).ranges(ability)


def span(area):
    return (area.codes.start, area.codes.stop)


def test_without_a_post_one_may_do_nothing(someone, world):
    staff = staff_of(someone)
    assert (staff.duties, staff.abilities, staff.title) == ((), frozenset(), "")
    assert staff.ranges() == ()
    with pytest.raises(Missing):
        staff.require("handle", world.grid.code)


def test_a_post_gives_its_abilities_in_its_area_alone(someone, appoint, world):
    appoint("worker", world.grid)
    staff = staff_of(someone)
    assert staff.abilities == {"collect", "handle", "verify"}
    assert staff.ranges() == (span(world.grid),)
    assert staff.find("handle", world.grid.code).title == "第一网格网格员"
    assert staff.find("dispatch", world.grid.code) is None
    assert staff.find("handle", world.grid.code + 1) is None
    assert staff.find("handle", world.community.code) is None


def test_a_community_post_reaches_its_grids_and_no_other_community(someone, appoint, world):
    appoint("desk", world.community)
    staff = staff_of(someone)
    assert staff.find("dispatch", world.grid.code)
    assert staff.find("dispatch", world.other_grid.code) is None
    assert staff.find("dispatch", world.town.code) is None


def test_two_posts_add_up_without_mixing(someone, appoint, world):
    appoint("worker", world.grid)
    appoint("desk", world.other_community)
    staff = staff_of(someone)
    assert staff.abilities == {"collect", "handle", "verify", "classify", "dispatch"}
    assert reach(someone, "handle") == (span(world.grid),)
    assert reach(someone, "dispatch") == (span(world.other_community),)
    assert reach(someone, "collect") == tuple(
        sorted([span(world.grid), span(world.other_community)])
    )
    assert staff.find("dispatch", world.grid.code) is None


def test_one_worker_may_hold_two_grids(someone, appoint, world):
    appoint("worker", world.grid)
    appoint("worker", world.other_grid)
    assert set(reach(someone)) == {span(world.grid), span(world.other_grid)}


def test_a_group_leader_reaches_the_groups_grids_and_no_other(someone, appoint, world):
    third = areas.create_grid(world.community, name="第三网格", actor=None)
    codes = [world.grid.code, third.code]
    group = areas.save_group(world.community, name="第一大组", grids=codes, actor=None)
    appoint("group_leader", world.community, group=group)
    staff = staff_of(someone)
    found = [c for c in range(world.community.code, third.code + 2) if staff.find("confirm", c)]
    assert found == codes
    assert staff.title == "第一大组网格长"
    areas.save_group(world.community, name="第一大组", grids=codes[:1], actor=None)
    assert staff_of(someone).find("confirm", third.code) is None


def test_a_department_reaches_no_territory(someone, appoint, world):
    appoint("county_department", world.county, unit=world.unit)
    staff = staff_of(someone)
    assert (staff.ranges(), staff.units) == ((), {world.unit.pk})
    assert staff.find("handle", world.grid.code) is None
    with pytest.raises(Invalid, match="所在单位"):
        appoint("county_department", world.county)


def test_administrators_see_no_people_and_no_matters(world):
    for name in ("admin", "auditor"):
        assert world.staff(name).ranges() == ()


def test_ending_a_posting_ends_its_rights_in_the_same_moment(someone, appoint, world):
    row = appoint("worker", world.grid)
    assert staff_of(someone).abilities
    actions.end(row, actor=world.users["admin"])
    assert staff_of(someone).abilities == frozenset()
    until = Posting.objects.get(pk=row.pk).until
    actions.end(row, actor=world.users["admin"])
    assert Posting.objects.get(pk=row.pk).until == until


def test_a_posting_holds_from_its_first_moment_and_not_at_its_last(
    someone, appoint, world, workday
):
    appoint("worker", world.grid, since=workday + HOUR, until=workday + 2 * HOUR)
    held = []
    for minutes in (59, 60, 119, 120):
        with at(workday + timedelta(minutes=minutes)):
            held.append(bool(staff_of(someone).duties))
    assert held == [False, True, True, False]


def test_the_same_appointment_twice_is_one(someone, appoint, world):
    assert appoint("worker", world.grid).pk == appoint("worker", world.grid).pk
    assert Posting.objects.filter(user=someone).count() == 1


def test_a_post_is_held_at_its_own_level(someone, appoint, world):
    with pytest.raises(Invalid, match="不能任到"):
        appoint("worker", world.community)
    with pytest.raises(Invalid, match="晚于开始"):
        appoint("worker", world.grid, until=world.users["admin"].created_at - 900 * DAY)


def test_the_stand_in_has_nothing_while_the_holder_is_there(world, workday):
    assert world.staff("zhao").duties == ()
    assert world.staff("zhao").acts_for == {world.users["zhao"].pk}


def test_the_stand_in_acts_exactly_while_the_holder_is_away(world, workday):
    holder = world.users["wang"].postings.get()
    actions.take_leave(
        holder, since=workday + HOUR, until=workday + 3 * HOUR, actor=world.users["liu"]
    )
    both = {world.users["wang"].pk, world.users["zhao"].pk}
    for hours, acting in ((0.99, False), (1, True), (2.99, True), (3, False)):
        with at(workday + hours * HOUR):
            staff = world.staff("zhao")
            assert bool(staff.find("handle", world.grid.code)) == acting
            assert (staff.acts_for == both) == acting


def test_the_stand_in_stops_when_the_holder_comes_back_early(world, workday):
    holder = world.users["wang"].postings.get()
    actions.take_leave(holder, since=workday, until=workday + 5 * DAY, actor=world.users["liu"])
    with at(workday + DAY):
        assert world.staff("zhao").duties
        actions.come_back(holder, actor=world.users["liu"])
        assert world.staff("zhao").duties == ()
    with at(workday + 2 * DAY):
        assert world.staff("zhao").duties == ()


def test_with_two_holders_the_stand_in_waits_for_both_to_be_away(someone, appoint, world, workday):
    second = appoint("worker", world.grid)
    first = world.users["wang"].postings.get()
    actions.take_leave(first, since=workday, until=workday + DAY, actor=world.users["liu"])
    assert world.staff("zhao").duties == ()
    actions.take_leave(second, since=workday, until=workday + DAY, actor=world.users["liu"])
    assert world.staff("zhao").duties[0].principals == {world.users["wang"].pk, someone.pk}


def test_the_stand_in_takes_over_when_the_holders_posting_has_ended(world, workday):
    actions.end(world.users["wang"].postings.get(), actor=world.users["admin"])
    staff = world.staff("zhao")
    assert staff.find("handle", world.grid.code)
    assert staff.acts_for == {world.users["zhao"].pk}


def test_only_the_holder_takes_leave_and_only_forward(world, workday):
    times = {"since": workday, "until": workday + DAY, "actor": world.users["liu"]}
    with pytest.raises(Refused, match="只有 A 岗"):
        actions.take_leave(world.users["zhao"].postings.get(), **times)
    with pytest.raises(Invalid, match="晚于开始"):
        actions.take_leave(world.users["wang"].postings.get(), **{**times, "until": workday - HOUR})
    assert not Leave.objects.exists()


def test_local_names_of_posts_change_no_rights(someone, appoint, world):
    Post.objects.filter(code="worker").update(name="网格管理员")
    appoint("worker", world.grid)
    staff = staff_of(someone)
    assert (staff.title, staff.abilities) == (
        "第一网格网格管理员",
        {"collect", "handle", "verify"},
    )


def test_one_unit_of_two_is_not_the_other(someone, appoint, world):
    other = Unit.objects.create(code="county-hb", name="县环保局", area=world.county)
    appoint("county_department", world.county, unit=other)
    assert staff_of(someone).units == {other.pk}


def test_a_token_answers_what_the_person_may_do(world, workday):
    for user in world.users.values():
        assert staff_of_token(accounts.issue_token(user)) == staff_of(user)
    assert staff_of_token("unknown") is None


def test_a_token_without_a_post_is_still_its_persons(someone):
    assert staff_of_token(accounts.issue_token(someone)) == staff_of(someone)


def test_what_changes_elsewhere_holds_at_the_tokens_next_request(someone, appoint, world, workday):
    key = accounts.issue_token(someone)

    def abilities():
        return sorted(staff_of_token(key).abilities)

    assert abilities() == []
    appoint("informant", world.grid)
    assert abilities() == ["collect"]
    Post.objects.filter(code="informant").update(abilities=["collect", "verify"])
    assert abilities() == ["collect", "verify"]
    Posting.objects.filter(user=someone).update(until=workday + HOUR)
    with at(workday + HOUR - timedelta(seconds=1)):
        assert abilities() == ["collect", "verify"]
    with at(workday + HOUR):
        assert abilities() == []


@pytest.mark.parametrize("post", ["worker", None])
def test_a_token_ends_with_its_time_its_row_and_its_account(someone, appoint, world, workday, post):
    if post:
        appoint(post, world.grid)
    first, second = (accounts.issue_token(someone) for _ in range(2))
    Token.objects.filter(digest=Token.digest_of(first)).delete()
    assert [staff_of_token(first), staff_of_token(second)] == [None, staff_of(someone)]
    with at(workday + accounts.TOKEN_LIFE):
        assert staff_of_token(second) is None
    User.objects.filter(pk=someone.pk).update(is_active=False)
    assert staff_of_token(second) is None
