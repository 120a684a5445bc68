"""The whole story, told by the people in it, each at a browser of their own."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e
MESSY = Path(__file__).parent.parent / "data" / "messy"
STAGES = ["信息采集", "受理", "立项", "任务派遣", "处理", "反馈", "核查", "结案"]


def test_a_residents_report_climbs_to_the_county_is_reworked_and_answered(visitor):
    resident = visitor(phone=True)
    resident.go("/report/?q=路灯")
    resident.page.locator("ul.kinds a").first.click()
    form = resident.page.locator("form[data-guard]")
    form.locator("[name=description]").fill("荣城小区门口路灯连续三晚不亮，老人出行不便")
    grid = form.locator("[name=grid]")
    community = grid.locator("option", has_text="荣城").first.get_attribute("value")
    grid.select_option(community)
    form.locator("button[type=submit]").click()
    number = resident.page.locator("#number").inner_text()
    link = resident.page.locator("#link").inner_text()

    desk = visitor().sign_in("sq_tang")
    desk.go(f"/desk/incidents/?q={number}")
    desk.page.locator("#rows a[href*='/desk/incidents/']").first.click()
    desk.page.wait_for_url(re.compile("/desk/incidents/[0-9a-f-]{36}/"))
    uid = desk.page.url.split("/")[5]
    desk.take(uid, "accept")
    desk.take(uid, "escalate", reason="超出管辖", note="路灯由市政部门管养")
    town = visitor().sign_in("jd_jie")
    town.take(uid, "accept")
    town.take(uid, "escalate", reason="需部门协调", note="请县级派市政处置")
    county = visitor().sign_in("qx_yan")
    county.take(uid, "accept")
    county.take(uid, "register")
    county.take(uid, "dispatch", assignee="unit:chengguan")

    handler = visitor().sign_in("bm_qiu")
    handler.take(uid, "sign")
    handler.take(uid, "handle", note="已更换灯具")
    handler.take(uid, "feedback", channel="网页")
    worker = visitor(phone=True).sign_in("wg_wang")
    leader = visitor().sign_in("qx_yan")
    leader.take(uid, "verify", passed="false", note="仍有一盏不亮")
    handler.take(uid, "handle", note="全部更换完毕", channel="网页")
    leader.take(uid, "verify", passed="true")
    county.take(uid, "close")

    resident.page.goto(link)
    text = resident.page.locator("main").inner_text()
    assert "已结案" in text
    assert [stage for stage in STAGES if stage not in text] == []
    resident.page.locator("[name=satisfaction][value=满意]").check(force=True)
    resident.page.locator("form[action$='/rate/'] button[type=submit]").click()
    assert "您的评价" in resident.page.locator("main").inner_text()
    county.go(f"/desk/incidents/{uid}/")
    story = county.page.locator("main").inner_text()
    for who in ("邱志刚", "核查", "上报上级", "仍有一盏不亮", "路灯由市政部门管养"):
        assert who in story
    worker.go("/m/")
    assert worker.page.locator("main").count() == 1


def test_a_grid_worker_settles_a_matter_on_the_spot_by_phone(visitor):
    worker = visitor(phone=True).sign_in("wg_wang")
    worker.go("/m/report/?q=堆放")
    worker.page.locator("ul.kinds a").first.click()
    form = worker.page.locator("form[data-guard]")
    form.locator("[name=description]").fill("楼道堆放纸箱，已请住户搬离")
    form.locator("[name=settled]").first.locator("xpath=..").click()
    settled = form.locator("[name=settled][type=radio]")
    settled.last.check(force=True)
    form.locator("[name=result]").fill("住户当场搬离")
    form.locator("[name=channel]").select_option("当面")
    form.locator("button[type=submit]").click()
    worker.page.wait_for_url(re.compile("/m/incidents/"))
    assert "现场办结" in worker.page.locator("main").inner_text()


@pytest.mark.parametrize("name", sorted(path.name for path in MESSY.glob("0*")))
def test_a_messy_ledger_is_previewed_imported_and_every_doubt_is_named(visitor, name):
    desk = visitor().sign_in("sq_cheng")
    desk.go("/desk/imports/")
    desk.page.set_input_files("input[type=file]", MESSY / name)
    desk.page.get_by_role("button", name="上传并预览").click()
    desk.page.wait_for_url(re.compile("/desk/imports/[0-9a-f-]{36}/"))
    assert "处" in desk.page.locator("main").inner_text()
    desk.page.locator("button[formaction$='/confirm/']").click()
    confirm = desk.page.locator("dialog[open] button").last
    if confirm.count():
        confirm.click()
    link = desk.page.get_by_role("link", name="导入报告")
    link.wait_for(timeout=60_000)
    with desk.page.expect_download() as download:
        link.click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
