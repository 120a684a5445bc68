"""A grid worker's day on the phone: loaded at the office, walked without signal, whole at the desk."""

import re
import time

import pytest

from field_phone import Desk

pytestmark = pytest.mark.e2e
WORKER = "wg_sun"
DESK = "sq_dong"


def base(demo):
    return demo["url"].rstrip("/")


def call_on(person, n, purpose, **texts):
    """Visit the n-th home of the list, from the list to its being kept."""
    page = person.page
    person.go("homes")
    page.get_by_label("查找住户").fill("")
    page.locator(".f-homes a").nth(n).click()
    page.get_by_role("link", name="记一次走访").click()
    page.locator("#purpose").wait_for()
    outcome = texts.pop("outcome", "")
    if outcome:
        page.locator(f"label[for=outcome-{outcome}]").click()
    page.get_by_role("button", name=purpose, exact=True).click()
    more = {"difficulty", "need", "recent_change"} & texts.keys()
    if more:
        page.get_by_role("button", name="困难、需求、近期变化").click()
    for key, text in texts.items():
        page.fill(f"#{key}", text)


def keep_visit(person):
    person.page.get_by_role("button", name="保存走访").click()
    person.page.get_by_role("link", name="记一次走访").wait_for()


def start_patrol(person):
    person.go("patrol")
    person.page.get_by_role("button", name="开始巡查").click()
    person.page.get_by_role("button", name="结束巡查").wait_for()


def settle(person, found, done):
    page = person.page
    person.go("patrol")
    page.fill("#finding", found)
    page.get_by_role("button", name="当场处理好了").click()
    page.fill("#finding-done", done)
    page.get_by_role("button", name="记下").click()
    page.locator(".f-findings", has_text=found).wait_for()


def five_visits(person):
    page = person.page
    call_on(person, 0, "看望", found="楼道扶手松动", feedback="已告知会报修", need="想申请送餐")
    page.get_by_role("button", name="把这个问题交给部门办").click()
    person.kind("楼道灯")
    page.get_by_role("button", name="交给部门办的事").click()
    person.kind("楼道堆放")
    page.fill("#matter-1", "二楼平台堆着旧柜子")
    keep_visit(person)
    call_on(person, 1, "核对信息", recent_change="儿子一家搬回同住")
    keep_visit(person)
    call_on(person, 2, "政策宣传", outcome="nobody_home", wished="周末上午")
    keep_visit(person)
    call_on(person, 3, "安全检查", outcome="refused")
    keep_visit(person)
    call_on(person, 4, "回访上次的事", feedback="上次报修的水管已修好")
    keep_visit(person)


def change_a_fact(person):
    page = person.page
    person.go("homes")
    page.locator(".f-homes a").nth(1).click()
    page.locator(".tap-list a[href^='#/person']").first.click()
    page.get_by_role("link", name="更新信息").click()
    person.change("籍贯", "上海浦东")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("待上传").first.wait_for()


def report_from_the_walk(person, found, picture):
    page = person.page
    page.fill("#finding", found)
    page.get_by_role("button", name="上报", exact=True).click()
    page.locator(".photo-frame, #description").first.wait_for()
    assert page.input_value("#description") == found
    page.set_input_files("input[type=file]", str(picture))
    page.locator(".photo-frame img").wait_for()
    person.kind("井盖")
    page.get_by_role("button", name="上报").click()
    page.locator(".f-findings", has_text=found).wait_for()


def hand_in_the_log(person, words):
    """The lines that wrote themselves."""
    page = person.page
    person.go("journal/log")
    page.get_by_role("button", name="提交日志").wait_for()
    lines = page.locator(".f-day li").all_inner_texts()
    page.fill("#text", words)
    page.get_by_role("button", name="提交日志").click()
    page.get_by_text("以前写的").wait_for()
    return lines


def test_a_day_from_the_office_and_back_is_whole_at_the_desk(demo, phone, visitor, tmp_path):
    person = phone()
    person.enrol(WORKER)
    person.page.locator(".tap-list .f-why").first.wait_for()
    picture = tmp_path / "photo.png"
    person.page.screenshot(path=str(picture))
    person.offline(True)

    start_patrol(person)
    settle(person, "单元门口停了两辆电动车", "联系车主当场移走")
    person.kill()  # the battery is empty in the middle of the walk
    person.start()
    person.offline(True)
    page = person.page
    page.get_by_text("正在巡查").wait_for()
    five_visits(person)
    change_a_fact(person)
    settle(person, "晾衣绳拴在消防栓上", "当场解下")
    report_from_the_walk(person, "花坛边井盖缺了一角", picture)
    assert page.locator(".f-findings .chip").all_inner_texts() == ["当场处理", "当场处理", "已上报"]
    page.get_by_role("button", name="结束巡查").click()
    page.get_by_role("button", name="开始巡查").wait_for()
    lines = hand_in_the_log(person, "下午小雨，老人多在家")
    # five visits, one patrol, three matters (two from a visit), one line of facts
    assert len(lines) == 10
    assert lines[-1] == "更新居民信息 1 人、1 项"
    person.wait_for("waiting", 11)

    person.offline(False)
    person.send()
    person.wait_for("received", 11)
    assert person.count("waiting") == 0
    desk = Desk(base(demo), WORKER)
    assert len(desk.visits("楼道扶手松动")) == 1
    assert {len(desk.incidents(told)) for told in ("楼道扶手松动", "二楼平台堆着旧柜子")} == {1}
    (report,) = desk.incidents("花坛边井盖缺了一角")
    assert len(desk._ask(f"/api/v1/incidents/{report['id']}")["files"]) == 1
    seen_at_the_desk(visitor())


def seen_at_the_desk(desk):
    """Ledger, log, record book and follow-ups, without one more keystroke."""
    desk.sign_in(DESK)
    desk.go("/desk/visits/")
    visits = desk.page.locator("[data-rows]").inner_text()
    desk.go("/desk/visits/opinions/")
    book = desk.page.locator("[data-rows]").inner_text()
    desk.go("/desk/visits/patrols/")
    patrols = desk.page.locator("[data-rows]").inner_text()
    desk.go("/desk/journals/?kind=log")
    log = desk.page.locator("[data-rows] li").first.inner_text()
    desk.go("/desk/incidents/?q=井盖缺了一角")
    matters = desk.page.locator("#content").inner_text()
    assert ("家中无人" in visits, "谢绝走访" in visits) == (True, True)
    assert ("想申请送餐" in book, "儿子一家搬回同住" in book, "楼道扶手松动" in book) == (True,) * 3
    assert ("晾衣绳拴在消防栓上" in patrols, "花坛边井盖缺了一角" in patrols) == (True, True)
    # The log was on its way before the photo: what came after it stands in it too.
    assert ("下午小雨，老人多在家" in log, "花坛边井盖缺了一角" in log) == (True, True)
    assert "花坛边井盖缺了一角" in matters


def test_a_report_takes_four_taps_and_its_words(phone):
    person = phone()
    person.enrol("wg_zhou")
    person.offline(True)
    page = person.page
    begun = time.monotonic()
    taps = [
        page.locator(".tabbar a[href='#/report']"),
        page.locator(".f-pick"),
        page.locator(".f-sheet .tap").first,
    ]
    for tap in taps:
        tap.click()
    page.locator("#description").press_sequentially("楼道堆物")
    page.get_by_role("button", name="上报").click()
    page.locator("[data-waiting]").wait_for()
    spent = time.monotonic() - begun
    print(f"\nreport: {len(taps) + 1} taps, 4 characters, {spent:.1f} s of the machine's time")
    assert person.count("waiting") == 1


def test_what_may_be_the_same_matter_is_shown_before_it_is_sent(phone):
    person = phone()
    person.enrol("wg_zhou")
    page = person.page
    person.report("小区北门路灯整晚不亮")
    person.wait_for("received", 1)
    person.send()
    person.go("report")
    page.fill("#description", "北门路灯不亮")
    page.locator(".f-near a").first.wait_for()  # it has come back from the server
    page.fill("#description", "楼上有人装修噪声")
    page.locator(".f-near").wait_for(state="detached")
    person.offline(True)
    page.fill("#description", "北门路灯不亮")
    page.locator(".f-near a").first.wait_for()
    assert "路灯" in page.locator(".f-near a").first.inner_text()
    page.fill("#description", "楼上有人装修噪声")
    page.locator(".f-near").wait_for(state="detached")


def test_general_information_waits_for_its_day_and_special_does_not(demo, phone, visitor):
    person = phone()
    person.enrol(WORKER)
    page = person.page
    person.offline(True)
    person.go("inform")
    assert re.search("将随周[二五]", page.locator(".panel .note").inner_text())
    page.fill("#information", "几户商量着要装充电桩")
    page.get_by_role("button", name="随批次上报").click()
    page.locator(".tap-list", has_text="充电桩").wait_for()
    page.locator("label[for=information-special]").click()
    page.fill("#information", "有人冒充燃气公司上门")
    page.get_by_role("button", name="立即报送").click()
    page.locator(".tap-list", has_text="冒充").wait_for()
    person.offline(False)
    person.send()
    person.wait_for("received", 2)
    desk = visitor().sign_in(DESK)
    desk.go("/desk/visits/batches/")
    assert "有人冒充燃气公司上门" in desk.page.locator("[data-rows]").inner_text()


def test_a_suggestion_without_a_name_reaches_the_county_only(demo, phone, visitor):
    person = phone()
    person.enrol("wg_zhou")
    page = person.page
    person.offline(True)
    person.go("mine")
    page.locator("[data-complaint]").click()
    page.locator("label[for=suggestion-burden]").click()
    page.fill("#suggestion", "群里和平台要报两遍")
    page.get_by_label("匿名").check()
    page.get_by_role("button", name="提交").click()
    page.locator("[data-complaint]").wait_for()
    person.offline(False)
    person.send()
    person.wait_for("received", 1)
    county = visitor().sign_in("admin_system")
    county.go("/desk/suggestions/")
    row = county.page.locator("[data-rows] li", has_text="群里和平台要报两遍").inner_text()
    assert ("匿名" in row, "周" in row.split("群里")[0]) == (True, False)
    desk = visitor().sign_in(DESK)
    assert desk.page.goto(base(demo) + "/desk/suggestions/").status == 404


def test_diary_and_notes_are_written_without_signal_and_found_again(phone):
    person = phone()
    person.enrol("wg_zhou")
    page = person.page
    person.offline(True)
    for kind, words in (("diary", "王阿婆今天精神很好"), ("study", "学了新的走访规范")):
        person.go(f"journal/{kind}")
        page.fill("#text", words)
        page.wait_for_timeout(500)
        person.reopen()
        person.offline(True)
        page = person.page
        person.go(f"journal/{kind}")
        page.get_by_text("接着上次没填完的草稿").wait_for()
        page.get_by_role("button", name="保存").click()
        page.get_by_text("以前写的").wait_for()
    person.offline(False)
    person.send()
    person.wait_for("received", 2)
    person.go("journals")
    shown = page.locator(".tap-list").last.inner_text()
    assert ("王阿婆今天精神很好" in shown, "学了新的走访规范" in shown) == (True, True)


def test_the_day_is_in_order_and_every_row_says_why(phone):
    person = phone()
    person.enrol("wg_zhou")
    page = person.page
    page.locator(".tap-list .f-why").first.wait_for()
    rows = page.locator(".van-pull-refresh .tap-list > li:has(.f-kind)")
    late = ["is-late" in (row.get_attribute("class") or "") for row in rows.all()]
    reasons = rows.locator(".f-why").all_inner_texts()
    assert (len(reasons), all(reasons)) == (len(late), True)
    assert late == sorted(late, reverse=True)
    put_off = page.locator("details.f-section")
    put_off.locator("summary").click()
    assert "本周上限 25 户" in put_off.locator(".f-why").first.inner_text()
    assert page.get_by_text("这里不打卡、不排名").is_visible()
