import pytest

from premises.conftest import CODE
from wangge.config.cli.main import main
from wangge.kernel.errors import Missing
from wangge.places.models import PlaceChange
from wangge.premises.imports import import_premises
from wangge.premises.models import Premises

HEADINGS = (
    "序号,单位名称,统一社会信用代码,类型,经营地址,法定代表人,法人代表电话,员工人数,"
    "是否危化,有无党组织,开业日期,所属网格"
)
ROWS = (
    f"1,老何便利店,{CODE},个体户,白沙路12号3栋101,何老板,12087654321,3人,否,无,2020年3月1日,第一网格",
    "2,白沙五金（总店）,91350100M000100Y44,企业,白沙路12号,周小二,12011112222,12,是,有,2019-05-01,",
    "3,,,企业,白沙路13号,,,,,,,",
    "4,无证裁缝铺,,个体工商户,白沙路15号,吴裁缝,1201111,很多,,,,第二网格",
)


def sheet(*rows, headings=HEADINGS):
    return ("个体工商户和单位台账\n" + headings + "\n" + "\n".join(rows) + "\n合计,4\n").encode()


def counts(result):
    return (result.rows_read, result.created, result.updated, result.unchanged, result.refused)


@pytest.fixture
def taken(world):
    return import_premises(sheet(*ROWS), "单位.csv", world.community)


def test_a_ledger_goes_in_and_every_fault_is_named(taken):
    assert counts(taken) == (4, 3, 0, 0, 1)
    named = {key: n for key, n in taken.faults.items() if key.startswith(("credit", "premises"))}
    assert named == {"credit_code.wrong": 1, "premises.name_missing": 1, "premises.value": 1}
    assert [row.row for row in taken.returned] == [4, 5, 6]


def test_units_stand_in_the_grid_the_sheet_tells(world, taken):
    rows = Premises.objects.order_by("pk")
    grid = world.grid.code
    assert [(row.name, row.kind, row.area_id) for row in rows] == [
        ("老何便利店", "02", grid),
        ("白沙五金（总店）", "01", world.community.code),
        ("无证裁缝铺", "02", grid + 1),
    ]


def test_values_are_read_by_the_dictionary(taken):
    first, second = Premises.objects.order_by("pk")[:2]
    assert (first.staff_count, first.hazardous, str(first.opened_on), first.code_doubt) == (
        3, False, "2020-03-01", "",
    )  # fmt: skip
    assert (second.hazardous, second.facts) == (True, {"party_body": "1"})
    assert second.code_doubt.startswith("第 18 位校验码不符")
    assert [row.hint for row in first.contacts.all()] == ["120****4321"]


def test_the_same_ledger_again_changes_nothing(world, taken):
    again = import_premises(sheet(*ROWS), "单位.csv", world.community)
    assert (counts(again), PlaceChange.objects.count()) == ((4, 0, 0, 3, 1), 0)


def test_a_changed_cell_updates_its_unit_and_says_so(world, taken):
    row = ROWS[0].replace("3人", "5人").replace("老何便利店", "老何超市")
    result = import_premises(sheet(row), "新.csv", world.community)
    assert counts(result) == (1, 0, 1, 0, 0)
    changes = PlaceChange.objects.order_by("pk").values_list("field", "old", "new", "source")
    assert list(changes) == [
        ("name", "老何便利店", "老何超市", "新.csv"),
        ("staff_count", "3", "5", "新.csv"),
    ]


def test_a_unit_written_twice_is_one(world):
    result = import_premises(
        sheet(ROWS[0], ROWS[0].replace("1,", "9,", 1)), "x.csv", world.community
    )
    assert (counts(result), result.merged) == ((2, 1, 0, 0, 0), 1)


def test_a_unit_finds_its_building_and_dwelling(world, building, homes):
    row = f"1,老何便利店,{CODE},个体户,{homes['101'].address},,,,,,,"
    import_premises(sheet(row), "x.csv", world.community)
    kept = Premises.objects.get()
    assert (kept.building, kept.dwelling, kept.area_id) == (building, homes["101"], world.grid.code)


def test_a_dry_run_writes_nothing(world):
    result = import_premises(sheet(*ROWS), "x.csv", world.community, dry_run=True)
    assert (result.created, Premises.objects.count()) == (3, 0)


def test_only_who_collects_there_imports(world):
    with pytest.raises(Missing):
        import_premises(sheet(*ROWS), "x.csv", world.community, staff=world.staff("stranger"))


def test_the_command_prints_the_figures(world, tmp_path, capsys):
    path, report = tmp_path / "单位.csv", tmp_path / "out.xlsx"
    path.write_bytes(sheet(*ROWS))
    code = main(
        ["import", "premises", str(path), "--area", world.community.number, "--json", "--report",
         str(report)]
    )  # fmt: skip
    assert (code, report.exists(), (tmp_path / "out-待修改.xlsx").exists()) == (1, True, True)
    assert '"created": 3' in capsys.readouterr().out.splitlines()[-1]


def test_a_unit_finds_its_building_however_the_address_is_written(world, building, homes):
    text = f"单位名称,单位地址\n甲店,{world.community.name}白沙路12号3号楼102\n乙店,白沙路12号3幢底商\n"
    import_premises(text.encode(), "u.csv", world.community)
    rows = Premises.objects.order_by("pk")
    assert [(row.building, row.dwelling, row.area_id) for row in rows] == [
        (building, homes["102"], world.grid.code), (building, None, world.grid.code),
    ]  # fmt: skip
