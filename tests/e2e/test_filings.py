"""A form that nobody here has seen, from the superior's file to the file sent back."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from filings.books import workbook

pytestmark = pytest.mark.e2e
HEADINGS = [
    "序号", "社区（村）", "网格", "姓名*", "性别：男/女", "公民身份号码*", "周岁年龄", "民族",
    "现居住地址", "联系电话*", "紧急联系人及电话", "婚姻状况", "是否独居老人", "是否低保户",
    "有无犯罪记录", "愿意接受的上门服务", "备注",
]  # fmt: skip


def send(visitor, page, button):
    page.locator(button).click()
    confirm = page.locator("dialog[open] [data-yes]")
    if confirm.count():
        confirm.first.click()
    page.wait_for_load_state("networkidle")


def test_an_unseen_form_is_matched_admitted_filled_and_sent_back(visitor, demo, tmp_path):
    path = tmp_path / "独居高龄老人情况摸排表.xlsx"
    path.write_bytes(
        workbook(
            HEADINGS,
            title="2026 年冬季高龄老人情况摸排表",
            foot="填表人：          审核人：          单位（盖章）：",
            widths=(6, 16, 14, 10, 10, 22),
        )
    )
    town = visitor().sign_in("jd_jie")
    page = town.page
    town.go("/desk/filings/new/")
    page.set_input_files("[name=file]", str(path))
    page.fill("[name=asked_by]", "区民政局")
    page.fill("[name=basis]", "民老龄〔2026〕31号")
    page.fill("[name=purpose]", "冬季上门关爱")
    send(town, page, "main form[data-guard] button[type=submit]")
    page.wait_for_url(re.compile("/filings/forms/[0-9a-f-]{36}/$"))
    form = page.url
    text = page.locator("main").inner_text()
    assert "15 / 17" in text
    assert "司法和治安类信息" in text
    # The ID number is sensitive: why is it needed?
    page.locator("tr", has_text="公民身份号码").locator("a.btn").click()
    page.fill("[name=need]", "与民政高龄津贴名单核对")
    page.check("[name=must]")
    send(town, page, "main form[data-guard] button[type=submit]")
    # What the system did not know, the person says.
    page.locator("tr", has_text="愿意接受的上门服务").locator("a.btn").click()
    page.select_option("[name=meaning]", "figure:constant")
    page.fill("[name=arg]", "待走访了解")
    send(town, page, "main form[data-guard] button[type=submit]")
    assert "16 / 17" in page.locator("main").inner_text()
    send(town, page, "form[action$='/ask/'] button")

    leader = visitor().sign_in("jl_dai")
    leader.go("/desk/filings/")
    leader.page.locator("a", has_text="高龄老人情况摸排表").first.click()
    send(leader, leader.page, "form[action$='/decide/'] button[name=agreed]")
    assert "已准入" in leader.page.locator("main").inner_text()

    desk = visitor().sign_in("sq_tang")
    page = desk.page
    page.goto(form)
    page.locator("#fill summary").click()
    page.fill("[name=age_from]", "80")
    send(desk, page, "#fill button[type=submit]")
    page.wait_for_url(re.compile("/filings/[0-9a-f-]{36}/$"))
    filing = page.url
    rows = page.locator("table.sheet tbody tr")
    assert rows.count() > 0
    first = rows.first.locator("td")
    assert "*" in first.nth(5).inner_text()
    name = first.nth(3).inner_text().strip()
    first.nth(5).locator("a").click()
    page.wait_for_selector("#trace dl")
    drawer = page.locator("#trace").inner_text()
    assert "公民身份号码" in drawer
    assert name in drawer
    page.locator("#trace a[href*='/people/']").wait_for()

    page.goto(filing + "gaps/")
    missing = page.locator("table tbody tr").count()
    assert missing > 0
    assert "紧急联系人" not in page.locator("main").inner_text()  # not required: not collected
    grid = page.locator("table tbody td").nth(1).inner_text()
    send(desk, page, "form[action$='/send/'] button")
    worker = visitor().sign_in(
        next(a["username"] for a in demo["accounts"] if a["post"] == "网格员" and grid in a["area"])
    )
    worker.go("/desk/filings/collect/")
    assert "高龄老人情况摸排表" in worker.page.locator("main").inner_text()

    page.goto(filing)
    page.fill("#export [name=reason]", "报区民政局冬季摸排")
    with page.expect_download() as download:
        page.locator("#export button[type=submit]").click()
    content = Path(download.value.path()).read_bytes()
    sheet = load_workbook(BytesIO(content)).active
    lines = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert lines[0][0] == "2026 年冬季高龄老人情况摸排表"
    assert lines[1] == HEADINGS
    filled = [line for line in lines[2:] if line[3] and line[0]]
    assert [line[0] for line in filled] == list(range(1, len(filled) + 1))
    assert {line[15] for line in filled} == {"待走访了解"}
    assert {line[14] for line in filled} == {""}
    assert all(re.fullmatch(r"99\d{15}[\dX]", line[5]) for line in filled if line[5])
    assert min(int(line[6]) for line in filled) >= 80
    assert lines[-1][0].startswith("填表人")

    town.go("/desk/filings/")
    figures = town.page.locator("main").inner_text()
    assert "区民政局" in figures
