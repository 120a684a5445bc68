"""A form that nobody here has seen, from the superior's file to the file sent back."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from filings.books import workbook

pytestmark = pytest.mark.e2e
TITLE = "2026 年冬季高龄老人情况摸排表"
HEADINGS = [
    "序号", "社区（村）", "网格", "姓名*", "性别：男/女", "公民身份号码*", "周岁年龄", "民族",
    "现居住地址", "联系电话*", "紧急联系人及电话", "婚姻状况", "是否独居老人", "是否低保户",
    "有无犯罪记录", "愿意接受的上门服务", "备注",
]  # fmt: skip


def send(page, button):
    page.locator(button).click()
    confirm = page.locator("dialog[open] [data-yes]")
    if confirm.count():
        confirm.first.click()
    page.wait_for_load_state("networkidle")


def register(town, path):
    """Upload, see what is known, say what is not, ask for admission."""
    foot = "填表人：          审核人：          单位（盖章）："
    path.write_bytes(workbook(HEADINGS, title=TITLE, foot=foot, widths=(6, 16, 14, 10, 10, 22)))
    page = town.page
    town.go("/desk/filings/new/")
    page.set_input_files("[name=file]", str(path))
    page.fill("[name=asked_by]", "区民政局")
    page.fill("[name=basis]", "民老龄〔2026〕31号")
    page.fill("[name=purpose]", "冬季上门关爱")
    send(page, "main form[data-guard] button[type=submit]")
    page.wait_for_url(re.compile("/filings/forms/[0-9a-f-]{36}/$"))
    text = page.locator("main").inner_text()
    assert ("15 / 17" in text, "司法和治安类信息" in text) == (True, True)
    # The ID number is sensitive: why is it needed?
    page.locator("tr", has_text="公民身份号码").locator("a.btn").click()
    page.fill("[name=need]", "与民政高龄津贴名单核对")
    page.check("[name=must]")
    send(page, "main form[data-guard] button[type=submit]")
    # What the system did not know, the person says.
    page.locator("tr", has_text="愿意接受的上门服务").locator("a.btn").click()
    page.select_option("[name=meaning]", "figure:constant")
    page.fill("[name=arg]", "待走访了解")
    send(page, "main form[data-guard] button[type=submit]")
    assert "16 / 17" in page.locator("main").inner_text()
    send(page, "form[action$='/ask/'] button")
    return page.url.partition("#")[0]


def admit(leader):
    leader.go("/desk/filings/")
    leader.page.locator("a", has_text=TITLE).first.click()
    send(leader.page, "form[action$='/decide/'] button[name=agreed]")
    assert "已准入" in leader.page.locator("main").inner_text()


def fill(desk, form):
    """For those of eighty and older; a masked cell tells whose it is."""
    page = desk.page
    page.goto(form)
    page.locator("#fill summary").click()
    page.fill("[name=age_from]", "80")
    send(page, "#fill button[type=submit]")
    page.wait_for_url(re.compile("/filings/[0-9a-f-]{36}/$"))
    first = page.locator("table.sheet tbody tr").first.locator("td")
    assert "*" in first.nth(5).inner_text()
    name = first.nth(3).inner_text().strip()
    first.nth(5).locator("a").click()
    page.wait_for_selector("#trace dl")
    drawer = page.locator("#trace").inner_text()
    assert ("公民身份号码" in drawer, name in drawer) == (True, True)
    return page.url


def collect(desk, filing):
    """The households that lack something, and nothing that was not asked for; answers a grid."""
    page = desk.page
    page.goto(filing + "gaps/")
    assert page.locator("table tbody tr").count() > 0
    assert "紧急联系人" not in page.locator("main").inner_text()
    grid = page.locator("table tbody td").nth(1).inner_text()
    send(page, "form[action$='/send/'] button")
    return grid


def export(desk, filing):
    page = desk.page
    page.goto(filing)
    page.fill("#export [name=reason]", "报区民政局冬季摸排")
    with page.expect_download() as download:
        page.locator("#export button[type=submit]").click()
    sheet = load_workbook(BytesIO(Path(download.value.path()).read_bytes())).active
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


def test_an_unseen_form_is_matched_admitted_filled_and_sent_back(visitor, demo, tmp_path):
    town, desk = visitor().sign_in("jd_jie"), visitor().sign_in("sq_tang")
    form = register(town, tmp_path / "高龄老人摸排.xlsx")
    admit(visitor().sign_in("jl_dai"))
    filing = fill(desk, form)
    grid = collect(desk, filing)
    accounts = demo["accounts"]
    worker = next(a for a in accounts if a["post"] == "网格员" and a["area"].endswith(grid))
    field = visitor().sign_in(worker["username"])
    field.go("/desk/filings/collect/")
    assert TITLE in field.page.locator("main").inner_text()
    lines = export(desk, filing)
    assert lines[0][0] == TITLE
    assert lines[1] == HEADINGS
    assert lines[-1][0].startswith("填表人")
    filled = [line for line in lines[2:] if line[3] and line[0]]
    assert [line[0] for line in filled] == list(range(1, len(filled) + 1))
    assert {(line[14], line[15]) for line in filled} == {("", "待走访了解")}
    assert all(re.fullmatch(r"99\d{15}[\dX]", line[5]) for line in filled if line[5])
    assert min(line[6] for line in filled) >= 80
    town.go("/desk/filings/")
    assert f"{len(filled)} 行" in town.page.locator("main").inner_text()
