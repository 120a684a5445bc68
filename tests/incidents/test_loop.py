"""The closed loop, told as traces of real actions."""

from datetime import timedelta

import pytest

from wangge.incidents import rules
from wangge.incidents.actions.reporting import Report, report
from wangge.incidents.actions.stepping import advance
from wangge.incidents.models import Incident, IncidentStep
from wangge.incidents.queries import Filters, offers, waiting_for, worklist
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.kernel.errors import Invalid, Missing, Refused, Stale
from wangge.kernel.ids import uuid7
from wangge.posts import actions as posts

pytestmark = pytest.mark.django_db
POINT = {"lon": 109.412, "lat": 24.362}


@pytest.fixture
def send(world, general, workday):
    def _send(who="wang", kind="一般性", **given):
        fields = {"category": general[kind], "kind": kind, "description": "楼道堆放杂物", **POINT}
        staff = world.staff(who) if who else None
        return report(uuid7(), Report(**{**fields, **given}), staff=staff).incident

    return _send


@pytest.fixture
def go(world):
    def _go(incident, who, verb, note="", **facts):
        now = Incident.objects.get(pk=incident.pk)
        return advance(
            incident.uid, verb, version=now.version, staff=world.staff(who), note=note, facts=facts
        )

    return _go


def trace(incident):
    return [(step.verb, step.stage) for step in incident.steps.order_by("pk")]


def test_a_plain_matter_goes_through_all_eight_stages(send, go):
    incident = send()
    go(incident, "liu", "accept")
    go(incident, "liu", "register")
    go(incident, "liu", "dispatch", handler="wang")
    go(incident, "wang", "sign")
    go(incident, "wang", "handle", "已清理")
    go(incident, "wang", "feedback", channel="电话")
    go(incident, "zhang", "verify", passed=True)
    go(incident, "liu", "close")
    closed = go(incident, "liu", "archive")
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
    assert closed.state == rules.ARCHIVED
    assert [step.version for step in incident.steps.order_by("pk")] == list(range(1, 11))


def test_dispatch_without_registration_puts_both_stages_on_record(send, go):
    incident = send()
    go(incident, "liu", "accept")
    go(incident, "liu", "dispatch", handler="wang")
    assert trace(incident)[2:] == [("register", "立项"), ("dispatch", "任务派遣")]


def test_a_matter_climbs_to_the_county_comes_back_for_rework_and_is_closed_there(send, go):
    incident = send()
    go(incident, "liu", "accept")
    go(incident, "liu", "escalate", "社区无执法权", reason="超出管辖")
    go(incident, "town", "accept")
    go(incident, "town", "escalate", "须城管局处置", reason="需部门协调")
    go(incident, "county", "accept")
    go(incident, "county", "register")
    go(incident, "county", "dispatch", unit="county-cg")
    go(incident, "cheng", "sign")
    go(incident, "cheng", "handle", "已拆除", channel="电话")
    go(incident, "wang", "verify", "现场仍有残留", passed=False)
    again = go(incident, "cheng", "handle", "残留已清", channel="电话")
    assert (again.state, again.rework, again.level) == (rules.INFORMED, 1, Level.COUNTY)
    go(incident, "wang", "verify", passed=True)
    assert go(incident, "county", "close").state == rules.CLOSED


def test_a_matter_that_needs_approval_cannot_be_dispatched_before_it(send, go):
    incident = send(kind="需审批")
    go(incident, "liu", "accept")
    with pytest.raises(Refused, match="不能跳过审批"):
        go(incident, "liu", "dispatch", handler="wang")
    assert go(incident, "liu", "register").state == rules.AWAITING
    assert go(incident, "chen", "approve").state == rules.REGISTERED


def test_nobody_approves_what_they_asked_for(send, go):
    incident = send(kind="需审批")
    go(incident, "chen", "accept")
    go(incident, "chen", "register")
    with pytest.raises(Refused, match="自己提出的申请"):
        go(incident, "chen", "approve")


def test_a_joint_matter_always_has_an_assisting_unit(send, go):
    incident = send(kind="需协调")
    go(incident, "liu", "accept")
    go(incident, "liu", "dispatch", unit="county-cg")
    assert [unit.code for unit in incident.assisting.all()] == ["community-1"]


def test_a_sudden_matter_alarms_everybody_above_and_never_waits_for_the_leader(
    send, world, django_user_model
):
    incident = send("xin", kind="突发性")
    told = set(
        django_user_model.objects.filter(notices__urgent=True).values_list("username", flat=True)
    )
    assert (incident.level, incident.urgency) == (Level.COMMUNITY, "紧急")
    assert told == {"chen", "liu", "town", "town_leader", "county", "county_leader"}


def test_an_informants_report_passes_the_group_leader(send, go, world):
    incident = send("xin")
    assert (incident.level, incident.state) == (Level.GRID, rules.REPORTED)
    assert offers(world.staff("liu"), incident) == []
    go(incident, "zhang", "accept")
    raised = go(incident, "zhang", "escalate", "网格内无法解决", reason="无法解决")
    assert (raised.level, raised.state) == (Level.COMMUNITY, rules.REPORTED)
    back = go(incident, "liu", "return", "请先在网格内核实")
    assert (back.level, back.state) == (Level.GRID, rules.ACCEPTED)


def test_a_matter_settled_on_the_spot_is_still_verified_by_somebody_else(send, go):
    incident = send()
    go(incident, "wang", "settle", "已当场劝离", channel="当面")
    with pytest.raises(Refused, match="不能是处理人本人"):
        go(incident, "wang", "verify", passed=True)
    go(incident, "zhang", "verify", passed=True)
    assert go(incident, "liu", "close").state == rules.CLOSED


def test_nothing_is_closed_before_the_person_concerned_is_told(send, go):
    incident = send()
    go(incident, "liu", "accept")
    go(incident, "liu", "dispatch", handler="wang")
    go(incident, "wang", "handle", "已清理")
    go(incident, "zhang", "verify", passed=True)
    with pytest.raises(Refused, match="先告知当事人"):
        go(incident, "liu", "close")
    go(incident, "liu", "feedback", channel="短信")
    assert go(incident, "liu", "close").state == rules.CLOSED


def test_of_two_people_on_the_same_version_one_wins_and_the_other_is_told_by_whom(send, world):
    incident = send()
    advance(incident.uid, "accept", version=1, staff=world.staff("liu"))
    with pytest.raises(Stale, match="liu同志于11月24日 10:00已“受理”") as caught:
        advance(
            incident.uid,
            "reject",
            version=1,
            staff=world.staff("chen"),
            note="不属实",
            facts={"channel": "电话"},
        )
    assert caught.value.version == 2


def test_the_same_step_sent_twice_is_one_step(send, world):
    incident = send()
    for _ in range(2):
        advance(incident.uid, "accept", version=1, staff=world.staff("liu"))
    assert trace(incident) == [("report", "信息采集"), ("accept", "受理")]


def test_a_report_sent_twice_is_one_incident_and_other_content_is_refused(world, general, workday):
    uid, given = uuid7(), Report(category=general["一般性"], description="路灯不亮", **POINT)
    first = report(uid, given, staff=world.staff("wang"))
    second = report(uid, given, staff=world.staff("wang"))
    assert (first.created, second.created, second.incident.pk) == (True, False, first.incident.pk)
    with pytest.raises(Refused, match="换一个新编号"):
        report(
            uid, Report(category=general["一般性"], description="别的"), staff=world.staff("wang")
        )
    with pytest.raises(Missing):
        report(uid, given, staff=world.staff("other_worker"))


def test_the_point_decides_the_grid(send, world):
    assert send().area_id == world.grid.code
    assert send("liu", lon=109.416, lat=24.362).area_id == world.grid.code + 1


def test_a_stranger_finds_nothing(send, world):
    incident = send()
    for who in ("stranger", "other_worker", "admin", "auditor", "cheng"):
        with pytest.raises(Missing):
            advance(incident.uid, "accept", version=1, staff=world.staff(who))
        assert list(worklist(world.staff(who), Filters())) == []


def test_the_stand_in_has_the_inbox_while_the_holder_is_away_and_loses_it_after(
    send, go, world, workday
):
    incident = send()
    go(incident, "liu", "accept")
    go(incident, "liu", "dispatch", handler="wang")
    holder = world.users["wang"].postings.get()
    leave = {"since": workday + timedelta(days=1), "until": workday + timedelta(days=3)}
    posts.take_leave(holder, actor=world.users["liu"], **leave)

    def inbox():
        return [row.pk for row in Incident.objects.filter(waiting_for(world.staff("zhao")))]

    assert inbox() == []
    with clock.at(workday + timedelta(days=2)):
        assert inbox() == [incident.pk]
        go(incident, "zhao", "sign")
    with clock.at(workday + timedelta(days=4)):
        assert inbox() == []
        with pytest.raises(Missing):
            go(incident, "zhao", "progress", "仍在处理")


def test_an_extension_adds_one_limit_and_two_at_most(send, go, world):
    incident = send()
    go(incident, "liu", "accept")
    go(incident, "liu", "dispatch", handler="wang")
    before = Incident.objects.get(pk=incident.pk).due_at
    go(incident, "wang", "extend", "等待配件")
    with pytest.raises(Refused, match="等待审批"):
        go(incident, "wang", "extend", "再申请")
    assert go(incident, "chen", "approve").due_at > before
    go(incident, "wang", "extend", "仍在等待")
    go(incident, "chen", "approve")
    with pytest.raises(Refused, match="次数已用完"):
        go(incident, "wang", "extend", "还要等")


def test_a_suspended_matter_gets_its_time_back(send, go, workday):
    incident = send()
    go(incident, "liu", "accept")
    go(incident, "liu", "dispatch", handler="wang")
    before = Incident.objects.get(pk=incident.pk).due_at
    go(incident, "wang", "suspend", "待资金到位")
    assert go(incident, "chen", "approve").state == rules.SUSPENDED
    with clock.at(workday + timedelta(days=100)):
        resumed = go(incident, "liu", "resume")
    assert resumed.state == rules.HANDLING
    assert resumed.due_at - before > timedelta(days=95)


def test_a_closed_matter_is_called_back_reopened_and_not_after_the_days_allowed(send, go, workday):
    incident = send()
    go(incident, "wang", "settle", "已处理", channel="当面")
    go(incident, "zhang", "verify", passed=True)
    go(incident, "liu", "close")
    assert go(incident, "liu", "callback", "未解决", satisfaction="不满意").satisfaction == "不满意"
    assert go(incident, "liu", "reopen", "群众不满意").state == rules.REGISTERED
    other = send()
    go(other, "wang", "settle", "已处理", channel="当面")
    go(other, "zhang", "verify", passed=True)
    go(other, "liu", "close")
    with clock.at(workday + timedelta(days=16)), pytest.raises(Refused, match="期限"):
        go(other, "liu", "reopen", "又出现")


def test_a_red_card_cannot_become_yellow_and_only_its_issuer_lifts_it(send, go):
    incident = send()
    go(incident, "county", "supervise", "限期办结", supervision="红牌")
    with pytest.raises(Invalid, match="不能降低"):
        go(incident, "county", "supervise", "改为黄牌", supervision="黄牌")
    with pytest.raises(Refused, match="请由本人解除"):
        go(incident, "chen", "lift")
    assert go(incident, "county", "lift").supervision == ""


def test_merged_and_void_matters_keep_their_numbers(send, go):
    main, double, wrong = send(), send(), send()
    go(double, "liu", "merge", into=str(main.uid))
    go(wrong, "chen", "void", "误报")
    rows = {row.number: row.state for row in Incident.objects.all()}
    assert rows == {
        main.number: rules.REPORTED,
        double.number: rules.MERGED,
        wrong.number: rules.VOID,
    }


def test_classification_moves_the_limits(send, go, general):
    incident = send()
    changed = go(incident, "liu", "classify", category=general["需审批"])
    assert changed.kind == "需审批"
    assert changed.due_at > incident.due_at


def test_every_wrong_fact_is_named(send, go):
    incident = send()
    with pytest.raises(Invalid) as caught:
        go(incident, "liu", "reject", "不属实", channel="飞鸽", colour="红")
    assert [fault.field for fault in caught.value.faults] == ["channel", "colour"]
    with pytest.raises(Invalid) as caught:
        go(incident, "liu", "reject")
    assert [fault.field for fault in caught.value.faults] == ["channel", "note"]
    with pytest.raises(Invalid, match="没有“fly”这个操作"):
        go(incident, "liu", "fly")


def test_the_history_cannot_be_changed_even_by_the_database(send):
    from django.db import DatabaseError, transaction

    incident = send()
    for change in (
        lambda rows: rows.update(note="改写"),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(IncidentStep.objects.filter(incident=incident))


def test_search_finds_two_characters_and_the_number(send, world):
    incident = send(description="三号楼𠮷祥里电动车进楼充电")
    staff = world.staff("liu")
    for text in ("充电", "𠮷祥", "三号楼 电动", incident.number, incident.number[-4:]):
        assert [row.pk for row in worklist(staff, Filters(text=text))] == [incident.pk], text
    assert list(worklist(staff, Filters(text="消防"))) == []


def test_what_one_row_answers_about_reach_is_what_the_lists_answer(send, go, world):
    from wangge.incidents.access import fetch

    incident = send(kind="需协调")
    go(incident, "liu", "accept")
    go(incident, "liu", "dispatch", unit="county-cg")
    for who in world.users:
        staff = world.staff(who)
        listed = [row.pk for row in worklist(staff, Filters())]
        try:
            found = [fetch(staff, incident.uid).pk]
        except Missing:
            found = []
        assert found == listed, who


def test_a_grid_with_open_matters_is_not_closed(send, go, world):
    from wangge.areas.actions import close_grid

    incident = send()
    with pytest.raises(Refused, match="1 件未结事项"):
        close_grid(world.grid, actor=world.users["admin"], reason="合并")
    go(incident, "chen", "void", "误报")
    assert (
        close_grid(world.grid, actor=world.users["admin"], reason="合并").valid_to == clock.today()
    )
