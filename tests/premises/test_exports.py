"""Registers given out as workbooks: what they hold, masked and in the clear, and within reach."""

import openpyxl
import pytest
from django.urls import reverse

from premises.conftest import CODE, PHONE
from wangge.audit.models import Record
from wangge.config.cli.main import main
from wangge.dictionary.codes import HEAD
from wangge.exchange import catalog, export_runs
from wangge.exchange.exports import outlook
from wangge.kernel.errors import Missing
from wangge.premises.actions import facilities
from wangge.premises.imports import import_premises


def given_out(kind, area, path, reason=None):
    made = export_runs.to_file(kind, path, area, reason=reason)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    at = next(n for n, row in enumerate(rows) if row[0] == "编号")
    lines = [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if any(row)]
    assert made.rows == len(lines)
    return lines


def picked(line, *headings):
    return tuple(line[heading] for heading in headings)


def test_units_are_masked_as_their_list_shows_them(world, shop, tmp_path):
    [line] = given_out("premises", world.community, tmp_path / "u.xlsx")
    assert picked(line, "单位名称", "统一社会信用代码", "法定代表人", "法定代表人电话", "管理责任人姓名") == (
        "老何便利店", CODE, "何老板", "120****4321", "周*",
    )  # fmt: skip
    assert picked(line, "单位类型", "员工人数", "涉及危险化学品") == ("个体工商户", "3", "否")


def test_in_the_clear_every_unit_is_on_record(world, shop, tmp_path):
    [line] = given_out("premises", world.community, tmp_path / "u.xlsx", "核对台账")
    assert picked(line, "法定代表人电话", "管理责任人姓名") == (PHONE, "周小二")
    seen = Record.objects.get(verb="premises.export")
    assert (seen.subject, seen.area) == (f"premises:{shop.uid}", world.grid.code)


def test_rentals_hide_landlord_and_door(world, rental, tmp_path):
    [line] = given_out("rentals", world.community, tmp_path / "r.xlsx")
    assert picked(line, "房屋", "出租人", "出租人电话", "租赁到期") == (
        "白沙路12号3栋***", "钱*", "120****4321", "2026-12-10",
    )  # fmt: skip
    [line] = given_out("rentals", world.community, tmp_path / "w.xlsx", "核对台账")
    assert picked(line, "出租人", "出租人电话") == ("钱房东", PHONE)


def test_dwellings_tell_who_heads_lives_lets_and_trades_there(  # noqa: PLR0917
    world, family, rental, shop, homes, tmp_path
):
    family.relation = HEAD
    family.save()
    lines = {
        line["房号"]: line for line in given_out("dwellings", world.community, tmp_path / "d.xlsx")
    }
    assert len(lines) == 24
    assert picked(lines["501"], "户主", "户数", "人数", "出租", "单位") == (
        f"{family.name[:1]}*", "1", "1", "", "",
    )  # fmt: skip
    assert (lines["502"]["出租"], lines["101"]["单位"]) == ("是", "老何便利店")


def test_facilities_are_given_out_as_listed(world, liu, tmp_path):
    facilities.create(liu, world.grid, kind="fire", name="消火栓", number="XF-1", shared=True)
    [line] = given_out("facilities", world.community, tmp_path / "f.xlsx")
    assert picked(line, "名称", "类型", "编号（部件编码）", "状态", "可共享") == (
        "消火栓", "消防设施", "XF-1", "完好", "是",
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["premises", "rentals", "dwellings", "facilities"])
def test_a_list_holds_only_what_lies_in_reach(world, shop, rental, kind):
    what = catalog.kind_of(kind)
    for name in ("stranger", "other_worker"):
        assert outlook(world.staff(name), what, under=None, filters={}).rows == 0
    with pytest.raises(Missing):
        outlook(world.staff("stranger"), what, under=world.grid.code, filters={})
    with pytest.raises(Missing):
        outlook(world.staff("admin"), what, under=None, filters={})


PAGES = {
    "premises": ("premises", "?q=老何", "导出这 1 家"),
    "rentals": ("rentals", "", "导出这 1 处"),
    "homes": ("dwellings", "?q=白沙", "导出这些楼栋的房屋"),
}


@pytest.mark.parametrize("page", PAGES)
def test_each_list_leads_to_its_workbook(world, client, shop, rental, page):
    client.force_login(world.users["liu"])
    kind, query, words = PAGES[page]
    shown = client.get(reverse(f"console:{page}") + query).content.decode()
    assert words in shown
    asked = reverse("console:new_export", args=[kind]) + query
    assert catalog.kind_of(kind).title in client.get(asked).content.decode()


def test_filters_of_the_list_narrow_the_workbook(world, liu, shop, rental):
    for kind, filters, rows in (
        ("premises", {"text": "老何"}, 1),
        ("premises", {"state": "closed"}, 0),
        ("rentals", {"state": "ended"}, 0),
        ("dwellings", {"text": "柳北"}, 0),
    ):
        assert outlook(liu, catalog.kind_of(kind), under=None, filters=filters).rows == rows


def test_the_template_of_units_comes_in_again(world, tmp_path):
    path = tmp_path / "t.xlsx"
    export_runs.template("premises", path, world.community)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    at = next(n for n, row in enumerate(rows) if "单位名称" in str(row)) + 1
    headings = [str(cell or "").strip("* ") for cell in rows[at - 1]]
    told = {
        "单位名称": "白沙粮油",
        "单位类型": "个体工商户",
        "法定代表人": "何小满",
        "单位地址": "白沙路9号",
    }
    for heading, value in told.items():
        sheet.cell(at + 2, headings.index(heading) + 1, value)
    book.save(path)
    result = import_premises(path, path.name, world.community)
    assert (result.created, result.refused) == (1, 0)


def test_kinds_that_are_only_read_have_no_template(world, tmp_path):
    with pytest.raises(Missing):
        export_runs.template("rentals", tmp_path / "t.xlsx", world.community)


@pytest.mark.parametrize("kind", ["premises", "rentals", "facilities", "dwellings", "incidents"])
def test_the_command_gives_each_list_out(world, shop, rental, kind, tmp_path):
    path = tmp_path / "out.xlsx"
    assert main(["export", kind, str(path), "--area", str(world.community.code)[:12]]) == 0
    assert path.is_file()
