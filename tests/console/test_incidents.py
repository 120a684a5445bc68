"""Incidents at the desk, through the browser's eyes."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matters import PHONE, go, photo, reported
from wangge.incidents import rules
from wangge.incidents.models import Incident, IncidentStep
from wangge.kernel.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(world, general, workday):
    return reported(world, general["一般性"])


@pytest.fixture
def enter(world, client):
    def _enter(who):
        client.force_login(world.users[who])
        return client

    return _enter


def page(incident):
    return reverse("console:incident", args=[incident.uid])


def step(client, incident, verb, **data):
    url = reverse("console:take_step", args=[incident.uid, verb])
    return client.post(url, {"version": incident.version, **data})


def verbs(answer):
    return {offer.verb for offer in answer.context["offers"]}


def test_the_worklist_shows_what_waits_first_late_and_all(matter, enter):
    client = enter("liu")
    for query, numbers in (
        ("?mine=on", [matter.number]),
        ("", [matter.number]),
        ("?overdue=on", []),
    ):
        answer = client.get(reverse("console:incidents") + query)
        assert [row.incident.number for row in answer.context["rows"]] == numbers, query


def test_the_worklist_is_searched_by_two_characters(matter, enter):
    client = enter("liu")
    for text, found in (("杂物", 1), ("消防", 0), (matter.number, 1)):
        answer = client.get(
            reverse("console:incidents"), {"q": text}, headers={"hx-request": "true"}
        )
        shown = answer.content.count(b"matter-title"), answer.content.count(b"<html")
        assert shown == (found, 0), text


@pytest.mark.parametrize(
    "query",
    [
        "area=999",
        "area=x",
        "stage=飞",
        "since=2026-99-99",
        "page=-5",
        "page=abc",
        "category=zz",
        "q=%00",
    ],
)
def test_odd_filters_still_give_a_page(matter, enter, query):
    assert enter("liu").get(f"{reverse('console:incidents')}?{query}").status_code == 200


def test_a_list_of_three_costs_as_many_queries_as_a_list_of_one(world, general, matter, enter):
    client = enter("liu")
    url = reverse("console:incidents")
    client.get(url)
    costs = []
    for more in (0, 2):
        for _ in range(more):
            reported(world, general["一般性"])
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 15


def test_the_page_shows_stages_people_and_masks_the_reporter(world, general, workday, enter):
    row = reported(
        world, general["一般性"], who=None, reporter_name="欧阳测试", reporter_phone=PHONE
    )
    text = enter("liu").get(page(row)).content.decode()
    assert [w in text for w in (row.number, "123****8901", PHONE, "欧阳测试")] == [
        True, True, False, False
    ]  # fmt: skip


def test_a_stranger_gets_the_same_404_as_for_nothing(matter, enter):
    client = enter("stranger")
    urls = [
        page(matter),
        reverse("console:incident", args=[uuid4()]),
        reverse("console:incident_photo", args=[matter.uid, uuid4()]),
    ]
    assert [client.get(url).status_code for url in urls] == [404, 404, 404]
    assert step(client, matter, "accept").status_code == 404
    assert client.get("/desk/incidents/not-an-id/").status_code == 404


def test_who_is_not_signed_in_is_asked_to(matter, client):
    assert client.get(page(matter)).url.startswith(reverse("console:sign_in"))


def test_a_step_is_taken_by_post_alone(matter, enter):
    url = reverse("console:take_step", args=[matter.uid, "accept"])
    assert enter("liu").get(url).status_code == 405


def test_an_unknown_verb_is_a_404(matter, enter):
    assert step(enter("liu"), matter, "fly").status_code == 404


def test_a_reader_without_duty_sees_no_button(matter, enter):
    assert verbs(enter("town").get(page(matter))) == set()
    assert "accept" in verbs(enter("liu").get(page(matter)))


def test_a_colleague_with_the_duty_accepts(matter, enter):
    answer = step(enter("chen"), matter, "accept", note="属实")
    assert (answer.url, Incident.objects.get().state) == (page(matter), rules.ACCEPTED)


def test_a_step_that_is_not_theirs_is_refused_and_changes_nothing(matter, enter):
    answer = step(enter("town"), matter, "accept")
    assert (answer.status_code, Incident.objects.get().version) == (409, 1)


def test_of_two_people_the_second_reads_who_was_first_and_keeps_the_note(world, matter, enter):
    go(world, matter, "chen", "accept")
    answer = step(enter("liu"), matter, "reject", note="不在本辖区", channel="电话")
    text = answer.content.decode()
    assert (answer.status_code, "chen同志于" in text, "不在本辖区" in text) == (409, True, True)
    form = next(offer.form for offer in answer.context["offers"] if offer.form)
    assert (form.verb, form["version"].value()) == ("reject", "2")


def test_a_note_whose_step_is_gone_is_handed_back(world, matter, enter):
    go(world, matter, "chen", "reject", "不属实", channel="电话")
    answer = step(enter("liu"), matter, "accept", note="我写了很久的说明")
    assert (answer.status_code, "我写了很久的说明" in answer.content.decode()) == (409, True)


def test_what_is_missing_is_told_at_its_field_and_the_rest_is_kept(matter, enter):
    answer = step(enter("liu"), matter, "reject", note="", channel="电话")
    form = next(offer.form for offer in answer.context["offers"] if offer.form)
    assert (answer.status_code, list(form.errors), form["channel"].value()) == (
        422, ["note"], "电话"
    )  # fmt: skip


def test_the_default_recipient_is_preselected_and_on_record(world, matter, enter):
    row = go(world, matter, "liu", "accept")
    client = enter("liu")
    answer = client.get(page(row) + "?do=dispatch")
    form = next(offer.form for offer in answer.context["offers"] if offer.form)
    assert form["assignee"].value() == "handler:wang"
    step(client, row, "dispatch", assignee="handler:wang", note="请今天去看")
    assert IncidentStep.objects.last().facts == {"handler": "wang"}
    text = client.get(page(row)).content.decode()
    assert "承办人：wang同志" in text


def test_a_photo_comes_with_the_step_and_is_served_within_reach_alone(world, matter, enter):
    go(world, matter, "liu", "accept")
    row = go(world, matter, "liu", "dispatch", handler="wang")
    step(enter("wang"), row, "handle", note="已清理", channel="当面", photos=[photo()])
    kept = matter.files.get()
    url = reverse("console:incident_photo", args=[matter.uid, kept.file.uid])
    assert kept.verb == "handle"
    for query in ("", "?small"):
        answer = enter("liu").get(url + query)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert enter("stranger").get(url).status_code == 404


def test_photos_outlive_a_form_that_comes_back(world, matter, enter):
    go(world, matter, "liu", "accept")
    row = go(world, matter, "liu", "dispatch", handler="wang")
    client = enter("wang")
    answer = step(client, row, "handle", note="", photos=[photo()])
    form = next(offer.form for offer in answer.context["offers"] if offer.form)
    kept = form.data.getlist("kept")
    step(client, row, "handle", note="已清理", kept=kept)
    assert [str(file.file.uid) for file in matter.files.all()] == kept


def test_a_file_of_another_kind_is_refused_by_name(world, matter, enter):
    from django.core.files.uploadedfile import SimpleUploadedFile

    go(world, matter, "liu", "accept")
    row = go(world, matter, "liu", "dispatch", handler="wang")
    wrong = SimpleUploadedFile("病毒.exe", b"MZ" * 50, "image/jpeg")
    answer = step(enter("wang"), row, "handle", note="已清理", photos=[wrong])
    assert (answer.status_code, "“病毒.exe”" in answer.content.decode()) == (422, True)
    assert Incident.objects.get().state == rules.DISPATCHED


def test_a_verification_that_fails_asks_why(world, matter, enter):
    row = go(world, matter, "wang", "settle", "已劝离", channel="当面")
    client = enter("zhang")
    assert step(client, row, "verify", passed="false").status_code == 422
    step(client, row, "verify", passed="false", note="还在")
    assert (Incident.objects.get().state, Incident.objects.get().rework) == (rules.HANDLING, 1)


def test_merging_takes_a_number_within_reach(world, general, matter, enter):
    other = reported(world, general["一般性"], description="同一处杂物")
    client = enter("liu")
    assert step(client, matter, "merge", number="SJ-1").status_code == 422
    step(client, matter, "merge", number=other.number.lower())
    assert Incident.objects.get(pk=matter.pk).merged_into == other


def test_the_hotline_registers_a_report_once(world, general, workday, enter):
    client = enter("liu")
    data = {
        "uid": str(uuid7()),
        "category": general["一般性"],
        "description": "来电反映路灯不亮",
        "source": "热线转办",
        "grid": world.grid.number,
        "reporter_name": "周测试",
        "reporter_phone": PHONE,
    }
    answers = [client.post(reverse("console:report"), data) for _ in range(2)]
    row = Incident.objects.get()
    assert [answer.url for answer in answers] == [page(row)] * 2
    assert (row.phone, row.source, row.area) == (PHONE, "热线转办", world.grid)


def test_a_wrong_report_comes_back_with_everything_typed(world, general, workday, enter):
    data = {
        "uid": str(uuid7()),
        "description": "很" * 30,
        "source": "热线转办",
        "reporter_phone": "x",
    }
    answer = enter("liu").post(reverse("console:report"), data)
    form = answer.context["form"]
    assert (answer.status_code, sorted(form.errors)) == (422, ["category", "reporter_phone"])
    assert "很" * 30 in answer.content.decode()


def test_who_does_not_collect_registers_nothing(world, enter):
    assert enter("county_leader").get(reverse("console:report")).status_code == 404


@pytest.mark.parametrize("who", ["liu", "chen", "county", "wang"])
def test_the_page_costs_a_bounded_number_of_queries_whatever_is_open(world, matter, enter, who):
    go(world, matter, "liu", "accept")
    client = enter(who)
    client.get(page(matter))
    for verb in ("dispatch", "classify", "merge", ""):
        with CaptureQueriesContext(connection) as seen:
            client.get(page(matter), {"do": verb})
        assert len(seen) <= 15, verb
