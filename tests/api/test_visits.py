"""Visits and patrols through the API: kept once, seen by the desk, nobody else's."""

import pytest

from api_people import make_person
from wangge.kernel.ids import uuid7
from wangge.people.models import Household

TEXTS = {"purpose": "看望独居老人", "found": "楼道灯坏了", "feedback": "已告知报修"}
TIMES = {"started_at": "2026-11-24T09:00:00+08:00", "ended_at": "2026-11-24T09:20:00+08:00"}


@pytest.fixture
def home(world):
    home = Household.objects.create(area=world.grid)
    person = make_person(world.grid)
    person.household = home
    person.save()
    return home


@pytest.fixture
def resident(home):
    return home.members.get()


def test_a_visit_is_kept_once_however_often_it_is_sent(as_, home):
    uid, body = uuid7(), {"household": str(home.uid), **TEXTS, **TIMES}
    answers = [as_("wang").put(f"/visits/{uid}", body) for _ in range(10)]
    assert [each.status_code for each in answers] == [201] + [200] * 9
    assert len({each.content for each in answers}) == 1
    told = answers[0].json()
    assert {key: told[key] for key in TEXTS} == TEXTS
    assert told["started_at"] == TIMES["started_at"]


def test_another_visit_under_the_same_id_is_refused(as_, home):
    uid, body = uuid7(), {"household": str(home.uid), **TEXTS}
    as_("wang").put(f"/visits/{uid}", body)
    again = as_("wang").put(f"/visits/{uid}", {**body, "found": "没有问题"})
    assert (again.status_code, again.json()["code"]) == (409, "visit.other_content")


def test_a_household_elsewhere_does_not_exist(as_, home):
    answer = as_("stranger").put(f"/visits/{uuid7()}", {"household": str(home.uid)})
    assert answer.status_code == 404


def test_the_desk_sees_the_visit_and_a_stranger_does_not(as_, home, world):
    uid = uuid7()
    as_("wang").put(f"/visits/{uid}", {"household": str(home.uid), **TEXTS, **TIMES})
    wanted = {"under": "450205006003", "from": "2026-11-24", "to": "2026-11-24"}
    items = as_("liu").get("/visits", **wanted).json()["items"]
    assert [each["id"] for each in items] == [str(uid)]
    assert (
        as_("liu")
        .get("/visits", **{**wanted, "to": "2026-11-23", "from": "2026-11-01"})
        .json()["items"]
        == []
    )
    assert as_("stranger").get("/visits").json()["items"] == []
    assert as_("stranger").get(f"/visits/{uid}").status_code == 404
    assert as_("liu").get(f"/visits/{uid}").json()["purpose"] == TEXTS["purpose"]


def test_one_visit_hands_on_many_matters(as_, home, general):
    matters = [
        {"id": str(uuid7()), "category": general["一般性"], "description": f"第{n}件"}
        for n in (1, 2)
    ]
    body = {"household": str(home.uid), **TEXTS, "matters": matters}
    uid = uuid7()
    told = as_("wang").put(f"/visits/{uid}", body).json()
    assert [each["id"] for each in told["matters"]] == [each["id"] for each in matters]
    matter = as_("wang").get(f"/incidents/{matters[0]['id']}").json()
    assert (matter["source"], matter["grid"]) == ("走访", str(home.area_id))
    assert as_("wang").put(f"/visits/{uid}", body).status_code == 200


def test_a_meeting_bears_the_record_out(as_, home, resident):
    body = {"household": str(home.uid), "met": [{"person": str(resident.uid), "fields": []}]}
    told = as_("wang").put(f"/visits/{uuid7()}", body).json()
    assert [each["name"] for each in told["met"]] == [resident.name]
    resident.refresh_from_db()
    assert str(resident.confirmed_on) == "2026-11-24"


def test_a_clock_that_is_ten_years_off_refuses_nobody(as_, home):
    body = {"household": str(home.uid), "started_at": "2036-11-24T09:00:00+08:00"}
    told = as_("wang").put(f"/visits/{uuid7()}", body).json()
    assert told["clock_doubtful"]
    assert told["started_at"] == told["received_at"]
    assert told["claimed_start"] == body["started_at"]


def test_what_a_patrol_finds_is_settled_or_reported(as_, general):
    finding = {"text": "垃圾没有清运"}
    for extra in ({}, {"done": "已清", "incident": str(uuid7())}):
        body = {"findings": [finding | extra]}
        assert as_("wang").put(f"/patrols/{uuid7()}", body).status_code == 422
    report = {"category": general["一般性"], "description": "垃圾没有清运"}
    incident = str(uuid7())
    body = {
        "findings": [
            finding | {"done": "当场清走"},
            finding | {"incident": incident, "report": report},
        ],
        "points": [{"lon": 109.412, "lat": 24.362}],
        **TIMES,
    }
    uid = uuid7()
    first, again = (as_("wang").put(f"/patrols/{uid}", body) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert [each["result"] for each in first.json()["findings"]] == ["settled", "reported"]
    assert as_("wang").get(f"/incidents/{incident}").status_code == 200
    assert as_("liu").get("/patrols").json()["items"] == [first.json()]
    assert as_("stranger").get("/patrols").json()["items"] == []
