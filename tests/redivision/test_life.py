"""A plan is drafted, talked about, chosen from, approved by a second person, and may be recalled."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divided import DAY, approved, band, fresh, grids_of, make_building, make_plan
from wangge.areas import actions as areas
from wangge.audit.models import Job, Record
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.errors import Invalid, Missing, Refused, Stale
from wangge.kernel.ids import uuid7
from wangge.people.models import Household
from wangge.places.models import Dwelling
from wangge.posts.models import Post
from wangge.redivision import access, rules
from wangge.redivision.actions.approving import approve
from wangge.redivision.actions.noting import add_note, answer_note
from wangge.redivision.actions.planning import (
    choose,
    draft_plan,
    publish,
    rename_plan,
    return_to_draft,
    withdraw,
)
from wangge.redivision.actions.staffing import drop_posting, name_grid, plan_posting
from wangge.redivision.models import DivisionPlan, PlannedPosting, PlanNote
from wangge.redivision.queries import plans
from wangge.redivision.queries.obstacles import obstacles

pytestmark = pytest.mark.usefixtures("workday")


@pytest.fixture
def row(world):
    one, two = grids_of(world)
    return [make_building(one if at < 2 else two, at) for at in range(4)]


@pytest.fixture
def cut(world, row):
    one, two = grids_of(world)
    part = {str(each.uid): 1 if at < 2 else 2 for at, each in enumerate(row)}
    grids = [(1, "东片网格", one, band(0, 2)), (2, "西片网格", two, band(2, 4))]
    return make_plan(world, grids, part)


def test_every_step_of_a_plan_is_on_record(world, cut):
    plan, variant = cut
    plan = approved(world, plan, variant)
    plan = return_to_draft(world.staff("chen"), plan.uid, version=plan.version, reason="再议")
    plan = withdraw(world.staff("liu"), plan.uid, version=plan.version)
    told = [note.text for note in plans.notes_of(plan, "step")]
    assert told == [
        "起草方案（重新划分）", "公开征求意见", "选定“方案一”",
        "批准：“方案一”，2026-12-01 生效", "退回草案：再议", "撤回",
    ]  # fmt: skip
    lines = Record.objects.filter(subject=f"plan:{plan.uid}").order_by("pk")
    assert [line.verb for line in lines] == [
        "plan.draft", "plan.publish", "plan.choose", "plan.approve", "plan.return",
        "plan.withdraw",
    ]  # fmt: skip
    assert plan.state == rules.WITHDRAWN


def test_a_draft_sent_twice_is_one(world):
    uid, desk = uuid7(), world.staff("liu")
    for _time in range(2):
        draft_plan(desk, world.community, name="重新划分", uid=uid)
    assert DivisionPlan.objects.count() == 1
    with pytest.raises(Missing):
        draft_plan(world.staff("chen"), world.community, name="重新划分", uid=uid)


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_a_plan_has_a_name(world, name):
    with pytest.raises(Invalid) as wrong:
        draft_plan(world.staff("liu"), world.community, name=name)
    assert wrong.value.code == "plan.name"


def test_only_communities_are_divided_and_aims_are_known(world):
    desk = world.staff("admin")
    with pytest.raises(Invalid):
        draft_plan(desk, world.town, name="全镇")
    with pytest.raises(Invalid):
        draft_plan(desk, world.community, name="全社区", aim="other")


def test_a_step_said_twice_is_taken_once_and_said_late_is_stale(world, cut):
    plan, _variant = cut
    desk = world.staff("liu")
    publish(desk, plan.uid, version=1)
    assert publish(desk, plan.uid, version=1).version == 2
    with pytest.raises(Stale) as stale:
        withdraw(desk, plan.uid, version=1)
    assert stale.value.version == 2
    assert plans.notes_of(plan, "step").count() == 2


def test_a_plan_without_variants_is_not_published(world):
    plan = draft_plan(world.staff("liu"), world.community, name="重新划分")
    with pytest.raises(Refused) as refused:
        publish(world.staff("liu"), plan.uid, version=plan.version)
    assert refused.value.code == "plan.empty"


@given(st.sampled_from(sorted(rules.STATES)), st.sampled_from(sorted(rules.STEPS)))
def test_steps_lead_from_open_states_to_known_ones(state, step):
    sources, target = rules.STEPS[step]
    assert rules.may(step, state) == (state in sources)
    assert target in rules.STATES
    assert not rules.may(step, rules.DONE)
    assert not rules.may(step, rules.WITHDRAWN)


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ("社区", Level.COMMUNITY), ("镇街", Level.TOWN), ("街道", Level.TOWN),
        ("县区", Level.COUNTY), ("county", Level.COUNTY), ("town", Level.TOWN),
        ("", Level.COMMUNITY), ("谁都行", Level.COMMUNITY),
    ],
)  # fmt: skip
def test_the_approving_level_is_read_as_people_write_it(told, level):
    assert rules.approval_level(told) == level


def test_comments_are_taken_while_they_are_asked_for_and_answered_once(world, cut):
    plan, _variant = cut
    desk, worker = world.staff("liu"), world.staff("wang")
    add_note(desk, plan.uid, kind="survey", text="渠边有围墙", lon=109.412, lat=24.362)
    with pytest.raises(Missing):
        add_note(worker, plan.uid, kind="comment", text="还没公开")
    plan = publish(desk, plan.uid, version=plan.version)
    uid = uuid7()
    for _time in range(2):
        note = add_note(worker, plan.uid, kind="comment", text="河西请不要拆", uid=uid)
    answer_note(desk, note.uid, answer="不拆")
    answer_note(desk, note.uid, answer="不拆")
    with pytest.raises(Refused):
        answer_note(desk, note.uid, answer="要拆")
    with pytest.raises(Missing):
        answer_note(worker, note.uid, answer="好")
    told = plans.notes_of(plan, "survey", "comment").values_list("text", "answer")
    assert list(told) == [("渠边有围墙", ""), ("河西请不要拆", "不拆")]
    return_to_draft(desk, plan.uid, version=plan.version)
    with pytest.raises(Refused) as late:
        add_note(desk, plan.uid, kind="comment", text="晚了")
    assert late.value.code == "plan.comments"


@pytest.mark.parametrize(
    ("kind", "text", "point"),
    [
        ("step", "批准", {}), ("survey", " ", {}), ("survey", "字" * 1001, {}),
        ("survey", "缺纬度", {"lon": 109.4}), ("survey", "写反", {"lon": 24.3, "lat": 109.4}),
    ],
)  # fmt: skip
def test_a_wrong_note_is_refused(world, cut, kind, text, point):
    with pytest.raises(Invalid):
        add_note(world.staff("liu"), cut[0].uid, kind=kind, text=text, **point)
    assert PlanNote.objects.exclude(kind="step").count() == 0


def test_the_drafter_does_not_approve_and_the_desk_may_not(world, cut):
    plan, variant = cut
    with pytest.raises(Refused) as refused:
        approved(world, plan, variant, who="liu")
    assert refused.value.code == "plan.approval"
    own, other = make_plan(world, [], {}, who="chen")
    own = publish(world.staff("liu"), own.uid, version=own.version)
    with pytest.raises(Refused) as refused:
        approve(world.staff("chen"), own.uid, version=own.version, takes_effect=DAY)
    assert refused.value.code == "plan.own"
    assert other.plan == own


@pytest.mark.parametrize(
    ("level", "may"),
    [("社区", {"chen", "town_leader", "county_leader", "county"}),
     ("镇街", {"town_leader", "county_leader", "county"}), ("县区", {"county_leader", "county"})],
)  # fmt: skip
def test_the_level_that_approves_is_a_local_rule(world, cut, level, may):
    plan, _variant = cut
    areas.put_setting("division_approval", world.county, level, actor=world.users["admin"])
    plan = publish(world.staff("liu"), plan.uid, version=plan.version)
    names = set(world.users)
    assert {name for name in names if access.may_approve(world.staff(name), plan)} == may


def test_a_plan_is_approved_for_a_day_that_is_not_past(world, cut):
    plan, variant = cut
    with pytest.raises(Invalid) as wrong:
        approved(world, plan, variant, day=clock.today() - timedelta(days=1))
    assert wrong.value.code == "plan.date"
    plan = approved(world, fresh(plan), variant)
    assert (plan.state, plan.takes_effect) == (rules.APPROVED, DAY)
    job = Job.objects.get(handler="redivision")
    assert (job.subject, job.due.astimezone(clock.BEIJING).isoformat()) == (
        str(plan.uid),
        "2026-12-01T00:05:00+08:00",
    )
    again = approve(world.staff("chen"), plan.uid, version=plan.version - 1, takes_effect=DAY)
    assert (again.version, Job.objects.filter(handler="redivision").count()) == (plan.version, 1)


def test_one_plan_of_a_community_waits_for_its_day(world, cut, row):
    one, _two = grids_of(world)
    approved(world, *cut)
    second = make_plan(
        world, [(1, "一片", one, band(0, 4))], {str(each.uid): 1 for each in row}, name="另一个"
    )
    with pytest.raises(Refused) as refused:
        approved(world, *second)
    assert refused.value.code == "plan.other"
    assert plans.approved(world.community.code) == cut[0]


def test_nothing_is_approved_before_a_variant_is_chosen(world, cut):
    plan, _variant = cut
    plan = publish(world.staff("liu"), plan.uid, version=plan.version)
    with pytest.raises(Refused) as refused:
        approve(world.staff("chen"), plan.uid, version=plan.version, takes_effect=DAY)
    assert refused.value.code == "plan.unchosen"
    with pytest.raises(Missing):
        choose(world.staff("liu"), plan.uid, uuid7(), version=plan.version)


def test_an_approved_plan_is_not_edited(world, cut):
    plan, variant = cut
    plan = approved(world, plan, variant)
    desk = world.staff("liu")
    grid = variant.grids.get(number=1)
    for edit in (
        lambda: rename_plan(desk, plan.uid, "别名", version=plan.version),
        lambda: choose(desk, plan.uid, variant.uid, version=plan.version),
        lambda: name_grid(desk, grid.pk, "别名", version=variant.version),
    ):
        with pytest.raises(Refused) as refused:
            edit()
        assert refused.value.code == "plan.closed"


def test_grids_are_named_once_in_a_variant(world, cut):
    _plan, variant = cut
    desk, grid = world.staff("liu"), variant.grids.get(number=1)
    assert name_grid(desk, grid.pk, "河东网格", version=1).name == "河东网格"
    assert name_grid(desk, grid.pk, "河东网格", version=1).name == "河东网格"
    with pytest.raises(Stale):
        name_grid(desk, grid.pk, "河南网格", version=1)
    with pytest.raises(Invalid):
        name_grid(desk, grid.pk, "西片网格", version=2)


def test_postings_are_planned_and_dropped(world, cut):
    _plan, variant = cut
    desk, grid = world.staff("liu"), variant.grids.get(number=2)
    worker, centre = Post.objects.get(code="worker"), Post.objects.get(code="town_center")
    user = world.users["wang"]
    row = plan_posting(desk, grid.pk, user, worker, version=1)
    assert plan_posting(desk, grid.pk, user, worker, version=1) == row
    row = plan_posting(desk, grid.pk, user, worker, version=2, slot="B")
    assert [(each.user, each.slot) for each in grid.postings.all()] == [(user, "B")]
    with pytest.raises(Invalid):
        plan_posting(desk, grid.pk, user, centre, version=3)
    with pytest.raises(Invalid):
        plan_posting(desk, grid.pk, user, worker, version=3, slot="C")
    with pytest.raises(Stale):
        drop_posting(desk, row.pk, version=2)
    drop_posting(desk, row.pk, version=3)
    drop_posting(desk, row.pk, version=3)
    assert PlannedPosting.objects.count() == 0


def spoiled(world, cut):
    """What stands against approving."""
    plan, variant = cut
    variant.refresh_from_db()
    with pytest.raises(Refused) as refused:
        approved(world, fresh(plan), variant)
    assert refused.value.code == "plan.obstacles"
    found = obstacles(plan, variant)
    assert refused.value.message.endswith("".join(found))
    return found


def test_a_sound_variant_has_no_obstacles(cut):
    assert obstacles(*cut) == []


def test_a_variant_is_refused_when_buildings_came_since(world, cut):
    _one, two = grids_of(world)
    make_building(two, 3.3, homes=0)
    assert spoiled(world, cut) == ["方案做好后新增了楼栋：白沙路3.3号楼，请重新计算。"]


def test_a_variant_is_refused_when_it_misses_households(world, cut):
    _one, two = grids_of(world)
    building = make_building(two, 5, homes=0)
    building.lon = building.lat = None
    building.name = "新楼"
    building.save()
    door = Dwelling.objects.create(building=building, area=two, room="1", address="新楼1")
    Household.objects.create(area=two, dwelling=door)
    assert spoiled(world, cut) == ["有 1 户不在方案里，住在白沙路新楼：请补上楼栋位置后重新计算。"]


def test_a_variant_is_refused_when_buildings_went_since(world, cut, row):
    row[3].area = world.other_grid
    row[3].save()
    assert spoiled(world, cut) == [
        "方案里的 1 栋楼已不在本社区的普通网格里（白沙路3号楼），请重新计算。"
    ]


def test_a_variant_is_refused_when_a_grid_is_empty_or_a_unit_is_in_none(world, cut, row):
    _plan, variant = cut
    variant.part = {str(each.uid): 1 if at else 7 for at, each in enumerate(row)}
    variant.save()
    assert spoiled(world, cut) == [
        "西片网格没有任何楼栋，请并入相邻网格。",
        "1 个楼栋（单元）没有划入任何网格，请重新计算。",
    ]


def test_a_variant_is_refused_when_borders_leave_gaps_or_overlap(world, cut):
    _plan, variant = cut
    world.community.boundary = band(0, 5)
    world.community.save()
    variant.grids.filter(number=2).update(boundary=band(1, 4))
    told = spoiled(world, cut)
    assert [line[:7] for line in told] == ["网格边界互相重", "社区里还有 1"]


def test_a_variant_is_refused_when_borders_are_missing_or_crossing(world, cut):
    _plan, variant = cut
    variant.grids.filter(number=2).update(boundary=None)
    assert spoiled(world, cut) == ["西片网格没有边界，请重新计算。"]
    ring = [[109.41, 24.36], [109.42, 24.37], [109.42, 24.36], [109.41, 24.37], [109.41, 24.36]]
    eight = {"type": "Polygon", "coordinates": [ring]}
    variant.grids.filter(number=2).update(boundary=eight)
    assert spoiled(world, cut)[0].startswith("网格边界有误：边界自相交")


def test_a_variant_is_refused_when_a_continued_grid_is_gone_or_continued_twice(world, cut):
    _plan, variant = cut
    one, _two = grids_of(world)
    variant.grids.filter(number=2).update(continues=one)
    assert spoiled(world, cut) == ["现有网格第一网格被两个新网格沿用，一个编号只能用于一个网格。"]
    variant.grids.filter(number=2).update(continues=world.other_grid, name="东片网格")
    assert spoiled(world, cut) == [
        "网格名称重复：东片网格，请改名。",
        "“东片网格”要沿用的“第一网格”已不是本社区现有的网格，请重新计算。",
    ]
