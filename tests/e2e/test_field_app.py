"""The phone app in a real Chromium: a day without network, a bad line, a server that restarts."""

from pathlib import Path

import pytest

from field_phone import PASSWORD, Again, Desk, eventually

pytestmark = pytest.mark.e2e


def test_a_day_without_network_arrives_whole_and_once(demo, line, phone):
    person = phone()
    person.enrol("wg_wang")
    desk = Desk(demo["url"].rstrip("/"), "wg_wang")
    line.mode = "down"
    person.offline(True)

    person.visit("101", "老人腿脚不便想有人代买药")
    person.page.wait_for_timeout(600)
    person.reopen()  # the browser was closed over a form half filled in
    person.offline(True)
    person.visit("101", "老人腿脚不便想有人代买药")
    assert person.page.get_by_text("接着上次没填完的草稿").is_visible()
    person.page.get_by_role("button", name="交给部门办的事").click()
    person.kind("楼道灯")
    person.page.fill("#matter-0", "二楼楼道灯不亮")
    person.page.get_by_role("button", name="保存走访").click()
    person.page.get_by_text("住在这里的人").wait_for()
    person.report("楼下堆着旧沙发")
    person.wait_for("waiting", 3)
    person.reopen()
    assert person.count("waiting") == 3

    person.offline(False)
    line.mode = "portal"  # a hotel's log-in page is no answer
    person.send()
    assert person.count("waiting") == 3
    line.mode = "lose"  # the server has it, the phone hears nothing
    person.send()
    assert eventually(lambda: line.taken > 0)
    assert person.count("waiting") == 3
    line.mode = "open"
    person.send()
    person.wait_for("received", 3)

    assert person.count("waiting") == 0
    assert len(desk.visits("老人腿脚不便想有人代买药")) == 1
    assert len(desk.incidents("二楼楼道灯不亮")) == 1
    assert len(desk.incidents("楼下堆着旧沙发")) == 1


def test_a_photo_travels_after_a_restart_of_the_browser(demo, line, phone, tmp_path):
    person = phone()
    person.enrol("wg_li")
    person.offline(True)
    picture = tmp_path / "photo.png"
    person.page.screenshot(path=str(picture))
    person.go("report")
    person.page.set_input_files("input[type=file]", str(picture))
    person.page.locator(".photo-frame img").wait_for()
    person.report("墙面有裂缝")
    person.reopen()
    person.offline(False)
    person.send()
    person.wait_for("received", 1)
    desk = Desk(demo["url"].rstrip("/"), "wg_li")
    (row,) = desk.incidents("墙面有裂缝")
    assert len(desk._ask(f"/api/v1/incidents/{row['id']}")["files"]) == 1


def test_two_phones_change_one_field_and_a_person_chooses(demo, line, phone):
    first, second = phone(), phone()
    for each in (first, second):
        each.enrol("wg_wu")
        each.offline(True)
        each.go("homes")
        each.page.locator(".f-homes a").first.click()
        each.page.locator(".tap-list a").first.click()
        each.page.get_by_role("link", name="更新信息").click()
    first.change("籍贯", "广西柳州")
    first.change("出生地", "柳州")
    second.change("籍贯", "广西桂林")
    for each in (first, second):
        each.page.get_by_role("button", name="保存").click()
        each.page.get_by_text("待上传").first.wait_for()
        each.offline(False)
        each.send()
        each.page.locator("h2", has_text="待上传").wait_for(state="detached")
    assert first.count("received") == 1
    second.page.get_by_text("有不同").click()
    second.page.locator(".f-choice").first.wait_for()
    choices = second.page.locator(".f-choice strong").all_inner_texts()
    second.page.locator(".f-choice").last.click()
    second.page.get_by_text("已按您的选择保存").wait_for()
    assert choices == ["广西柳州", "广西桂林"]


def test_what_lies_on_the_phone_names_nobody(line, phone, tmp_path):
    person = phone()
    person.enrol("wg_zhang")
    person.go("homes")
    names = person.page.locator(".f-homes .sub").all_inner_texts()[:20]
    person.visit("101", "这句话只有打开手机的人能读")
    person.page.get_by_role("button", name="保存走访").click()
    person.page.get_by_text("住在这里的人").wait_for()
    person.wait_for("received", 1)
    person.close()
    seeded = {name for line in names for name in line.split("、") if len(name) > 1}
    seeded |= {"这句话只有打开手机的人能读", PASSWORD}
    found = set()
    for file in Path(person.path).rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            found |= {
                word
                for word in seeded
                if word.encode() in content or word.encode("utf-16-le") in content
            }
    person.open()
    assert (len(seeded) > 10, found) == (True, set())


def test_two_workers_on_one_phone_do_not_see_each_other(line, phone):
    person = phone()
    person.enrol("wg_hu")
    person.go("homes")
    first = person.page.locator(".f-homes a").first.inner_text()
    person.offline(True)
    person.report("只有第一个人知道")
    person.offline(False)
    person.go("mine")
    person.page.get_by_text("锁上").click()
    person.page.get_by_role("button", name="换人").click()
    person.page.get_by_text("其他人登录").click()
    person.page.fill("#username", "wg_chen")
    person.page.fill("#password", PASSWORD)
    person.page.click("form button[type=submit]")
    person.pin("246813")
    person.page.get_by_text("请再输一次").wait_for()
    person.pin("246813")
    person.page.locator(".field-app").wait_for()
    assert (person.count("waiting"), person.count("received")) == (0, 0)
    person.go("homes")
    assert person.page.locator(".f-homes a").first.inner_text() != first


def test_ten_wrong_pins_wipe_what_is_kept(line, phone):
    person = phone()
    person.enrol("wg_yang")
    person.page.reload()
    person.page.get_by_text("请输入口令").wait_for()
    for left in range(9, 0, -1):
        person.pin("864209")
        person.page.get_by_text(f"再错 {left} 次").wait_for()
    person.pin("864209")
    person.page.get_by_text("数据已清除").wait_for()
    left = person.page.evaluate(
        """() => new Promise(done => {
            const asked = indexedDB.open('wangge-field');
            asked.onsuccess = () => {
                const count = asked.result.transaction('rows').objectStore('rows').count();
                count.onsuccess = () => done(count.result);
            };
        })"""
    )
    assert left == 0


def test_a_shut_server_loses_nothing(demo, line, phone, tmp_path):
    """The server is away while the phone sends; another process then answers for the same data."""
    person = phone()
    person.enrol("wg_zhao")
    line.mode = "down"
    person.report("井盖松动")
    person.wait_for("waiting", 1)
    again = Again(demo)
    try:
        line.backend = again.port
        line.mode = "open"
        person.send()
        person.wait_for("received", 1)
        desk = Desk(f"http://127.0.0.1:{again.port}", "wg_zhao")
        assert len(desk.incidents("井盖松动")) == 1
    finally:
        again.stop()
