"""Plans exist for those who work in the community; grid workers see published ones."""

import pytest

from divided import approved, band, fresh, grids_of, make_building, make_plan
from wangge.kernel.errors import Missing
from wangge.kernel.ids import uuid7
from wangge.redivision import access
from wangge.redivision.actions.noting import add_note
from wangge.redivision.actions.planning import (
    choose,
    draft_plan,
    publish,
    return_to_draft,
    withdraw,
)
from wangge.redivision.actions.staffing import name_grid
from wangge.redivision.models import PlanNote
from wangge.redivision.queries import plans

pytestmark = pytest.mark.usefixtures("workday")
DESK = {"liu", "chen", "town", "town_leader", "county", "county_leader", "admin"}
GRID = {"wang", "xin", "zhang"}  # zhao stands in for 王, who is here


@pytest.fixture
def cut(world):
    one, _two = grids_of(world)
    building = make_building(one, 0)
    return make_plan(world, [(1, "全片网格", one, band(0, 2))], {str(building.uid): 1})


def seeing(world, plan):
    return {
        name for name in world.users if plan in access.visible(world.staff(name)).filter(pk=plan.pk)
    }


def test_a_draft_is_the_desks_and_a_published_plan_everybodys_who_works_there(world, cut):
    plan, variant = cut
    assert seeing(world, plan) == DESK
    plan = publish(world.staff("liu"), plan.uid, version=plan.version)
    assert seeing(world, plan) == DESK | GRID
    plan = approved(world, plan, variant)
    assert seeing(world, plan) == DESK | GRID
    withdraw(world.staff("liu"), plan.uid, version=plan.version)
    assert seeing(world, plan) == DESK


def test_the_communitys_desk_drafts_and_nobody_else_but_administrators(world):
    code = world.community.code
    drafting = {name for name in world.users if access.may_draft(world.staff(name), code)}
    assert drafting == {"liu", "chen", "admin"}
    for name in sorted(set(world.users) - drafting):
        with pytest.raises(Missing):
            draft_plan(world.staff(name), world.community, name="重新划分")


def test_whoever_works_there_comments_while_asked(world, cut):
    plan, _variant = cut
    assert {name for name in world.users if access.may_comment(world.staff(name), plan)} == set()
    plan = publish(world.staff("liu"), plan.uid, version=plan.version)
    asked = {name for name in world.users if access.may_comment(world.staff(name), plan)}
    assert asked == DESK - {"admin"} | GRID


def test_a_stranger_finds_nothing_of_a_plan(world, cut):
    plan, variant = cut
    plan = publish(world.staff("liu"), plan.uid, version=plan.version)
    note = add_note(world.staff("wang"), plan.uid, kind="comment", text="好")
    grid = variant.grids.get()
    for who in ("stranger", "other_worker", "cheng", "auditor", "zhao"):
        staff = world.staff(who)
        for look in (
            lambda staff: access.fetch(staff, plan.uid),
            lambda staff: access.fetch_variant(staff, variant.uid),
            lambda staff: access.fetch_grid(staff, grid.pk),
            lambda staff: access.fetch_note(staff, note.uid),
            lambda staff: add_note(staff, plan.uid, kind="comment", text="坏"),
            lambda staff: publish(staff, plan.uid, version=plan.version),
            lambda staff: withdraw(staff, plan.uid, version=plan.version),
            lambda staff: choose(staff, plan.uid, variant.uid, version=plan.version),
            lambda staff: name_grid(staff, grid.pk, "坏", version=variant.version),
        ):
            with pytest.raises(Missing):
                look(staff)
    assert (fresh(plan).version, PlanNote.objects.filter(kind="comment").count()) == (2, 1)


def test_what_does_not_exist_is_missing_too(world):
    staff = world.staff("liu")
    for look in (access.fetch, access.fetch_variant, access.fetch_note):
        with pytest.raises(Missing):
            look(staff, uuid7())
    with pytest.raises(Missing):
        access.fetch_grid(staff, 0)


def test_a_worker_sees_and_does_not_decide(world, cut):
    plan, variant = cut
    plan = publish(world.staff("liu"), plan.uid, version=plan.version)
    worker = world.staff("wang")
    assert access.fetch(worker, plan.uid) == plan
    assert not access.may_edit(worker, plan)
    assert not access.may_recall(worker, plan)
    for step in (
        lambda: publish(worker, plan.uid, version=plan.version),
        lambda: return_to_draft(worker, plan.uid, version=plan.version),
        lambda: choose(worker, plan.uid, variant.uid, version=plan.version),
    ):
        with pytest.raises(Missing):
            step()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_plan_and_three(
    world, cut, number, django_assert_num_queries
):
    for at in range(number - 1):
        make_plan(world, [], {}, name=f"方案{at}")
    staff = world.staff("liu")
    with django_assert_num_queries(1):
        rows = list(plans.plans_of(staff, community=world.community.code))
        told = [(row.name, row.variant_count, row.made_by.name, row.chosen) for row in rows]
    assert len(told) == number
