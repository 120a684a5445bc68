"""The grid worker's phone."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matters import POINT, go, photo, reported
from wangge.incidents import rules
from wangge.incidents.models import Incident
from wangge.kernel.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(world, general, workday):
    row = reported(world, general["一般性"])
    go(world, row, "liu", "accept")
    return go(world, row, "liu", "dispatch", handler="wang")


@pytest.fixture
def enter(world, client):
    def _enter(who):
        client.force_login(world.users[who])
        return client

    return _enter


@pytest.fixture
def form(general):
    return {
        "uid": str(uuid7()),
        "category": general["一般性"],
        "description": "消防通道堆放沙发",
        **{key: str(value) for key, value in POINT.items()},
    }


def page(incident):
    return reverse("field:incident", args=[incident.uid])


def test_today_is_what_waits_for_me(matter, enter):
    shown = enter("wang").get(reverse("field:today")).context
    assert [row.incident for row in shown["rows"]] == [matter]
    assert enter("other_worker").get(reverse("field:today")).context["rows"] == []


def test_mine_is_what_i_reported_and_what_i_was_given(matter, enter):
    client = enter("wang")
    for query in ("", "?of=handled"):
        rows = client.get(reverse("field:mine") + query).context["rows"]
        assert [row.incident for row in rows] == [matter]


@pytest.mark.parametrize("name", ["today", "mine"])
def test_a_list_of_three_costs_as_many_queries_as_a_list_of_one(
    world, general, matter, enter, name
):
    client = enter("wang")
    client.get(reverse(f"field:{name}"))
    costs = []
    for more in (0, 2):
        for _ in range(more):
            row = reported(world, general["一般性"])
            go(world, row, "liu", "accept")
            go(world, row, "liu", "dispatch", handler="wang")
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(f"field:{name}"))
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 15


def test_a_report_with_photo_and_position_is_made_once(world, workday, form, enter):
    client = enter("wang")
    for _ in range(2):
        answer = client.post(reverse("field:report"), {**form, "photos": [photo()]})
    row = Incident.objects.get()
    assert (answer.url, row.area, row.files.count()) == (page(row), world.grid, 1)


def test_what_was_put_right_on_the_spot_is_reported_and_settled_in_one_form(
    world, workday, form, enter
):
    client = enter("wang")
    data = {**form, "settled": "yes", "result": "已当场搬走", "channel": "当面"}
    client.post(reverse("field:report"), data)
    row = Incident.objects.get()
    steps = [step.verb for step in row.steps.order_by("pk")]
    assert (row.state, steps) == (rules.INFORMED, ["report", "settle"])


def test_settling_asks_how_and_keeps_nothing_half(workday, form, enter):
    answer = enter("wang").post(reverse("field:report"), {**form, "settled": "yes"})
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (
        422, ["channel", "result"]
    )  # fmt: skip
    assert Incident.objects.count() == 0


def test_an_informant_reports_and_is_not_offered_to_settle(workday, form, enter):
    client = enter("xin")
    answer = client.get(reverse("field:report"), {"category": form["category"]})
    assert "settled" not in answer.context["form"].fields
    client.post(reverse("field:report"), form)
    assert Incident.objects.get().state == rules.REPORTED


def test_who_does_not_collect_has_no_report_page(world, enter):
    assert enter("auditor").get(reverse("field:report")).status_code == 404


def test_a_step_is_taken_on_the_phone(matter, enter):
    client = enter("wang")
    url = reverse("field:take_step", args=[matter.uid, "handle"])
    answer = client.post(url, {"version": matter.version, "note": "已清理", "channel": "当面"})
    assert (answer.url, Incident.objects.get().state) == (page(matter), rules.INFORMED)
    assert client.get(url).status_code == 405


def test_a_late_step_keeps_the_note_and_says_who_was_first(world, matter, enter):
    go(world, matter, "liu", "progress", "催办")
    url = reverse("field:take_step", args=[matter.uid, "handle"])
    answer = enter("wang").post(url, {"version": matter.version, "note": "我写的结果"})
    text = answer.content.decode()
    assert (answer.status_code, "liu同志于" in text, "我写的结果" in text) == (409, True, True)


def test_a_stranger_gets_the_same_404_as_for_nothing(matter, enter):
    client = enter("other_worker")
    urls = (page(matter), reverse("field:incident", args=[uuid4()]))
    assert [client.get(url).status_code for url in urls] == [404, 404]


def test_households_are_looked_up_and_not_listed(world, enter):
    client = enter("wang")
    assert client.get(reverse("field:households")).context["page"] is None
    assert client.get(reverse("field:households"), {"q": "王"}).status_code == 200


def test_grid_staff_start_on_the_phone_and_others_at_the_desk(world, client):
    from conftest import PASSWORD

    for who, name in (("wang", "field:today"), ("liu", "console:home")):
        data = {"username": who, "password": PASSWORD}
        assert client.post(reverse("console:sign_in"), data).url == reverse(name)
        client.logout()


def test_the_phone_never_asks_anybody_to_check_in_or_ranks_them(matter, enter):
    client = enter("wang")
    for url in (reverse("field:today"), reverse("field:mine"), page(matter)):
        text = client.get(url).content.decode()
        assert [word for word in ("打卡", "签到", "排名", "积分", "在线时长") if word in text] == []
        assert reverse("portal:complaint") in text
