import re
import subprocess
import sys
from pathlib import Path

import pytest

from division.towns import chessboard, write
from wangge.division.compiled import COMPILED, FOLDER, KERNELS
from wangge.division.plan import divide
from wangge.division.town import read_town
from wangge.division.wishes import Wish

HERE = Path(__file__).resolve().parents[2] / "src/wangge/division"
PLAIN = """
import sys, warnings
sys.modules["numba"] = None
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    from wangge.division.plan import divide
from pathlib import Path
from wangge.division.town import read_town
from wangge.division.wishes import Wish
plan = divide(read_town(Path(sys.argv[1])), Wish(low=100, high=160, effort=0.003))
print([str(each.message) for each in said if "numba" in str(each.message)])
print(plan.part.tolist())
"""


def test_the_digest_covers_every_file_with_compiled_functions():
    compiled = {
        path.name
        for path in HERE.glob("*.py")
        if re.search(r"^@(compiled|inlined)$", path.read_text("utf-8"), re.MULTILINE)
    }
    assert compiled | {"compiled.py"} == set(KERNELS)


def test_compiled_code_is_kept_where_only_the_owner_writes():
    assert COMPILED
    if FOLDER is None:
        pytest.skip("nowhere to keep it on this machine")
    assert FOLDER.stat().st_mode & 0o022 == 0


def test_without_numba_the_plan_is_the_same_and_it_is_said_aloud(tmp_path):
    units = write(tmp_path / "units.geojson", chessboard(6, 5))
    done = subprocess.run(
        [sys.executable, "-c", PLAIN, str(units)], capture_output=True, text=True, check=True
    )
    plan = divide(read_town(units), Wish(low=100, high=160, effort=0.003))
    assert done.stdout.splitlines() == [
        "['没有 numba,网格划分会慢上百倍:请用 pip install numba 安装。']",
        str(plan.part.tolist()),
    ]
