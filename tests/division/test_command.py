import json
import sys

import pytest
import shapely
from shapely.geometry import shape

from division.towns import chessboard, line, square, unit, write
from wangge.config.cli.main import main


def run(capsys, *arguments):
    code = main(["divide", *map(str, arguments)])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.fixture
def units(tmp_path):
    return write(tmp_path / "units.geojson", chessboard(12, 10))


def test_every_unit_is_in_one_grid_and_the_figures_are_printed(units, tmp_path, capsys):
    out = tmp_path / "grids.geojson"
    code, printed, _ = run(capsys, units, "--out", out, "--json")
    told = json.loads(printed.splitlines()[-1])
    grids = json.loads(out.read_text("utf-8"))["features"]
    members = [name for grid in grids for name in grid["properties"]["units"]]
    assert (code, told["grids"], told["share_in_band"], told["discontiguous"]) == (0, 6, 1.0, 0)
    assert sorted(members) == sorted(row["properties"]["id"] for row in chessboard(12, 10))
    assert [grid["properties"]["id"] for grid in grids] == [1, 2, 3, 4, 5, 6]
    assert all(
        grid["properties"]["households"] == 20 * len(grid["properties"]["units"]) for grid in grids
    )


def test_the_grids_cover_the_town_without_gap_or_overlap(units, tmp_path, capsys):
    out = tmp_path / "grids.geojson"
    run(capsys, units, "--out", out)
    shapes = [shape(row["geometry"]) for row in json.loads(out.read_text("utf-8"))["features"]]
    town = shapely.union_all([shape(square(0, 0, 12, 10))])
    assert {each.geom_type for each in shapes} == {"Polygon"}
    assert sum(each.area for each in shapes) == pytest.approx(town.area, rel=1e-9)
    assert shapely.union_all(shapes).symmetric_difference(town).area < 1e-9 * town.area


def test_the_same_seed_writes_the_same_file(units, tmp_path, capsys):
    one, two = tmp_path / "one.geojson", tmp_path / "two.geojson"
    run(capsys, units, "--out", one, "--seed", 7)
    run(capsys, units, "--out", two, "--seed", 7)
    assert one.read_bytes() == two.read_bytes()


def test_people_read_the_figures_in_words(units, tmp_path, capsys):
    code, printed, _ = run(capsys, units, "--out", tmp_path / "grids.geojson", "--staff", 6)
    assert code == 0
    assert printed.startswith("【界线最省】2400 户分成 6 个网格，写入 ")
    assert "300 至 500 户之内 6 个（100.0%）" in printed


def test_keep_changes_nothing_that_needs_no_change(units, tmp_path, capsys):
    old, new = tmp_path / "old.geojson", tmp_path / "new.geojson"
    run(capsys, units, "--out", old)
    code, printed, _ = run(capsys, units, "--keep", old, "--out", new, "--json")
    assert (code, json.loads(printed)["moved_households"]) == (0, 0)
    assert old.read_bytes() == new.read_bytes()


def test_variants_stand_side_by_side(units, tmp_path, capsys):
    out = tmp_path / "grids.geojson"
    code, printed, _ = run(capsys, units, "--out", out, "--variants", 2, "--json")
    told = json.loads(printed)
    assert code == 0
    assert [each["label"] for each in told["variants"]] == ["界线最省", "户数均衡"]
    assert [each["file"] for each in told["variants"]] == [
        str(out), str(tmp_path / "grids-2.geojson"),
    ]  # fmt: skip
    assert (tmp_path / "grids-2.geojson").is_file()


def test_barriers_draw_the_borders_to_them(units, tmp_path, capsys):
    streets = [line((at, 0), (at, 10)) for at in (4, 8)] + [line((0, 5), (12, 5))]
    lines = write(tmp_path / "lines.geojson", streets)
    out = tmp_path / "grids.geojson"
    code, printed, _ = run(capsys, units, "--out", out, "--barriers", lines, "--json")
    assert code == 0
    assert json.loads(printed)["along_barriers"] > 0.95


def test_a_grid_outside_the_band_is_written_with_its_reason_and_code_1(tmp_path, capsys):
    rows = [*chessboard(12, 10), unit("island", 90, square(30, 0))]
    units = write(tmp_path / "units.geojson", rows)
    out = tmp_path / "grids.geojson"
    code, printed, _ = run(capsys, units, "--out", out, "--json")
    told = json.loads(printed)
    assert (code, len(told["reasons"])) == (1, 1)
    assert "这一片只有 90 户" in told["reasons"][0]
    assert (
        sum(
            len(row["properties"]["units"])
            for row in json.loads(out.read_text("utf-8"))["features"]
        )
        == 121
    )


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--min", "600"], "divide.band"),
        (["--staff", "-2"], "divide.staff"),
        (["--keep", "absent.geojson"], "divide.file"),
        (["--barriers", "absent.geojson"], "divide.file"),
        (["--keep", "absent.geojson", "--variants", "2"], "divide.variants"),
        (["--balance", "elders"], "divide.units"),
    ],
)
def test_what_cannot_be_is_refused_with_code_1(units, tmp_path, capsys, more, code):
    out = tmp_path / "grids.geojson"
    returned, printed, error = run(capsys, units, "--out", out, "--json", *more)
    assert (returned, json.loads(printed)["error"]) == (1, code)
    assert error.strip() == json.loads(printed)["detail"]
    assert not out.exists()


def test_a_missing_folder_is_said_before_the_work(units, tmp_path, capsys):
    code, printed, _ = run(capsys, units, "--out", tmp_path / "no" / "grids.geojson", "--json")
    assert (code, json.loads(printed)["error"]) == (1, "divide.out")


def test_wrong_usage_is_code_2(units, capsys):
    with pytest.raises(SystemExit) as left:
        main(["divide", str(units)])
    assert left.value.code == 2
    with pytest.raises(SystemExit) as left:
        main(["divide", str(units), "--out", "x", "--variants", "0"])
    assert left.value.code == 2


def test_the_certificate_is_printed_and_told(units, tmp_path, capsys):
    out = tmp_path / "grids.geojson"
    code, printed, _ = run(capsys, units, "--out", out, "--prove", "20", "--json")
    told = json.loads(printed)["proof"]
    assert (code, told["proved"], told["share"]) == (0, told["pairs"], 1.0)
    code, printed, _ = run(capsys, units, "--out", out, "--prove")
    assert (code, f"证明：相邻网格 {told['pairs']} 对" in printed) == (0, True)


def test_without_the_solver_the_certificate_is_refused_before_the_work(
    units, tmp_path, capsys, monkeypatch
):
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    out = tmp_path / "grids.geojson"
    code, _, error = run(capsys, units, "--out", out, "--prove")
    assert (code, out.exists()) == (1, False)
    assert "pip install 'wangge[prove]'" in error


def test_least_change_is_no_shortest_border_to_prove(units, tmp_path, capsys):
    out = tmp_path / "grids.geojson"
    run(capsys, units, "--out", out)
    code, _, error = run(capsys, units, "--out", out, "--keep", out, "--prove")
    assert (code, error.startswith("--keep")) == (1, True)
