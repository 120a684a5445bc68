"""Whatever happens to phone, line or clock: what a worker wrote arrives once, or is still there."""

import os
import random
import time

import pytest

from field_phone import PASSWORD, Desk, eventually

pytestmark = pytest.mark.e2e
KILLS = int(os.environ.get("WANGGE_KILLS", "3"))
# What a browser answers when the phone is full: no size of a disk can be told to it from here.
FULL = """is_full => {
  const store = IDBObjectStore.prototype;
  store.real ??= store.put;
  store.put = is_full ? () => { throw new DOMException("full", "QuotaExceededError") } : store.real;
}"""


@pytest.fixture
def desk(demo):
    return lambda name: Desk(demo["url"].rstrip("/"), name)


def has_draft(person):
    person.go("report")
    person.page.fill("#address", "")
    return person.page.get_by_text("接着上次没填完的草稿").is_visible()


def test_a_battery_that_dies_while_saving_loses_and_doubles_nothing(line, phone, desk):
    """Killed at any moment after the tap: the report waits, or the form is there as it was."""
    person = phone()
    person.enrol("wg_xu")
    line.mode = "down"
    chance = random.Random(5)
    for number in range(1, KILLS + 1):
        told = f"断电第{number}件路灯不亮"
        person.go("report")
        person.kind("楼道堆放")
        person.page.fill("#description", told)
        person.page.get_by_text("草稿已存在手机里").wait_for()
        person.page.get_by_role("button", name="上报").click(no_wait_after=True)
        time.sleep(chance.uniform(0, 0.15))
        person.kill()
        person.start()
        if person.count("waiting") < number:
            assert has_draft(person)
            assert person.page.locator("#description").input_value() == told
            person.page.get_by_role("button", name="上报").click()
            person.page.locator("[data-waiting]").wait_for()
        elif has_draft(person):  # kept, and the form not yet cleared: tapped again it is one report
            person.page.get_by_role("button", name="上报").click()
            person.page.locator("[data-waiting]").wait_for()
    line.mode = "open"
    person.send()
    assert eventually(lambda: person.count("waiting") == 0)
    found = [len(desk("wg_xu").incidents(f"断电第{n}件路灯不亮")) for n in range(1, KILLS + 1)]
    assert found == [1] * KILLS


def test_a_line_cut_anywhere_delivers_once(line, phone, desk):
    person = phone()
    person.enrol("wg_zhou")
    cuts = [("cut_request", size) for size in (0, 60, 700)]
    cuts += [("cut_answer", size) for size in (0, 15, 200)]
    for number, (mode, size) in enumerate(cuts):
        line.mode, line.after, before = mode, size, line.taken
        person.report(f"断线第{number}次垃圾未清")
        assert eventually(lambda: line.taken > before)  # noqa: B023 -- asked at once
        line.mode = "open"
        person.send()
        person.wait_for("received", number + 1)
    found = [len(desk("wg_zhou").incidents(f"断线第{n}次垃圾未清")) for n in range(len(cuts))]
    assert found == [1] * len(cuts)
    person.page.get_by_role("button", name="与服务器核对").click()
    assert person.page.locator("[data-checked]").inner_text().startswith("一致")


@pytest.mark.parametrize("hours", [24, 10 * 366 * 24])
def test_a_wrong_clock_is_put_right(line, phone, desk, hours, tmp_path):
    person = phone()
    person.close()
    person.clock = hours
    person.open()
    person.enrol("wg_sun")
    person.offline(True)
    told = f"时钟快了{hours}小时"
    person.visit("101", told)
    person.page.get_by_role("button", name="保存走访").click()
    person.page.get_by_text("住在这里的人").wait_for()
    person.offline(False)
    person.send()
    person.wait_for("received", 1)
    assert len(desk("wg_sun").visits(told)) == 1


def test_full_storage_is_said_and_the_form_stays(line, phone, desk):
    person = phone()
    person.enrol("wg_gao")
    told = "存储满了也不能丢水管漏水"
    person.go("report")
    person.kind("楼道堆放")
    person.page.fill("#description", told)
    person.page.get_by_text("草稿已存在手机里").wait_for()
    person.page.evaluate(FULL, True)
    person.page.get_by_role("button", name="上报").click()
    person.page.get_by_text("手机存储已满").wait_for()
    assert person.page.locator("#description").input_value() == told
    person.page.evaluate(FULL, False)
    person.page.get_by_role("button", name="上报").click()
    person.wait_for("received", 1)
    assert len(desk("wg_gao").incidents(told)) == 1


def test_after_three_days_without_the_server_the_password_opens_again(line, phone, desk):
    person = phone()
    person.enrol("wg_lin")
    line.mode = "down"
    person.report("三天没有信号护栏损坏")
    person.close()
    person.clock = 73
    person.open()
    person.page.goto(person.url)
    person.page.get_by_text("超过 72 小时").wait_for()
    assert person.page.locator(".f-pin").count() == 0
    line.mode = "open"
    person.page.fill("#again", PASSWORD)
    person.page.get_by_role("button", name="解锁").click()
    person.page.get_by_text("请输入口令").wait_for()
    person.pin()
    person.page.locator(".field-app").wait_for()
    person.send()
    person.wait_for("received", 1)
    assert len(desk("wg_lin").incidents("三天没有信号护栏损坏")) == 1


def test_a_phone_stopped_at_the_desk_wipes_itself_at_its_next_contact(line, phone, visitor):
    person = phone()
    person.enrol("wg_guo")
    manager = visitor().sign_in("sq_cheng")
    manager.go("/desk/devices/")
    row = manager.page.locator("tbody tr", has_text="郭凯").first
    row.get_by_role("button", name="停用").click()
    manager.page.locator("dialog[open] button[value=go]").click()
    manager.page.get_by_text("已停用").first.wait_for()
    person.go("outbox")
    person.page.get_by_role("button", name="现在上传").click()
    person.page.locator("#username").wait_for()
    kept = person.page.evaluate(
        """() => new Promise(done => {
            const asked = indexedDB.open('wangge-field');
            asked.onsuccess = () => {
                const count = asked.result.transaction('rows').objectStore('rows').count();
                count.onsuccess = () => done(count.result);
            };
        })"""
    )
    assert kept == 0


def test_a_new_release_waits_for_the_person_and_keeps_the_form(line, phone):
    person = phone()
    person.enrol("wg_he")
    person.go("report")
    person.page.fill("#description", "填到一半电线垂落")
    person.page.get_by_text("草稿已存在手机里").wait_for()
    line.mode = "release"
    person.page.evaluate("async () => { await (await navigator.serviceWorker.ready).update() }")
    person.page.get_by_text("有新版本").wait_for()
    assert person.page.locator("#description").input_value() == "填到一半电线垂落"
    person.page.get_by_text("有新版本").click()
    person.page.get_by_text("请输入口令").wait_for()
    person.pin()
    person.page.locator(".field-app").wait_for()
    person.go("report")
    person.page.get_by_text("接着上次没填完的草稿").wait_for()
    assert person.page.locator("#description").input_value() == "填到一半电线垂落"
