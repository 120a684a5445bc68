"""Division plans at the desk: who sees them, asking, choosing, hand work, notes, approval."""

import json
from itertools import count
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from divided_town import build_houses, close_others, lay_streets, new_grids
from wangge.audit import jobs
from wangge.kernel.errors import Refused
from wangge.people.models import Household
from wangge.places.models import Estate
from wangge.posts.access import staff_of
from wangge.redivision.actions.planning import draft_plan
from wangge.redivision.models import DivisionPlan, PlannedPosting, PlanNote
from wangge.redivision.proposing import running, town
from wangge.redivision.proposing.storing import numbers_of

pytestmark = pytest.mark.usefixtures("workday")
MOST = 15
FORM = {"aim": "fresh", "low": 300, "high": 500, "name": "重新划分"}


@pytest.fixture
def ground(world, settings, tmp_path):
    """96 houses of about 22 households on named streets, in three grids."""
    settings.DATA_DIR = tmp_path / "data"
    town._bench.cache_clear()
    running.register()
    grids = new_grids(world.community, 3)
    close_others(world.community, [grid.pk for grid in grids])
    lay_streets()
    build_houses(world.community, grids=grids)
    return grids


@pytest.fixture
def desk(world, ground, client):
    client.force_login(world.users["liu"])
    return client


@pytest.fixture
def plan(world, desk):
    """A plan with its variants, asked for at the desk."""
    ask_for(world, desk)
    work()
    return DivisionPlan.objects.get()


def ask_for(world, client, **more):
    sent = {**FORM, "uid": uuid4(), "under": world.community.code, **more}
    return client.post(reverse("console:new_plan"), sent)


def work():
    while jobs.work_once():
        pass


def at(name, *args):
    return reverse(f"console:{name}", args=args)


def text(answer):
    return answer.content.decode()


def step(client, plan, name, **more):
    plan.refresh_from_db()
    sent = {"version": plan.version, **more}
    return client.post(at("plan_step", plan.uid, name), sent)


def choose(client, plan, variant):
    plan.refresh_from_db()
    sent = {"version": plan.version, "variant": variant.uid}
    return client.post(at("choose_variant", plan.uid), sent)


def change(client, variant, do, **more):
    variant.refresh_from_db()
    headers = {"HX-Request": "true"}
    sent = {"version": variant.version, **more}
    return client.post(at("change_variant", variant.uid, do), sent, headers=headers)


def edge_moves(variant):
    """Every unit that lies beside another grid, with that grid's number."""
    bench = running.bench_of(variant.plan)
    numbers = numbers_of(bench, variant)
    return [
        (bench.units[one].key, int(numbers[two]))
        for one, two in bench.town.borders.pairs.tolist()
        if numbers[one] != numbers[two]
    ]


def a_move(client, variant):
    """The first that is possible: the building, the grid, the answer."""
    for key, to in edge_moves(variant):
        answer = change(client, variant, "move", units=[key], to=to)
        if answer.status_code == 200:
            return key, to, answer
    raise AssertionError


def published(client, plan):
    choose(client, plan, plan.variants.first())
    step(client, plan, "publish")
    plan.refresh_from_db()
    return plan


def test_two_clicks_make_a_plan_with_three_variants(world, desk):
    page = text(desk.get(at("new_plan")))
    assert ('value="300"' in page, 'value="500"' in page, "甲东小区（9 栋）" in page) == (True,) * 3
    assert ask_for(world, desk).status_code == 302
    plan = DivisionPlan.objects.get()
    waiting = text(desk.get(at("plan_variants", plan.uid)))
    assert ("every 1s" in waiting, "排队等待计算" in waiting) == (True, True)
    work()
    found = text(desk.get(at("plan_variants", plan.uid)))
    assert (found.count("data-variant="), "every 1s" in found) == (3, False)


def test_estates_and_loads_asked_for_are_kept_with_the_plan(world, desk):
    whole = [str(Estate.objects.get(name=name).uid) for name in ("甲东小区", "乙南小区")]
    ask_for(world, desk, estates=whole, balance=["key_people"], staff=5)
    plan = DivisionPlan.objects.get()
    assert plan.locks == {"estates": whole}
    assert plan.wish == {"low": 300, "high": 500, "staff": 5, "balance": ["key_people"]}


def test_a_plan_sent_twice_is_one_plan(world, desk):
    uid = uuid4()
    answers = [ask_for(world, desk, uid=uid) for _ in range(2)]
    assert [answer.url for answer in answers] == [at("plan", uid)] * 2
    assert DivisionPlan.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"low": 500, "high": 300}, "上限不能小于下限"),
        ({"low": "", "high": 300}, "必填"),
        ({"staff": 0}, "大于"),
        ({"aim": "dream"}, "有效"),
        ({"estates": [str(uuid4())]}, "有效"),
        ({"name": "长" * 61}, "60"),
    ],
)
def test_what_cannot_be_asked_is_told_beside_the_field(world, desk, wrong, told):
    answer = ask_for(world, desk, **wrong)
    assert (answer.status_code, told in text(answer)) == (422, True)
    assert DivisionPlan.objects.count() == 0


def test_a_community_without_grids_cannot_be_mended(world, client, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    town._bench.cache_clear()
    close_others(world.community, [])
    build_houses(world.community)
    client.force_login(world.users["liu"])
    answer = ask_for(world, client, aim="mend")
    assert (answer.status_code, "还没有网格" in text(answer)) == (422, True)


def test_variants_are_chosen_published_and_approved_by_another_person(world, desk, plan, workday):
    page = text(desk.get(at("plan", plan.uid)))
    assert page.count("console:") == 0
    assert ("沿街巷、水系的界线" in page, "不换网格员的户" in page) == (True, True)
    published(desk, plan)
    assert step(desk, plan, "approve", takes_effect="2026-12-01").status_code == 422
    desk.force_login(world.users["chen"])
    answer = step(desk, plan, "approve", takes_effect="2026-12-01")
    plan.refresh_from_db()
    assert (answer.status_code, plan.state, f"{plan.takes_effect:%F}") == (
        302, "approved", "2026-12-01",
    )  # fmt: skip
    assert "2026-12-01 自动生效" in text(desk.get(at("plan", plan.uid)))
    step(desk, plan, "return")
    plan.refresh_from_db()
    assert (plan.state, plan.takes_effect) == ("draft", None)
    step(desk, plan, "withdraw")
    plan.refresh_from_db()
    assert plan.state == "withdrawn"


def test_a_day_that_has_passed_is_refused_at_the_field(world, desk, plan):
    published(desk, plan)
    desk.force_login(world.users["chen"])
    answer = step(desk, plan, "approve", takes_effect="2026-11-01")
    assert (answer.status_code, "不能早于今天" in text(answer)) == (422, True)


def test_a_step_with_an_old_version_changes_nothing(desk, plan):
    sent = {"version": plan.version}
    assert desk.post(at("plan_step", plan.uid, "publish"), sent).status_code == 302
    assert desk.post(at("plan_step", plan.uid, "publish"), sent).status_code == 302
    assert desk.post(at("plan_step", plan.uid, "withdraw"), sent).status_code == 409
    plan.refresh_from_db()
    assert plan.state == "comment"


def test_it_takes_effect_and_says_what_moved_and_what_to_print(world, desk, plan, workday):
    published(desk, plan)
    desk.force_login(world.users["chen"])
    step(desk, plan, "approve", takes_effect=f"{workday:%F}")
    work()
    page = text(desk.get(at("plan", plan.uid)))
    assert ("生效结果" in page, "要重印的公示物料" in page) == (True, True)
    made = plan.variants.get(pk=DivisionPlan.objects.get().chosen_id).grids.exclude(made=None)
    area = made.first().made
    lives = Household.objects.filter(area=area, until=None).count()
    assert lives == made.first().households
    assert "承继" in text(desk.get(at("area", area.code)))


def test_a_building_moves_and_the_effect_is_told(desk, plan):
    variant = plan.variants.first()
    key, to, answer = a_move(desk, variant)
    page = text(answer)
    assert page.startswith('<div id="work"')
    assert ("涉及" in page, "户数最大偏差" in page, "撤销" in page) == (True, True, True)
    variant.refresh_from_db()
    assert variant.part[key] == to
    drawn = json.loads(desk.get(at("plan_map", variant.uid)).content)["features"]
    assert [
        each["properties"]["number"] for each in drawn if each["properties"].get("id") == key
    ] == [to]
    change(desk, variant, "undo")
    variant.refresh_from_db()
    assert variant.part[key] != to


def test_the_same_change_sent_again_is_refused_and_changes_nothing(desk, plan):
    variant = plan.variants.first()
    seen = variant.version
    key, to, _answer = a_move(desk, variant)
    variant.refresh_from_db()
    part = variant.part
    sent = {"version": seen, "units": [key], "to": to}
    headers = {"HX-Request": "true"}
    again = desk.post(at("change_variant", variant.uid, "move"), sent, headers=headers)
    variant.refresh_from_db()
    assert (again.status_code, variant.part == part) == (409, True)
    assert "别人刚改过" in text(again)


def test_grids_are_split_named_and_merged(desk, plan):
    variant = plan.variants.first()
    before = variant.grids.count()
    number = variant.grids.order_by("-households").first().number
    change(desk, variant, "split", grid=number)
    assert variant.grids.count() == before + 1
    fresh = variant.grids.order_by("-number").first()
    change(desk, variant, "name", grid=fresh.number, name="河边网格")
    fresh.refresh_from_db()
    assert fresh.name == "河边网格"
    change(desk, variant, "merge", other=fresh.number, into=number)
    assert variant.grids.count() == before


@pytest.mark.parametrize(
    ("do", "sent", "told"),
    [
        ("move", {"to": 999, "units": ["x"]}, "划入"),
        ("move", {"units": []}, "还没有选楼栋"),
        ("split", {"grid": "x"}, "拆分"),
        ("name", {"name": ""}, "新名称"),
        ("post", {"user": 0}, "人员"),
    ],
)
def test_a_change_that_makes_no_sense_says_so(desk, plan, do, sent, told):
    variant = plan.variants.first()
    first = variant.grids.first().number
    answer = change(desk, variant, do, **{"grid": first, "to": first, **sent})
    assert (answer.status_code, told in text(answer)) == (422, True)


def test_without_script_a_change_comes_back_to_the_page(desk, plan):
    variant = plan.variants.first()
    sent = {"version": variant.version, "grid": variant.grids.first().number}
    answer = desk.post(at("change_variant", variant.uid, "split"), sent, follow=True)
    assert ("拆成两个" in text(answer), answer.redirect_chain[0][0]) == (
        True, at("plan_bench", variant.uid),
    )  # fmt: skip


def test_people_are_planned_for_a_grid_and_dropped_again(world, desk, plan):
    variant = plan.variants.first()
    grid = variant.grids.first()
    post = world.staff("wang").duties[0].posting
    worker = world.users["wang"].postings.get(pk=post).post
    sent = {"grid": grid.number, "user": world.users["liu"].pk, "post": worker.pk, "slot": "A"}
    assert "liu同志" in text(change(desk, variant, "post", **sent))
    planned = PlannedPosting.objects.get()
    assert (planned.grid_id, planned.user_id, planned.slot) == (grid.pk, sent["user"], "A")
    for _ in range(2):
        change(desk, variant, "drop", posting=planned.pk)
    assert PlannedPosting.objects.count() == 0


def test_a_copy_is_worked_on_and_the_first_stays(desk, plan):
    variant = plan.variants.first()
    answer = desk.post(at("copy_variant", variant.uid))
    copied = plan.variants.order_by("-pk").first()
    assert (answer.url, copied.label) == (at("plan_bench", copied.uid), f"{variant.label}（调整）")


def test_a_variant_stands_beside_today(desk, plan):
    page = text(desk.get(at("plan_compare", plan.uid), {"variant": plan.variants.last().uid}))
    assert ("换网格的户" in page, "撤销" in page, page.count('class="plan-sketch"')) == (
        True, True, 2,
    )  # fmt: skip
    assert "每格 300–500 户" in page
    other = draft_plan(_staff_of(plan), plan.community, name="另一个")
    assert desk.get(at("plan_compare", other.uid)).status_code == 404


def _staff_of(plan):
    return staff_of(plan.made_by)


def test_a_worker_comments_and_the_desk_answers(world, desk, plan):
    published(desk, plan)
    desk.force_login(world.users["wang"])
    assert 'name="kind" value="comment"' in text(desk.get(at("plan", plan.uid)))
    sent = {"uid": uuid4(), "kind": "comment", "text": "3 号楼住户和 4 号楼共用一个门"}
    for _ in range(2):
        assert desk.post(at("add_plan_note", plan.uid), sent).status_code == 302
    note = PlanNote.objects.get(kind="comment")
    assert desk.post(at("answer_plan_note", note.uid), {"answer": "好"}).status_code == 404
    desk.force_login(world.users["liu"])
    desk.post(at("answer_plan_note", note.uid), {"answer": "已一并划入"})
    assert "已一并划入" in text(desk.get(at("plan", plan.uid)))


def test_a_survey_note_needs_words_and_a_whole_place(desk, plan):
    for wrong, told in (({"text": ""}, "必填"), ({"text": "河边", "lon": 109.4}, "一起填写")):
        sent = {"uid": uuid4(), "kind": "survey", **wrong}
        answer = desk.post(at("add_plan_note", plan.uid), sent)
        assert (answer.status_code, told in text(answer)) == (422, True)


def test_a_worker_sees_a_draft_no_more_than_a_stranger(world, desk, plan):
    variant = plan.variants.first()
    pages = [
        at("plan", plan.uid),
        at("plan_variants", plan.uid),
        at("plan_compare", plan.uid),
        at("plan_bench", variant.uid),
        at("plan_map", variant.uid),
    ]
    posts = [
        at("ask_variants", plan.uid),
        at("plan_step", plan.uid, "withdraw"),
        at("copy_variant", variant.uid),
        at("change_variant", variant.uid, "undo"),
        at("add_plan_note", plan.uid),
    ]
    note = {"uid": uuid4(), "kind": "survey", "text": "看看"}
    for who in ("stranger", "other_worker", "wang"):
        desk.force_login(world.users[who])
        assert [desk.get(url).status_code for url in pages] == [404] * len(pages)
        sent = {"version": 1, **note}
        assert [desk.post(url, sent).status_code for url in posts] == [404] * len(posts)
        assert plan.name not in text(desk.get(at("plans")))


@pytest.mark.parametrize("who", ["wang", "cheng"])
def test_who_draws_no_grids_begins_no_plan(world, desk, who):
    desk.force_login(world.users[who])
    assert desk.get(at("new_plan")).status_code == 404
    assert ask_for(world, desk).status_code == 404


def test_the_list_costs_the_same_for_one_plan_and_three(world, desk):
    number = count(1)

    def add():
        draft_plan(world.staff("liu"), world.community, name=f"方案{next(number)}")

    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(at("plans")).status_code == 200
        return len(seen)

    add()
    cost()
    one = cost()
    add()
    add()
    assert (cost(), one <= MOST) == (one, True)


@pytest.mark.parametrize("name", ["plan", "plan_compare"])
def test_a_plans_pages_ask_as_much_for_one_variant_as_for_four(desk, plan, name):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(at(name, plan.uid)).status_code == 200
        return len(seen)

    cost()  # what the new plan had to say is told
    before = cost()
    desk.post(at("copy_variant", plan.variants.first().uid))
    cost()
    assert cost() == before


def test_nothing_to_divide_is_said_before_anything_is_worked_out(world, client):
    client.force_login(world.users["liu"])
    answer = ask_for(world, client)
    assert answer.status_code == 422
    with pytest.raises(Refused):
        running.bench_of(DivisionPlan(community=world.community, aim="fresh"))
