"""The front end: pinned without addresses, built where it is served, small, and safe under the CSP."""

import gzip
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "src/wangge/config/static/dist"
TEMPLATES = sorted(ROOT.glob("src/wangge/*/templates/**/*.html"))


def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "hatch_frontend", ROOT / "tools/hatch_frontend.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def packed(*names: str) -> int:
    return sum(len(gzip.compress((DIST / name).read_bytes())) for name in names)


def test_the_lock_file_carries_no_registry_address():
    assert '"resolved"' not in (ROOT / "frontend/package-lock.json").read_text(encoding="utf-8")


def test_every_package_is_pinned_to_one_version():
    manifest = json.loads((ROOT / "frontend/package.json").read_text(encoding="utf-8"))
    wanted = {**manifest["dependencies"], **manifest["devDependencies"]}
    assert [name for name, version in wanted.items() if not re.fullmatch(r"[\d.]+", version)] == []


def test_the_bundle_is_complete():
    assert hook().Frontend(ROOT).missing() == []


def test_what_a_phone_loads_stays_under_60_kb():
    assert packed("phone.css", "phone.js") <= 60_000


def test_what_the_desk_loads_stays_under_150_kb():
    assert packed("desk.css", "desk.js") <= 150_000


def test_a_changed_source_makes_the_bundle_stale(tmp_path: Path):
    frontend = hook().Frontend(tmp_path)
    (tmp_path / "frontend/src").mkdir(parents=True)
    frontend.dist.mkdir(parents=True)
    for name in hook().BUNDLE:
        (frontend.dist / name).touch()
    source = tmp_path / "frontend/src/desk.ts"
    source.write_text("1", encoding="utf-8")
    frontend.stamp.write_text(frontend.digest(), encoding="ascii")
    before = frontend.is_fresh()
    source.write_text("2", encoding="utf-8")
    assert (before, frontend.is_fresh()) == (True, False)


def test_a_lost_file_makes_the_bundle_stale(tmp_path: Path):
    frontend = hook().Frontend(tmp_path)
    (tmp_path / "frontend/src").mkdir(parents=True)
    frontend.dist.mkdir(parents=True)
    frontend.stamp.write_text(frontend.digest(), encoding="ascii")
    assert not frontend.is_fresh()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.relative_to(ROOT / "src").as_posix())
def test_a_template_has_no_inline_script_or_style(path: Path):
    text = path.read_text(encoding="utf-8")
    inline = re.findall(
        r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son\w+=|javascript:", text
    )
    assert inline == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.relative_to(ROOT / "src").as_posix())
def test_every_icon_a_template_names_is_in_the_sprite(path: Path):
    known = set(json.loads((ROOT / "frontend/src/icons.json").read_text(encoding="utf-8")))
    text = path.read_text(encoding="utf-8")
    used = set(re.findall(r'ui/icon\.html" with name="([^"]+)"', text))
    used |= set(re.findall(r'\b(?:action_)?icon="([^"]+)"', text))
    assert used - known == set()


def test_there_are_at_most_fifteen_shared_parts():
    assert len(list((ROOT / "src/wangge/config/templates/ui").glob("*.html"))) <= 15
