"""Everything follows at the date, in one transaction; what was stays where it was."""

from datetime import timedelta

import pytest
from django.apps import apps

from divided import DAY, approved, band, fresh, grids_of, make_building, make_plan, on
from matters import go, reported
from wangge.areas.models import Area, AreaVersion, GridGroup, Setting, Succession
from wangge.audit import jobs
from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.kernel.errors import Refused
from wangge.people.models import Household, Person
from wangge.places.models import Building, Dwelling
from wangge.posts.models import Post, Posting
from wangge.redivision import rules
from wangge.redivision.actions import moving
from wangge.redivision.actions.effect import effect
from wangge.redivision.actions.planning import return_to_draft
from wangge.redivision.models import PlannedPosting

pytestmark = pytest.mark.usefixtures("workday")


@pytest.fixture
def row(world):
    """Six buildings in a row, three in each of the two grids."""
    one, two = grids_of(world)
    return [make_building(one if at < 3 else two, at, homes=2) for at in range(6)]


@pytest.fixture
def cut(world, row):
    """The first grid goes on with two buildings, a new one takes the rest; the second is closed."""
    one, _two = grids_of(world)
    part = {str(each.uid): 1 if at < 2 else 2 for at, each in enumerate(row)}
    grids = [(1, "东片网格", one, band(0, 2)), (2, "西片网格", None, band(2, 6))]
    return make_plan(world, grids, part)


def take(world, cut):
    plan, variant = cut
    approved(world, plan, variant)
    with on():
        return effect(plan.uid)


def codes(model, **where):
    return sorted(model.objects.filter(**where).values_list("area_id", flat=True))


def test_grids_are_carried_on_closed_and_added(world, cut):
    one, two = grids_of(world)
    plan = take(world, cut)
    with on():
        now = grids_of(world)
    two.refresh_from_db()
    assert [(grid.code, grid.name) for grid in now] == [
        (one.code, "东片网格"),
        (two.code + 1, "西片网格"),
    ]
    assert (two.valid_to, now[1].valid_from, plan.state) == (DAY, DAY, rules.DONE)
    assert now[0].full_name.endswith("东片网格")
    assert now[0].boundary == band(0, 2)
    last = AreaVersion.objects.filter(area=one.code).last()
    assert (last.name, last.since, last.boundary) == ("东片网格", DAY, band(0, 2))


def test_buildings_homes_households_and_people_follow(world, row, cut):
    one, two = grids_of(world)
    take(world, cut)
    new = two.code + 1
    assert codes(Building) == [one.code] * 2 + [new] * 4
    assert codes(Dwelling) == [one.code] * 4 + [new] * 8
    assert codes(Household) == [one.code] * 4 + [new] * 8
    assert codes(Person) == [one.code] * 8 + [new] * 16
    changes = Household.objects.get(dwelling__building=row[2], dwelling__room="0").changes
    assert changes.get().new == Area.objects.get(code=new).full_name


def test_what_became_of_each_grid_is_on_record(world, cut):
    one, two = grids_of(world)
    take(world, cut)
    links = Succession.objects.order_by("before").values_list("before", "after", "households")
    assert list(links) == [(one.code, two.code + 1, 2), (two.code, two.code + 1, 6)]


def test_households_without_a_home_follow_the_greater_part(world, cut):
    one, two = grids_of(world)
    left = Household.objects.create(area=one)
    right = Household.objects.create(area=two)
    someone = Person.objects.create(area=two, household=right, name="何小满")
    alone = Person.objects.create(area=two, name="何小满")
    take(world, cut)
    for each in (left, right, someone, alone):
        each.refresh_from_db()
    assert [each.area_id for each in (left, right, someone, alone)] == [one.code] + 3 * [
        two.code + 1
    ]


def test_a_building_cut_by_stairwells_lies_where_most_of_its_homes_do(world):
    one, two = grids_of(world)
    tall = make_building(one, 0, homes=5, stairs=2)
    low = make_building(two, 1)
    part = {f"{tall.uid}#1单元": 1, f"{tall.uid}#2单元": 2, str(low.uid): 2}
    cut = make_plan(world, [(1, "东", one, None), (2, "西", two, None)], part)
    take(world, cut)
    tall.refresh_from_db()
    assert tall.area_id == one.code
    doors = tall.dwellings.order_by("room").values_list("unit", "area_id")
    assert set(doors) == {("1单元", one.code), ("2单元", two.code)}


def test_open_matters_follow_and_closed_ones_stay(world, row, cut, general):
    one, two = grids_of(world)
    point = {"lon": row[2].lon, "lat": row[2].lat}
    matter = reported(world, general["一般性"], **point)
    ended = reported(world, general["一般性"], description="已经好了", **point)
    go(world, ended, "liu", "reject", "重复上报", channel="电话")
    take(world, cut)
    matter.refresh_from_db()
    ended = Incident.objects.get(pk=ended.pk)
    assert (matter.area_id, ended.area_id) == (two.code + 1, one.code)
    last = matter.steps.last()
    assert (last.verb, last.version, last.source) == ("rezone", matter.version, last.target)


def test_a_matter_goes_to_the_worker_of_its_new_grid(world, row, cut, general):
    plan, variant = cut
    point = {"lon": row[2].lon, "lat": row[2].lat}
    matter = reported(world, general["一般性"], **point)
    go(world, matter, "liu", "accept")
    go(world, matter, "liu", "dispatch", handler="wang")
    worker = Post.objects.get(code="worker")
    PlannedPosting.objects.create(
        grid=variant.grids.get(number=2), user=world.users["xin"], post=worker
    )
    take(world, (plan, variant))
    matter.refresh_from_db()
    assert matter.handler == world.users["xin"]
    assert world.users["xin"].notices.filter(subject=f"plan:{plan.uid}").count() == 2


def test_postings_of_closed_grids_end_and_planned_ones_begin(world, cut):
    plan, variant = cut
    _one, two = grids_of(world)
    worker = Post.objects.get(code="worker")
    old = Posting.objects.create(
        user=world.users["zhao"], post=worker, area=two, since=clock.now() - timedelta(days=9)
    )
    new, kept = variant.grids.get(number=2), variant.grids.get(number=1)
    PlannedPosting.objects.create(grid=new, user=world.users["zhao"], post=worker)
    PlannedPosting.objects.create(grid=kept, user=world.users["cheng"], post=worker)
    take(world, (plan, variant))
    with on():
        old.refresh_from_db()
        assert old.until == clock.now()
        held = Posting.objects.at(clock.now()).filter(post=worker, slot="A")
        here = held.filter(area__in=grids_of(world))
        told = sorted(here.values_list("area_id", "user__username"))
    assert told == [(world.grid.code, "cheng"), (two.code + 1, "zhao")]
    stays = Posting.objects.get(user=world.users["zhao"], slot="B")
    assert (stays.area_id, stays.until) == (world.grid.code, None)


def test_groups_swap_members_and_local_rules_are_copied(world, cut):
    _one, two = grids_of(world)
    group = GridGroup.objects.create(community=world.community, name="第一大组")
    group.grids.set([two])
    Setting.objects.create(key="patrol_frequency", area=two, value=7, set_by=world.users["admin"])
    take(world, cut)
    assert [grid.code for grid in group.grids.all()] == [two.code + 1]
    row = Setting.objects.get(area=two.code + 1)
    assert (row.key, row.value) == ("patrol_frequency", 7)


def test_special_grids_stay_as_they_are(world, cut):
    _one, two = grids_of(world)
    school = Area.objects.create(
        code=two.code + 7, level=15, name="校园专属网格", full_name="校园专属网格",
        kind=Area.Kind.DEDICATED, valid_from=DAY - timedelta(days=99),
    )  # fmt: skip
    hall = make_building(school, 9)
    take(world, cut)
    for each in (school, hall):
        each.refresh_from_db()
    assert (school.valid_to, hall.area_id) == (None, school.code)
    assert codes(Household, dwelling__building=hall) == [school.code]
    with on():
        assert [grid.code % 1000 for grid in grids_of(world)] == [1, 9, 10]


def test_a_building_that_came_later_lies_where_it_stands(world, cut):
    _one, two = grids_of(world)
    plan, variant = cut
    approved(world, plan, variant)
    came = make_building(two, 1.2)
    with on():
        done = effect(plan.uid)
    came.refresh_from_db()
    assert came.area_id == world.grid.code
    assert done.outcome["unplanned"] == [str(came)]


def test_two_buildings_of_one_name_may_come_together(world):
    one, two = grids_of(world)
    first, second = make_building(one, 0), make_building(two, 0)
    plan, variant = make_plan(
        world, [(1, "全片网格", one, None)], {str(first.uid): 1, str(second.uid): 1}
    )
    approved(world, plan, variant)
    with on():
        effect(plan.uid)
    assert sorted(Building.objects.values_list("area_id", "name")) == [
        (one.code, "0号楼"),
        (one.code, "0号楼（2）"),
    ]


def test_twins_may_change_places(world):
    one, two = grids_of(world)
    first, second = make_building(one, 0), make_building(two, 0)
    plan, variant = make_plan(
        world,
        [(1, "东", one, None), (2, "西", two, None)],
        {str(first.uid): 2, str(second.uid): 1},
    )
    approved(world, plan, variant)
    with on():
        effect(plan.uid)
    first.refresh_from_db()
    second.refresh_from_db()
    assert [(each.area_id, each.name) for each in (first, second)] == [
        (two.code, "0号楼"),
        (one.code, "0号楼"),
    ]


def test_names_may_be_swapped(world, row):
    one, two = grids_of(world)
    part = {str(each.uid): 1 if at < 3 else 2 for at, each in enumerate(row)}
    grids = [(1, two.name, one, band(0, 3)), (2, one.name, two, band(3, 6))]
    take(world, make_plan(world, grids, part))
    with on():
        assert [grid.name for grid in grids_of(world)] == [two.name, one.name]


def test_it_takes_effect_on_its_day_by_itself(world, cut):
    plan, variant = cut
    approved(world, plan, variant)
    with on(DAY - timedelta(days=1), hours=23):
        assert not jobs.work_once()
        with pytest.raises(Refused) as refused:
            effect(plan.uid)
    assert refused.value.code == "plan.early"
    with on():
        assert jobs.work_once()
    assert fresh(plan).state == rules.DONE


def test_a_recalled_plan_does_nothing_on_its_day(world, cut):
    plan, variant = cut
    plan = approved(world, plan, variant)
    return_to_draft(world.staff("liu"), plan.uid, version=plan.version, reason="再想想")
    before = snapshot()
    with on():
        assert jobs.work_once()
    assert snapshot() == before
    assert fresh(plan).state == rules.DRAFT


def test_twice_is_once(world, cut):
    plan = take(world, cut)
    before = snapshot()
    with on():
        effect(plan.uid)
    assert snapshot() == before


def test_a_failure_in_the_middle_leaves_everything_as_it_was(world, cut, settings):
    plan, variant = cut
    approved(world, plan, variant)
    variant.grids.filter(number=2).update(boundary={"type": "Point", "coordinates": [1, 2]})
    before = snapshot()
    with on(), pytest.raises(Refused):
        effect(plan.uid)
    assert snapshot() == before
    assert fresh(plan).state == rules.APPROVED


def test_every_model_with_an_area_has_been_thought_of():
    with_area = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is Area
    }
    assert with_area - moving.FOLLOWS - moving.STAYS == set()


def snapshot():
    """All rows of all tables that matter here."""
    labels = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label
        in {"areas", "places", "people", "incidents", "posts", "redivision", "premises"}
    }
    return {
        label: sorted(map(repr, apps.get_model(label).objects.values_list())) for label in labels
    }
