"""House rules that no linter knows."""

import ast
import io
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from wangge.areas.settings import DEFINITIONS
from wangge.config.cli.commands import COMMANDS
from wangge.incidents import rules

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src/wangge"
MODULES = sorted(p for p in SRC.rglob("*.py") if "migrations" not in p.parts)
MIGRATIONS = sorted(p for p in SRC.glob("*/migrations/*.py") if p.name != "__init__.py")
DELIVERY = ("console", "portal", "field", "api")
HAN = re.compile("[\u4e00-\u9fff]")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
LINES = 300


def name(path):
    return path.relative_to(ROOT).as_posix()


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def tracked():
    """Every text file of the project, as git knows them; without git, the source itself."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a checkout")
    for path in filter(None, listed.stdout.split("\0")):
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue


def test_delivery_code_never_touches_a_manager():
    found = [
        f"{name(path)}:{node.lineno}"
        for app in DELIVERY
        for path in MODULES
        if path.is_relative_to(SRC / app)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
    ]
    assert found == []


def test_no_module_is_longer_than_a_person_reads_in_one_sitting():
    long = {name(p): n for p in MODULES if (n := len(p.read_text("utf-8").splitlines())) > LINES}
    assert long == {}


def test_packages_say_nothing_of_their_own():
    """What stands in a package's `__init__.py` is imported by whoever imports any part of it."""
    assert [name(p) for p in MODULES if p.name == "__init__.py" and p.read_text("utf-8")] == []


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "helpers", "common", "misc", "signals"}
    parts = {
        (name(p), part.removesuffix(".py")) for p in MODULES for part in p.relative_to(SRC).parts
    }
    assert [path for path, part in parts if part in drawers] == []


def test_migrations_import_django_and_the_schema_alone():
    """A migration must still run when the code around it has moved on."""
    allowed = re.compile(r"django(\.|$)|wangge\.kernel\.(ids|clock)$|wangge\.\w+\.schema$")
    found = []
    for path in MIGRATIONS:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "."]
            else:
                continue
            found += [f"{name(path)}: {each}" for each in names if not allowed.match(each)]
    assert found == []


@pytest.mark.django_db
def test_no_migration_is_outstanding():
    out = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert out.getvalue().strip() == "No changes detected"


def models():
    return [model for model in apps.get_models() if model.__module__.startswith("wangge.")]


def test_every_model_gives_its_chinese_name_in_its_docstring():
    assert [m.__name__ for m in models() if not HAN.search(m.__doc__ or "")] == []


def glossary():
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([\w.]+)` \|", text, re.MULTILINE))


def test_the_glossary_has_every_model_and_verb_and_no_other():
    verbs = {f"{verb}" for verb in (*rules.FLOW.verbs, "report", "rate")}
    assert glossary() == {m.__name__ for m in models()} | verbs


def test_every_command_and_local_rule_and_variable_is_documented():
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    code = "\n".join(p.read_text("utf-8") for p in MODULES if p.is_relative_to(SRC / "config"))
    variables = set(re.findall(r'"(WANGGE_[A-Z_]+|DATABASE_URL)"', code))
    assert variables
    documented = set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))
    wanted = {f"wangge {command}" for command in COMMANDS} | set(DEFINITIONS) | variables
    assert wanted - documented == set()


def test_every_verb_is_explained_to_programs():
    text = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    assert [verb for verb in rules.FLOW.verbs if f"`{verb}`" not in text] == []


def test_no_file_names_a_registry_or_a_machine():
    """Locks and scripts must work wherever they are run."""
    hosts = re.compile(
        r"registry\.npm|npmmirror|pypi\.(org|tuna)|pythonhosted|"  # noqa: ISC003
        + r"--(extra-)?index-url|//registry\.|(?<![\w.])/(work|root|home)/\w"
    )
    here = name(Path(__file__))
    found = [f"{p}: {m[0]}" for p, text in tracked() if p != here for m in hosts.finditer(text)]
    assert found == []


def test_nothing_is_left_for_later_in_the_source():
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")
    here = name(Path(__file__))
    source = {".py", ".ts", ".html", ".css", ".mjs", ".sh"}
    found = [
        f"{p}: {m[0]}"
        for p, text in tracked()
        if p != here and Path(p).suffix in source
        for m in later.finditer(text)
    ]
    assert found == []


def untranslated(path):
    """Strings with Han characters that are neither documentation nor inside gettext."""
    module = tree(path)
    spared = set()
    for node in ast.walk(module):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            spared.add(body[0].value)
        called = getattr(node, "func", None)
        if isinstance(node, ast.Call) and getattr(called, "id", None) in GETTEXT:
            spared.update(ast.walk(node))
        if isinstance(node, ast.Compare):  # a value is compared, not shown
            spared.update(ast.walk(node))
    return [
        f"{name(path)}:{node.lineno} {node.value}"
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HAN.search(node.value)
        and node not in spared
    ]


def test_what_pages_say_goes_through_gettext():
    """Words of the domain (rules, catalogue, parsers) are data; what a page's code says is not."""
    pages = [p for p in MODULES if p.relative_to(SRC).parts[0] in {"console", "portal", "field"}]
    known = {r"[-–—~至,，\s]+"}
    found = [
        line for path in pages for line in untranslated(path) if line.split(" ", 1)[1] not in known
    ]
    assert found == []
