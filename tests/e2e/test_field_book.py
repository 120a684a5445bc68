"""The household book on the phone: new people and homes, events, drafts, the map, all without network."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from field_phone import Desk

pytestmark = pytest.mark.e2e
WORKER = "wg_sun"


def book_of(person):
    """The households on the phone as its list shows them."""
    person.go("homes")
    person.page.locator(".f-homes a").first.wait_for()
    return person.page.locator(".f-homes strong").all_inner_texts()


def open_home(person, at=0):
    person.go("homes")
    person.page.locator(".f-homes a").nth(at).click()
    person.page.get_by_text("住在这里的人").wait_for()


def register_home(person, address):
    person.go("new-home")
    person.page.fill("#address", address)
    person.page.get_by_role("button", name="保存").click()
    person.page.get_by_role("heading", name="登记一个人").wait_for()


def tell(person, name, relation, born):
    person.page.fill("#name", name)
    person.page.fill("#born", born)
    person.page.select_option("#relation", relation)


def people(demo, name):
    desk = Desk(demo["url"].rstrip("/"), WORKER)
    return desk._ask(f"/api/v1/people?q={quote(name)}")["items"]


def test_a_family_met_without_network_is_registered_once(demo, line, phone):
    person = phone()
    person.enrol(WORKER)
    address = book_of(person)[0].rpartition("号楼")[0] + "号楼9901室"
    line.mode = "down"
    person.offline(True)

    register_home(person, address)
    tell(person, "司徒望舒", "户主", "1981-02-03")
    person.page.get_by_role("button", name="保存").click()
    person.page.get_by_text("刚登记的人").wait_for()
    person.page.get_by_role("link", name="登记一个人").click()
    tell(person, "司徒朗月", "子", "2012-05-06")
    person.page.wait_for_timeout(600)
    person.kill()  # over a form half filled in
    person.start()
    person.offline(True)
    person.go("drafts")
    person.page.get_by_text("登记一个人 · ").click()
    assert person.page.input_value("#name") == "司徒朗月"
    person.page.get_by_role("button", name="保存").click()
    person.page.get_by_text("刚登记的人").first.wait_for()
    person.wait_for("waiting", 3)

    person.offline(False)
    line.mode = "lose"  # the server has it, the phone hears nothing
    person.send()
    line.mode = "open"
    person.send()
    person.wait_for("received", 3)
    assert [len(people(demo, name)) for name in ("司徒望舒", "司徒朗月")] == [1, 1]
    person.send()
    person.go("homes")
    person.page.get_by_label("查找住户").fill("stws stly")
    assert person.page.locator(".f-homes strong").all_inner_texts() == [address]


def test_who_is_on_record_is_shown_before_a_second_record_is_made(demo, line, phone):
    first, second = phone(), phone()
    for each in (first, second):
        each.enrol(WORKER)
    for each in (first, second):
        each.offline(True)
        open_home(each, 1)
        each.page.get_by_role("link", name="登记一个人").click()
        tell(each, "欧阳停云", "非亲属", "1979-08-09")
        each.page.get_by_role("button", name="保存").click()
        each.page.get_by_text("刚登记的人").wait_for()
        each.offline(False)
        each.send()
    first.wait_for("received", 1)
    second.page.get_by_text("可能已经登记过").first.click()
    second.page.get_by_role("button", name="不是同一人，仍要登记").wait_for()
    second.page.get_by_role("button", name="不要了").click()
    second.page.get_by_role("button", name="去掉").click()
    assert len(people(demo, "欧阳停云")) == 1
    second.send()
    open_home(second, 1)  # the book now knows the name: the phone itself asks
    second.page.get_by_role("link", name="登记一个人").click()
    tell(second, "欧阳停云", "非亲属", "1999-08-09")
    second.page.get_by_role("button", name="保存").click()
    second.page.get_by_text("1979-08-09").wait_for()
    second.page.get_by_role("button", name="不是同一人，继续登记").click()
    second.page.get_by_text("刚登记的人").wait_for()
    second.send()
    second.wait_for("received", 1)
    assert len(people(demo, "欧阳停云")) == 2


def test_a_households_facts_and_somebodys_leaving_arrive(demo, line, phone):
    person = phone()
    person.enrol(WORKER)
    person.offline(True)
    open_home(person, 2)
    name = person.page.locator(".tap-list strong").first.inner_text().split()[0]
    person.page.get_by_role("link", name="更新").click()
    person.page.get_by_label("查找项目").fill("燃气使用")
    person.page.get_by_text("管道燃气").click()
    person.page.get_by_label("查找项目").fill("心愿")
    person.page.get_by_label("心愿", exact=True).fill("想装电梯")
    person.page.get_by_role("button", name="保存 2 项改动").click()
    person.page.get_by_text("想装电梯").wait_for()
    person.page.locator(".tap-list a").first.click()
    person.page.get_by_role("link", name="迁出、失联或去世").click()
    person.page.get_by_text("失联", exact=True).click()
    person.page.get_by_role("button", name="保存").click()
    person.page.get_by_text("已报变动").wait_for()
    person.offline(False)
    person.send()
    person.wait_for("received", 2)
    (row,) = [each for each in people(demo, name) if each["status"] == "失联"]
    assert row["name"] == name
    open_home(person, 2)
    assert person.page.get_by_text("管道燃气").is_visible()
    person.page.locator(".tap-list a").first.click()
    person.page.get_by_role("link", name="恢复联系、迁出或去世").click()
    person.page.get_by_role("button", name="保存").click()
    person.page.get_by_text("住在这里的人").wait_for()
    person.send()
    person.wait_for("received", 3)
    assert [each["status"] for each in people(demo, name) if each["id"] == row["id"]] == ["在住"]


def test_the_map_is_drawn_without_network_and_a_house_shows_its_homes(demo, line, phone):
    person = phone()
    person.enrol(WORKER)
    person.send()
    person.reopen()
    person.offline(True)
    person.go("ground")
    canvas = person.page.locator(".f-map canvas")
    canvas.wait_for()
    person.page.wait_for_timeout(300)
    box = canvas.bounding_box()
    # The middle of each dot of a house with homes, found by its colour.
    spots = canvas.evaluate(
        """node => {
            const pen = node.getContext('2d'), { width, height } = node;
            const data = pen.getImageData(0, 0, width, height).data, found = [];
            const ratio = width / node.clientWidth;
            for (let y = 0; y < height; y += 2) for (let x = 0; x < width; x += 2) {
                const at = 4 * (y * width + x);
                if (data[at] === 0xe0 && data[at + 1] === 0x7b) found.push([x / ratio, y / ratio]);
            }
            return found;
        }"""
    )
    assert spots
    x, y = spots[len(spots) // 2]
    person.page.mouse.click(box["x"] + x, box["y"] + y)
    person.page.locator(".panel-head h2").wait_for()
    shown = person.page.locator(".panel .tap-list strong").all_inner_texts()
    house = person.page.locator(".panel-head h2").inner_text()
    assert {address[: len(house)] for address in shown} == {house}
    order = person.page.locator("ol .f-number").all_inner_texts()
    assert order == [str(n + 1) for n in range(len(order))]
    person.page.get_by_label("按走路最短排").uncheck()
    person.page.wait_for_timeout(500)
    person.reopen()
    person.go("ground")
    expect(person.page.get_by_label("按走路最短排")).not_to_be_checked(timeout=20_000)


@pytest.mark.parametrize("change", ["kill", "reload"])
def test_every_half_filled_form_of_the_book_is_found_again(demo, line, phone, change):
    person = phone()
    person.enrol(WORKER)
    open_home(person, 3)
    home = person.page.evaluate("location.hash").rpartition("/")[2]
    person.page.locator(".tap-list a").first.click()
    person.page.get_by_role("link", name="更新信息").wait_for()
    who = person.page.evaluate("location.hash").rpartition("/")[2]
    for path, field in (
        ("new-home", "#address"), (f"arrive/{home}", "#name"), (f"leave/{who}", "#to"),
        (f"edit/{who}", "#q-workplace"), (f"edit-home/{home}", "#q-wishes"),
    ):  # fmt: skip
        person.go(path)
        person.page.locator(field).wait_for(state="attached")
        person.page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        person.page.fill(field, "写了一半")
    person.page.wait_for_timeout(500)
    if change == "kill":
        person.kill()
        person.start()
    else:
        person.page.reload()
        person.pin()
        person.page.locator(".field-app").wait_for()
    person.go("drafts")
    person.page.locator(".f-draft").first.wait_for()
    lines = person.page.locator(".f-draft").all_inner_texts()
    assert [sum("写了一半" in line for line in lines), len(lines)] == [5, 5]


def test_the_app_can_be_put_among_the_others_of_a_phone(demo, phone):
    person = phone()
    person.enrol(WORKER)
    asked = person.context.new_cdp_session(person.page)
    told = asked.send("Page.getAppManifest")
    assert told["errors"] == []
    faults = asked.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in faults if each["errorId"] != "in-incognito"] == []
