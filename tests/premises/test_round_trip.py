"""A register of units given out, edited and brought back."""

import pytest

from premises.conftest import PHONE
from premises.workbooks import append, edit
from wangge.config.cli.main import main
from wangge.exchange import export_runs
from wangge.places.models import PlaceChange
from wangge.premises.actions import units
from wangge.premises.models import Premises
from wangge.premises.round_trip import compare, import_back, write


@pytest.fixture(params=[None, "核对台账"], ids=["masked", "clear"])
def book(request, world, shop, tmp_path):
    path = tmp_path / "u.xlsx"
    export_runs.to_file("premises", path, world.community, reason=request.param)
    return path


@pytest.fixture
def masked(world, shop, tmp_path):
    path = tmp_path / "m.xlsx"
    export_runs.to_file("premises", path, world.community)
    return path


def counts(result):
    return (result.rows_read, result.created, result.updated, result.unchanged, result.refused)


def test_an_unedited_register_changes_nothing(world, book, shop):
    assert counts(import_back(book, code=str(world.community.code))) == (1, 0, 0, 1, 0)
    shop.refresh_from_db()
    assert (shop.version, PlaceChange.objects.count()) == (1, 0)


def test_edited_cells_are_written_as_at_the_desk(world, masked, shop, liu):
    edit(masked, "3", "12", "员工人数")
    edit(masked, "否", "是", "涉及危险化学品")
    edit(masked, "120****4321", "12055556666", "法定代表人电话")
    edit(masked, "周*", "周小三", "管理责任人姓名")
    edit(masked, "白沙路12号3栋101", "", "单位地址")
    found = compare(masked, masked.name, world.community, staff=liu)
    assert (found.edits, found.conflicts) == (5, 0)
    assert counts(write(found, world.community, staff=liu)) == (1, 0, 1, 0, 0)
    shop.refresh_from_db()
    kept = {each.role: each for each in shop.contacts.all()}
    assert (shop.staff_count, shop.hazardous, shop.address) == (12, True, "")
    assert (kept["legal"].number(shop), kept["manager"].name) == ("12055556666", "周小三")
    assert kept["manager"].number(shop) == "12011112222"


def test_an_emptied_number_is_taken_away(world, masked, shop, liu):
    edit(masked, "120****4321", "", "法定代表人电话")
    write(compare(masked, masked.name, world.community, staff=liu), world.community, staff=liu)
    assert shop.contacts.get(role="legal").hint == ""


def test_what_cannot_be_is_returned_and_what_stands_elsewhere_left(world, masked, shop):
    edit(masked, "老何便利店", "", "单位名称")
    edit(masked, "第一网格", "第二网格", "所属网格")
    result = import_back(masked, code=str(world.community.code))
    assert (counts(result), result.faults) == (
        (1, 0, 0, 0, 1), {"export.cell_locked": 1, "export.row_refused": 1},
    )  # fmt: skip
    shop.refresh_from_db()
    assert (shop.name, shop.area_id) == ("老何便利店", world.grid.code)


def test_both_sides_changed_is_for_a_person_to_decide(world, masked, shop, liu):
    units.edit(
        liu, shop.uid, version=1, name="老何百货", contacts={"legal": {"phone": "12077778888"}}
    )
    assert compare(masked, masked.name, world.community, staff=liu).untouched == 1
    edit(masked, "老何便利店", "老何超市")
    found = compare(masked, masked.name, world.community, staff=liu)
    assert [(edit.key, edit.old, edit.new) for edit in found.changes[0].clashes] == [
        ("premises_name", "老何百货", "老何超市")
    ]
    write(found, world.community, staff=liu, taken={(shop.uid, "premises_name")})
    shop.refresh_from_db()
    assert shop.name == "老何超市"


def test_a_row_without_a_number_is_a_new_unit(world, masked, shop):
    append(masked, 单位名称="白沙粮油", 单位类型="个体工商户", 单位地址="白沙路9号")
    assert counts(import_back(masked, code=str(world.community.code))) == (2, 1, 0, 1, 0)
    assert Premises.objects.count() == 2


def test_strangers_units_are_not_there(world, masked, shop):
    stranger = world.staff("stranger")
    edit(masked, "老何便利店", "改名")
    found = compare(masked, masked.name, world.other_community, staff=stranger)
    assert (found.faults, found.changes) == ({"export.row_unknown": 1}, [])


def test_a_doubtful_code_on_record_keeps_nobody_from_other_changes(world, shop, tmp_path):
    Premises.objects.update(credit_code="91350100M000100Y44", code_doubt="校验码不符")
    path = tmp_path / "d.xlsx"
    export_runs.to_file("premises", path, world.community)
    edit(path, "3", "4", "员工人数")
    assert counts(import_back(path, code=str(world.community.code))) == (1, 0, 1, 0, 0)
    shop.refresh_from_db()
    assert (shop.staff_count, shop.code_doubt) == (4, "校验码不符")


def test_the_command_takes_a_workbook_of_ours_back(world, masked, shop, capsys):
    edit(masked, "老何便利店", "老何超市")
    assert main(["import", "premises", str(masked), "--area", str(world.community.code)[:12]]) == 0
    assert "更新 1" in capsys.readouterr().out


def test_numbers_in_the_clear_are_the_unit_s_own(world, shop, tmp_path):
    path = tmp_path / "w.xlsx"
    export_runs.to_file("premises", path, world.community, reason="核对台账")
    edit(path, PHONE, "12099998888")
    assert counts(import_back(path, code=str(world.community.code))) == (1, 0, 1, 0, 0)
    assert shop.contacts.get(role="legal").number(shop) == "12099998888"
