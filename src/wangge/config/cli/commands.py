"""What each command does."""

import argparse
import importlib.util
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command

from wangge.accounts import actions as accounts
from wangge.areas import actions as areas
from wangge.areas import divisions
from wangge.audit import jobs
from wangge.config.cli.caretaking import run_breach, run_retention
from wangge.config.cli.dividing import run_divide
from wangge.config.cli.keys import run_keys
from wangge.demo import load as demo
from wangge.exchange import export_runs
from wangge.exchange.watermarks import recognise
from wangge.incidents.actions.cataloguing import load_catalogue
from wangge.kernel import clock
from wangge.kernel.errors import Invalid
from wangge.people.guarding import settle, take_over
from wangge.people.imports import area_of, import_file, mend_path
from wangge.people.labelling import load_labels
from wangge.people.round_trip.writing import import_back
from wangge.posts import actions as posts
from wangge.posts import queries
from wangge.posts.defaults import load_posts
from wangge.premises import imports as premises
from wangge.premises import round_trip as units
from wangge.rights import jobs as retention

Outcome = tuple[int, dict[str, Any]]
BENCHMARKS = Path(__file__).resolve().parents[4] / "benchmarks"
CODE6 = 6


def migrate() -> None:
    """Bring the database to this version's shape."""
    call_command("migrate", verbosity=0, interactive=False)
    take_over()
    settle()
    retention.schedule()


def run_demo(given: argparse.Namespace) -> Outcome:
    """The demo county, loaded once, then served."""
    migrate()
    loaded = demo.is_loaded()
    _say(given, "演示县已装入。" if loaded else "正在装入演示县(真实区划与街道,虚构人员)……")
    made = demo.build(given.size, clock.today())
    url = f"http://127.0.0.1:{given.port}/"
    if not given.json:
        print(f"\n{url}  居民入口    {url}desk/  工作人员入口\n")
        for account in made:
            where = f"{account['area']} {account['post']}"
            print(f"  {account['username']:<14}{account['password']:<20}{where}")
        print(flush=True)
    answer: dict[str, Any] = {"url": url, "accounts": made}
    if not given.no_serve:
        answer["serve"] = given.port
    return 0, answer


def run_init(given: argparse.Namespace) -> Outcome:
    """An empty county: official towns and communities, posts, catalogue, if asked an administrator."""
    code = given.county
    if not (code.isdigit() and len(code) == CODE6):
        code = _county_named(code)
    migrate()
    county = areas.init_county(code)
    load_posts()
    load_labels()
    added = load_catalogue()
    towns, communities = divisions.counts(county.number)
    answer: dict[str, Any] = {
        "county": county.number,
        "name": county.full_name,
        "towns": towns,
        "communities": communities,
    }
    _say(given, f"{county.full_name}:{towns} 个镇街、{communities} 个社区(村)。")
    _say(given, f"事项目录 {added} 条。下一步:wangge serve")
    if given.admin:
        password = secrets.token_urlsafe(12)
        user = accounts.create_user(
            username=given.admin, name="系统管理员", password=password, actor=None
        )
        kind = queries.posts().get(code="system_admin")
        posts.appoint(user, kind, county, actor=None)
        answer["admin"] = {"username": given.admin, "password": password}
        _say(given, f"系统管理员 {given.admin} 初始口令 {password}(首次登录后请修改)")
    return 0, answer


def _county_named(name: str) -> str:
    found = [row for row in divisions.counties() if row[1] == name]
    if len(found) == 1:
        return str(found[0][0])[:CODE6]
    told = "、".join(f"{row[3]}{row[2]}{row[1]}({row[0]})" for row in found[:8])
    raise Invalid(
        "county.name",
        f"有 {len(found)} 个县叫“{name}”,请用 6 位代码:{told}"
        if found
        else f"没有叫“{name}”的县。",
    )


def run_serve(given: argparse.Namespace) -> Outcome:
    """The web server on 127.0.0.1."""
    migrate()
    return 0, {"url": f"http://127.0.0.1:{given.port}/", "serve": given.port}


def run_import(given: argparse.Namespace) -> Outcome:
    """A spreadsheet taken in; exit code 1 when rows came back to be mended."""
    path = Path(given.file)
    if not path.is_file():
        raise Invalid("file.missing", f"没有找到文件 {path},请核对路径。")
    migrate()
    report = Path(given.report) if given.report else None
    if given.kind == "premises":
        take = units.import_back if recognise(path) else premises.import_file
    else:
        take = import_back if recognise(path) else import_file
    result = take(path, code=given.area, dry_run=given.dry_run, report=report)
    answer = result.as_json()
    _say(
        given,
        "读取 {rows_read} 行:新增 {created},更新 {updated},没有变化 {unchanged},"
        "未导入 {refused}。".format(**answer),
    )
    for kind, number in sorted(answer["faults"].items()):
        _say(given, f"  {kind}: {number}")
    if report:
        _say(given, f"问题清单:{report}    待修改:{mend_path(report)}")
    return (1 if result.refused or result.returned else 0), answer


def run_export(given: argparse.Namespace) -> Outcome:
    """A list given out as a workbook, or an empty one to fill in."""
    migrate()
    path = Path(given.file)
    if path.suffix.lower() != ".xlsx" or not path.resolve().parent.is_dir():
        raise Invalid("file.name", f"请给出已有目录下的 .xlsx 文件名，现在是 {path}。")
    area = area_of(given.area)
    if given.template:
        export_runs.template(given.kind, path, area)
        _say(given, f"模板:{path}")
        return 0, {"file": str(path), "rows": 0}
    made = export_runs.to_file(
        given.kind,
        path,
        area,
        reason=given.reveal,
        operator=f"命令行 {os.environ.get('USER') or os.getuid()}",
    )
    how = "完整内容" if made.revealed else "脱敏"
    _say(given, f"已导出{area.name} {made.rows} 行({how}):{path}")
    answer = {"file": str(path), "rows": made.rows, "revealed": made.revealed}
    return 0, {**answer, "sha256": made.sha256, "export": str(made.uid)}


def run_work(given: argparse.Namespace) -> Outcome:
    """A worker: does jobs until it is told to stop."""
    migrate()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    _say(given, "后台任务已启动,按 Ctrl+C 停止")
    jobs.work(stop)
    return 0, {"stopped": True}


def run_bench(given: argparse.Namespace) -> Outcome:
    """One benchmark of benchmarks/, with the peer or floor in the same run."""
    path = BENCHMARKS / f"{given.name}.py"
    if not path.is_file():
        known = "、".join(sorted(p.stem for p in BENCHMARKS.glob("[!_]*.py")))
        raise Invalid(
            "bench.unknown", f"没有名为“{given.name}”的测量;现有:{known or '(未随包安装)'}"
        )
    sys.path.insert(0, str(BENCHMARKS))
    spec = importlib.util.spec_from_file_location(given.name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return 0, module.run()


def _say(given: argparse.Namespace, text: str) -> None:
    if not given.json:
        print(text, flush=True)


COMMANDS: dict[str, Callable[[argparse.Namespace], Outcome]] = {
    "demo": run_demo,
    "init": run_init,
    "serve": run_serve,
    "import": run_import,
    "export": run_export,
    "work": run_work,
    "divide": run_divide,
    "keys": run_keys,
    "breach": run_breach,
    "retention": run_retention,
    "bench": run_bench,
}
