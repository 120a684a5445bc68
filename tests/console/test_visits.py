"""Visits, journals, devices and conflicts at the desk."""

import pytest
from django.test import Client

from api_people import make_person
from wangge.kernel.ids import uuid7
from wangge.people.models import Household
from wangge.sync.actions.pushing import Hello, push
from wangge.sync.models import SyncConflict
from wangge.visits.actions.entries import Finding, Met, PatrolEntry, VisitEntry
from wangge.visits.actions.patrolling import record_patrol
from wangge.visits.actions.recording import record_visit

PAGES = ("", "plan/", "coverage/", "never/", "opinions/", "patrols/")


@pytest.fixture(autouse=True)
def _no_collected_assets(settings):
    settings.STATIC_ROOT = None


@pytest.fixture
def world(workday, world):
    return world


def signed_in(world, name):
    client = Client()
    client.force_login(world.users[name], "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def home(world):
    home = Household.objects.create(area=world.grid)
    person = make_person(world.grid)
    person.household = home
    person.save()
    return home


@pytest.fixture
def visit(world, home):
    texts = {"purpose": "看望独居老人", "found": "楼道灯坏了", "wished": "周末上午"}
    met = (Met(home.members.get().uid),)
    entry = VisitEntry(household=home.uid, texts=texts, met=met)
    return record_visit(world.staff("wang"), uuid7(), entry)[0]


@pytest.fixture
def patrol(world):
    entry = PatrolEntry(grid=world.grid.code, findings=(Finding("消防通道堵了", done="当场挪开"),))
    return record_patrol(world.staff("wang"), uuid7(), entry)[0]


def test_every_page_shows_what_there_is(world, visit, patrol):
    client = signed_in(world, "liu")
    shown = {page: client.get(f"/desk/visits/{page}").content.decode() for page in PAGES}
    assert "看望独居老人" in shown[""]
    assert "楼道灯坏了" in shown["opinions/"]
    assert "消防通道堵了" in shown["patrols/"]
    assert "100.0" in shown["coverage/"]
    assert "当场挪开" in client.get(f"/desk/visits/patrols/{patrol.uid}/").content.decode()
    assert "周末上午" in client.get(f"/desk/visits/{visit.uid}/").content.decode()


def test_a_home_nobody_met_is_on_the_plan(world, home):
    shown = signed_in(world, "liu").get("/desk/visits/plan/").content.decode()
    assert "还没有见过面" in shown
    assert str(home.uid) in shown


def test_a_stranger_sees_nothing_of_it(world, visit, patrol):
    client = signed_in(world, "stranger")
    assert client.get(f"/desk/visits/{visit.uid}/").status_code == 404
    assert client.get(f"/desk/visits/patrols/{patrol.uid}/").status_code == 404
    for page in PAGES:
        assert "楼道灯坏了" not in client.get(f"/desk/visits/{page}").content.decode()
    assert signed_in(world, "auditor").get("/desk/visits/").status_code == 404


def test_a_log_drafts_itself_and_is_submitted_once(world, visit, patrol):
    client = signed_in(world, "wang")
    draft = client.get("/desk/journals/today/").content.decode()
    assert "看望独居老人" in draft
    assert "当场处理 1 件" in draft
    form = {"day": "2026-11-24", "text": "下午下雨", "submit": "1"}
    assert client.post("/desk/journals/today/", form).status_code == 302
    assert "下午下雨" in signed_in(world, "liu").get("/desk/journals/").content.decode()
    again = client.post("/desk/journals/today/", form | {"text": "别的"})
    assert again.status_code == 422


def test_a_diary_is_nobody_elses(world):
    client = signed_in(world, "wang")
    form = {"uid": str(uuid7()), "kind": "diary", "day": "2026-11-24", "text": "私下的话"}
    assert client.post("/desk/journals/write/", form).status_code == 302
    assert "私下的话" in client.get("/desk/journals/").content.decode()
    assert "私下的话" not in signed_in(world, "liu").get("/desk/journals/").content.decode()


def test_the_desk_chooses_between_two_tellings_and_stops_a_device(world, home):
    person = home.members.get()
    for device, workplace in (("a", "柳钢"), ("b", "柳工")):
        op = {
            "id": str(uuid7()), "entity": "person", "key": str(person.uid),
            "base": {"workplace": ""}, "fields": {"workplace": workplace}, "at": None,
        }  # fmt: skip
        push(world.staff("wang"), Hello(device), [op])
    client = signed_in(world, "liu")
    shown = client.get("/desk/devices/").content.decode()
    assert "柳钢" in shown
    assert "柳工" in shown
    row = SyncConflict.objects.get()
    client.post(f"/desk/devices/conflicts/{row.uid}/", {"keep": "offered"})
    person.refresh_from_db()
    assert person.facts["workplace"] == "柳工"
    assert (
        signed_in(world, "stranger")
        .post(f"/desk/devices/conflicts/{row.uid}/", {"keep": "current"})
        .status_code
        == 404
    )
    device = row.op.device
    client.post(f"/desk/devices/{device.pk}/revoke/")
    device.refresh_from_db()
    assert device.revoked_by == world.users["liu"]
    assert (
        signed_in(world, "stranger").post(f"/desk/devices/{device.pk}/restore/").status_code == 404
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_the_same_whatever_the_data(world, page, django_assert_max_num_queries):
    for n in range(6):
        home = Household.objects.create(area=world.grid)
        person = make_person(
            world.grid,
            name=f"何小{'一二三四五六'[n]}",
            id_number=f"99010119880506{n:03}8",
            phone=f"1201234000{n}",
        )
        person.household = home
        person.save()
        if n % 2:
            texts = {"found": "灯坏了"}
            record_visit(world.staff("wang"), uuid7(), VisitEntry(household=home.uid, texts=texts))
    client = signed_in(world, "liu")
    with django_assert_max_num_queries(26):
        client.get(f"/desk/visits/{page}")


def test_a_visit_stands_in_the_time_lines_of_home_and_person(world, home, visit):
    client = signed_in(world, "liu")
    person = home.members.get()
    for page in (f"/desk/people/{person.uid}/timeline/", f"/desk/households/{home.uid}/"):
        shown = client.get(page).content.decode()
        assert "看望独居老人" in shown
        assert f"/desk/visits/{visit.uid}/" in shown
