"""The closed loop over HTTP, for each kind of matter."""

from datetime import datetime

import pytest

from wangge.incidents.rules import GUARD_MESSAGES
from wangge.kernel.ids import uuid7

pytestmark = pytest.mark.django_db


def test_a_report_is_answered_with_everything_the_contract_names(report, world):
    told = report()
    assert (told["state"], told["stage"], told["level"]) == ("reported", "信息采集", "community")
    assert (told["grid"], told["version"]) == (world.grid.number, 1)
    assert told["number"] == "SJ-20261124-0001"
    assert datetime.fromisoformat(told["due_at"]).utcoffset().total_seconds() == 8 * 3600
    assert told["offers"] == ["settle"]


def test_a_plain_matter_goes_through_all_eight_stages(report, go, trace):
    incident = report()
    go(incident, "liu", "accept")
    go(incident, "liu", "register")
    go(incident, "liu", "dispatch", handler="wang")
    go(incident, "wang", "sign")
    go(incident, "wang", "handle", "已清理")
    go(incident, "wang", "feedback", channel="电话")
    go(incident, "zhang", "verify", passed=True)
    go(incident, "liu", "close")
    assert go(incident, "liu", "archive")["state"] == "archived"
    assert trace(incident) == [
        ("report", "信息采集"),
        ("accept", "受理"),
        ("register", "立项"),
        ("dispatch", "任务派遣"),
        ("sign", "处理"),
        ("handle", "处理"),
        ("feedback", "反馈"),
        ("verify", "核查"),
        ("close", "结案"),
        ("archive", "结案"),
    ]


def test_every_step_tells_who_did_it_in_which_post_and_when(report, go, as_, workday):
    incident = report()
    go(incident, "liu", "accept", "已核实")
    history = as_("wang").get(f"/incidents/{incident['id']}").json()["history"]
    named = ("at", "by", "post", "verb", "stage", "note")
    assert [{key: step[key] for key in named} for step in history] == [
        {
            "at": workday.isoformat(),
            "by": "wang同志",
            "post": "第一网格网格员",
            "verb": "report",
            "stage": "信息采集",
            "note": "楼道堆放杂物",
        },
        {
            "at": workday.isoformat(),
            "by": "liu同志",
            "post": "白沙社区居委会社区平台管理员",
            "verb": "accept",
            "stage": "受理",
            "note": "已核实",
        },
    ]


def test_a_matter_climbs_to_the_county_comes_back_for_rework_and_is_closed_there(report, go, trace):
    incident = report()
    go(incident, "liu", "accept")
    go(incident, "liu", "escalate", "社区无执法权", reason="超出管辖")
    go(incident, "town", "accept")
    risen = go(incident, "town", "escalate", "须城管局处置", reason="需部门协调")
    assert (risen["level"], risen["stage"]) == ("county", "信息采集")
    go(incident, "county", "accept")
    given = go(incident, "county", "dispatch", unit="county-cg")
    assert given["lead_unit"] == {"code": "county-cg", "name": "县城管局"}
    go(incident, "cheng", "sign")
    go(incident, "cheng", "handle", "已拆除", channel="电话")
    back = go(incident, "wang", "verify", "现场仍有残留", passed=False)
    assert (back["state"], back["stage"]) == ("handling", "处理")
    go(incident, "cheng", "handle", "残留已清", channel="电话")
    go(incident, "wang", "verify", passed=True)
    assert go(incident, "county", "close")["state"] == "closed"
    assert [stage for _verb, stage in trace(incident)][-6:] == [
        "处理",
        "反馈",
        "处理",
        "反馈",
        "核查",
        "结案",
    ]


def test_a_joint_matter_has_an_assisting_unit(report, go, as_):
    incident = report(kind="需协调")
    go(incident, "liu", "accept")
    go(incident, "liu", "dispatch", unit="county-cg", assist=["community-1"])
    detail = as_("liu").get(f"/incidents/{incident['id']}").json()
    assert detail["assisting"] == [{"code": "community-1", "name": "社区服务站"}]


def test_a_sudden_matter_is_urgent_and_goes_straight_to_the_community(report, go):
    incident = report("xin", kind="突发性")
    assert (incident["urgency"], incident["level"]) == ("紧急", "community")
    go(incident, "liu", "accept")
    assert go(incident, "liu", "dispatch", handler="wang")["stage"] == "任务派遣"


def test_a_matter_that_needs_approval_is_refused_without_it(report, go, as_):
    incident = report(kind="需审批")
    accepted = go(incident, "liu", "accept")
    early = as_("liu").post(
        f"/incidents/{incident['id']}/steps",
        {"verb": "dispatch", "version": accepted["version"], "handler": "wang"},
    )
    assert (early.status_code, early.json()["code"]) == (409, "refused")
    assert early.json()["detail"] == GUARD_MESSAGES["needs_no_approval"]
    assert go(incident, "liu", "register")["state"] == "awaiting_approval"
    assert go(incident, "chen", "approve")["state"] == "registered"


def test_an_informants_report_waits_for_the_group_leader(report, go):
    incident = report("xin")
    assert incident["level"] == "grid"
    assert go(incident, "zhang", "accept")["state"] == "accepted"


def test_of_two_people_on_the_same_version_one_wins_and_the_other_is_told_by_whom_and_when(
    report, as_
):
    incident = report()
    steps = f"/incidents/{incident['id']}/steps"
    first = as_("liu").post(steps, {"verb": "accept", "version": 1})
    late = as_("chen").post(
        steps, {"verb": "reject", "version": 1, "note": "无", "channel": "电话"}
    )
    assert first.status_code == 200
    assert (late.status_code, late.json()["code"], late.json()["version"]) == (409, "stale", 2)
    assert "liu同志于11月24日 10:00已“受理”" in late.json()["detail"]


def test_the_same_step_sent_twice_is_one_step(report, as_, trace):
    incident = report()
    once, twice = (
        as_("liu").post(f"/incidents/{incident['id']}/steps", {"verb": "accept", "version": 1})
        for _ in range(2)
    )
    assert (once.status_code, twice.status_code) == (200, 200)
    assert once.json() == twice.json()
    assert [verb for verb, _stage in trace(incident)] == ["report", "accept"]


def test_a_report_sent_twice_is_one_and_other_content_under_its_id_is_refused(as_, general):
    path = f"/incidents/{uuid7()}"
    body = {"category": general["一般性"], "title": "积水", "description": "路口积水",
            "grid": "450205006003001", "found_at": "2026-11-24T09:30:00+08:00"}  # fmt: skip
    first = as_("wang").put(path, body)
    again = as_("wang").put(path, {**body, "found_at": "2026-11-24T01:30:00Z"})
    other = as_("wang").put(path, {**body, "title": "路口积水"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == again.json()
    assert other.json()["code"] == "incident.other_content"


def test_somebody_elses_id_does_not_exist(report, as_, general):
    incident = report()
    body = {"category": general["一般性"], "description": "别的事", "title": "别的事"}
    assert as_("liu").put(f"/incidents/{incident['id']}", body).status_code == 404


def test_a_stranger_finds_nothing(report, as_):
    incident = report()
    path = f"/incidents/{incident['id']}"
    stranger = as_("stranger")
    step = {"verb": "accept", "version": 1}
    answers = [stranger.get(path), stranger.post(f"{path}/steps", step)]
    absent = f"/incidents/{uuid7()}"
    answers += [stranger.get(absent), stranger.post(f"{absent}/steps", step)]
    assert {(a.status_code, a.content) for a in answers} == {(404, answers[0].content)}
    assert stranger.get("/incidents").json() == {"items": [], "next": None}


def test_only_what_one_may_do_now_is_offered(report, as_):
    incident = report()
    offered = {
        name: as_(name).get(f"/incidents/{incident['id']}").json()["offers"]
        for name in ("wang", "liu", "town_leader")
    }
    assert offered == {
        "wang": ["settle"],
        "liu": ["accept", "reject", "merge", "settle", "classify", "escalate"],
        "town_leader": ["supervise", "void"],
    }


def test_wrong_steps_are_told_what_is_wrong(report, as_):
    incident = report()
    steps = f"/incidents/{incident['id']}/steps"

    def refusal(who, **body):
        answer = as_(who).post(steps, {"version": 1, **body})
        told = answer.json()
        return answer.status_code, told["code"], [fault["field"] for fault in told["errors"]]

    assert refusal("liu", verb="fly") == (422, "invalid", ["verb"])
    assert refusal("liu", verb="close") == (409, "refused", [])
    assert refusal("wang", verb="accept") == (409, "refused", [])
    assert refusal("liu", verb="accept", version="x") == (422, "invalid", ["version"])
    assert refusal("liu", verb="accept", version=99) == (409, "stale", [])
    assert refusal("liu", verb="accept", colour="red") == (422, "invalid", ["colour"])
    assert refusal("liu", verb="reject") == (422, "incident.facts", ["channel", "note"])
    assert refusal("liu", verb="reject", note="重复", channel="飞鸽", told_at="明天") == (
        422,
        "incident.facts",
        ["channel", "told_at"],
    )
    assert as_("liu").get(f"/incidents/{incident['id']}").json()["version"] == 1


def test_whoever_may_not_report_is_told_so(as_, general):
    body = {"category": general["一般性"], "title": "积水", "description": "路口积水",
            "grid": "450205006003001"}  # fmt: skip
    assert as_("admin").put(f"/incidents/{uuid7()}", body).status_code == 404
    assert as_("chen").put(f"/incidents/{uuid7()}", {**body, "grid": ""}).status_code == 422


def test_a_report_and_a_step_ask_the_database_as_little_as_they_must(
    as_, general, world, django_assert_num_queries
):
    """Rights, the matter and what is written; two savepoint statements are the test's own."""
    uid = uuid7()
    body = {"category": general["一般性"], "description": "路口积水", "grid": world.grid.number}
    callers = [as_("wang"), as_("liu")]
    with django_assert_num_queries(11):
        callers[0].put(f"/incidents/{uid}", body)
    with django_assert_num_queries(6):
        callers[1].post(f"/incidents/{uid}/steps", {"verb": "accept", "version": 1})
