"""The day comes by itself; who must know hears of a failure; stragglers find their way."""

from datetime import timedelta

import pytest

from divided import DAY, approved, band, fresh, grids_of, make_building, make_plan, on
from matters import reported
from wangge.areas import actions as areas
from wangge.areas.models import Area, GridGroup
from wangge.audit import jobs
from wangge.audit.models import Job
from wangge.dictionary.models import LocalField
from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.kernel.errors import Invalid, Missing, Refused
from wangge.kernel.ids import uuid7
from wangge.people.models import Household, Person
from wangge.places.models import Building, Dwelling
from wangge.posts.models import Post, Posting
from wangge.premises.models import Facility, Premises, Rental
from wangge.redivision import rules
from wangge.redivision.actions.effect import SWEEP, effect
from wangge.redivision.actions.planning import return_to_draft
from wangge.redivision.actions.sweeping import sweep
from wangge.redivision.jobs import _run
from wangge.redivision.models import PlannedPosting

pytestmark = pytest.mark.usefixtures("workday")


@pytest.fixture
def row(world):
    one, two = grids_of(world)
    return [make_building(one if at < 3 else two, at) for at in range(6)]


@pytest.fixture
def cut(world, row):
    one, _two = grids_of(world)
    part = {str(each.uid): 1 if at < 2 else 2 for at, each in enumerate(row)}
    grids = [(1, "东片网格", one, band(0, 2)), (2, "西片网格", None, band(2, 6))]
    return make_plan(world, grids, part)


def test_a_plan_put_off_takes_effect_on_its_new_day_only(world, cut):
    plan, variant = cut
    plan = approved(world, plan, variant)
    plan = return_to_draft(world.staff("chen"), plan.uid, version=plan.version)
    approved(world, plan, variant, day=DAY + timedelta(days=1))
    with on():
        assert jobs.work_once()  # that of the first day
        assert fresh(plan).state == rules.APPROVED
    with on(DAY + timedelta(days=1)):
        assert jobs.work_once()
    assert fresh(plan).state == rules.DONE


def test_a_plan_that_is_gone_or_done_is_left_alone(world, cut):
    plan, variant = cut
    approved(world, plan, variant)
    with on():
        _run(str(uuid7()), lambda: None)
        _run(str(plan.uid), lambda: None)
        _run(str(plan.uid), lambda: None)
    assert fresh(plan).version == 5
    with pytest.raises(Missing):
        effect(uuid7())


def test_a_grid_that_went_meanwhile_stops_it_and_both_hear_of_it(world, cut):
    plan, variant = cut
    approved(world, plan, variant)
    one, _two = grids_of(world)
    Area.objects.filter(pk=one.pk).update(valid_to=clock.today())
    with on(), pytest.raises(Refused) as refused:
        effect(plan.uid)
    assert refused.value.code == "plan.continues"
    for hours in range(1, 8):
        with on(hours=hours):
            jobs.work_once()
    assert fresh(plan).state == rules.APPROVED
    told = {
        name: list(world.users[name].notices.filter(urgent=True).values_list("text", flat=True))
        for name in ("liu", "chen", "wang")
    }
    said = (
        "网格划分方案“重新划分”未能生效，数据没有任何变动："
        "“东片网格”要沿用的网格已不存在，请退回草案重新计算。"
    )
    assert told == {"liu": [said], "chen": [said], "wang": []}


def test_a_plan_that_lost_its_variant_stops(world, cut):
    plan, variant = cut
    plan = approved(world, plan, variant)
    variant.delete()
    with on(), pytest.raises(Refused) as refused:
        effect(plan.uid)
    assert refused.value.code == "plan.unchosen"


def test_a_broken_border_stops_it_before_anything_is_moved(world, cut):
    plan, variant = cut
    approved(world, plan, variant)
    variant.grids.filter(number=2).update(boundary={"type": "Polygon", "coordinates": []})
    with on(), pytest.raises(Invalid):
        effect(plan.uid)
    assert len(grids_of(world)) == 2


def test_stragglers_follow_what_they_belong_to(world, row, cut, general):
    one, two = grids_of(world)
    plan, variant = cut
    matter = reported(world, general["一般性"], "liu", grid=str(two.code), lon=None, lat=None)
    approved(world, plan, variant)
    with on():
        effect(plan.uid)
    new = two.code + 1
    home = row[0].dwellings.get()
    # as a request that had read the old grid a moment before writes them a moment later
    late = [
        Building.objects.create(area=two, address="新路", name="9号楼"),
        Dwelling.objects.create(building=row[0], area=two, room="9", address="9"),
        Household.objects.create(area=two, dwelling=home),
        Household.objects.create(area=two),
        Person.objects.create(area=two, household=home.households.first(), name="何小满"),
        Person.objects.create(area=two, name="何小满"),
        Premises.objects.create(area=two, kind="01", name="店"),
        Rental.objects.create(area=two, dwelling=home),
        Facility.objects.create(area=two, kind="part", name="灯"),
    ]
    Incident.objects.filter(pk=matter.pk).update(area=two)
    job = Job.objects.get(handler=SWEEP)
    with clock.at(job.due):
        assert jobs.work_once()  # that of the day: it has nothing left to do
        assert jobs.work_once()
        assert sweep(plan.uid) == 0
    for each in late:
        each.refresh_from_db()
    assert [each.area_id for each in late] == [
        *(new, one.code, one.code, new, one.code, new, new, one.code, new)
    ]
    assert Incident.objects.get(pk=matter.pk).area_id == new


def test_nothing_is_swept_before_the_day(world, cut):
    plan, variant = cut
    approved(world, plan, variant)
    assert (sweep(plan.uid), sweep(uuid7())) == (0, 0)


def test_a_report_under_an_old_number_lands_in_the_new_grid(world, cut, general):
    _one, two = grids_of(world)
    approved(world, *cut)
    with on():
        effect(cut[0].uid)
        told = reported(world, general["一般性"], "liu", grid=str(two.code), lon=None, lat=None)
    assert told.area_id == two.code + 1


def field(world, area):
    return LocalField.objects.create(
        area=area, key=f"local_{area.code}", label="本地字段", subject="person", type="text",
        section="basic", owner="社区", purpose="服务", sensitivity="low", mask="none",
        basis="会议",
    )  # fmt: skip


def test_a_field_of_a_cut_up_grid_belongs_to_the_community_from_now_on(world, row):
    one, two = grids_of(world)
    whole, split = field(world, two), field(world, one)
    part = {str(each.uid): 1 if at < 2 else 2 for at, each in enumerate(row)}
    plan, variant = make_plan(world, [(1, "东", None, None), (2, "西", None, None)], part)
    approved(world, plan, variant)
    with on():
        effect(plan.uid)
        west = grids_of(world)[1]
    whole.refresh_from_db()
    split.refresh_from_db()
    assert (whole.area, split.area) == (west, world.community)


def test_a_group_of_which_nothing_is_left_leads_the_heirs(world, row):
    one, two = grids_of(world)
    group = GridGroup.objects.create(community=world.community, name="第二大组")
    group.grids.set([two])
    other = GridGroup.objects.create(community=world.community, name="第一大组")
    other.grids.set([one])
    plan, variant = make_plan(
        world, [(1, "全片", one, band(0, 6))], {str(each.uid): 1 for each in row}
    )
    approved(world, plan, variant)
    with on():
        effect(plan.uid)
    assert [list(each.grids.all()) for each in (group, other)] == [[one], [one]]


def test_who_was_to_come_later_to_a_closed_grid_never_comes(world, cut):
    plan, variant = cut
    _one, two = grids_of(world)
    later = Posting.objects.create(
        user=world.users["cheng"], post=Post.objects.get(code="worker"), area=two,
        since=clock.now() + timedelta(days=30),
    )  # fmt: skip
    approved(world, plan, variant)
    with on():
        effect(plan.uid)
        later.refresh_from_db()
        assert later.until == later.since == clock.now()


def test_who_changes_from_b_to_a_holds_one_post(world, cut):
    plan, variant = cut
    worker, kept = Post.objects.get(code="worker"), variant.grids.get(number=1)
    PlannedPosting.objects.create(grid=kept, user=world.users["zhao"], post=worker)
    PlannedPosting.objects.create(grid=kept, user=world.users["wang"], post=worker, slot="B")
    approved(world, plan, variant)
    with on():
        done = effect(plan.uid)
        held = Posting.objects.at(clock.now()).filter(post=worker, area=world.grid)
        told = sorted(held.values_list("user__username", "slot"))
    assert told == [("wang", "B"), ("zhao", "A")]
    assert (done.outcome["postings_ended"], done.outcome["postings_started"]) == (2, 2)


def test_who_holds_it_already_goes_on_holding_it(world, cut):
    plan, variant = cut
    worker, kept = Post.objects.get(code="worker"), variant.grids.get(number=1)
    PlannedPosting.objects.create(grid=kept, user=world.users["wang"], post=worker)
    approved(world, plan, variant)
    before = Posting.objects.count()
    with on():
        done = effect(plan.uid)
    assert (Posting.objects.count(), done.outcome["postings_started"]) == (before, 0)


def test_a_rule_of_the_grid_itself_is_not_overwritten(world, cut):
    one, two = grids_of(world)
    for area, value in ((two, 7), (two, 8)):
        areas.put_setting("patrol_frequency", area, value, actor=world.users["admin"])
    approved(world, *cut)
    with on():
        effect(cut[0].uid)
    rows = one.setting_set.all() | Area.objects.get(code=two.code + 1).setting_set.all()
    assert [(row.area_id, row.value) for row in rows] == [(two.code + 1, 8)]
