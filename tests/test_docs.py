"""What is written down must be true: requirements, guides, decisions, links."""

import ast
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), ROOT / "benchmarks/README.md"])
GUIDES = sorted((DOCS / "user").glob("*.md"))
ROW = re.compile(
    r"^\| (\d{3}-[A-C]?\d{2}) \| (.+?) \| (works|partly|not yet) \| (.*?) ?\| (.*?) ?\|$",
    re.MULTILINE,
)
# How many requirements each source document has (its parts A, B, C for 000).
SOURCES = {"000-A": 67, "000-B": 35, "000-C": 42, "001-": 87, "002-": 71, "003-": 54}
QUOTED = re.compile("“([^”]+)”")
PICTURE = 200_000


def requirements():
    return ROW.findall((DOCS / "requirements.md").read_text(encoding="utf-8"))


@cache
def names_in(path):
    module = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}


def test_every_requirement_stands_there_once():
    wanted = [
        f"{source}{number:02}"
        for source, count in SOURCES.items()
        for number in range(1, count + 1)
    ]
    assert len(wanted) == 356
    assert Counter(row[0] for row in requirements()) == Counter(wanted)


def test_the_counts_of_states_are_those_of_the_rows():
    text = (DOCS / "requirements.md").read_text(encoding="utf-8")
    told = {
        state: int(n)
        for state, n in re.findall(r"^\| (works|partly|not yet) \| (\d+) \|$", text, re.MULTILINE)
    }
    assert told == Counter(row[2] for row in requirements())


def test_what_works_has_a_module_and_a_test_that_exist():
    lost = []
    for key, _, state, where, test in requirements():
        modules = re.findall(r"`([^`]+)`", where)
        proofs = re.findall(r"`([^`]+)::(test_\w+)`", test)
        if state == "works" and not (modules and proofs):
            lost.append(f"{key}: nothing named")
        lost += [f"{key}: {m}" for m in modules if not (ROOT / "src/wangge" / m).exists()]
        lost += [
            f"{key}: {path}::{name}"
            for path, name in proofs
            if not (ROOT / path).is_file() or name not in names_in(path)
        ]
    assert lost == []


def test_what_is_not_there_yet_names_nothing():
    assert [row[0] for row in requirements() if row[2] == "not yet" and (row[3] or row[4])] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text)
    lost = [
        target
        for target in targets
        if not re.match(r"https?:|mailto:", target) and not (page.parent / target).exists()
    ]
    assert lost == []


def test_pictures_are_small():
    assert [p.name for p in DOCS.glob("images/*") if p.stat().st_size > PICTURE] == []


def test_every_role_has_its_guide():
    roles = {"居民", "网格员", "网格长", "社区", "镇街与县", "部门", "管理员"}
    assert {path.stem for path in GUIDES} == roles


@cache
def screens():
    """Everything the pages can say: templates, and strings of the code."""
    src = ROOT / "src/wangge"
    parts = [path.read_text(encoding="utf-8") for path in src.rglob("*.html")]
    parts += [path.read_text(encoding="utf-8") for path in src.rglob("*.py")]
    parts += [path.read_text(encoding="utf-8") for path in (ROOT / "frontend/src").rglob("*.ts")]
    parts += [path.read_text(encoding="utf-8") for path in (ROOT / "frontend/field").rglob("*.vue")]
    return "\n".join(parts)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda p: p.stem)
def test_what_a_guide_quotes_is_on_the_screens(guide):
    quoted = QUOTED.findall(guide.read_text(encoding="utf-8"))
    assert quoted
    assert [words for words in quoted if words not in screens()] == []


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.match(r"[\w-]+", line)[0] for line in project["dependencies"]}
    text = (DOCS / "adr/0007-dependencies.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| ([\w-]+) \|", text, re.MULTILINE)) - {"package"}
    assert explained - {"---"} == needed


def test_every_decision_is_in_the_index():
    index = (DOCS / "adr/README.md").read_text(encoding="utf-8")
    records = {path.name for path in DOCS.glob("adr/0*.md")}
    assert set(re.findall(r"\((0[\w-]+\.md)\)", index)) == records


def test_the_commands_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    goals = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for page in ("README.md", "README.zh-CN.md"):
        named = set(re.findall(r"^make (\w+)", (ROOT / page).read_text("utf-8"), re.MULTILINE))
        assert {"demo", "test"} <= named <= goals
