"""A community's desk keeps its ledger: mends what came back, prints, merges and undoes."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

pytestmark = pytest.mark.e2e

ROSTER = """姓名,性别,出生日期,身份证号,住址,文化程度
顾念慈,女,1961-03-04,99010119610304001,即墨路81弄9号楼101室,高中
顾念慈,女,1961-03-04,,即墨路81弄9号楼102室,大学本科
"""


def press(page, button):
    button.click()
    confirm = page.locator("dialog[open] button")
    if confirm.count():
        confirm.last.click()
    page.wait_for_load_state("networkidle")


def take_in(desk, file):
    desk.go("/desk/imports/")
    desk.page.set_input_files("main input[type=file]", file)
    press(desk.page, desk.page.get_by_role("button", name="上传并预览"))
    desk.page.wait_for_url(re.compile("/desk/imports/[0-9a-f-]{36}/"))
    press(desk.page, desk.page.locator("button[formaction$='/confirm/']"))
    desk.page.get_by_role("link", name="导入报告").wait_for(timeout=60_000)


def save(page, act, path):
    with page.expect_download() as download:
        act()
    path.write_bytes(Path(download.value.path()).read_bytes())
    return path


def mend(path):
    """Write what was asked for into the workbook that came back."""
    book = load_workbook(path)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    assert "17 位" in sheet.cell(2, columns["问题说明"]).value
    sheet.cell(2, columns["身份证号"]).value = "990101196103040017"
    book.save(path)
    return path


def test_the_desk_mends_prints_merges_and_undoes(visitor, tmp_path):
    desk = visitor().sign_in("sq_cheng")
    page = desk.page
    roster = {"name": "花名册.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
    take_in(desk, roster)
    back = save(page, page.get_by_role("link", name="待修改").first.click, tmp_path / "mend.xlsx")
    take_in(desk, mend(back))
    assert "更新" in page.locator("main").inner_text()

    desk.go("/desk/prints/people/")
    page.check("input[name=kind][value=book]", force=True)
    page.select_option("[name=under]", index=1)
    button = page.get_by_role("button", name="生成 PDF")
    book = save(page, button.click, tmp_path / "book.pdf")
    assert book.read_bytes()[:5] == b"%PDF-"

    desk.go("/desk/duplicates/")
    press(page, page.get_by_role("button", name="重新查找"))
    pair = page.locator("tr", has_text="顾念慈").get_by_role("link", name="核对")
    for _ in range(60):  # the search runs beside the request
        if pair.count():
            break
        page.wait_for_timeout(500)
        desk.go("/desk/duplicates/")
    pair.click()
    page.locator("input[name='take.facts.education'][value=other]").check(force=True)
    press(page, page.get_by_role("button", name="合并为一条"))
    page.wait_for_url(re.compile("/desk/people/[0-9a-f-]{36}/"))
    assert "大学本科" in page.locator("main").inner_text()
    desk.go("/desk/people/?q=顾念慈")
    assert page.locator("#rows a[href*='/desk/people/']").count() == 1

    desk.go("/desk/duplicates/")
    press(page, page.locator("li", has_text="顾念慈").get_by_role("button", name="撤销"))
    assert "恢复原样" in page.locator("main").inner_text()
    desk.go("/desk/people/?q=gnc")
    assert page.locator("#rows a[href*='/desk/people/']").count() == 2
